/** A generation from any state in which a crash may leave it, and what the person sees of it meanwhile. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import { createOutboxSending } from '../../src/adapters/postgres/outbox-sending.ts';
import { createChats } from '../../src/adapters/postgres/chats.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import type { GenerationState } from '../../src/domain/generation/lifecycle.ts';
import { takeCallback } from '../../src/roles/generation/callback.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import { showProgress } from '../../src/roles/generation/progress.ts';
import { requeueStuck } from '../../src/roles/generation/reconcile.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { createOutboxSender } from '../../src/roles/polling/outbox-sender.ts';
import { GRACE_MS, startGenerationStand, type GenerationStand, type Order } from '../support/generation.ts';
import { waitFor } from '../support/wait-for.ts';
import { UNDISTURBED } from '../support/sender.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const STEPS = { submit, watch, deliver } as const;
const stateOf = async ({ generationId }: Order): Promise<GenerationState> =>
  (await stand.rows.generation(generationId)).state;
const photosOf = async ({ chatId }: Order): Promise<number> =>
  (await stand.telegram.transcript(chatId)).messages.filter(({ media }) => media !== null).length;

/** What a crash left behind: the row, its attempt, and the truth at KIE and Telegram. */
interface Left {
  readonly name: string;
  readonly make: (order: Order) => Promise<void>;
  readonly tasks: number;
  readonly photos: number;
}

const submitAndForget =
  (state: 'submitting' | 'unknown') =>
  async (order: Order): Promise<void> => {
    await submit(order, stand.deps);
    await stand.rows.put(order.generationId, { state });
    await stand.database.pool.query(
      `update ${stand.database.schemas.bot}.attempt set task_id = null, outcome = $2 where generation_id = $1`,
      [order.generationId, state],
    );
  };

async function untilDelivering(order: Order): Promise<void> {
  await submit(order, stand.deps);
  await watch(order, stand.deps);
}

const LEFT: readonly Left[] = [
  { name: 'queued', make: () => Promise.resolve(), tasks: 1, photos: 1 },
  {
    name: 'submitting, before anything was sent',
    make: async ({ generationId }) => {
      await stand.rows.put(generationId, { state: 'submitting', submitted_at: new Date() });
      await stand.rows.putAttempt(generationId, { token: `left-before-${generationId}`, outcome: 'submitting' });
    },
    tasks: 1,
    photos: 1,
  },
  { name: 'submitting, with an answer that was not written', make: submitAndForget('submitting'), tasks: 2, photos: 1 },
  { name: 'unknown', make: submitAndForget('unknown'), tasks: 2, photos: 1 },
  {
    name: 'waiting',
    make: async (order) => {
      await submit(order, stand.deps);
    },
    tasks: 1,
    photos: 1,
  },
  { name: 'delivering, nobody at it', make: untilDelivering, tasks: 1, photos: 1 },
  {
    name: 'delivering, marked, before Telegram had it',
    make: async (order) => {
      await untilDelivering(order);
      await stand.rows.put(order.generationId, { sending: true });
    },
    tasks: 1,
    photos: 1,
  },
  {
    name: 'delivering, marked, after Telegram had it',
    make: async (order) => {
      await untilDelivering(order);
      const { results } = await stand.rows.generation(order.generationId);
      await stand.api.sendMedia('photo', { url: results?.files[0]?.url ?? '' }, { chat_id: order.chatId });
      await stand.rows.put(order.generationId, { sending: true });
    },
    tasks: 1,
    photos: 2,
  },
];

for (const { name, make, tasks, photos } of LEFT) {
  test(`left ${name}: ends delivered and captured once, whatever steps run how often`, async () => {
    const order = await stand.order();
    await make(order);
    const held = await stand.rows.hold(order.generationId);
    assert.equal(held, 'held');
    for (let round = 0; round < 6; round += 1) {
      for (const step of Object.values(STEPS)) await step(order, stand.deps);
      if ((await stateOf(order)) === 'unknown') await stand.advance(GRACE_MS + 1_000);
    }
    assert.equal(await stateOf(order), 'delivered');
    assert.equal(await stand.rows.hold(order.generationId), 'captured');
    assert.equal((await stand.kie.tasks()).length, tasks);
    assert.equal(await photosOf(order), photos);
    assert.deepEqual(stand.ended, ['delivered']);
  });
}

