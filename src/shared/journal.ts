/**
 * What a process has under way, written where the next one finds it even after SIGKILL: a record for each thing, in a file
 * of ./scratch.ts.
 */
import { fstatSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import { errorFields, type Log } from './log.ts';

/** How a record stands in the file. */
export interface RecordFormat<T> {
  readonly bytes: number;
  /** Into `bytes` zeros. Throws what does not fit. */
  readonly write: (record: T, into: Buffer) => void;
  /** Null for zeros, which are a free place, and for what this code does not understand. */
  readonly read: (from: Buffer) => T | null;
}

export interface Left<T> {
  /** The pid of who wrote it. */
  readonly process: string;
  readonly records: readonly T[];
}

export interface Journal<K, T> {
  /** Of the process before this one; null when nobody knows. */
  readonly left: Left<T> | null;
  /** What was left is taken care of; from now on the journal is about this process. Until then it takes nothing. */
  readonly open: () => void;
  /** In the place of what stood there for this key. Throws only when a successor would be told wrong. */
  readonly put: (key: K, record: T) => void;
  readonly drop: (key: K) => void;
}

function read<T>(fd: number, format: RecordFormat<T>): Left<T> | null {
  const bytes = Buffer.alloc(fstatSync(fd).size);
  if (bytes.length < format.bytes || readSync(fd, bytes, 0, bytes.length, 0) !== bytes.length) return null;
  const records: T[] = [];
  for (let at = format.bytes; at + format.bytes <= bytes.length; at += format.bytes) {
    const record = format.read(bytes.subarray(at, at + format.bytes));
    if (record !== null) records.push(record);
  }
  return { process: String(bytes.readBigInt64LE(0)), records };
}

/** `fd`: of a file that only this process writes now; null = without a journal, and what is left behind is unknown. */
export function openJournal<K, T>(fd: number | null, pid: number, format: RecordFormat<T>, log: Log): Journal<K, T> {
  const places = new Map<K, number>();
  const free: number[] = [];
  let isOpen = false;

  function giveUp(error: unknown): void {
    isOpen = false;
    log.warn('journal.given_up', { error: errorFields(error) });
  }

  /** The first place is for the signature. */
  function fill(to: number, place: number, write: (into: Buffer) => void): void {
    const record = Buffer.alloc(format.bytes);
    write(record);
    if (writeSync(to, record, 0, format.bytes, place * format.bytes) !== format.bytes) {
      throw new Error('the record was cut short');
    }
  }

  /** An empty journal says that nothing is known; one with an old record, or without a new one, would say what is not so. */
  function write(place: number, into: (record: Buffer) => void): void {
    if (fd === null) return;
    try {
      fill(fd, place, into);
    } catch (error) {
      giveUp(error);
      ftruncateSync(fd, 0);
    }
  }

  function leftBehind(): Left<T> | null {
    try {
      return fd === null ? null : read(fd, format);
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
        fill(fd, 0, (record) => void record.writeBigInt64LE(BigInt(pid)));
        isOpen = true;
      } catch (error) {
        giveUp(error); // whatever stands there now is not signed by us, so nobody believes it of what we do
      }
    },
    put: (key, record) => {
      if (!isOpen) return;
      const place = places.get(key) ?? free.pop() ?? places.size + 1;
      places.set(key, place);
      write(place, (into) => format.write(record, into));
    },
    drop: (key) => {
      const place = places.get(key);
      if (!isOpen || place === undefined) return;
      write(place, () => undefined);
      places.delete(key);
      free.push(place);
    },
  };
}
