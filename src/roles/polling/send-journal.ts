/**
 * What this process is sending, for the next one: which messages it had begun to send, and which of them Telegram had
 * taken. All that it had claimed besides was sent to nobody.
 */
import type { LeftBehind } from '../../adapters/postgres/outbox-sending.ts';
import { openJournal, type Left, type RecordFormat } from '../../shared/journal.ts';
import type { Log } from '../../shared/log.ts';

export interface SendJournal {
  /** Of the process before this one; null when nobody knows. */
  readonly left: LeftBehind | null;
  /** What was left is taken care of; from now on the journal is about this process. */
  readonly open: () => void;
  /** Before the call. Throws only when a successor would be told wrong. */
  readonly begin: (id: number) => void;
  /** Telegram has taken it. */
  readonly arrived: (id: number, messageId: number | null) => void;
  /** Its end is in the database. */
  readonly end: (id: number) => void;
}

interface Sending {
  readonly id: number;
  /** The id of its message, or one of the two below. */
  readonly known: bigint;
}

const FREE = 0;
const BEGUN = -1n;
/** Arrived, and it is a method that makes no message. */
const NO_MESSAGE = -2n;

/** Two 64-bit numbers. */
const FORMAT: RecordFormat<Sending> = {
  bytes: 16,
  write: ({ id, known }, into) => {
    into.writeBigInt64LE(BigInt(id), 0);
    into.writeBigInt64LE(known, 8);
  },
  read: (from) => {
    const id = Number(from.readBigInt64LE(0));
    return id === FREE ? null : { id, known: from.readBigInt64LE(8) };
  },
};

function leftBehind({ process, records }: Left<Sending>): LeftBehind {
  const begun: number[] = [];
  const arrived: { id: number; messageId: number | null }[] = [];
  for (const { id, known } of records) {
    if (known === BEGUN) begun.push(id);
    else arrived.push({ id, messageId: known === NO_MESSAGE ? null : Number(known) });
  }
  return { process, begun, arrived };
}

/** `fd`: of a file that only this process writes now; null = without a journal, and what is left behind is unknown. */
export function openSendJournal(fd: number | null, pid: number, log: Log): SendJournal {
  const journal = openJournal<number, Sending>(fd, pid, FORMAT, log);
  return {
    left: journal.left === null ? null : leftBehind(journal.left),
    open: journal.open,
    begin: (id) => journal.put(id, { id, known: BEGUN }),
    arrived: (id, messageId) => journal.put(id, { id, known: messageId === null ? NO_MESSAGE : BigInt(messageId) }),
    end: journal.drop,
  };
}
