/** The dialog: what happened, in; the new state and what is to be done, out. Pure and total. */
import { assertNever } from '../../shared/assert-never.ts';
import { parseButton } from './buttons.ts';
import type { ChatContext, ChatEvent, Language, Reduced, Texts, Translate } from './contract.ts';
import { admit } from './flood.ts';
import { admitMinute } from './flood-minute.ts';
import { clean, oneLine, paragraphs } from './html.ts';
import { onCommand } from './on-command.ts';
import { current, onTap } from './on-tap.ts';
import { onText, partOf, textEnded } from './on-text.ts';
import { answer, claimed, say, sendScreen, showAlbum, type TapEvent } from './present.ts';
import { CONTACT_LENGTH, contactLine } from './phrases.ts';
import { paysupportText } from './screens/paper.ts';
import { fileOn, overtaken } from './router.ts';
import type { Scene } from './scene.ts';
import { goesOn } from './split-text.ts';
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
    return { state, effects: [answer(event, bannedToast(sceneOf(state)), true)] };
  }
  if (event.kind === 'tap') return admitTap(textEnded(state), event, sceneOf);
  return isForBot(state, event, context) ? admitMessage(state, event, sceneOf) : { state, effects: [] };
}

/** What the person chose, else what the Telegram client says, else Russian. */
export function languageOf(state: ChatState, context: ChatContext): Language {
  return state.language ?? (/^en\b/i.test(context.clientLanguage ?? '') ? 'en' : 'ru');
}

/**
 * The generation whose facts the reducer needs in its context: the one that the button names, or, when `state` is
 * given, the one that `/cancel` or the screen means.
 */
export function generationNamedBy(event: ChatEvent, state?: ChatState): string | null {
  if (event.kind === 'command' && event.name === 'cancel' && state?.screen.at === 'progress') {
    return state.screen.generationId;
  }
  if (event.kind !== 'tap') return null;
  const data = parseButton(event.data);
  if (data.kind === 'generation') return data.generationId;
  return state?.screen.at === 'erase' ? state.screen.generationId : null;
}

/** In a group the bot is spoken to by commands, by its buttons and by replies to it; the rest of a long reply may be none. */
function isForBot({ split }: ChatState, event: MessageEvent, context: ChatContext): boolean {
  if (context.chatKind === 'private' || event.kind === 'command' || event.addressed === true) return true;
  return event.kind === 'text' && goesOn(split, partOf(event, context)) !== null;
}

function admitMessage(state: ChatState, event: MessageEvent, sceneOf: SceneOf): Reduced {
  const { t, context } = sceneOf(state);
  const { verdict, notice, ...counters } = counted(state, context, t);
  const counting = { ...state, ...counters };
  switch (verdict) {
    case 'silence':
      return { state: counting, effects: [] };
    case 'notice':
      return { state: counting, effects: [say(t, notice)] };
    case 'pass':
      if (context.person.isBanned) {
        return { state: counting, effects: [say(t, bannedText(event, sceneOf(counting)))] };
      }
      return onMessage(counting, event, sceneOf(counting));
    default:
      return assertNever(verdict);
  }
}

/** Money may be on the balance: who asks about a payment is answered like anybody (Telegram requires it of a seller). */
function bannedText(event: MessageEvent, scene: Scene): string {
  const { t } = scene;
  const isAboutMoney = event.kind === 'command' && event.name.toLowerCase() === 'paysupport';
  return isAboutMoney
    ? paragraphs(t('banned'), paysupportText(scene))
    : paragraphs(t('banned'), contactLine(scene) ?? t('banned-ask'));
}

/** Plain text: a toast has no markup. */
function bannedToast({ t, context }: Scene): string {
  const contact = oneLine(context.supportContact ?? '', CONTACT_LENGTH);
  return contact === '' ? t('banned') : `${t('banned')} ${t('help-contact', { contact })}`;
}

/** A tap that edits is bounded by the person's own patience; one that sends a message counts as a message. */
function admitTap(state: ChatState, tap: TapEvent, sceneOf: SceneOf): Reduced {
  const reduced = onTap(state, tap, sceneOf);
  if (!reduced.effects.some((effect) => ['send', 'resend', 'invoice'].includes(effect.do))) return reduced;
  const { t, context } = sceneOf(state);
  const { verdict, notice, ...counters } = counted(state, context, t);
  if (verdict === 'pass') return { ...reduced, state: { ...reduced.state, ...counters } };
  return { state: { ...state, ...counters }, effects: [answer(tap, notice)] };
}

interface Counted extends Pick<ChatState, 'flood' | 'minute'> {
  readonly verdict: 'pass' | 'notice' | 'silence';
  /** Plain text. */
  readonly notice: string;
}

/** Both floods, that of ten seconds and that of a minute; what the first one stops does not count for the second. */
function counted({ flood, minute }: ChatState, { now, messagesPerMinute }: ChatContext, t: Translate): Counted {
  const burst = admit(flood, now);
  if (burst.verdict !== 'pass') return { ...burst, minute, notice: t('flood') };
  const { verdict, minute: filled } = admitMinute(minute, now, messagesPerMinute);
  return { verdict, flood: burst.flood, minute: filled, notice: t('toast-flood-minute') };
}

function onMessage(state: ChatState, event: MessageEvent, scene: Scene): Reduced {
  switch (event.kind) {
    case 'command':
      return onCommand(
        textEnded(state),
        { ...event, name: event.name.toLowerCase(), argument: clean(event.argument) },
        scene,
      );
    case 'text':
      return onText(state, event, scene);
    case 'media':
      return onMedia(textEnded(state), event, scene);
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
  const { fileId, uniqueId = null, name, ...facts } = file;
  const screen = overtaken(state.screen, scene)?.screen ?? state.screen;
  const continues = albumId !== null && albumId === state.albumId;
  const sent = {
    file: { ...facts, ...(name === undefined ? {} : { name: oneLine(name, NAME_LENGTH) }), source: 'telegram', fileId },
    told: { fileId, uniqueId, what: event.what },
    caption: clean(event.caption ?? ''),
    isPhoto: event.what === 'photo',
    continues,
  } as const;
  const next = fileOn(screen, sent, scene);
  if (next.to === 'claim') return claimed({ ...state, albumId }, next);
  return albumId === null ? sendScreen(state, next, scene) : showAlbum(state, next, albumId, continues, scene);
}
