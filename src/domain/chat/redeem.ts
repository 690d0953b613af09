/** A promo code on its way to the shell, which alone can tell what it is worth. */
import type { Reduced } from './contract.ts';
import { oneLine } from './html.ts';
import { openMenu } from './open.ts';
import { sendScreen } from './present.ts';
import { isPrivate, privateOnly } from './in-private.ts';
import { show, type Scene, type Show } from './scene.ts';
import { MOST_TRIES, recentTries, withTry } from './promo-tries.ts';
import type { ChatState } from './state.ts';

/** As the table of codes has it. */
const CODE = /^[\p{L}\p{N}_-]{3,32}$/u;

/** Null: no code can look like this. */
function readCode(text: string): string | null {
  const code = oneLine(text, 100).toUpperCase();
  return CODE.test(code) ? code : null;
}

const asked = (notice: string | null): Show => show({ at: 'promo' }, notice);

export function redeem(state: ChatState, text: string, scene: Scene): Reduced {
  const { t, context } = scene;
  if (!isPrivate(scene)) return sendScreen(state, openMenu(privateOnly(scene)), scene);
  const code = readCode(text);
  if (code === null) return sendScreen(state, asked(t('promo-unreadable')), scene);
  if (recentTries(state.promoTries, context.now) >= MOST_TRIES) {
    return sendScreen(state, asked(t('promo-too-often')), scene);
  }
  const promoTries = withTry(state.promoTries, context.now);
  // The shell answers below; until it does, what is typed next is a code again.
  const waiting = { ...state, promoTries, rev: state.rev + 1, screen: { at: 'promo' }, screenMessageId: null } as const;
  return { state: { ...waiting, quoted: null, modelStamp: null }, effects: [{ do: 'redeem', code }] };
}
