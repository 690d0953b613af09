/** A broadcast on its way: everybody once, at its pace, through stops, kills and Telegram's moods. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createBroadcastSending } from '../../src/adapters/postgres/broadcast-sending.ts';
import type { Started } from '../../src/adapters/postgres/broadcasts.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createPace } from '../../src/adapters/telegram/pace.ts';
import type { BroadcastDeps } from '../../src/roles/generation/broadcast-deps.ts';
import { sendBroadcast } from '../../src/roles/generation/broadcast.ts';
import { AppError } from '../../src/shared/errors.ts';
import { startBroadcastStand, TEXT, type BroadcastStand } from '../support/broadcast.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

let stand: BroadcastStand;
before(async () => {
  stand = await startBroadcastStand();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const sorted = (ids: readonly number[]): number[] => ids.toSorted((a, b) => a - b);
const tally = (states: Readonly<Record<string, string>>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const state of Object.values(states)) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
};
const start = (id: number, revision: number): Promise<Started> =>
  inTransaction(stand.database.pool, (tx) => stand.broadcasts.start(tx, id, revision, 1));
const resume = (id: number): Promise<string> =>
  inTransaction(stand.database.pool, (tx) => stand.broadcasts.resume(tx, id));

/** Time that a test does not wait for: whatever was to begin later begins now. */
const skipPauses = async (): Promise<void> => {
  await stand.database.pool.query(`update ${stand.database.schemas.bot}.broadcast
    set not_before = now(), piece_until = least(piece_until, now())`);
};

test('200 people get it once each, at no more than 20 a second, and the admin gets the report', async () => {
  const people = await stand.people(200);
  const id = await stand.started();
  await stand.work(id, { ...stand.deps, pace: createPace(30) });
  assert.deepEqual(sorted(await stand.got()), people);
  const calls = (await stand.telegram.calls({ method: 'sendMessage' })).map(({ at }) => at).toSorted((a, b) => a - b);
  const busiest = Math.max(...calls.map((from) => calls.filter((at) => at >= from && at < from + 1_000).length));
  const perSecond = (calls.length - 1) / ((calls.at(-1)! - calls[0]!) / 1_000);
  // One more fits into a second that begins and ends with a message.
  assert.ok(busiest <= 22, `${busiest} in one second`);
  assert.ok(perSecond <= 20.5 && perSecond > 10, `${perSecond} a second`);
  const [report, ...more] = await stand.reports();
  assert.match(report ?? '', /Отправлено: 200\n\n⏱ 0:1\d · 1\d,\d|Отправлено: 200\n\n⏱ 0:1\d · 20,\d/);
  assert.deepEqual(more, []);
  assert.deepEqual(await sendBroadcast(id, stand.deps), { kind: 'done' }, 'a late job of it does nothing');
  assert.equal((await stand.reports()).length, 1);
});

test('who has blocked the bot is marked and counted, a chat that is gone failed, the others get it', async () => {
  const people = await stand.people(10);
  const [blocked, gone] = people;
  const id = await stand.started();
  await stand.telegram.block(blocked!, true);
  await stand.telegram.fault({ method: 'sendMessage', errorCode: 400, description: 'Bad Request: chat not found' });
  await stand.work(id);
  // The fault hits the first call, the order of the list is that of the ids.
  const states = await stand.recipients(id);
  assert.deepEqual(tally(states), { failed: 1, sent: 9 });
  const again = await stand.started('ещё раз');
  await stand.work(again);
  assert.deepEqual(tally(await stand.recipients(again)), { sent: 9 }, 'a chat that is gone is not asked again');
  assert.equal(states[String(blocked)], 'failed');
  await stand.telegram.block(gone!, true);
  const third = await stand.started('и ещё');
  await stand.work(third);
  assert.deepEqual(tally(await stand.recipients(third)), { blocked: 1, sent: 8 });
  assert.match((await stand.reports()).at(-1) ?? '', /Отправлено: 8\n🚫 Не принимают сообщений: 1/);
});

test('it goes to private chats that want messages, of people who are not banned; whoever leaves later gets none', async () => {
  const { pool, schemas } = stand.database;
  const [left, banned, deaf, later, fine] = await stand.people(5);
  await pool.query(`update ${schemas.bot}.chat set blocked_at = now() where chat_id = $1`, [left]);
  await pool.query(`insert into ${schemas.bot}.chat (chat_id, kind) values (-5, 'group')`);
  for (const id of [banned, later]) await pool.query(`insert into ${schemas.bot}.wallet (user_id) values ($1)`, [id]);
  await pool.query(`update ${schemas.bot}.wallet set banned_at = now() where user_id = $1`, [banned]);
  const id = await stand.started();
  await pool.query(`update ${schemas.bot}.chat set blocked_at = now() where chat_id = $1`, [deaf]);
  await pool.query(`update ${schemas.bot}.wallet set banned_at = now() where user_id = $1`, [later]);
  await stand.work(id);
  assert.deepEqual(await stand.got(), [fine]);
  assert.deepEqual(await stand.recipients(id), {
    [String(deaf)]: 'blocked',
    [String(later)]: 'blocked',
    [String(fine)]: 'sent',
  });
});

