/** The buttons that turn the pages of a list; `page` counts from zero. */
import type { Key } from './buttons.ts';
import type { Translate } from './contract.ts';

export function turningKeys(t: Translate, page: number, pages: number): readonly Key[] {
  return [
    ...(page > 0 ? [{ text: t('button-previous'), command: 'page', index: page - 1 }] : []),
    ...(page < pages - 1 ? [{ text: t('button-next'), command: 'page', index: page + 1 }] : []),
  ];
}

/** HTML; null where there is nothing to turn. */
export function pageLine(t: Translate, page: number, pages: number): string | null {
  return pages < 2 ? null : t('models-page', { page: page + 1, pages });
}
