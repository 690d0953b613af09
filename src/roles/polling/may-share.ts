/** What of the updates that wait can be done in a transaction that many chats share, as far as the updates themselves tell. */
import type { InboxRow } from '../../adapters/postgres/inbox.ts';
import { readUpdate } from '../../adapters/telegram/update.ts';
import type { EventUpdate } from './run-dialog.ts';

export interface Waiting {
  readonly chatId: number;
  readonly row: InboxRow;
}

export interface Talk extends Waiting {
  readonly update: EventUpdate;
}

export interface Shareable {
  /** Words or taps, which the dialog has to look at. Of a person who writes in two chats one: both lock their row. */
  readonly talks: readonly Talk[];
  /** Nothing is to be done for them, and why. */
  readonly idle: readonly (Waiting & { readonly why: string })[];
}

/** The oldest update of each chat. What is left out has failed before, brings a file, pays, or changes a membership. */
export function shareable(heads: ReadonlyMap<number, InboxRow>, botUsername: string): Shareable {
  const talks = new Map<number, Talk>();
  const idle: (Waiting & { why: string })[] = [];
  for (const [chatId, row] of heads) {
    if (row.attempts > 0) continue;
    const update = readUpdate(row.payload, botUsername);
    if (update.kind === 'ignored') idle.push({ chatId, row, why: update.why });
    if (update.kind === 'pre-checkout') idle.push({ chatId, row, why: 'answered when it was read' });
    if (update.kind !== 'event' || update.event.kind === 'media') continue;
    if (!talks.has(update.sender.userId)) talks.set(update.sender.userId, { chatId, row, update });
  }
  return { talks: [...talks.values()], idle };
}
