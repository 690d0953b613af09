/** The memory of processes and of their children as the kernel knows it (Linux). */
import { readFileSync } from 'node:fs';
import { childrenOf } from '../../test/support/process-tree.ts';

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
export const treeOf = (pid: number): number[] => [pid, ...childrenOf(pid).map((child) => child.pid)];

export function memoryOf(pids: readonly number[]): Memory {
  const sum = (of: (pid: number) => number): number => pids.reduce((total, pid) => total + of(pid), 0);
  return {
    rssMb: sum((pid) => figure(read(`/proc/${pid}/status`), 'VmRSS')),
    pssMb: sum((pid) => figure(read(`/proc/${pid}/smaps_rollup`), 'Pss')),
  };
}
