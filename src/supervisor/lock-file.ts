/**
 * One poller per bot and machine. The truth is a kernel lock on the file's open description: it ends with the last
 * process that holds the descriptor and never becomes stale. What is written in the file is for people only. The file
 * is never deleted: whoever unlinks and creates it anew holds a lock on another file.
 */
import { close, constants, ftruncate, open, readFile, write } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tryLock } from 'fs-native-extensions';
import * as z from 'zod';
import { sleep } from '../shared/clock.ts';

const Holder = z.object({ pid: z.int(), host: z.string(), since: z.string() });
export type LockHolder = z.infer<typeof Holder>;

export interface HeldLock {
  /** For the child that must keep the lock when this process is gone. */
  readonly fd: number;
  readonly release: () => Promise<void>;
}

export type LockOutcome =
  | { readonly kind: 'acquired'; readonly lock: HeldLock }
  /** `holder` is null when the file does not say (yet). */
  | { readonly kind: 'busy'; readonly holder: LockHolder | null }
  /** No lock can be taken there at all. `reason` is for a person. */
  | { readonly kind: 'unusable'; readonly reason: string };

const openFile = promisify(open);
const closeFile = promisify(close);
const truncateFile = promisify(ftruncate);
const writeFile = promisify(write) as unknown as (fd: number, text: string, at: number) => Promise<unknown>;
const readText = promisify(readFile);

/** Keyed by the bot, so that services with different tokens on one machine do not meet. */
export function lockPath(directory: string, botId: string): string {
  return join(directory, `kie-ai-bot-${botId}.lock`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the directory does not exist',
  ENOTDIR: 'a part of the path is not a directory',
  EACCES: 'no permission to open it for writing',
  EPERM: 'no permission to open it for writing',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a directory',
  ELOOP: 'it is a symbolic link',
  ENOSPC: 'no space is left on the device',
  EMFILE: 'too many files are open',
  ENOLCK: 'this file system has no locks',
};

function explain(path: string, thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown error';
  return `cannot lock ${path}: ${REASONS[code] ?? code} (${code}); set LOCK_DIR to a directory that this user can write`;
}

/** The winner writes its name just after it took the lock: two that start together meet in between. */
async function readHolder(path: string): Promise<LockHolder | null> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    try {
      return Holder.parse(JSON.parse(await readText(path, 'utf8')));
    } catch {
      await sleep(20); // Not there yet, or not written by us: then it stays unknown.
    }
  }
  return null;
}

/** A disk that has no room for the name takes nothing from the lock: whoever is refused meanwhile is told no name. */
async function sign(fd: number, self: LockHolder): Promise<void> {
  await truncateFile(fd, 0)
    .then(() => writeFile(fd, `${JSON.stringify(self)}\n`, 0))
    .catch(() => undefined);
}

/** Never waits for the lock, though up to 0.2 s for the name of its holder, and never rejects. */
export async function acquireLock(path: string, self: LockHolder): Promise<LockOutcome> {
  let fd: number | undefined;
  try {
    fd = await openFile(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o644);
    if (!tryLock(fd)) {
      const holder = await readHolder(path);
      await closeFile(fd);
      return { kind: 'busy', holder };
    }
    await sign(fd, self);
    const held = fd;
    return { kind: 'acquired', lock: { fd: held, release: () => closeFile(held) } };
  } catch (thrown) {
    if (fd !== undefined) await closeFile(fd).catch(() => undefined); // The first error is the one to tell.
    return { kind: 'unusable', reason: explain(path, thrown) };
  }
}
