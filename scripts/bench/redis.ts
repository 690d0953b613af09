/** A Redis that loses nothing that it has answered for, which is what PostgreSQL promises too. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../src/sandbox/free-port.ts';

export interface LocalRedis {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false; // not yet
  } finally {
    socket.destroy();
  }
}

export async function startRedis(): Promise<LocalRedis> {
  const port = await freePort();
  const home = await mkdtemp(join(tmpdir(), 'kie-ai-bot-redis-'));
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', home, '--save', '', '--appendonly', 'yes'].concat(
      '--appendfsync',
      'always',
    ),
    { stdio: 'ignore' },
  );
  const ended = once(server, 'close');
  while (!(await accepts(port))) await pause(50);
  return {
    port,
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}
