/** The pump between a Telegram that misbehaves on the wire and a real inbox: rows T1, T3 and T6 of the fault list. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import { createInbox } from '../../src/adapters/postgres/inbox.ts';
import { createLeaseStore } from '../../src/adapters/postgres/lease.ts';
import { createTelegramApi } from '../../src/adapters/telegram/api.ts';
import { pollUntil } from '../../src/roles/polling/poll-loop.ts';
import { createSim } from '../../src/sandbox/telegram/sim-client.ts';
import { startTelegramSandbox } from '../../src/sandbox/telegram/start.ts';
import { noFailpoints } from '../../src/shared/failpoint.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

const TOKEN = '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';

let database: BotDatabase;
let epoch: number;

before(async () => {
  database = await createBotDatabase();
  const lease = await createLeaseStore(database.pool, database.schemas, 600_000).acquire('faults');
  assert.equal(lease.kind, 'acquired');
  ({ epoch } = lease);
});
beforeEach(async () => {
  await database.pool.query(`truncate ${database.schemas.bot}.inbox cascade`);
});
after(() => database.close());

const said = (updateId: number, text = 'x'): object => ({
  update_id: updateId,
  message: { message_id: 1, chat: { id: 1, type: 'private' }, from: { id: 1, first_name: 'A' }, text },
});

/** Polls `url` until the test ends; `events`: what the loop told; `woken`: chats with something to handle. */
function poll(t: TestContext, url: string, pool = database.pool) {
  const ended = new AbortController();
  const events: string[] = [];
  const woken: number[] = [];
  const run = pollUntil(ended.signal, epoch, {
    api: createTelegramApi({ token: TOKEN, apiRoot: url }),
    inbox: createInbox(pool, database.schemas),
    log: database.log,
    at: noFailpoints,
    events: {
      asking: () => undefined,
      polled: () => void events.push('polled'),
      conflict: () => void events.push('conflict'),
      failed: ({ code }) => void events.push(code),
      received: () => undefined,
      stored: ({ chats }) => {
        events.push('stored');
        woken.push(...chats);
      },
      storing: () => undefined,
    },
  });
  t.after(async () => {
    ended.abort();
    await run.catch(() => undefined);
  });
  return { events, woken, ended, run };
}

async function stored(): Promise<{ ids: number[]; chars: number }> {
  const { rows } = await database.pool.query<{ id: string; chars: number }>(
    `select update_id as id, length(payload::text) as chars from ${database.schemas.bot}.inbox order by seq`,
  );
  return { ids: rows.map(({ id }) => Number(id)), chars: rows.reduce((sum, { chars }) => sum + chars, 0) };
}

type Answer = (response: ServerResponse) => void;
const ok =
  (updates: readonly unknown[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ok: true, result: updates }));
  };

/** Answers the script, then lets every question wait. `offsets`: what was asked for. */
async function startScript(t: TestContext, script: readonly Answer[]): Promise<{ url: string; offsets: number[] }> {
  const rest = [...script];
  const offsets: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      offsets.push(Number(new URLSearchParams(Buffer.concat(chunks).toString()).get('offset')));
      rest.shift()?.(response);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, offsets };
}

const body = JSON.stringify({ ok: true, result: [said(999)] });
const raw =
  (status: number, headers: Readonly<Record<string, string | number>>, bytes: string | Buffer): Answer =>
  (response) => {
    response.writeHead(status, headers).end(bytes);
  };
/** As many bytes as given, then the connection is gone. */
const brokenOff =
  (headers: Readonly<Record<string, string | number>>, bytes: string): Answer =>
  (response) => {
    response.writeHead(200, headers).write(bytes, () => response.req.socket.destroy());
  };
