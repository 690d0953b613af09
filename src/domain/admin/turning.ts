import type { Key } from '../chat/buttons.ts';
import type { Translate } from '../chat/contract.ts';
import type { Part } from './parts.ts';

/** The row of buttons that turns to the parts beside this one; no row where there is none. */
export function turning(at: number, { hasNext }: Part<unknown>, t: Translate): readonly (readonly Key[])[] {
  const keys: Key[] = [
    ...(at > 0 ? [{ text: t('button-previous'), command: 'part', index: at - 1 }] : []),
    ...(hasNext ? [{ text: t('button-next'), command: 'part', index: at + 1 }] : []),
  ];
  return keys.length === 0 ? [] : [keys];
}
