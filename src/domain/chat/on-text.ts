/** Words: what they mean on the screen that they answer, together with what they go on from. */
import type { ChatContext, ChatEvent, Reduced } from './contract.ts';
import { clean } from './html.ts';
import { current } from './on-tap.ts';
import { sendScreen, showAlbum } from './present.ts';
import { redeem } from './redeem.ts';
import { overtaken, textOn } from './router.ts';
import type { Scene } from './scene.ts';
import { goesOn, LONGEST_TEXT, mayGoOn, wholeText, type Part } from './split-text.ts';
import type { ChatState, SplitText } from './state.ts';

type TextEvent = Extract<ChatEvent, { readonly kind: 'text' }>;

export function partOf({ messageId, text }: TextEvent, { person, now }: ChatContext): Part {
  return { by: person.userId, at: now, messageId, text };
}

/** Whatever else a person does ends a text that could have gone on. */
export function textEnded(state: ChatState): ChatState {
  return state.split === null ? state : { ...state, split: null };
}

/**
 * The rest of a long text is no new answer: the whole text answers what its beginning has answered, in the same message,
 * so that there is one offer at the price of the whole.
 */
export function onText(state: ChatState, event: TextEvent, scene: Scene): Reduced {
  const part = partOf(event, scene.context);
  const whole = goesOn(state.split, part);
  const asked = whole === null ? textEnded(state) : { ...state, screen: whole.before, split: null };
  const next = textMeans(asked, whole, event.text, scene);
  if (next.to === 'redeem') return redeem(asked, next.code, scene);
  const split = whole ?? mayGoOn(part, asked.screen);
  // A page of the panel may have acted on the beginning already.
  if (split === null || next.to === 'admin' || next.screen.at === 'admin') return sendScreen(asked, next, scene);
  const { state: shown, effects } = showAlbum(asked, next, `text-${split.id}`, whole !== null, scene);
  return { state: { ...shown, split }, effects };
}

function textMeans(state: ChatState, whole: SplitText | null, text: string, scene: Scene): ReturnType<typeof textOn> {
  if (whole?.isTooLong === true) return current(state, scene, scene.t('text-too-long', { limit: LONGEST_TEXT }));
  const screen = overtaken(state.screen, scene)?.screen ?? state.screen;
  return textOn(screen, clean(whole === null ? text : wholeText(whole.parts)), scene);
}
