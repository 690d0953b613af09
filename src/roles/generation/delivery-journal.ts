/**
 * How far this process is with each message that carries results, for the next one and for its own next try: a mark in the
 * database says only that somebody had begun.
 */
import * as z from 'zod';
import { DeliveredMessage } from '../../domain/generation/generation.ts';
import { openJournal, type RecordFormat } from '../../shared/journal.ts';
import type { Log } from '../../shared/log.ts';

/** Which send is meant: `mark` as `beginSend` told it, so that a record never speaks of another process or a later send. */
const Send = { generationId: z.string(), mark: z.string() };

const DeliveryRecord = z.discriminatedUnion('state', [
  /** Nothing has left. */
  z.object({ state: z.literal('marked'), ...Send }),
  /** Whether it reached Telegram is unknown. */
  z.object({ state: z.literal('begun'), ...Send }),
  z.object({
    state: z.literal('arrived'),
    ...Send,
    /** Of the results that were to be carried, and of each its message. */
    indexes: z.array(z.int()).readonly(),
    messages: z.array(DeliveredMessage).readonly(),
    /** The last of all messages: the buttons are under it, and nothing else is to be said. */
    isLast: z.boolean(),
  }),
]);
export type DeliveryRecord = Readonly<z.infer<typeof DeliveryRecord>>;

export interface DeliveryJournal {
  /** Of the process before this one. */
  readonly left: readonly DeliveryRecord[];
  /** What was left is taken care of; from now on the journal is about this process. */
  readonly open: () => void;
  /** Throws only when a successor would be told wrong. */
  readonly note: (record: DeliveryRecord) => void;
  /** Of this process or of the one before. */
  readonly known: (generationId: string) => DeliveryRecord | null;
  /** All of it is in the database. */
  readonly end: (generationId: string) => void;
}

/** JSON and then zeros; room for an album of ten, and one page, which a kill finds written or not. */
const FORMAT: RecordFormat<DeliveryRecord> = {
  bytes: 4_096,
  write: (record, into) => {
    const text = JSON.stringify(record);
    if (into.write(text) !== Buffer.byteLength(text)) throw new Error('the record has no room');
  },
  read: (from) => {
    if (from[0] === 0) return null;
    try {
      return DeliveryRecord.parse(JSON.parse(from.toString('utf8', 0, from.indexOf(0))));
    } catch {
      return null; // of another version: what is not understood is unknown
    }
  },
};

/** `fd`: of a file that only this process writes now; null = nothing outlives this process. */
export function openDeliveryJournal(fd: number | null, pid: number, log: Log): DeliveryJournal {
  const journal = openJournal<string, DeliveryRecord>(fd, pid, FORMAT, log);
  const left = journal.left?.records ?? [];
  const known = new Map(left.map((record) => [record.generationId, record]));
  return {
    left,
    open: journal.open,
    note: (record) => {
      known.set(record.generationId, record);
      journal.put(record.generationId, record);
    },
    known: (generationId) => known.get(generationId) ?? null,
    end: (generationId) => {
      known.delete(generationId);
      journal.drop(generationId);
    },
  };
}
