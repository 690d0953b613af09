/** A tap on any button that ever was: the current screen's, an old one's, a result's, or one that we never made. */
import { parseButton, type ButtonData } from './buttons.ts';
import type { Reduced } from './contract.ts';
import { openWorks } from './lists.ts';
import { openMenu } from './open.ts';
import { openPlace } from './places.ts';
import { onGenerationButton } from './on-generation-button.ts';
import { answer, editScreen, sendScreen, stampOf, startOrder, type TapEvent } from './present.ts';
import { overtaken, tapOn } from './router.ts';
import { show, type Move, type Scene, type Show } from './scene.ts';
import { mayAdminister } from './screens/admin.ts';
import type { ChatState } from './state.ts';

type SceneOf = (state: ChatState) => Scene;
type ScreenData = Extract<ButtonData, { readonly kind: 'screen' }>;

/** `sceneOf`: because a tap may change the language that everything after it is said in. */
export function onTap(state: ChatState, tap: TapEvent, sceneOf: SceneOf): Reduced {
  const data = parseButton(tap.data);
  switch (data.kind) {
    case 'screen':
      return onScreenButton(state, tap, data, sceneOf);
    case 'menu':
      return toMenu(state, tap, sceneOf(state));
    case 'generation':
      return onGenerationButton(state, tap, data.verb, sceneOf(state));
    case 'place': {
      const { state: next, effects } = sendScreen(state, openPlace(data.place, sceneOf(state)), sceneOf(state));
      return { state: next, effects: [answer(tap), ...effects] };
    }
    case 'admin':
      return onAdminButton(state, tap, data, sceneOf(state));
    case 'unknown':
      return onStale(state, tap, sceneOf(state));
  }
}

/** Whoever may not decide is told what anybody hears about a button that is not theirs. */
function onAdminButton(
  state: ChatState,
  tap: TapEvent,
  { verb, id }: Extract<ButtonData, { readonly kind: 'admin' }>,
  scene: Scene,
): Reduced {
  if (!mayAdminister(scene)) return onStale(state, tap, scene);
  const { messageId } = tap;
  return {
    state,
    effects: [answer(tap), { do: 'decideClaim', claimId: id, approve: verb === 'claimyes', messageId }],
  };
}

function onScreenButton(state: ChatState, tap: TapEvent, data: ScreenData, sceneOf: SceneOf): Reduced {
  const scene = sceneOf(state);
  if (!isCurrent(state, tap, data)) {
    return data.command === 'menu' ? toMenu(state, tap, scene) : onStale(state, tap, scene);
  }
  // Null: the list behind the button has changed, so the screen is shown as it is now.
  const move =
    overtaken(state.screen, scene) ?? changed(state, scene) ?? tapOn(state.screen, data, scene) ?? show(state.screen);
  const { state: next, effects } = carry(state, move, tap, sceneOf);
  return { state: next, effects: [answer(tap), ...effects] };
}

/** A model or a price list that was edited since its screen was drawn has other answers behind the same buttons. */
function changed(state: ChatState, scene: Scene): Show | null {
  const isSame = state.modelStamp === null || state.modelStamp === stampOf(state.screen, scene);
  if (isSame) return null;
  return show(state.screen, state.screen.at === 'topup' ? scene.t('stars-changed') : scene.t('model-changed'));
}

function carry(state: ChatState, move: Move, tap: TapEvent, sceneOf: SceneOf): Reduced {
  switch (move.to) {
    case 'screen':
    case 'admin':
      return editScreen(state, move, tap.messageId, sceneOf(state));
    case 'order':
      return startOrder(state, move, tap.messageId, sceneOf(state));
    case 'resend':
      return { state, effects: [{ do: 'resend', generationId: move.generationId }] };
    case 'erase':
      return erased(state, move.generationId, tap, sceneOf(state));
    case 'forget':
      return { state, effects: [{ do: 'forget', messageId: tap.messageId }] };
    case 'give-up': {
      const without = { ...state, pending: null };
      return editScreen(without, move.then, tap.messageId, sceneOf(without));
    }
    case 'prefer': {
      const preferring = { ...state, ...move.change };
      return editScreen(preferring, move.then, tap.messageId, sceneOf(preferring));
    }
    case 'invoice':
      return { state, effects: [{ do: 'invoice', stars: move.stars, amount: move.amount }] };
    case 'star': {
      const starred = { ...state, favourites: toggled(state.favourites, move.modelId) };
      return editScreen(starred, move.then, tap.messageId, sceneOf(starred));
    }
    case 'language': {
      const changed = { ...state, language: move.language };
      const scene = sceneOf(changed);
      return editScreen(changed, openMenu(scene.t('language-changed')), tap.messageId, scene);
    }
  }
}

function erased(state: ChatState, generationId: string, tap: TapEvent, scene: Scene): Reduced {
  const works = scene.context.works.filter(({ id }) => id !== generationId);
  const left = { ...scene, context: { ...scene.context, works } };
  const { state: next, effects } = editScreen(state, openWorks(left, 0, scene.t('work-erased')), tap.messageId, left);
  return { state: next, effects: [{ do: 'erase', generationId }, ...effects] };
}

const MOST_FAVOURITES = 50;

function toggled(ids: readonly string[], id: string): string[] {
  return ids.includes(id) ? ids.filter((one) => one !== id) : [id, ...ids].slice(0, MOST_FAVOURITES);
}

/**
 * The revision alone is not enough: after a lost state it counts from the beginning again. A message id of 0 or less is
 * none: the message is too old for Telegram to say.
 */
function isCurrent(state: ChatState, tap: TapEvent, data: ScreenData): boolean {
  if (data.rev !== state.rev || tap.messageId <= 0 || state.screen.at === 'progress') return false;
  return state.screenMessageId === null || state.screenMessageId === tap.messageId;
}

function showsScreen(state: ChatState, tap: TapEvent): boolean {
  return state.screenMessageId !== null && state.screenMessageId === tap.messageId;
}

function toMenu(state: ChatState, tap: TapEvent, scene: Scene): Reduced {
  const inPlace = showsScreen(state, tap) && state.screen.at !== 'progress';
  if (inPlace && state.screen.at === 'menu') return { state, effects: [answer(tap, scene.t('toast-menu'))] };
  const menu = openMenu();
  const { state: next, effects } = inPlace
    ? editScreen(state, menu, tap.messageId, scene)
    : sendScreen(state, menu, scene);
  return { state: next, effects: [answer(tap), ...effects] };
}

/** A second tap on the same button gets a word; a button of an older message brings the current screen back. */
function onStale(state: ChatState, tap: TapEvent, scene: Scene): Reduced {
  if (showsScreen(state, tap)) {
    const { t } = scene;
    const text = state.screen.at === 'progress' ? t('toast-working') : t('toast-done');
    return { state, effects: [answer(tap, text)] };
  }
  const { state: next, effects } = sendScreen(state, current(state, scene), scene);
  return { state: next, effects: [answer(tap, scene.t('toast-stale')), ...effects] };
}

/** The screen to go on with: what the person was looking at, unless that was a generation with a message of its own. */
export function current(state: ChatState, scene: Scene, notice: string | null = null): Show {
  if (state.screen.at === 'progress') return openMenu(notice);
  const instead = overtaken(state.screen, scene);
  return instead === null ? show(state.screen, notice) : show(instead.screen, notice ?? instead.notice);
}
