/** A decision as the new state and the effects that make it visible. */
import type { AdminPage } from '../admin/page.ts';
import { menuButton, screenButton, type Key } from './buttons.ts';
import type { Button, ChatEvent, Effect, Reduced, Translate, View } from './contract.ts';
import { paragraphs } from './html.ts';
import { modelTitle } from './phrases.ts';
import { progressView } from './progress-view.ts';
import { paymentOf, saleOf } from './price-words.ts';
import { draw, sheetBehind } from './router.ts';
import { packagesStamp } from './star-keys.ts';
import { findOffered, type AdminMove, type ClaimMove, type Order, type Scene, type Show } from './scene.ts';
import type { ChatState, Screen } from './state.ts';

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
export function sendScreen(state: ChatState, next: Show | AdminMove, scene: Scene): Reduced {
  if (next.to === 'admin') return panel({ ...state, albumId: null }, next, null);
  const { screen, notice } = next;
  if (screen.at === 'admin') return sendScreen(state, pageOf(screen.page, notice), scene);
  const shown = { ...onScreen(state, screen, scene), screenMessageId: null, albumId: null };
  return { state: shown, effects: [{ do: 'send', view: drawn(next, shown.rev, scene), isScreen: true }] };
}

/** The screen in place of the one that the tapped message shows. */
export function editScreen(state: ChatState, next: Show | AdminMove, messageId: number, scene: Scene): Reduced {
  if (next.to === 'admin') return panel(state, next, messageId);
  const { screen, notice } = next;
  if (screen.at === 'admin') return editScreen(state, pageOf(screen.page, notice), messageId, scene);
  const shown = { ...onScreen(state, screen, scene), screenMessageId: messageId };
  return { state: shown, effects: [{ do: 'edit', messageId, view: drawn(next, shown.rev, scene) }] };
}

const pageOf = (page: AdminPage, notice: string | null): AdminMove => {
  return { to: 'admin', request: { action: null, page }, notice };
};

/** The panel's pages are drawn where their figures are, by the shell. */
function panel(state: ChatState, { request, notice }: AdminMove, messageId: number | null): Reduced {
  const screen = { at: 'admin', page: request.page } as const;
  return {
    state: { ...state, rev: state.rev + 1, screen, screenMessageId: messageId, quoted: null, modelStamp: null },
    effects: [{ do: 'admin', request, notice, messageId }],
  };
}

/** What became of it only the shell can tell, in a message of its own. */
export function claimed(state: ChatState, { claim, screen }: ClaimMove): Reduced {
  const shown = { ...state, rev: state.rev + 1, screen, screenMessageId: null, quoted: null, modelStamp: null };
  return { state: shown, effects: [{ do: 'claim', ...claim }] };
}

/** With what the person is shown: a tap is held against it. */
function onScreen(state: ChatState, screen: Screen, scene: Scene): ChatState {
  const sheet = sheetBehind(screen, scene);
  const sale = sheet === null ? null : saleOf(scene, sheet);
  const choice = sheet === null ? null : paymentOf(scene, sheet);
  const by = choice?.ok === true ? choice.payment.by : null;
  return {
    ...{ ...state, rev: state.rev + 1, screen },
    quoted: sale?.ok === true ? { by, price: String(sale.price) } : null,
    modelStamp: stampOf(screen, scene),
    pending: screen.at === 'topup' && screen.order !== null ? screen.order : state.pending,
  };
}

/** Null where neither a model nor a price list decides what the screen's buttons mean. */
export function stampOf(screen: Screen, scene: Scene): string | null {
  if (screen.at === 'topup') return packagesStamp(scene.context.terms);
  const offered = 'modelId' in screen ? findOffered(scene, screen.modelId) : null;
  return offered === null ? null : scene.tools.stamp(offered.model);
}

/**
 * One message for the whole album: it is sent after a moment in which the other files may come, and edited if they come
 * later.
 */
export function showAlbum(
  state: ChatState,
  next: Show | AdminMove,
  albumId: string,
  continues: boolean,
  scene: Scene,
): Reduced {
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
      ...{ quoted: null, modelStamp: null, pending: null },
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
        payment: order.payment,
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
