/** A real PostgreSQL for machines that have none: development, the demo and the tests. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

export interface LocalPostgres {
  /** DSN of the `postgres` database, for its superuser. */
  readonly url: string;
  /** Ends every session, stays away for so long and comes back at the same address with what was committed. */
  readonly restart: (downMs: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface LocalPostgresOptions {
  /** `false` trades durability for speed; only tests may. */
  readonly durable?: boolean;
}

const HOST = fileURLToPath(new URL('./postgres-host.ts', import.meta.url));
const Answer = z.union([z.object({ url: z.string() }), z.object({ problem: z.string() })]);

/** Ends with this process, whatever ends this process. */
export async function startPostgres({ durable = true }: LocalPostgresOptions = {}): Promise<LocalPostgres> {
  const host = fork(HOST, [durable ? 'durable' : 'fast'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise((resolve) => host.once('exit', resolve));
  const answer = await new Promise<z.infer<typeof Answer>>((resolve, reject) => {
    host.once('message', (message) => resolve(Answer.parse(message)));
    host.once('exit', () => reject(new Error('the local PostgreSQL ended at its start')));
  });
  if ('problem' in answer) throw new Error(`the local PostgreSQL did not start: ${answer.problem}`);
  return {
    url: answer.url,
    restart: async (downMs) => {
      const restarted = new Promise((resolve) => host.once('message', resolve));
      host.send({ restartAfterMs: downMs });
      await restarted;
    },
    stop: async () => {
      if (host.connected) host.send('stop');
      await ended;
    },
  };
}
