/** The answers to a question a page at a time, where they are too many to look over at once. */
import type { Scalar } from '../../catalog/model.ts';

/** Two dozen short ones (seconds, keys of music) are still a table; voices and languages are a list. */
const MOST_AT_ONCE = 25;
const PER_PAGE = 12;

interface OptionPage {
  /** With their places among all answers, which their buttons carry. */
  readonly options: readonly { readonly value: Scalar; readonly index: number }[];
  /** From zero. */
  readonly page: number;
  readonly pages: number;
}

/** `wanted` undefined = the page that `current` is on, else the first; beyond the end = the last. */
export function optionPage(all: readonly Scalar[], current: unknown, wanted: number | undefined): OptionPage {
  const options = all.map((value, index) => ({ value, index }));
  if (options.length <= MOST_AT_ONCE) return { options, page: 0, pages: 1 };
  const pages = Math.ceil(options.length / PER_PAGE);
  const marked = Math.max(0, Math.floor(options.findIndex(({ value }) => value === current) / PER_PAGE));
  const page = Math.min(wanted ?? marked, pages - 1);
  return { options: options.slice(page * PER_PAGE, (page + 1) * PER_PAGE), page, pages };
}
