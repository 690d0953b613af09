/** What has become of a generation's results, as far as a round of sending has come. */
import { shortWords, textForm } from '../../domain/chat/result-text.ts';
import type { DeliveredMessage, Generation, ResultFile, Results } from '../../domain/generation/generation.ts';
import type { Found, Item } from './send-items.ts';
import type { Sent } from './send-result.ts';

export interface Tally {
  /** Of all results, in their order. */
  readonly messages: (DeliveredMessage | null)[];
  readonly linked: ResultFile[];
  /** HTML: a text result that is said, or that no document could carry. */
  words: string | null;
  away: number;
  /** To be had by nobody. */
  lost: number;
}

export function startTally({ sent }: Generation, { files, text }: Results, found: Found): Tally {
  const form = textForm(text);
  const length = files.length + (form?.kind === 'document' ? 1 : 0);
  return {
    messages: Array.from({ length }, (_, index) => sent[index] ?? null),
    linked: [...found.tooLarge],
    words: form?.kind === 'words' ? form.html : null,
    away: found.away.length,
    lost: found.refused.length,
  };
}

export function count(tally: Tally, item: Item, sent: Sent): void {
  if (sent === 'away') tally.away += 1;
  else if (sent === 'refused') tally.lost += 1;
  else if (sent !== 'link') tally.messages[item.index] = sent;
  else giveLink(tally, item);
}

/** Telegram takes it in no form; a text has no address, so that its beginning is said. */
export function giveLink(tally: Tally, { file, text }: Pick<Item, 'file' | 'text'>): void {
  if (file !== null) tally.linked.push(file);
  else tally.words = shortWords(text);
}

/** Whether something has to be said beside the messages that carry results. */
export const saysMore = ({ linked, words, away, lost }: Tally): boolean =>
  linked.length > 0 || words !== null || away > 0 || lost > 0;

export const isEmpty = ({ messages, linked, words }: Tally): boolean =>
  linked.length === 0 && words === null && messages.every((message) => message === null);
