/** Row K1 of the fault list: what KIE would refuse is not ordered, nobody pays for it, and the intake opens again by itself. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createBooksCheck } from '../../src/adapters/postgres/books-check.ts';
import { createInbox } from '../../src/adapters/postgres/inbox.ts';
import { createLagging } from '../../src/adapters/postgres/lagging.ts';
import { createRetention } from '../../src/adapters/postgres/retention.ts';
import { createDeadLetters } from '../../src/adapters/queue/dead-letters.ts';
import { RECONCILE, SUBMIT } from '../../src/adapters/queue/queues.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { createHousekeeping } from '../../src/roles/generation/housekeeping.ts';
import { tellOperator } from '../../src/roles/generation/operator.ts';
import type { ReconcileDeps } from '../../src/roles/generation/reconcilers/checks.ts';
import { createFailingChecks } from '../../src/roles/generation/reconcilers/failing-checks.ts';
import { lookAtIntake } from '../../src/roles/generation/reconcilers/intake.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import type { UpdateHandler } from '../../src/roles/polling/handle-update.ts';
import { AppError } from '../../src/shared/errors.ts';
import { grant } from '../support/billing.ts';
import { startDialog, tap, text, type Dialog, type Said } from '../support/dialog.ts';
import { MODEL, startGenerationStand, type GenerationStand, type Order } from '../support/generation.ts';
import { assertFailed } from '../support/generation-ends.ts';
import { kieFaults, quickModels } from '../support/kie-faults.ts';
import { brokenMoneyRules } from '../support/money-invariants.ts';
import { waitFor } from '../support/wait-for.ts';

const CREATE = { method: 'POST', path: 'createTask' } as const;
const BALANCE = { method: 'GET', path: 'chat/credit' } as const;
const PAUSED = /генерации сейчас на паузе/;

let stand: GenerationStand;
let dialog: Dialog;
let handler: UpdateHandler;
let bot: string;
let nextChat = 50_000;

before(async () => {
  stand = await startGenerationStand({ role: 'worker', kie: { models: await quickModels() } });
  ({ bot } = stand.database.schemas);
  dialog = await startDialog(stand.database, { dailyLimit: 0 });
  handler = instance();
});
beforeEach(() => stand.refresh());
after(async () => {
  await dialog.stop();
  await stand.close();
});

const { lookOverTheBooks, toldAdmin } = kieFaults(() => stand);

/** A poller with the model that KIE has. */
function instance(): UpdateHandler {
  const model = stand.deps.catalog.byId(MODEL);
  assert.ok(model !== undefined);
  return dialog.another(stand.database.newPool(2), { models: () => [model], anyModel: () => model });
}

async function one<R extends object>(sql: string, values: readonly unknown[] = []): Promise<R> {
  const { rows } = await stand.database.pool.query<R>(sql, [...values]);
  assert.equal(rows.length, 1, sql);
  return rows[0] as R;
}
const look = (deps: Partial<GenerationDeps> = {}): Promise<void> =>
  lookAtIntake({ ...stand.deps, ...deps, kie: stand.kieClient() });
const lastSaid = async (chatId: number): Promise<Said> => {
  const said = (await dialog.said(chatId)).findLast(({ purpose }) => purpose === 'reply');
  assert.ok(said !== undefined, 'something was said');
  return said;
};