test('a step whose turn it is not changes nothing', async () => {
  const turns: Readonly<Partial<Record<GenerationState, keyof typeof STEPS>>> = {
    queued: 'submit',
    submitting: 'submit',
    unknown: 'submit',
    waiting: 'watch',
    delivering: 'deliver',
  };
  const states = [
    'queued',
    'submitting',
    'unknown',
    'waiting',
    'delivering',
    'delivered',
    'failed',
    'cancelled',
  ] as const;
  for (const state of states) {
    const order = await stand.order();
    await stand.rows.put(order.generationId, { state });
    const before = await stand.rows.generation(order.generationId);
    for (const [name, step] of Object.entries(STEPS)) {
      if (turns[state] === name) continue;
      assert.deepEqual(await step(order, stand.deps), { kind: 'done' }, `${name} in ${state}`);
    }
    assert.deepEqual(await stand.rows.generation(order.generationId), before);
  }
  assert.deepEqual(await stand.kie.calls(), []);
});

test('a job for a generation that does not exist has nothing to do', async () => {
  const job = { generationId: 'nosuchone000', traceId: '00000000-0000-4000-8000-000000000000' };
  for (const step of Object.values(STEPS)) assert.deepEqual(await step(job, stand.deps), { kind: 'done' });
});

async function startSender(t: TestContext): Promise<void> {
  const { pool, schemas } = stand.database;
  const sender = createOutboxSender({
    outbox: createOutboxSending(stand.deps.pool, stand.database.schemas, { instance: 'one', process: '1' }),
    ...{ api: stand.api, pace: stand.deps.pace, log: stand.deps.log, at: stand.deps.at },
    chats: createChats(pool, schemas),
    ...UNDISTURBED,
  });
  await sender.start();
  const waker = setInterval(sender.wake, 20);
  t.after(async () => {
    clearInterval(waker);
    await sender.stop(2_000);
  });
}

test('a progress edit is sent no sooner than reserved, however long its transaction has lasted', async () => {
  await stand.kie.settings({ latencyMs: 3_600_000 });
  const order = await stand.order();
  await submit(order, stand.deps);
  const { pool, generations } = stand.deps;
  const generation = await generations.get(pool, order.generationId);
  assert.ok(generation !== null);
  const { bot } = stand.database.schemas;
  await pool.query(`update ${bot}.outbox set state = 'sent' where chat_id = $1`, [order.chatId]);
  await inTransaction(pool, (tx) => generations.reserveProgressEdit(tx, order.generationId, 60_000));
  await inTransaction(pool, async (tx) => {
    await tx.query('select pg_sleep(0.2)');
    await showProgress(tx, generation, 'working', stand.deps);
  });
  const { rows } = await pool.query<{ early: boolean }>(
    `select o.not_before < g.progress_edited_at as early from ${bot}.generation g join ${bot}.outbox o using (chat_id)
     where g.id = $1 and o.purpose = 'progress' and o.state = 'new'`,
    [order.generationId],
  );
  assert.deepEqual(rows, [{ early: false }]);
  await pool.query(`delete from ${bot}.outbox where chat_id = $1`, [order.chatId]);
});

test('the progress is edited every three seconds at most, removed at the end, and never comes back', async (t) => {
  await startSender(t);
  await stand.kie.settings({ latencyMs: 3_600_000 });
  const order = await stand.order();
  await submit(order, stand.deps);
  const edits = async () =>
    (await stand.telegram.calls({ method: 'editMessageText' })).filter(
      ({ params }) => Number(params['chat_id']) === order.chatId,
    );
  // Looked at as often as callbacks and jobs could ever make it, and a little later each time.
  await waitFor('three edits', async () => {
    await watch(order, stand.deps);
    await stand.database.pool.query(
      `update ${stand.database.schemas.bot}.generation set submitted_at = submitted_at - interval '2 s' where id = $1`,
      [order.generationId],
    );
    return (await edits()).length >= 3;
  });
  const times = (await edits()).map(({ at }) => at);
  for (const [index, at] of times.entries()) {
    // One that a busy machine held back brings the next one nearer; without a pause they would come at once.
    if (index > 0) assert.ok(at - (times[index - 1] ?? 0) >= 2_000, times.join());
  }
  const stale = await stand.deps.generations.get(stand.deps.pool, order.generationId);
  assert.ok(stale !== null);
  await stand.kie.settings({ latencyMs: 0 });
  await stand.rows.put(order.generationId, {
    state: 'delivering',
    results: JSON.stringify({ files: [], text: 'the end' }),
  });
  await deliver(order, stand.deps);
  const gone = await waitFor('the end', async () => {
    const { messages } = await stand.telegram.transcript(order.chatId);
    const isOver = messages.some(({ text }) => text?.includes('the end'));
    const progress = messages.find(({ messageId }) => messageId === order.progressMessageId);
    return isOver && progress?.deleted === true ? messages : null;
  });
  // A look that had begun before the end and shows the progress after it.
  await stand.database.pool.query(
    `update ${stand.database.schemas.bot}.generation set progress_edited_at = null where id = $1`,
    [order.generationId],
  );
  await inTransaction(stand.deps.pool, (tx) => showProgress(tx, stale, 'working', stand.deps));
  await waitFor('an empty outbox', async () => (await stand.deps.outbox.depth()) === 0);
  assert.deepEqual((await stand.telegram.transcript(order.chatId)).messages, gone);
});

