import type { Translate } from '../contract.ts';
import type { Drawn } from '../scene.ts';

/** In place of a screen whose model is not offered any more. */
export function gone(t: Translate): Drawn {
  return { text: t('model-gone'), rows: [[{ text: t('button-menu'), command: 'menu' }]] };
}
