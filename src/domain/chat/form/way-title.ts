/** The ways of a model in words. */
import type { Translate } from '../contract.ts';
import { fieldTitle } from '../words.ts';
import type { Field } from './fields.ts';
import type { Way } from './ways.ts';

/** Plain text. */
export function wayTitle(t: Translate, fields: readonly Field[], { marks }: Way): string {
  const titles = marks.flatMap((name) => {
    const field = fields.find((one) => one.name === name);
    return field === undefined ? [] : [fieldTitle(t, field)];
  });
  return titles.length === 0 ? t('way-words') : t('way-with', { what: titles.join(' + ') });
}
