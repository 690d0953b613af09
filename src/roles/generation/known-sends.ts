/** What a send that was broken off is known to have done, written down: then it is no unknown outcome. */
import type pg from 'pg';
import type { Generations } from '../../adapters/postgres/generations.ts';
import type { Generation } from '../../domain/generation/generation.ts';
import type { DeliveryJournal, DeliveryRecord } from './delivery-journal.ts';

interface Deps {
  readonly pool: pg.Pool;
  readonly generations: Pick<Generations, 'get' | 'settleSend'>;
}

function withArrived(
  before: Generation['sent'],
  { indexes, messages }: Extract<DeliveryRecord, { state: 'arrived' }>,
): Generation['sent'] {
  const sent = [...before];
  indexes.forEach((index, nth) => (sent[index] = messages[nth] ?? null));
  return Array.from(sent, (message) => message ?? null); // what lies between is open
}

/** Whether its mark is off. It is not when nothing is known, or when the mark that stands there now is another. */
export async function settleKnown(record: DeliveryRecord, { pool, generations }: Deps): Promise<boolean> {
  if (record.state === 'begun') return false;
  const { generationId, mark } = record;
  const found = await generations.get(pool, generationId);
  if (found?.sending !== true) return false;
  const sent = record.state === 'arrived' ? withArrived(found.sent, record) : found.sent;
  return await generations.settleSend(generationId, mark, sent);
}

/** What the process before this one left. Rejects with an AppError; safe to repeat until the journal is opened. */
export async function settleLeft({ left }: Pick<DeliveryJournal, 'left'>, deps: Deps): Promise<number> {
  let settled = 0;
  for (const record of left) {
    if (await settleKnown(record, deps)) settled += 1;
  }
  return settled;
}
