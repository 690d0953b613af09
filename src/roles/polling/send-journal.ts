/**
 * What this process is sending, written where the next one finds it even after SIGKILL: which messages it had begun to
 * send, and which of them Telegram had taken. All that it had claimed besides was sent to nobody.
 */
import { fstatSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import type { LeftBehind } from '../../adapters/postgres/outbox-sending.ts';
import { errorFields, type Log } from '../../shared/log.ts';

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

/** Two 64-bit numbers: the process in the first record, a message and what is known of it in each other. */
const RECORD = 16;
const FREE = 0;
const BEGUN = -1n;
/** Arrived, and it is a method that makes no message. */
const NO_MESSAGE = -2n;

function read(fd: number): LeftBehind | null {
  const bytes = Buffer.alloc(fstatSync(fd).size);
  if (bytes.length < RECORD || readSync(fd, bytes, 0, bytes.length, 0) !== bytes.length) return null;
  const begun: number[] = [];
  const arrived: { id: number; messageId: number | null }[] = [];
  for (let at = RECORD; at + RECORD <= bytes.length; at += RECORD) {
    const [id, known] = [Number(bytes.readBigInt64LE(at)), bytes.readBigInt64LE(at + RECORD / 2)];
    if (id === FREE) continue;
    if (known === BEGUN) begun.push(id);
    else arrived.push({ id, messageId: known === NO_MESSAGE ? null : Number(known) });
  }
  return { process: String(bytes.readBigInt64LE(0)), begun, arrived };
}

/** `fd`: of a file that only this process writes now; null = without a journal, and what is left behind is unknown. */
export function openSendJournal(fd: number | null, pid: number, log: Log): SendJournal {
  const places = new Map<number, number>();
  const free: number[] = [];
  const record = Buffer.alloc(RECORD);
  let isOpen = false;

  function giveUp(error: unknown): void {
    isOpen = false;
    log.warn('journal.given_up', { error: errorFields(error) });
  }

  function put(to: number, place: number, first: number, second: bigint): void {
    record.writeBigInt64LE(BigInt(first), 0);
    record.writeBigInt64LE(second, RECORD / 2);
    if (writeSync(to, record, 0, RECORD, place * RECORD) !== RECORD) throw new Error('the record was cut short');
  }

  /** An empty journal says that nothing is known; one that lacks a message would say that it was not sent. */
  function write(place: number, id: number, known: bigint): void {
    if (fd === null) return;
    try {
      put(fd, place, id, known);
    } catch (error) {
      giveUp(error);
      ftruncateSync(fd, 0);
    }
  }

  function leftBehind(): LeftBehind | null {
    try {
      return fd === null ? null : read(fd);
    } catch (error) {
      giveUp(error);
      return null;
    }
  }

  return {
    left: leftBehind(),
    open: () => {
      if (fd === null || isOpen) return;
      try {
        ftruncateSync(fd, 0);
        put(fd, 0, pid, 0n);
        isOpen = true;
      } catch (error) {
        giveUp(error); // whatever stands there now is not signed by us, so nobody believes it of our messages
      }
    },
    begin: (id) => {
      if (!isOpen) return;
      const place = places.get(id) ?? free.pop() ?? places.size + 1;
      places.set(id, place);
      write(place, id, BEGUN);
    },
    arrived: (id, messageId) => {
      const place = places.get(id);
      if (isOpen && place !== undefined) write(place, id, messageId === null ? NO_MESSAGE : BigInt(messageId));
    },
    end: (id) => {
      const place = places.get(id);
      if (!isOpen || place === undefined) return;
      write(place, FREE, 0n);
      places.delete(id);
      free.push(place);
    },
  };
}
