/** The dialog: what happened, in; the new state and what is to be done, out. Pure and total. */
import { assertNever } from '../../shared/assert-never.ts';
import { parseButton } from './buttons.ts';
import type { ChatContext, ChatEvent, Language, Reduced, Texts } from './contract.ts';
import { admit } from './flood.ts';
import { clean, oneLine } from './html.ts';
import { onCommand } from './on-command.ts';
import { current, onTap } from './on-tap.ts';
import { answer, say, sendScreen, showAlbum, type TapEvent } from './present.ts';
import { fileOn, overtaken, textOn } from './router.ts';
import type { Scene } from './scene.ts';
import type { ChatState } from './state.ts';
import { createChatTools, type ChatTools } from './tools.ts';

type MessageEvent = Exclude<ChatEvent, TapEvent>;
type SceneOf = (state: ChatState) => Scene;

/** Never throws, whatever the state, the event or the catalog hold. `tools`: give the same ones to every call. */
export function reduce(
  state: ChatState,
  event: ChatEvent,
  context: ChatContext,
  texts: Texts,
  tools: ChatTools = createChatTools(),
): Reduced {
  const offered = context.models.map(tools.offer).filter((one) => one !== null);
  const sceneOf: SceneOf = (of) => {
    const language = languageOf(of, context);
    return { t: texts[language], language, context, state: of, tools, offered };
  };
  if (event.kind === 'tap' && context.person.isBanned) {
    return { state, effects: [answer(event, sceneOf(state).t('banned'), true)] };
  }
  if (event.kind === 'tap') return admitTap(state, event, sceneOf);
  return isForBot(event, context) ? admitMessage(state, event, sceneOf) : { state, effects: [] };
}

/** What the person chose, else what the Telegram client says, else Russian. */
export function languageOf(state: ChatState, context: ChatContext): Language {
  return state.language ?? (/^en\b/i.test(context.clientLanguage ?? '') ? 'en' : 'ru');
}

/**
 * The generation whose facts the reducer needs in its context: the one that the button names, or, when `state` is
 * given, the one that `/cancel` means.
 */
export function generationNamedBy(event: ChatEvent, state?: ChatState): string | null {
  if (event.kind === 'command' && event.name === 'cancel' && state?.screen.at === 'progress') {
    return state.screen.generationId;
  }
  if (event.kind !== 'tap') return null;
  const data = parseButton(event.data);
  return data.kind === 'generation' ? data.generationId : null;
}

/** In a group the bot is spoken to by commands, by its buttons and by replies to it. */
function isForBot(event: MessageEvent, { chatKind }: ChatContext): boolean {
  return chatKind === 'private' || event.kind === 'command' || event.addressed === true;
}

function admitMessage(state: ChatState, event: MessageEvent, sceneOf: SceneOf): Reduced {
  const { t, context } = sceneOf(state);
  const { verdict, flood } = admit(state.flood, context.now);
  const counted = { ...state, flood };
  switch (verdict) {
    case 'silence':
      return { state: counted, effects: [] };
    case 'notice':
      return { state: counted, effects: [say(t, t('flood'))] };
    case 'pass':
      if (context.person.isBanned) return { state: counted, effects: [say(t, t('banned'))] };
      return onMessage(counted, event, sceneOf(counted));
    default:
      return assertNever(verdict);
  }
}

/** A tap that edits is bounded by the person's own patience; one that sends a message counts as a message. */
function admitTap(state: ChatState, tap: TapEvent, sceneOf: SceneOf): Reduced {
  const reduced = onTap(state, tap, sceneOf);
  if (!reduced.effects.some((effect) => ['send', 'resend', 'invoice'].includes(effect.do))) return reduced;
  const { t, context } = sceneOf(state);
  const { verdict, flood } = admit(state.flood, context.now);
  if (verdict === 'pass') return { ...reduced, state: { ...reduced.state, flood } };
  return { state: { ...state, flood }, effects: [answer(tap, t('flood'))] };
}

function onMessage(state: ChatState, event: MessageEvent, scene: Scene): Reduced {
  switch (event.kind) {
    case 'command':
      return onCommand(state, { ...event, name: event.name.toLowerCase(), argument: clean(event.argument) }, scene);
    case 'text': {
      const instead = overtaken(state.screen, scene);
      const screen = instead?.screen ?? state.screen;
      return sendScreen(state, textOn(screen, clean(event.text), scene), scene);
    }
    case 'media':
      return onMedia(state, event, scene);
    default:
      return assertNever(event);
  }
}

/** Of a file's name, which is kept with every order that the file is part of. */
const NAME_LENGTH = 30;

type MediaEvent = Extract<ChatEvent, { readonly kind: 'media' }>;

/** The files of an album come one by one; the screen that answers the first is brought up to date by the others. */
function onMedia(state: ChatState, event: MediaEvent, scene: Scene): Reduced {
  const { file, albumId } = event;
  if (file === null) return sendScreen(state, current(state, scene, scene.t('file-not-one')), scene);
  const { fileId, name, ...facts } = file;
  const screen = overtaken(state.screen, scene)?.screen ?? state.screen;
  const continues = albumId !== null && albumId === state.albumId;
  const sent = {
    file: { ...facts, ...(name === undefined ? {} : { name: oneLine(name, NAME_LENGTH) }), source: 'telegram', fileId },
    caption: clean(event.caption ?? ''),
    continues,
  } as const;
  const next = fileOn(screen, sent, scene);
  return albumId === null ? sendScreen(state, next, scene) : showAlbum(state, next, albumId, continues, scene);
}