/** Somebody with money has written what to draw and sees the price. */
async function asks(on = handler): Promise<number> {
  const chatId = (nextChat += 1);
  await dialog.deliver(text(chatId, '/start'));
  await dialog.work(chatId, on);
  await grant(stand.database.pool, stand.database.schemas, chatId, 100_000n);
  await dialog.deliver(text(chatId, 'кот на крыше'));
  await dialog.work(chatId, on);
  return chatId;
}
async function tapsCreate(chatId: number, on = handler): Promise<Said> {
  const { buttons } = await lastSaid(chatId);
  const data = buttons.find(({ callback_data: button }) => /^s:\w+:create/.test(button ?? ''))?.callback_data;
  assert.ok(data !== undefined, 'a button to order with');
  await dialog.deliver(tap(chatId, data));
  await dialog.work(chatId, on);
  return await lastSaid(chatId);
}
const ordersOf = async (chatId: number): Promise<readonly Order[]> => {
  const { rows } = await stand.database.pool.query<{ id: string; trace_id: string }>(
    `select id, trace_id from ${bot}.generation where chat_id = $1`,
    [chatId],
  );
  return rows.map(({ id, trace_id: traceId }) => ({ generationId: id, traceId, chatId, progressMessageId: 50 }));
};
async function ordered(chatId: number, on = handler): Promise<Order> {
  await tapsCreate(chatId, on);
  const [order, ...more] = await ordersOf(chatId);
  assert.ok(order !== undefined && more.length === 0, 'one order');
  return order;
}
async function assertPaused(chatId: number, on = handler): Promise<void> {
  const { text: words } = await tapsCreate(chatId, on);
  assert.match(words, PAUSED);
  assert.match(words, /Ничего не списано[^]*кот на крыше/, 'nothing was taken, and what they wrote is kept');
  assert.deepEqual(await ordersOf(chatId), []);
  const { held, available } = await one<{ held: string; available: string }>(
    `select held, available from ${bot}.wallet where user_id = $1`,
    [chatId],
  );
  assert.deepEqual({ held, available }, { held: '0', available: '100000' });
}
/** An order of so many credits that KIE refuses with `code`. */
async function refused(code: 401 | 402, credits: number | null): Promise<void> {
  const order = await stand.order();
  await stand.rows.put(order.generationId, { credits });
  await stand.kie.fault({ ...CREATE, code });
  await submit(order, stand.deps);
  await assertFailed(stand, order, 'unavailable');
}
const stoppedFrom = async (): Promise<number | null> => {
  const stops = await stand.deps.intake.stops();
  return stops.length === 0 ? null : Math.min(...stops.map(({ fromCredits }) => fromCredits));
};
const creates = async (): Promise<number> =>
  (await stand.kie.calls()).filter(({ path }) => path.includes('createTask')).length;

test('K1: an account that ran dry: what was queued is given back, then nobody can order, until there are credits again', async () => {
  const [first, queued] = [await ordered(await asks()), await ordered(await asks())];
  const waiting = await asks();
  await stand.kie.credits(0);
  for (const { generationId, traceId } of [first, queued]) {
    assert.equal((await submit({ generationId, traceId }, stand.deps)).kind, 'done');
    assert.equal((await stand.rows.generation(generationId)).state, 'failed');
  }
  const late = await asks();
  assert.match((await lastSaid(late)).text, /на паузе[^]*попробуйте через несколько минут/, 'said beside the price');
  await assertPaused(late);
  await assertPaused(waiting, instance());
  await look();
  await assertPaused(late);
  const jobs = `select count(*)::int as count from ${stand.database.schemas.queue}.job where name = $1 and data ->> 'generationId' <> all ($2)`;
  const given = [first.generationId, queued.generationId];
  assert.deepEqual(await one(jobs, [SUBMIT, given]), { count: 0 });
  const before = await creates();

  await stand.kie.credits(1_000);
  await look();
  assert.equal(await creates(), before, 'without an order');
  const order = await ordered(late, instance());
  await submit(order, stand.deps);
  assert.equal((await stand.rows.generation(order.generationId)).state, 'waiting');
  const [alarm, over, ...more] = await toldAdmin();
  assert.match(alarm ?? '', /KIE_INSUFFICIENT_CREDITS[^]*заказы от \S+ кредитов[^]*откроется сам/);
  assert.match(over ?? '', /Закончилось: остановка заказов/);
  assert.deepEqual(more, []);
  assert.deepEqual(await brokenMoneyRules(stand.database.pool, bot, 0), []);
});

test('K1: a remainder that is enough for no order opens nothing, and is told once', async () => {
  await refused(402, 4);
  await stand.kie.credits(0.4);
  for (let minute = 0; minute < 5; minute += 1) await look();
  assert.equal(await stoppedFrom(), 4);
  assert.equal((await toldAdmin()).length, 1);
  await stand.kie.credits(4);
  await look();
  assert.equal(await stoppedFrom(), null);
});

test('K1: an order that is too dear for the account stops its like, and cheap ones go on', async () => {
  await refused(402, 500);
  const cheap = await ordered(await asks());
  await submit(cheap, stand.deps);
  assert.equal((await stand.rows.generation(cheap.generationId)).state, 'waiting');
  assert.equal(await stoppedFrom(), 500, 'a cheap task says nothing about dear ones');
  await refused(402, 4);
  await refused(402, 900);
  await refused(402, null);
  assert.equal(await stoppedFrom(), 4, 'the cheapest that was refused');
  await assertPaused(await asks());
  const queued = await stand.order();
  await stand.rows.put(queued.generationId, { credits: 4 });
  await submit(queued, stand.deps);
  assert.equal(await stoppedFrom(), null, 'a task of that price was taken');
});

