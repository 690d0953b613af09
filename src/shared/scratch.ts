/**
 * A file without a name that a supervisor gives to one child after the other: what one of them wrote last, the next one
 * reads, however the first one ended. It is gone with the last process that holds it, so it never speaks of another
 * supervisor's children; and with the machine, because nobody waits for the disk.
 */
import { closeSync, fstatSync, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Behind the standard ones and the channel to the supervisor. */
const INHERITED_AS = 4;

/** A descriptor. Throws when the directory cannot be written. */
export function openScratch(directory: string): number {
  const path = join(directory, `kie-ai-bot-${process.pid}-${Date.now()}.tmp`);
  const fd = openSync(path, 'wx+', 0o600);
  try {
    unlinkSync(path);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}

/** The descriptor in the child, or null when it was given none. */
export function inheritedScratch(): number | null {
  try {
    const file = fstatSync(INHERITED_AS);
    return file.isFile() && file.nlink === 0 ? INHERITED_AS : null;
  } catch {
    return null; // nothing is open under this number
  }
}
