/** Numbers as the panel writes them. Plain text. */
import type { Language } from '../chat/contract.ts';

export const amountOf = (value: number, language: Language): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);

/** "93 %"; a dash where nothing has ended. */
export function rateOf({ delivered, failed }: { readonly delivered: number; readonly failed: number }): string {
  const ended = delivered + failed;
  return ended === 0 ? '—' : `${Math.round((delivered / ended) * 100)} %`;
}
