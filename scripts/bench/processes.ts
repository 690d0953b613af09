/** Processes, their children and their memory as the kernel knows them (Linux). */
import { readdirSync, readFileSync } from 'node:fs';

export interface Memory {
  /** Resident pages, each process for itself: shared ones count again in every process. */
  readonly rssMb: number;
  /** Shared pages divided among those who share them: what the machine really gives. */
  readonly pssMb: number;
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it ended between the listing and the look
  }
};

const figure = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1_024;

/** `pid` and its children. */
export function treeOf(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => new RegExp(`^PPid:\\s+${pid}$`, 'm').test(read(`/proc/${entry}/status`)));
  return [pid, ...children.map(Number)];
}

export function memoryOf(pids: readonly number[]): Memory {
  const sum = (of: (pid: number) => number): number => pids.reduce((total, pid) => total + of(pid), 0);
  return {
    rssMb: sum((pid) => figure(read(`/proc/${pid}/status`), 'VmRSS')),
    pssMb: sum((pid) => figure(read(`/proc/${pid}/smaps_rollup`), 'Pss')),
  };
}

/** The child whose last word on the command line is `name`. */
export function childNamed(pid: number, name: string): number {
  const found = treeOf(pid).find((one) => read(`/proc/${one}/cmdline`).split('\0').filter(Boolean).at(-1) === name);
  if (found === undefined) throw new Error(`no child ${name} of ${pid}`);
  return found;
}

export function isAlive(pid: number): boolean {
  const state = /^State:\s+(\w)/m.exec(read(`/proc/${pid}/status`))?.[1];
  return state !== undefined && state !== 'Z';
}
