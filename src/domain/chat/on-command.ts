/** Commands work everywhere and at any time; in a group they are the way in. */
import { pageBefore } from '../admin/half-done.ts';
import type { ChatEvent, Reduced, Translate } from './contract.ts';
import { safeLine } from './html.ts';
import { readInvitation } from './invitation.ts';
import { isCancellable, whyNotCancelled } from './on-generation-button.ts';
import { current } from './on-tap.ts';
import { openModels, openWorks } from './lists.ts';
import { openMenu } from './open.ts';
import { sendScreen } from './present.ts';
import { redeem } from './redeem.ts';
import { show, type Scene, type Show } from './scene.ts';
import { openBalance } from './screens/balance.ts';
import { openSection } from './screens/menu.ts';
import { mayAdminister } from './screens/admin.ts';
import { EVERY_MODEL, NOTHING, type ChatState, type Screen } from './state.ts';

type CommandEvent = Extract<ChatEvent, { readonly kind: 'command' }>;

const NAME_LENGTH = 40;
/** A deep link that opens a model: `t.me/<bot>?start=m_<key>`. */
const MODEL_LINK = /^m_([a-z0-9-]{1,40})$/;
/** One that gives what a promo code is worth: `?start=promo_<code>`. */
const PROMO_LINK = /^promo_(.{1,58})$/su;

/** Commands that lead to the same screen whoever gives them. */
const SCREENS: ReadonlyMap<string, Screen> = new Map([
  ['help', { at: 'help' }],
  ['settings', { at: 'preferences' }],
  ['language', { at: 'language' }],
  ['paysupport', { at: 'paper', paper: 'paysupport' }],
  ['terms', { at: 'paper', paper: 'terms' }],
]);

/** Screens that hold one by themselves. */
const ORDERS: ReadonlySet<Screen['at']> = new Set(['offer', 'form', 'settings', 'confirm']);

export function onCommand(state: ChatState, { name, argument }: CommandEvent, scene: Scene): Reduced {
  const { t } = scene;
  switch (name) {
    case 'start':
      return start(state, scene, argument);
    case 'models':
      return sendScreen(state, openSection(scene, 'all'), scene);
    case 'history':
      return sendScreen(state, openWorks(scene), scene);
    case 'balance':
      return sendScreen(state, openBalance(scene), scene);
    case 'cancel':
      return cancel(state, scene);
    case 'admin':
      if (mayAdminister(scene)) return sendScreen(state, show({ at: 'admin', page: { page: 'home' } }), scene);
      return sendScreen(state, current(state, scene, t('unknown-command')), scene);
    default: {
      const screen = SCREENS.get(name);
      return sendScreen(
        state,
        screen === undefined ? current(state, scene, t('unknown-command')) : show(screen),
        scene,
      );
    }
  }
}

function start(state: ChatState, scene: Scene, argument: string): Reduced {
  const [, promo] = PROMO_LINK.exec(argument) ?? [];
  if (promo !== undefined) return redeem(state, promo, scene);
  const started = sendScreen(state, linked(scene, argument), scene);
  const invitation = readInvitation(scene, argument);
  return invitation === null
    ? started
    : { ...started, effects: [...started.effects, { do: 'refer', code: invitation }] };
}

function linked(scene: Scene, argument: string): Show {
  const [, key] = MODEL_LINK.exec(argument) ?? [];
  if (key === undefined) return openMenu(greeting(scene.t, scene.context.firstName));
  const offered = scene.offered.find(({ model }) => model.key === key);
  return offered === undefined
    ? openModels(scene, EVERY_MODEL, NOTHING, 0, scene.t('model-gone'))
    : show({ at: 'model', modelId: offered.model.id, from: EVERY_MODEL, carry: NOTHING });
}

function greeting(t: Translate, firstName: string): string {
  const name = safeLine(firstName, NAME_LENGTH);
  return name === '' ? t('greeting') : t('greeting-name', { name });
}

/** Takes back whatever is under way: a form, or a generation that nobody has begun. */
function cancel(state: ChatState, scene: Scene): Reduced {
  const { t, context } = scene;
  const { screen } = state;
  switch (screen.at) {
    case 'progress': {
      const { generation } = context;
      const isKnown = generation?.id === screen.generationId;
      if (isKnown && !isCancellable(generation)) {
        return sendScreen(state, openMenu(whyNotCancelled(t, generation)), scene);
      }
      // Also without facts: the shell decides under the row's lock and tells the outcome.
      return { state, effects: [{ do: 'cancel', generationId: screen.generationId }] };
    }
    case 'admin': {
      const before = mayAdminister(scene) ? pageBefore(screen.page) : null;
      const next = before === null ? backToMenu(screen, t) : show({ at: 'admin', page: before }, t('admin-cancelled'));
      return sendScreen(state, next, scene);
    }
    default: {
      // Nothing shall go on waiting for money that the person has given up on.
      const left = holdsSomething(screen) ? { ...state, pending: null } : state;
      return sendScreen(left, backToMenu(screen, t), scene);
    }
  }
}

/** The menu, with what became of what the screen held. */
function backToMenu(screen: Screen, t: Translate): Show {
  return openMenu(holdsSomething(screen) ? t('cancelled') : t('cancel-nothing'));
}

/** Something that the person has given and that is gone with the screen. */
function holdsSomething(screen: Screen): boolean {
  if (ORDERS.has(screen.at)) return true;
  if ('carry' in screen) return screen.carry.prompt !== null || screen.carry.files.length > 0;
  if (screen.at === 'transfer') return screen.amount !== null && !screen.sent;
  return screen.at === 'topup' && screen.order !== null;
}
