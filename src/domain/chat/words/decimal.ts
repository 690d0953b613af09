import type { Translate } from '../contract.ts';

/** A number as the language writes it. Only the mark changes: "2.0" keeps the digits that somebody chose. */
export const decimal = (t: Translate, number: number | string): string =>
  String(number).replace('.', t('decimal-mark'));
