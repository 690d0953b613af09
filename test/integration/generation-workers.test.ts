/** The steps as the queue runs them: a crowd under KIE's limit, and the child as it is wired. */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { createKieLimiter } from '../../src/adapters/postgres/kie-limiter.ts';
import { DELIVER, JobData, SUBMIT, WATCH } from '../../src/adapters/queue/queues.ts';
import { runJobs } from '../../src/adapters/queue/run-jobs.ts';
import { loadConfig } from '../../src/config/env.ts';
import { takeCallback, type CallbackAnswer } from '../../src/roles/generation/callback.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import { createQueueStatus } from '../../src/roles/generation/queue-status.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { wireGeneration } from '../../src/roles/generation/wire.ts';
import { loadModels } from '../../src/sandbox/kie/models.ts';
import { createLog } from '../../src/shared/log.ts';
import { startAll, stopAll } from '../../src/shared/service.ts';
import { createFakeLink } from '../support/fake-link.ts';
import {
  BOT_TOKEN,
  KIE_KEY,
  MODEL,
  startGenerationStand,
  type GenerationStand,
  type Order,
} from '../support/generation.ts';
import { waitFor } from '../support/wait-for.ts';
import { json, startScriptedServer } from './kie-scripted-server.ts';

/** What the health child does with a callback, without the child. Its address. */
async function callbackDoor(t: TestContext, take: (body: unknown) => Promise<CallbackAnswer>): Promise<string> {
  const server = await startScriptedServer(t, (response, _nth, { path, body }) => {
    const { data } = JSON.parse(body.toString('utf8')) as { data: { taskId: string } };
    void take({ token: path.split('/').at(-1), taskId: data.taskId }).then(
      ({ known }) => json(response, {}, known ? 200 : 404),
      () => json(response, {}, 503),
    );
  });
  return server.url;
}

async function allEnded(stand: GenerationStand, orders: readonly Order[]): Promise<void> {
  const { pool, schemas } = stand.database;
  const ids = orders.map(({ generationId }) => generationId);
  await waitFor(
    `${orders.length} deliveries`,
    async () => {
      const { rows } = await pool.query<{ open: number }>(
        `select count(*)::int as open from ${schemas.bot}.generation where id = any ($1) and ended_at is null`,
        [ids],
      );
      return rows[0]?.open === 0;
    },
    { timeoutMs: 60_000, everyMs: 100 },
  );
}

async function assertDeliveredOnce(stand: GenerationStand, order: Order): Promise<void> {
  const { state, unknown_sends } = await stand.rows.generation(order.generationId);
  assert.deepEqual({ state, unknown_sends }, { state: 'delivered', unknown_sends: 0 });
  assert.equal(await stand.rows.hold(order.generationId), 'captured');
  const { messages } = await stand.telegram.transcript(order.chatId);
  assert.equal(messages.filter(({ media }) => media !== null).length, 1);
}

const CROWD = 60;
/** KIE's clock runs so much faster than ours, and its limit with it. */
const PACE = 8;

test(`${CROWD} generations at once: KIE never has to refuse one, each is delivered once`, async (t) => {
  const startedAt = Date.now();
  // Sound instead of pictures, which take long to draw.
  const models = (await loadModels()).map((model) =>
    model.id === MODEL ? { ...model, output: 'audio' as const } : model,
  );
  const now = (): number => startedAt + (Date.now() - startedAt) * PACE;
  const stand = await startGenerationStand({ role: 'worker', kie: { now, models, latencyMs: 800 } });
  t.after(() => stand.close());
  const base: { url: string | null } = { url: null };
  const limiter = createKieLimiter({
    ...{ db: stand.database.pool, apiKey: KIE_KEY, limit: 20 },
    ...{ windowMs: 10_000 / PACE, marginMs: 500 },
  });
  const deps = { ...stand.deps, limiter };
  base.url = await callbackDoor(t, (body) => takeCallback(body, deps));
  const orders: Order[] = [];
  for (let index = 0; index < CROWD; index += 1) orders.push(await stand.order());
  const steps = { [SUBMIT]: submit, [WATCH]: watch, [DELIVER]: deliver };
  for (const queue of [SUBMIT, WATCH, DELIVER] as const) {
    await runJobs(stand.boss, {
      schema: JobData,
      queue,
      ...{ workers: 4, atOnce: 1 },
      run: (data) => steps[queue](data, { ...deps, callbackBase: base.url }),
      again: (data, delaySeconds) => deps.queue.send(deps.pool, queue, data, delaySeconds),
      observe: () => undefined,
      log: deps.log,
    });
  }
  await allEnded(stand, orders);
  for (const order of orders) await assertDeliveredOnce(stand, order);
  const creates = (await stand.kie.calls()).filter(({ path }) => path.includes('createTask'));
  assert.deepEqual(
    creates.map(({ code }) => code),
    Array.from({ length: CROWD }, () => 200),
  );
  assert.equal((await stand.kie.tasks()).length, CROWD);
  await stand.assertNoSecrets();
});

