/** The children of a running service, as the operating system sees them (Linux). */
import { readdirSync, readFileSync } from 'node:fs';

export interface SeenProcess {
  readonly pid: number;
  /** The last word of its command line: the role of a child. */
  readonly name: string;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it ended between the listing and the look
  }
}

export function childrenOf(pid: number): readonly SeenProcess[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => new RegExp(`^PPid:\\s+${pid}$`, 'm').test(read(`/proc/${entry}/status`)))
    .map((entry) => {
      const words = read(`/proc/${entry}/cmdline`).split('\0').filter(Boolean);
      return { pid: Number(entry), name: words.at(-1) ?? '' };
    });
}

export function childPid(pid: number, name: string): number {
  const child = childrenOf(pid).find((one) => one.name === name);
  if (child === undefined) throw new Error(`the service has no child ${name}`);
  return child.pid;
}

export function isAlive(pid: number): boolean {
  const state = /^State:\s+(\w)/m.exec(read(`/proc/${pid}/status`))?.[1];
  return state !== undefined && state !== 'Z';
}
