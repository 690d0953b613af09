/** Starts one child process so that it is recognisable, limited, and cannot outlive its parent. */
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import type { ChildName } from './protocol.ts';

/** What a child has open from number 4 on. */
export type InheritedFds = readonly (number | 'ignore')[];

export interface ChildSpec {
  readonly name: ChildName;
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Node's flags for this child alone. */
  readonly nodeArgs?: readonly string[];
  readonly inheritFds?: InheritedFds;
}

export interface SpawnOptions {
  /** The program, called with the child's name as its only argument. */
  readonly entry: string;
  readonly execPath: string;
  /** Node's own flags for every child. */
  readonly nodeArgs: readonly string[];
  /** The path of `setpriv`, when `findSetpriv` found one. */
  readonly setpriv: string | null;
}

/**
 * `setpriv --pdeathsig KILL` makes the kernel kill a child whose parent died, even while its event loop is blocked,
 * when `disconnect` can do nothing. util-linux has the option since 2.33; busybox does not, hence the trial.
 */
export function findSetpriv(): string | null {
  const trial = spawnSync('setpriv', ['--pdeathsig', 'KILL', '--', 'true'], { stdio: 'ignore', timeout: 2_000 });
  return trial.status === 0 ? 'setpriv' : null;
}

/** May throw, or return a process without a pid that will emit `error` and no `exit`: both mean "not started". */
export function spawnChild(spec: ChildSpec, options: SpawnOptions): ChildProcess {
  const { setpriv, execPath } = options;
  const nodeArgs = [...options.nodeArgs, ...(spec.nodeArgs ?? [])];
  // setpriv replaces itself with Node, so the pid, the IPC channel and the inherited descriptor stay what they are.
  const launch =
    setpriv === null
      ? { execPath, execArgv: [...nodeArgs] }
      : { execPath: setpriv, execArgv: ['--pdeathsig', 'KILL', '--', execPath, ...nodeArgs] };
  return fork(options.entry, [spec.name], {
    ...launch,
    env: { ...spec.env },
    // Logs go straight to our own output: no pipe that we could fill, break or have to read.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...(spec.inheritFds ?? [])],
  });
}
