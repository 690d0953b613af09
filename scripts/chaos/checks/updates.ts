/** I1, I2, I3: what Telegram handed out is stored before it is confirmed, handled once, and in order. Pure. */
import type { SimUpdate } from '../../../src/sandbox/telegram/contract.ts';
import type { History } from '../history.ts';

/** What decides whether the service lost it: Telegram itself forgets a tap that nobody confirmed for 150 seconds. */
function fate({ updateId, type, createdAt, handedOutAt, droppedAt }: SimUpdate): string {
  const after = (at: number): string => `${((at - createdAt) / 1_000).toFixed(1)} s`;
  const end = droppedAt === null ? 'is still there' : `was dropped by Telegram after ${after(droppedAt)}`;
  return `${updateId} (${type}, handed out ${handedOutAt.length} times up to ${after(handedOutAt.at(-1) ?? createdAt)}, ${end})`;
}

const ids = (list: readonly number[]): string => list.slice(0, 5).join(', ');

/** One lease epoch writes at a time: in the order of commits no older epoch comes after a younger one. */
export function checkEpochs({ stored }: Pick<History, 'stored'>): readonly string[] {
  let youngest = 0;
  const late: number[] = [];
  for (const { updateId, epoch } of stored) {
    if (epoch < youngest) late.push(updateId);
    youngest = Math.max(youngest, epoch);
  }
  return late.length === 0 ? [] : [`I1 updates written under an older epoch after a younger one: ${ids(late)}`];
}

/** An offset says "stored": it must not be sent before the commit. */
export function checkConfirmed({ updates, stored }: Pick<History, 'updates' | 'stored'>): readonly string[] {
  const committed = new Map(stored.map(({ updateId, committedAt }) => [updateId, committedAt]));
  const early = updates
    .filter(({ updateId, confirmedAt }) => confirmedAt !== null && confirmedAt < (committed.get(updateId) ?? Infinity))
    .map(({ updateId }) => updateId);
  return early.length === 0 ? [] : [`I1 offsets confirmed before their rows were committed: ${ids(early)}`];
}

export function checkHandled(history: Pick<History, 'updates' | 'inbox' | 'handled'>): readonly string[] {
  const handedOut = history.updates.filter((one) => one.handedOutAt.length > 0);
  const given = new Set(handedOut.map(({ updateId }) => updateId));
  const rows = new Map(history.inbox.map((row) => [row.updateId, row]));
  const times = new Map<number, number>();
  for (const { updateId } of history.handled) times.set(updateId, (times.get(updateId) ?? 0) + 1);
  const lost = handedOut.filter(({ updateId }) => !rows.has(updateId));
  const fates = lost.slice(0, 5).map(fate).join(', ');
  const waiting = [...rows.values()].filter((row) => !row.isProcessed).map(({ updateId }) => updateId);
  const often = [...rows.keys()].filter((id) => (times.get(id) ?? 0) > 1);
  const invented = [...rows.keys()].filter((id) => !given.has(id));
  return [
    ...(lost.length === 0 ? [] : [`I2 ${lost.length} updates were handed out and are not in the inbox: ${fates}`]),
    ...(waiting.length === 0 ? [] : [`I2 ${waiting.length} updates were never handled: ${ids(waiting)}`]),
    ...(often.length === 0 ? [] : [`I2 ${often.length} updates were handled more than once: ${ids(often)}`]),
    ...(invented.length === 0 ? [] : [`I2 rows in the inbox that Telegram never gave: ${ids(invented)}`]),
  ];
}

/** As Telegram queued them, which is also the order of their rows. */
export function checkOrder({ updates, handled }: Pick<History, 'updates' | 'handled'>): readonly string[] {
  const place = new Map<number, number>();
  updates.forEach(({ updateId }, index) => place.has(updateId) || place.set(updateId, index));
  const newest = new Map<number, { readonly seq: number; readonly place: number }>();
  const wrong: string[] = [];
  for (const { updateId, chatId, seq } of handled) {
    const before = newest.get(chatId);
    const now = { seq, place: place.get(updateId) ?? -1 };
    if (before !== undefined && (seq < before.seq || now.place < before.place)) {
      wrong.push(`${updateId} of chat ${chatId}`);
    }
    newest.set(chatId, now);
  }
  return wrong.length === 0 ? [] : [`I3 handled after a later one of the same chat: ${wrong.slice(0, 5).join(', ')}`];
}