for (const atOnce of [1, 5]) {
  test(`a backlog is worked off without a pause, ${atOnce} at once`, async (t) => {
    const stand = await startGenerationStand({ role: 'worker' });
    t.after(() => stand.close());
    const left = new Set(Array.from({ length: 100 }, (_, index) => `backlog${index}`));
    const traceId = '00000000-0000-4000-8000-000000000000';
    for (const generationId of left) await stand.deps.queue.send(stand.deps.pool, WATCH, { generationId, traceId });
    await runJobs(stand.boss, {
      schema: JobData,
      queue: WATCH,
      ...{ workers: 1, atOnce },
      run: ({ generationId }) => {
        left.delete(generationId);
        return Promise.resolve({ kind: 'done' });
      },
      again: () => Promise.resolve(),
      observe: () => undefined,
      log: stand.deps.log,
    });
    // One batch a second would take twenty.
    await waitFor('an empty queue', () => left.size === 0, { timeoutMs: 8_000 });
  });
}

test('the child as it is wired: submits, is called back, delivers, counts its queues, and says no secret', async (t) => {
  const closers: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const close of closers.toReversed()) await close();
  });
  const stand = await startGenerationStand();
  closers.push(stand.close);
  const doors: { take: (body: unknown) => Promise<CallbackAnswer> } = {
    take: () => Promise.reject(new Error('too early')),
  };
  const publicUrl = await callbackDoor(t, (body) => doors.take(body));
  const loaded = loadConfig('generation', {
    ...{ TELEGRAM_BOT_TOKEN: BOT_TOKEN, KIE_API_KEY: KIE_KEY, DATABASE_URL: stand.database.url, ADMIN_ID: '900001' },
    ...{ TELEGRAM_API_ROOT: stand.telegramUrl, KIE_API_BASE: stand.kieUrl, KIE_UPLOAD_BASE: stand.kieUrl },
    ...{ PUBLIC_URL: publicUrl, ALLOW_PRIVATE_RESULT_HOSTS: '1' },
  });
  assert.ok(loaded.ok);
  const printed: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      printed.push(String(chunk));
      done();
    },
  });
  const secrets = [BOT_TOKEN, KIE_KEY, stand.database.url];
  const log = createLog({ process: 'generation', level: 'debug', format: 'pretty', secrets, stream });
  const link = createFakeLink();
  const parts = wireGeneration(link, loaded.config, log);
  const status = createQueueStatus(parts.boss, link, log);
  const services = [...parts.background, parts.queue, status];
  closers.push(async () => {
    await stopAll(services);
    await parts.end();
  });
  doors.take = parts.takeCallback;
  await startAll([...parts.background, parts.queue]);
  await parts.work();
  await parts.work(); // as after a failed start: no queue gets its workers twice
  await status.start();
  const orders = [await stand.order(), await stand.order({ language: 'en' })];
  await allEnded(stand, orders);
  for (const order of orders) await assertDeliveredOnce(stand, order);
  await waitFor('the queues in the status', () => link.said.status?.['queues'] !== undefined);
  assert.ok(link.said.bumps > 0, 'work done is progress');
  assert.deepEqual(await parts.takeCallback({ token: 'x'.repeat(32), taskId: 'nobody' }), { known: false });
  const text = printed.join('');
  assert.ok(text.includes('generation.delivered'));
  for (const secret of [...secrets, ...(await stand.rows.tokens())]) assert.ok(!text.includes(secret));
});
