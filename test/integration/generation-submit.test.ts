import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import type { FailureReason } from '../../src/domain/generation/failure.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { ADMIN, startGenerationStand, type GenerationStand, type Order } from '../support/generation.ts';
import { assertFailed } from '../support/generation-ends.ts';
import { closedPort } from './kie-client-stand.ts';
import { json, startScriptedServer } from './kie-scripted-server.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const CREATE = { method: 'POST', path: 'createTask' } as const;
const createCalls = async (): Promise<number> =>
  (await stand.kie.calls()).filter(({ path }) => path.includes('createTask')).length;
const stateOf = async ({ generationId }: Order): Promise<string> => (await stand.rows.generation(generationId)).state;
const notices = async (chatId: number) =>
  (await stand.rows.outbox(chatId)).filter(({ purpose }) => purpose === 'notice');

interface Refusal {
  readonly code: number;
  readonly msg?: string;
  readonly reason: FailureReason;
  readonly tellsAdmin: boolean;
}

const REFUSALS: readonly Refusal[] = [
  { code: 401, reason: 'unavailable', tellsAdmin: true },
  { code: 402, reason: 'unavailable', tellsAdmin: true },
  { code: 404, reason: 'provider-error', tellsAdmin: false },
  { code: 422, reason: 'invalid-input', tellsAdmin: false },
  { code: 500, msg: 'aspect_ratio is required', reason: 'invalid-input', tellsAdmin: false },
  { code: 500, msg: 'Credits insufficient', reason: 'unavailable', tellsAdmin: true },
  { code: 501, reason: 'provider-error', tellsAdmin: false },
  { code: 505, reason: 'unavailable', tellsAdmin: true },
];

for (const { code, msg, reason, tellsAdmin } of REFUSALS) {
  for (const httpStatus of [200, code]) {
    test(`createTask refuses with ${code}${msg === undefined ? '' : ` "${msg}"`} under HTTP ${httpStatus}: failed as ${reason}, released, told`, async () => {
      await stand.kie.fault({ ...CREATE, code, httpStatus, ...(msg === undefined ? {} : { msg }), times: 2 });
      const order = await stand.order();
      assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
      await assertFailed(stand, order, reason);
      assert.deepEqual(
        (await stand.rows.attempts(order.generationId)).map(({ outcome }) => outcome),
        ['refused'],
      );
      // The same trouble again within the hour is no second message.
      await submit(await stand.order(), stand.deps);
      assert.equal((await notices(ADMIN)).length, tellsAdmin ? 1 : 0);
      assert.deepEqual(await stand.kie.tasks(), []);
    });
  }
}

const BUSY: readonly { code: number; msg?: string }[] = [
  { code: 429 },
  { code: 433 },
  { code: 455 },
  { code: 500, msg: 'Server exception, please try again later.' },
  { code: 550 },
];

for (const { code, msg } of BUSY) {
  for (const httpStatus of [200, code]) {
    test(`createTask says ${code} for now under HTTP ${httpStatus}: back into the queue without a word, then made`, async () => {
      await stand.kie.fault({ ...CREATE, code, httpStatus, ...(msg === undefined ? {} : { msg }) });
      const order = await stand.order();
      const outcome = await submit(order, stand.deps);
      assert.ok(
        outcome.kind === 'later' && outcome.delaySeconds >= 1 && outcome.delaySeconds <= 60,
        JSON.stringify(outcome),
      );
      assert.equal(await stateOf(order), 'queued');
      assert.equal(await stand.rows.hold(order.generationId), 'held');
      assert.deepEqual(await notices(order.chatId), []);
      assert.equal((await notices(ADMIN)).length, code === 433 ? 1 : 0, "only a cap is the operator's matter");
      assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
      assert.equal(await stateOf(order), 'waiting');
      const outcomes = (await stand.rows.attempts(order.generationId)).map((attempt) => attempt.outcome);
      assert.deepEqual(outcomes, ['refused', 'created']);
    });
  }
}

test('a wait that KIE asks for is obeyed, and one of nothing is no hot loop', async (t) => {
  for (const [asked, waited] of [
    ['7', 7],
    ['0', 1],
  ] as const) {
    const server = await startScriptedServer(t, (response) => {
      response.setHeader('retry-after', asked);
      json(response, { code: 429, msg: 'Your call frequency is too high. Please try again later.', data: null });
    });
    const order = await stand.order();
    const deps = { ...stand.deps, kie: stand.kieClient({ apiBase: server.url }) };
    assert.deepEqual(await submit(order, deps), { kind: 'later', delaySeconds: waited });
  }
});

test('KIE that cannot be reached created nothing: back into the queue', async () => {
  const order = await stand.order();
  const deps = { ...stand.deps, kie: stand.kieClient({ apiBase: `http://127.0.0.1:${await closedPort()}` }) };
  assert.equal((await submit(order, deps)).kind, 'later');
  assert.equal(await stateOf(order), 'queued');
});

for (const state of ['queued', 'submitting', 'unknown'] as const) {
  test(`the deadline passes while ${state}: failed, released, told, and nothing is submitted`, async () => {
    const order = await stand.order({ deadlineMs: 30_000 });
    if (state !== 'queued') {
      await stand.rows.put(order.generationId, { state });
      const outcome = state === 'unknown' ? 'unknown' : 'submitting';
      await stand.rows.putAttempt(order.generationId, { token: `deadline-in-${state}-token`, outcome });
    }
    await stand.advance(31_000);
    assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
    await assertFailed(stand, order, 'deadline');
    assert.equal(await createCalls(), 0);
  });
}

test('a grace longer than the deadline ends with the deadline', async () => {
  await stand.kie.fault({ ...CREATE, behaviour: 'reset' });
  const order = await stand.order({ deadlineMs: 20_000 });
  const outcome = await submit(order, stand.deps);
  assert.ok(outcome.kind === 'later' && outcome.delaySeconds <= 21, JSON.stringify(outcome));
});

test('cancel and submit at the same moment from two connections: exactly one wins', async () => {
  const other = stand.database.newPool(1);
  const wins = { cancelled: 0, submitted: 0 };
  for (let round = 0; round < 20; round += 1) {
    const order = await stand.order();
    const before = await createCalls();
    const cancel = (): Promise<boolean> =>
      inTransaction(other, async (tx) => {
        const cancelled = await stand.deps.generations.transition(tx, order.generationId, 'cancelled');
        if (cancelled !== null) await stand.deps.billing.release(tx, order.generationId);
        return cancelled !== null;
      });
    // The limiter is asked just before the row is taken, so that is where the other one comes in.
    const race: { cancelled: Promise<boolean> | null } = { cancelled: null };
    const limiter = {
      tryTake: () => {
        race.cancelled = cancel();
        return stand.deps.limiter.tryTake();
      },
    };
    await submit(order, { ...stand.deps, limiter });
    const cancelled = await race.cancelled;
    const made = (await createCalls()) - before;
    assert.equal(made, cancelled === true ? 0 : 1);
    assert.equal(await stateOf(order), cancelled === true ? 'cancelled' : 'waiting');
    assert.equal(await stand.rows.hold(order.generationId), cancelled === true ? 'released' : 'held');
    wins[cancelled === true ? 'cancelled' : 'submitted'] += 1;
  }
  assert.equal(wins.cancelled + wins.submitted, 20);
});

test('twenty workers on one job call KIE once', async () => {
  const order = await stand.order();
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => submit(order, stand.deps)));
  assert.equal(await createCalls(), 1);
  assert.ok(outcomes.some(({ kind }) => kind === 'done'));
  assert.ok(['waiting', 'unknown'].includes(await stateOf(order)));
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
