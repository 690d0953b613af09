/** A decision as the new state and the effects that make it visible. */
import { menuButton, screenButton, type Key } from './buttons.ts';
import type { Button, ChatEvent, Effect, Reduced, Translate, View } from './contract.ts';
import { paragraphs } from './html.ts';
import { modelTitle } from './phrases.ts';
import { progressView } from './progress-view.ts';
import { draw } from './router.ts';
import type { Order, Scene, Show } from './scene.ts';
import type { ChatState } from './state.ts';

export type TapEvent = Extract<ChatEvent, { readonly kind: 'tap' }>;

const MOST_RECENT = 12;
/** Telegram's limit for the text of an answer. */
const TOAST_LENGTH = 200;

/** A tap is answered before anything else happens, and exactly once. */
export function answer(tap: TapEvent, text: string | null = null, alert = false): Effect {
  const short = text === null ? null : Array.from(text).slice(0, TOAST_LENGTH).join('');
  return { do: 'answer', callbackQueryId: tap.callbackQueryId, text: short, alert };
}

/** The screen in a new message. */
export function sendScreen(state: ChatState, { screen, notice }: Show, scene: Scene): Reduced {
  const rev = state.rev + 1;
  return {
    state: { ...state, rev, screen, screenMessageId: null, albumId: null },
    effects: [{ do: 'send', view: drawn({ to: 'screen', screen, notice }, rev, scene), isScreen: true }],
  };
}

/** The screen in place of the one that the tapped message shows. */
export function editScreen(state: ChatState, { screen, notice }: Show, messageId: number, scene: Scene): Reduced {
  const rev = state.rev + 1;
  return {
    state: { ...state, rev, screen, screenMessageId: messageId },
    effects: [{ do: 'edit', messageId, view: drawn({ to: 'screen', screen, notice }, rev, scene) }],
  };
}

/**
 * One message for the whole album: it is sent after a moment in which the other files may come, and edited if they come
 * later.
 */
export function showAlbum(state: ChatState, next: Show, albumId: string, continues: boolean, scene: Scene): Reduced {
  const shownAt = state.screenMessageId;
  const reduced =
    continues && shownAt !== null ? editScreen(state, next, shownAt, scene) : sendScreen(state, next, scene);
  const effects = reduced.effects.map((effect) => (effect.do === 'send' ? { ...effect, albumId } : effect));
  return { state: { ...reduced.state, albumId }, effects };
}

/** The tapped message becomes the progress of a new generation; its buttons stay good for ever, so a repeat is harmless. */
export function startOrder(state: ChatState, order: Order, messageId: number, scene: Scene): Reduced {
  const { model } = order.offered;
  const generationId = scene.context.newGenerationId;
  const view = progressView(scene.t, {
    generationId,
    modelTitle: modelTitle(model, scene.language),
    prompt: order.prompt,
    phase: 'queued',
    elapsedSeconds: 0,
    usualSeconds: model.usualSeconds,
    cancellable: true,
  });
  return {
    state: {
      ...state,
      rev: state.rev + 1,
      screen: { at: 'progress', generationId },
      screenMessageId: messageId,
      recent: [model.id, ...state.recent.filter((id) => id !== model.id)].slice(0, MOST_RECENT),
    },
    effects: [
      { do: 'edit', messageId, view },
      {
        do: 'generate',
        generationId,
        modelId: model.id,
        input: order.input,
        credits: order.credits,
        progressMessageId: messageId,
      },
    ],
  };
}

/** A sentence that is no screen, with the way on. */
export function say(t: Translate, text: string): Effect {
  return { do: 'send', view: { text, keyboard: [[menuButton(t('button-menu'))]] }, isScreen: false };
}

function drawn({ screen, notice }: Show, rev: number, scene: Scene): View {
  const { text, rows } = draw(screen, scene);
  const toButton = (key: Key): Button => screenButton(key, rev);
  return { text: paragraphs(notice, text), keyboard: rows.map((row) => row.map(toButton)) };
}
