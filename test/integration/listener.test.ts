import assert from 'node:assert/strict';
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