test('K1: an order of unknown cost that was refused stops all, and any credits open it', async () => {
  await stand.kie.credits(0);
  await refused(402, null);
  await look();
  await assertPaused(await asks());
  await stand.kie.credits(1);
  await look();
  assert.equal(await stoppedFrom(), null);
});

test('K1: a refused key stops every order, also dear and free ones, until KIE accepts it', async () => {
  await refused(401, 4);
  assert.equal(await stoppedFrom(), 0);
  await stand.kie.fault({ ...BALANCE, code: 401 });
  await look();
  await assertPaused(await asks());
  assert.match((await toldAdmin())[0] ?? '', /не принимает ключ[^]*KIE_UNAUTHORIZED[^]*откроется сам/);
  await look();
  assert.equal(await stoppedFrom(), null);
  assert.equal((await toldAdmin()).length, 2);
});

test('the look at the books, which each start takes, opens it too', async () => {
  await refused(401, 4);
  await refused(402, 4);
  await lookOverTheBooks();
  assert.equal(await stoppedFrom(), null);
});

test('K1: an account that cannot be asked is tried by an order after ten minutes, and the admins are not told again', async () => {
  await refused(402, 4);
  const order = await asks();
  await stand.kie.fault({ ...BALANCE, code: 404, times: 3 });
  await look();
  await assertPaused(order);
  await look({ now: () => Date.now() + 599_000 });
  assert.equal(await stoppedFrom(), 4);
  await look({ now: () => Date.now() + 601_000 });
  const { generationId, traceId } = await ordered(order);
  await stand.kie.fault({ ...CREATE, code: 402 });
  await submit({ generationId, traceId }, stand.deps);
  assert.equal((await stand.rows.generation(generationId)).state, 'failed');
  await assertPaused(await asks());
  assert.equal((await toldAdmin()).length, 1);
});

test('an account that was asked well until now is not tried because of one failed look', async () => {
  await refused(402, 4);
  await stand.kie.credits(1);
  const soon = Date.now() + 540_000;
  await look({ now: () => soon });
  await stand.kie.fault({ ...BALANCE, code: 404, times: 3 });
  await look({ now: () => soon + 120_000 });
  assert.equal(await stoppedFrom(), 4);
  await stand.kie.credits(1_000);
});

test('nothing but a refused order stops orders, and nothing that is told beside it lets them through', async () => {
  for (const code of ['KIE_UNAUTHORIZED', 'KIE_INSUFFICIENT_CREDITS'] as const) {
    await tellOperator(new AppError(code, 'a read was refused'), stand.deps);
    assert.equal(await stoppedFrom(), null);
  }
  await ordered(await asks());
  await refused(402, 4);
  await tellOperator(new AppError('KIE_INSUFFICIENT_CREDITS', 'a read was refused'), stand.deps);
  assert.equal(await stoppedFrom(), 4);
});

test('while orders are taken KIE is not asked each minute; in the house as it is run the minute opens a stop', async () => {
  await look();
  assert.equal((await stand.kie.calls()).length, 0);
  await refused(402, 4);
  const { pool, schemas } = stand.database;
  const { boss } = stand;
  const checks = {
    ...{ ...stand.deps, kie: stand.kieClient(), lowCredits: 0, onFound: () => undefined },
    failing: createFailingChecks(Date.now),
    ...{ books: createBooksCheck(schemas), lagging: createLagging(schemas) },
    deadLetters: createDeadLetters(pool, schemas),
  } as unknown as ReconcileDeps;
  const house = createHousekeeping({
    // Without the look at the books of a start, which would open it first.
    boss: { work: boss.work.bind(boss), schedule: boss.schedule.bind(boss), send: () => Promise.resolve(null) },
    ...{ checks, schemas, inbox: createInbox(pool, schemas), retention: createRetention(pool, schemas) },
    keep: { updates: 8, prompts: 90, files: 90 },
    progressed: () => undefined,
  });
  await house.work();
  await boss.send(RECONCILE, {});
  await waitFor('the intake to open', async () => (await stoppedFrom()) === null, { timeoutMs: 20_000 });
  await ordered(await asks());
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