test('only those who speak the language, and everybody has the button in their own', async () => {
  const people = await stand.people(6);
  const { pool } = stand.database;
  const id = await stand.broadcasts.create(pool, 1, { text: TEXT, photo: null });
  await stand.broadcasts.change(pool, id, { audience: 'en', button: 'menu' });
  assert.equal(await stand.broadcasts.reach(pool, 'en'), 3);
  assert.deepEqual(await start(id, 1), { ok: true, total: 3 });
  await stand.work(id);
  const english = people.filter((one) => one % 2 === 1);
  assert.deepEqual(sorted(await stand.got()), english);
  const { messages } = await stand.telegram.transcript(english[0]!);
  assert.equal(messages.at(-1)?.keyboard[0]?.[0]?.text, '🏠 Menu');
  assert.equal(messages.at(-1)?.text, TEXT);
});

test('asked to slow down in the middle: it waits as long as it was told and goes on where it was', async () => {
  const people = await stand.people(30);
  const id = await stand.started();
  let calls = 0;
  const api: BroadcastDeps['api'] = {
    call: async (method, payload) => {
      calls += 1;
      if (calls === 12) {
        await stand.telegram.fault({ method, errorCode: 429, description: 'Too Many Requests', retryAfter: 40 });
      }
      return await stand.deps.api.call(method, payload);
    },
  };
  const waits: number[] = [];
  await stand.work(id, { ...stand.deps, api }, async (seconds) => {
    waits.push(seconds);
    assert.deepEqual(await sendBroadcast(id, stand.deps), { kind: 'later', delaySeconds: seconds }, 'nothing before');
    await skipPauses();
  });
  assert.equal(waits.length, 1);
  assert.ok(waits[0]! > 35 && waits[0]! <= 40, `${waits[0]}`);
  assert.deepEqual(sorted(await stand.got()), people);
});

test('two workers at once: nobody gets it twice', async () => {
  const people = await stand.people(60);
  const id = await stand.started();
  const other = { ...stand.deps, pool: stand.database.newPool(3) };
  const second = { ...other, broadcasts: createBroadcastSending(other.pool, stand.database.schemas) };
  await Promise.all([stand.work(id), stand.work(id, second, () => skipPauses()), stand.work(id)]);
  assert.deepEqual(sorted(await stand.got()), people);
  assert.equal((await stand.reports()).length, 1);
});

test('two claims of one turn at the same moment never name the same person', async () => {
  await stand.people(40);
  const turn = { id: await stand.started(), token: crypto.randomUUID() };
  await stand.deps.broadcasts.begin(turn);
  const others = [1, 2, 3].map(() => createBroadcastSending(stand.database.newPool(4), stand.database.schemas));
  const claims = await Promise.all(others.flatMap((one) => Array.from({ length: 13 }, () => one.claim(turn))));
  const chats = claims.map((one) => (one?.kind === 'send' ? one.chatId : null));
  assert.equal(new Set(chats).size, 39);
});

test('a worker that dies between claim and settle: that one person is unknown, all the others get it once', async () => {
  const people = await stand.people(20);
  const id = await stand.started();
  const dead = { id, token: crypto.randomUUID() };
  await stand.deps.broadcasts.begin(dead);
  const claimed = await stand.deps.broadcasts.claim(dead);
  assert.ok(claimed?.kind === 'send');
  const outcome = await sendBroadcast(id, stand.deps);
  assert.ok(outcome.kind === 'later' && outcome.delaySeconds > 0, 'the turn is still the dead one’s');
  assert.deepEqual(await stand.got(), []);
  await skipPauses();
  await stand.work(id);
  assert.deepEqual(
    sorted(await stand.got()),
    people.filter((one) => one !== claimed.chatId),
  );
  assert.equal((await stand.recipients(id))[String(claimed.chatId)], 'unknown');
  assert.match((await stand.reports())[0] ?? '', /Отправлено: 19\n❔ Неизвестно, дошло ли \(повторять не буду\): 1/);
  assert.equal(await stand.deps.broadcasts.claim(dead), null, 'who has lost the turn gets nobody');
});

test('claims whose answers are lost: nothing was sent, so everybody gets it all the same, once', async (t) => {
  const { database, deps } = stand;
  const proxy = await startTcpProxy(database.url);
  t.after(() => proxy.close());
  const people = await stand.people(12);
  const id = await stand.started();
  const behind = createBroadcastSending(database.newPool(4, proxy.url), database.schemas);
  proxy.loseAnswerTo('for update of r skip locked', 4);
  await assert.rejects(sendBroadcast(id, { ...deps, broadcasts: behind }), { code: 'DB_UNAVAILABLE' });
  assert.equal(proxy.isWaiting(), false, 'there was such a claim');
  await stand.work(id);
  assert.deepEqual(tally(await stand.recipients(id)), { sent: people.length });
  assert.deepEqual(sorted(await stand.got()), people);
});

