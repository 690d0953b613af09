/** The service itself as its operator starts it: `node src/start.js`, in a process of its own. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface BotProcess {
  readonly pid: number;
  /** Every line that it printed so far. */
  readonly lines: readonly string[];
  /** Resolves with the first line, printed before or after this call, that contains `text`. Rejects when it ends first. */
  readonly line: (text: string, timeoutMs?: number) => Promise<string>;
  readonly ended: Promise<number | null>;
  /** SIGTERM, and SIGKILL when that takes longer than its own promise. Returns the exit code. */
  readonly stop: () => Promise<number | null>;
}

interface BotOptions {
  readonly env: Readonly<Record<string, string>>;
  /** `web`, `worker`, `generator`; none = as the environment says. */
  readonly role?: string;
  readonly onLine?: (line: string) => void;
  /** `false` for a run of hours: `lines` stays empty, and who starts it listens with `onLine`. */
  readonly keepLines?: boolean;
  /** In a session of its own, so that a terminal's Ctrl-C ends only who started it and is left to end it in order. */
  readonly detached?: boolean;
}

const ENTRY = fileURLToPath(new URL('../start.js', import.meta.url));
const STOP_WITHIN_MS = 30_000;

interface Waiter {
  readonly text: string;
  readonly resolve: (line: string) => void;
}

export function startBot(options: BotOptions): BotProcess {
  const args = options.role === undefined ? [ENTRY] : [ENTRY, options.role];
  const { env, detached = false, keepLines = true } = options;
  const child = spawn(process.execPath, args, { env, detached, stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid } = child;
  if (pid === undefined) throw new Error('the service could not be started');
  const lines: string[] = [];
  const waiters = new Set<Waiter>();
  const take = (line: string): void => {
    if (keepLines) lines.push(line);
    options.onLine?.(line);
    for (const waiter of waiters) if (line.includes(waiter.text)) waiter.resolve(line);
  };
  createInterface({ input: child.stdout }).on('line', take);
  createInterface({ input: child.stderr }).on('line', take);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));

  return {
    pid,
    lines,
    ended,
    line: async (text, timeoutMs = 20_000) => {
      const seen = lines.find((line) => line.includes(text));
      if (seen !== undefined) return seen;
      let waiter: Waiter | undefined;
      let timer: NodeJS.Timeout | undefined;
      try {
        return await new Promise<string>((resolve, reject) => {
          const fail = (why: string): void =>
            reject(new Error(`${why} before "${text}":\n${lines.slice(-15).join('\n')}`));
          waiter = { text, resolve };
          waiters.add(waiter);
          timer = setTimeout(() => fail(`${timeoutMs} ms passed`), timeoutMs);
          void ended.then((code) => fail(`the service ended with ${String(code)}`));
        });
      } finally {
        clearTimeout(timer);
        if (waiter !== undefined) waiters.delete(waiter);
      }
    },
    stop: async () => {
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      const code = await ended;
      clearTimeout(killer);
      return code;
    },
  };
}