const QUEUES: readonly (readonly [GenerationState, string])[] = [
  ['queued', 'generation.submit'],
  ['submitting', 'generation.submit'],
  ['unknown', 'generation.submit'],
  ['waiting', 'generation.watch'],
  ['delivering', 'generation.deliver'],
];

const reconciled = async (): Promise<number> => (await requeueStuck(stand.deps)).length;

test('lost jobs of every state are put back, fresh and ended ones are left alone', async () => {
  await stand.database.pool.query(`update ${stand.database.schemas.bot}.generation set state = 'cancelled'`);
  const lost: { order: Order; queue: string }[] = [];
  for (const [state, queue] of QUEUES) {
    const order = await stand.order();
    await stand.rows.put(order.generationId, { state });
    await stand.rows.dropJobs(order.generationId);
    lost.push({ order, queue });
  }
  assert.equal(await reconciled(), 0, 'nobody is stuck yet');
  for (const { order } of lost) assert.deepEqual(await stand.rows.jobs(order.generationId), []);
  await stand.advance(181_000);
  const fresh = await stand.order();
  await stand.rows.dropJobs(fresh.generationId);
  const ended = await stand.order();
  await stand.rows.put(ended.generationId, { state: 'failed', updated_at: new Date(0) });
  await stand.rows.dropJobs(ended.generationId);
  assert.equal(await reconciled(), QUEUES.length);
  for (const { order, queue } of lost) {
    assert.deepEqual(
      (await stand.rows.jobs(order.generationId)).map(({ name }) => name),
      [queue],
    );
  }
  for (const { generationId } of [fresh, ended]) assert.deepEqual(await stand.rows.jobs(generationId), []);
  await reconciled();
  for (const { order } of lost)
    assert.equal((await stand.rows.jobs(order.generationId)).length, 1, 'never a second one');
});

test('a generation that waits for its own job is not counted as lost', async () => {
  await stand.database.pool.query(`update ${stand.database.schemas.bot}.generation set state = 'cancelled'`);
  const order = await stand.order();
  await stand.advance(600_000);
  assert.equal((await stand.rows.jobs(order.generationId)).length, 1);
  assert.equal(await reconciled(), 0);
  assert.equal((await stand.rows.jobs(order.generationId)).length, 1);
});

test('every end settles the hold exactly once, and no later step settles it again', async () => {
  const delivered = await stand.order();
  for (const step of Object.values(STEPS)) await step(delivered, stand.deps);
  await stand.kie.failNext({ failMsg: 'Internal Error' });
  const failed = await stand.order();
  for (const step of Object.values(STEPS)) await step(failed, stand.deps);
  const settled = async () => [
    await stand.rows.hold(delivered.generationId),
    await stand.rows.hold(failed.generationId),
  ];
  assert.deepEqual(await settled(), ['captured', 'released']);
  for (const { generationId } of [delivered, failed]) {
    await inTransaction(stand.deps.pool, (tx) => stand.deps.billing.release(tx, generationId));
    await inTransaction(stand.deps.pool, (tx) => stand.deps.billing.capture(tx, generationId));
  }
  assert.deepEqual(await settled(), ['captured', 'released']);
  const [attempt] = await stand.rows.attempts(failed.generationId);
  await takeCallback({ token: attempt?.token, taskId: attempt?.taskId ?? null }, stand.deps);
  assert.deepEqual(await settled(), ['captured', 'released']);
  const { purse } = stand.deps.billing;
  assert.equal((await purse(stand.deps.pool, failed.chatId)).daily.left, 5, 'a failure costs nothing');
  assert.equal((await purse(stand.deps.pool, delivered.chatId)).daily.left, 4);
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