const JSON_TYPE = { 'content-type': 'application/json' };
const GARBAGE: Readonly<Record<string, Answer>> = {
  '500 in an envelope': raw(500, JSON_TYPE, '{"ok":false,"error_code":500,"description":"Internal Server Error"}'),
  'HTML 502': raw(502, { 'content-type': 'text/html' }, '<html><h1>502 Bad Gateway</h1></html>'),
  '504 without a body': raw(504, {}, ''),
  'empty body': raw(200, JSON_TYPE, ''),
  'truncated JSON': raw(200, JSON_TYPE, body.slice(0, body.length / 2)),
  'content-length too long': brokenOff({ ...JSON_TYPE, 'content-length': body.length + 500 }, body),
  'content-length too short': (response) => {
    const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length - 20}\r\n\r\n`;
    response.req.socket.end(head + body);
  },
  'gzip garbage': raw(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }, Buffer.alloc(300, 7)),
  'reset after accept': (response) => response.req.socket.resetAndDestroy(),
  'a result that is no list': raw(200, JSON_TYPE, '{"ok":true,"result":{"update_id":999}}'),
  'JSON of another service': raw(200, JSON_TYPE, '{"hello":"world"}'),
};

for (const [name, garbage] of Object.entries(GARBAGE)) {
  test(`T3: ${name}: told as a failure, asked again with the same offset, nothing lost`, async (t) => {
    const { url, offsets } = await startScript(t, [ok([said(10)]), garbage, ok([said(11)])]);
    const { events } = poll(t, url);
    await waitFor('the question after both batches', () => offsets.length >= 4);
    assert.deepEqual(offsets.slice(0, 4), [0, 11, 11, 12]);
    assert.deepEqual((await stored()).ids, [10, 11]);
    assert.equal(events.filter((event) => event.startsWith('TELEGRAM_')).length, 1, events.join());
  });
}

test('D6: a batch is stored and the answer to its commit is lost: its chat is woken all the same', async (t) => {
  const telegram = await startTelegramSandbox({ floodControl: false });
  const proxy = await startTcpProxy(database.url);
  const pool = database.newPool(2, proxy.url);
  t.after(async () => {
    await pool.end();
    await proxy.close();
    await telegram.stop();
  });
  const sim = createSim(telegram.url, '700001');
  const { events, woken } = poll(t, telegram.url, pool);
  await sim.user({ id: 1 });
  proxy.loseAnswerTo('commit', 1);
  await sim.sendText(1, 'is anybody there?');
  await waitFor('the chat to be woken', () => (woken.length > 0 ? true : null));
  assert.deepEqual([woken, (await stored()).ids.length], [[1], 1]);
  assert.ok(events.includes('DB_UNAVAILABLE'), 'the answer was lost');
});

test('T6: a batch twice, ids out of order, a gap, ids begun anew lower down: each is stored once', async (t) => {
  const { url, offsets } = await startScript(t, [
    ok([said(100), said(101)]),
    ok([said(100), said(101)]),
    ok([said(105), said(103), said(104)]),
    ok([said(105)]),
    ok([said(900_000)]),
    ok([said(7), said(8)]),
    ok([said(8), said(9)]),
  ]);
  poll(t, url);
  await waitFor('the question after the last batch', () => offsets.length >= 8);
  assert.deepEqual((await stored()).ids, [100, 101, 105, 103, 104, 900_000, 7, 8, 9]);
  assert.equal(offsets.at(5), 900_001);
  assert.deepEqual(offsets.slice(6, 8), [9, 10], 'the lower ids are confirmed as they are');
});

test('T6: a batch of 100 updates of 64 KiB is stored whole and confirmed', async (t) => {
  const long = 'ж'.repeat(32 * 1_024);
  const { url, offsets } = await startScript(t, [ok(Array.from({ length: 100 }, (_, index) => said(index + 1, long)))]);
  poll(t, url);
  // While it is stored, the same offset may be asked for again, which confirms nothing.
  await waitFor('the question after it', () => (offsets.at(-1) ?? 0) > 0, { timeoutMs: 30_000 });
  const { ids, chars } = await stored();
  assert.deepEqual([ids.length, offsets.at(-1)], [100, 101]);
  assert.ok(chars > 100 * long.length);
});

test('T6: kinds nobody knows and missing fields are stored and passed over, what has no id is told', async (t) => {
  const { url, offsets } = await startScript(t, [
    ok([
      { update_id: 1, something_new: { deep: [1] } },
      { update_id: 2 },
      { update_id: 3, message: {} },
      { update_id: 4, message: { message_id: 1, text: 'nobody, nowhere' } },
      { update_id: 5, callback_query: { id: 5 } },
      { update_id: 6, pre_checkout_query: null },
      { message: { text: 'no id' } },
      null,
      said(8),
    ]),
  ]);
  const from = database.log.lines.length;
  poll(t, url);
  await waitFor('the question after it', () => offsets.length >= 2);
  assert.deepEqual([(await stored()).ids, offsets[1]], [[1, 2, 3, 4, 5, 6, 8], 9]);
  assert.deepEqual(database.log.messages().slice(from), ['update.unreadable', 'update.unreadable']);
});

test('T1: a webhook set while it polls, and another poller: waited out, the webhook deleted once, nothing lost', async (t) => {
  const telegram = await startTelegramSandbox({ floodControl: false });
  t.after(() => telegram.stop());
  const sim = createSim(telegram.url, '700001');
  const { events } = poll(t, telegram.url);
  await sim.user({ id: 1 });
  await sim.sendText(1, 'before');
  await waitFor('the first message', async () => (await stored()).ids.length === 1);
  await waitFor('a question that waits', () => sim.isPolling());
  await fetch(`${telegram.url}/bot${TOKEN}/setWebhook?url=https://example.com/hook`);
  await sim.sendText(1, 'while the webhook stands');
  await waitFor('the second message', async () => (await stored()).ids.length === 2, { timeoutMs: 30_000 });
  assert.equal((await sim.calls({ method: 'deleteWebhook' })).length, 1);
  assert.equal((await sim.calls({ method: 'deleteWebhook' }))[0]?.params['drop_pending_updates'], 'false');
  await waitFor('a question that waits', () => sim.isPolling());
  const other = createTelegramApi({ token: TOKEN, apiRoot: telegram.url });
  void other.getUpdates({ offset: 0, limit: 1, timeoutSeconds: 1 }).catch(() => undefined);
  await waitFor('the conflict', () => events.filter((event) => event === 'conflict').length === 2);
  await sim.sendText(1, 'after the other one');
  await waitFor('the third message', async () => (await stored()).ids.length === 3, { timeoutMs: 30_000 });
  assert.equal((await sim.calls({ method: 'deleteWebhook' })).length, 1, 'another poller is no webhook');
});
