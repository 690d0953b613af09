import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createListener, type Listener } from '../../src/adapters/postgres/listener.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

let database: BotDatabase;

before(async () => {
  database = await createBotDatabase();
});
after(() => database.close());

const listenerAs = (name: string, url = database.url): Listener => createListener({ url, log: database.log, name });
const notify = (channel: string, payload = ''): Promise<unknown> =>
  database.pool.query('select pg_notify($1, $2)', [channel, payload]);
const kill = (name: string): Promise<unknown> =>
  database.pool.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [name]);

/** What a subscriber hears. */
function subscribe(listener: Listener, channel: string) {
  const heard = { payloads: [] as string[], reconnects: 0 };
  const off = listener.on(
    channel,
    (payload) => void heard.payloads.push(payload),
    () => void (heard.reconnects += 1),
  );
  return { heard, off };
}

test('a subscriber hears its own channel, whenever it subscribed, until it leaves', async () => {
  const listener = listenerAs('hears');
  const early = subscribe(listener, 'one');
  await listener.start();
  await waitFor('the connection', () => early.heard.reconnects === 1);
  const late = subscribe(listener, 'two; drop table "x"');
  await waitFor('both to be heard', async () => {
    await notify('one', 'a');
    await notify('two; drop table "x"', 'b');
    return early.heard.payloads.length > 0 && late.heard.payloads.length > 0;
  });
  assert.deepEqual(new Set(early.heard.payloads), new Set(['a']));
  assert.deepEqual(new Set(late.heard.payloads), new Set(['b']));
  early.off();
  const known = early.heard.payloads.length;
  const more = late.heard.payloads.length;
  await notify('one', 'c');
  await notify('two; drop table "x"', 'd');
  await waitFor('the one that stayed', () => late.heard.payloads.length > more);
  assert.equal(early.heard.payloads.length, known);
  await listener.stop();
});

test('after its connection was killed it listens again and says that hints may have been missed', async () => {
  const listener = listenerAs('killed');
  const { heard } = subscribe(listener, 'hints');
  await listener.start();
  for (let round = 1; round <= 2; round += 1) {
    await waitFor('the connection', () => heard.reconnects === round);
    await kill('killed');
  }
  await waitFor('the connection', () => heard.reconnects === 3);
  await notify('hints', 'again');
  await waitFor('the hint', () => heard.payloads.includes('again'));
  await listener.stop();
});

test('it waits for a database that is away at the start', async () => {
  const proxy = await startTcpProxy(database.url);
  await proxy.close();
  const listener = listenerAs('patient', proxy.url);
  const { heard } = subscribe(listener, 'hints');
  await listener.start();
  await waitFor('a failure', () => database.log.messages().includes('database.listener.failed'));
  assert.equal(heard.reconnects, 0);
  await listener.stop();
});

/** One part of PostgreSQL's protocol. */
function answer(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5, type, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
const IDLE = answer('Z', Buffer.from('I'));
const WELCOME = Buffer.concat([answer('R', Buffer.alloc(4)), IDLE]);
const REFUSAL = Buffer.concat([answer('E', Buffer.from('SERROR\0CXX000\0Mno\0\0')), IDLE]);

/** Lets everybody in, refuses every statement, and never hangs up. */
async function inhospitableServer() {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(WELCOME);
      socket.on('data', () => socket.write(REFUSAL));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const remote = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return {
    url: `postgresql://u:p@127.0.0.1:${port}/d`,
    visits: () => sockets.length,
    /** Sockets to it that a process still has: what is closed here waits for the other side without an inode. */
    held: () =>
      readFileSync('/proc/self/net/tcp', 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter((fields) => fields[2] === remote && fields[9] !== '0').length,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

test('a connection on which it may not listen is closed before the next, also by a server that never hangs up', async (t) => {
  const server = await inhospitableServer();
  t.after(server.close);
  const listener = listenerAs('unwelcome', server.url);
  t.after(listener.stop);
  subscribe(listener, 'hints');
  await listener.start();
  await waitFor('the first connection', () => server.held() === 1, { everyMs: 5 });
  let most = 0;
  await waitFor('four of them', () => {
    most = Math.max(most, server.held());
    return server.visits() >= 4;
  });
  assert.equal(most, 1);
  await listener.stop();
  assert.equal(server.held(), 0);
});

test('stop leaves no connection, may come twice, and before the start', async () => {
  const listener = listenerAs('stopped');
  const { heard } = subscribe(listener, 'hints');
  await listener.start();
  await waitFor('the connection', () => heard.reconnects === 1);
  assert.ok(!database.log.messages().includes('database.listen.unavailable'), 'hints arrive here');
  await Promise.all([listener.stop(), listener.stop()]);
  await waitFor('the server to see it', async () => {
    const { rowCount } = await database.pool.query(`select 1 from pg_stat_activity where application_name = 'stopped'`);
    return rowCount === 0;
  });
  const never = listenerAs('never');
  await never.stop();
  await never.start();
  await never.stop();
});

test('stop does not wait for a network that swallows everything', async () => {
  const proxy = await startTcpProxy(database.url);
  const listener = listenerAs('swallowed', proxy.url);
  const { heard } = subscribe(listener, 'hints');
  await listener.start();
  await waitFor('the connection', () => heard.reconnects === 1);
  proxy.swallow();
  const startedAt = performance.now();
  const stopped = await Promise.race([
    listener.stop().then(() => 'stopped'),
    wait(4_000, 'still waiting', { ref: false }),
  ]);
  await proxy.close();
  await listener.stop();
  assert.equal(stopped, 'stopped', `after ${performance.now() - startedAt} ms`);
});