test('a slow call is not taken for a death: its worker renews the turn, and what it says counts', async () => {
  const [person] = await stand.people(1);
  const id = await stand.started();
  const turn = { id, token: crypto.randomUUID() };
  await stand.deps.broadcasts.begin(turn);
  await stand.deps.broadcasts.claim(turn);
  await skipPauses();
  await stand.deps.broadcasts.renew(turn, 3_000);
  assert.equal(await stand.deps.broadcasts.begin({ id, token: crypto.randomUUID() }), null);
  await skipPauses();
  assert.equal((await stand.deps.broadcasts.begin({ id, token: crypto.randomUUID() }))?.orphans, 1);
  await stand.deps.broadcasts.settle(id, person!, 'sent');
  assert.deepEqual(await stand.recipients(id), { [String(person)]: 'sent' });
});

test('stopped in the middle it stops before the next messages, resumed it goes on, and nobody gets it twice', async () => {
  const people = await stand.people(60);
  const { pool } = stand.database;
  const id = await stand.started();
  let calls = 0;
  const api: BroadcastDeps['api'] = {
    call: async (method, payload) => {
      calls += 1;
      if (calls === 20) assert.ok(await stand.broadcasts.stop(pool, id));
      return await stand.deps.api.call(method, payload);
    },
  };
  await stand.work(id, { ...stand.deps, api });
  const before = (await stand.got()).length;
  assert.ok(before >= 20 && before <= 28, `${before}: only calls under way may follow`);
  await stand.work(id);
  assert.equal((await stand.got()).length, before, 'a job that is left sends nothing');
  assert.deepEqual(await stand.reports(), []);
  assert.equal(await resume(id), 'resumed');
  assert.equal(await resume(id), 'not-stopped', 'once');
  await stand.work(id);
  assert.deepEqual(sorted(await stand.got()), people);
  assert.equal((await stand.broadcasts.get(pool, id))?.state, 'done');
});

test('the process stops, or maintenance begins: the turn ends within a moment and leaves the rest to the next', async () => {
  const people = await stand.people(60);
  const id = await stand.started();
  const stopping = new AbortController();
  const paced = { ...stand.deps, pace: createPace(30), stopping: stopping.signal };
  const turn = sendBroadcast(id, paced);
  await waitFor('some messages', async () => (await stand.got()).length > 5);
  const at = Date.now();
  stopping.abort();
  assert.deepEqual(await turn, { kind: 'later', delaySeconds: 0 });
  assert.ok(Date.now() - at < 1_500);
  const before = (await stand.got()).length;
  const closed = await sendBroadcast(id, { ...stand.deps, isMaintenance: () => true });
  assert.deepEqual(closed, { kind: 'later', delaySeconds: 10 });
  assert.equal((await stand.got()).length, before);
  await stand.work(id);
  assert.deepEqual(sorted(await stand.got()), people);
});

test('Telegram has an outage: a few are unknown and not the whole list; out of reach, nobody is lost', async () => {
  const people = await stand.people(60);
  const id = await stand.started();
  await stand.telegram.fault({ method: 'sendMessage', errorCode: 502, description: 'Bad Gateway', times: 0 });
  const waits: number[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const outcome = await sendBroadcast(id, stand.deps);
    assert.ok(outcome.kind === 'later');
    waits.push(outcome.delaySeconds);
    await skipPauses();
  }
  assert.deepEqual(tally(await stand.recipients(id)), { unknown: 4, waiting: 56 });
  assert.deepEqual(waits, [1, 1, 2, 4], 'longer every time');
  await stand.telegram.clearFaults();
  const away = {
    ...stand.deps,
    api: { call: () => Promise.reject(new AppError('TELEGRAM_UNAVAILABLE', 'away')) },
  };
  assert.equal((await sendBroadcast(id, away)).kind, 'later');
  assert.deepEqual(tally(await stand.recipients(id)), { unknown: 4, waiting: 56 });
  await skipPauses();
  await stand.work(id);
  assert.deepEqual(sorted(await stand.got()), people.slice(4));
});

test('only one is under way at a time, and a draft that was changed after it was read is not started', async () => {
  await stand.people(2);
  const { pool } = stand.database;
  const id = await stand.started();
  const next = await stand.broadcasts.create(pool, 1, { text: 'next', photo: null });
  assert.deepEqual(await start(next, 0), { ok: false, why: 'busy' });
  assert.ok(await stand.broadcasts.stop(pool, id));
  assert.ok(await stand.broadcasts.change(pool, next, { text: 'other words' }));
  assert.deepEqual(await start(next, 0), { ok: false, why: 'changed' });
  assert.deepEqual(await start(next, 1), { ok: true, total: 2 });
  assert.equal(await resume(id), 'busy');
  assert.equal(await stand.broadcasts.change(pool, next, { text: 'too late' }), false);
  assert.equal(await stand.broadcasts.discard(pool, next), false);
});
