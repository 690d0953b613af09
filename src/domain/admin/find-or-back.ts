/** What stands under the lists of what went wrong: the search for one of them, and the way back to the system. */
import type { Translate } from '../chat/contract.ts';
import type { AdminMove, Drawn, Tap } from '../chat/scene.ts';
import { turnTo } from './turn-to.ts';

export const findOrBack = (t: Translate): Drawn['rows'] => [
  [
    { text: t('button-admin-lookup'), command: 'lookup' },
    { text: t('button-back'), command: 'back' },
  ],
];

export function tapFindOrBack({ command }: Tap): AdminMove | null {
  if (command === 'lookup') return turnTo({ page: 'lookup', wanted: null });
  return command === 'back' ? turnTo({ page: 'system' }) : null;
}
