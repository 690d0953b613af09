/** Rows K1 to K4 of the fault list: KIE refuses, loses its answer, garbles the task's id, or tells nonsense of a task. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import type { FailureReason } from '../../src/domain/generation/failure.ts';
import { takeCallback } from '../../src/roles/generation/callback.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { bookLateBills } from '../../src/roles/generation/reconcilers/kie-credits.ts';
import type { ReconcileDeps } from '../../src/roles/generation/reconcilers/checks.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { createKieSpend } from '../../src/adapters/postgres/kie-spend.ts';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { loadModels } from '../../src/sandbox/kie/models.ts';
import type { FaultInput } from '../../src/sandbox/kie/settings.ts';
import {
  ADMIN,
  GRACE_MS,
  KIE_KEY,
  MODEL,
  startGenerationStand,
  type GenerationStand,
  type Order,
} from '../support/generation.ts';
import { assertFailed } from '../support/generation-ends.ts';
import { waitFor } from '../support/wait-for.ts';
import { json, startScriptedServer } from './kie-scripted-server.ts';

let stand: GenerationStand;
before(async () => {
  // Sound instead of pictures, which take long to draw.
  const models = (await loadModels()).map((model) =>
    model.id === MODEL ? { ...model, output: 'audio' as const } : model,
  );
  stand = await startGenerationStand({ kie: { models } });
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const CREATE = { method: 'POST', path: 'createTask' } as const;
const LOOK = { method: 'GET', path: 'recordInfo' } as const;
const stateOf = async ({ generationId }: Order): Promise<string> => (await stand.rows.generation(generationId)).state;
const toldAdmin = async (): Promise<readonly string[]> =>
  (await stand.rows.outbox(ADMIN)).map(({ payload }) => payload.text ?? '');
const notices = async ({ chatId }: Order) =>
  (await stand.rows.outbox(chatId)).filter(({ purpose }) => purpose === 'notice');
const tokensOf = async ({ generationId }: Order): Promise<readonly string[]> =>
  (await stand.rows.attempts(generationId)).map(({ token }) => token);
const photosOf = async ({ chatId }: Order): Promise<number> =>
  (await stand.telegram.transcript(chatId)).messages.filter(({ media }) => media !== null).length;

async function submitted(options?: Parameters<GenerationStand['order']>[0]): Promise<Order> {
  const order = await stand.order(options);
  assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
  return order;
}

/** Whatever happened before: one result in the chat, one capture. */
async function assertDeliveredOnce(order: Order): Promise<void> {
  await waitFor('a result to deliver', async () => (await stateOf(order)) === 'delivering');
  for (let round = 0; round < 2; round += 1) await deliver(order, stand.deps);
  assert.equal(await stateOf(order), 'delivered');
  assert.equal(await stand.rows.hold(order.generationId), 'captured');
  assert.equal(await photosOf(order), 1);
}

/** KIE credits that are booked as the operator's expense for this generation. */
async function booked({ generationId }: Order): Promise<number> {
  const { bot } = stand.database.schemas;
  const { rows } = await stand.database.pool.query<{ minor: string }>(
    `select coalesce(sum(p.amount), 0) as minor from ${bot}.posting p join ${bot}.transfer t on t.id = p.transfer_id
     where t.generation_id = $1 and p.account = 'kie_cost'`,
    [generationId],
  );
  return Number(rows[0]?.minor) / 45; // 0.005 USD at 90 roubles, in kopecks
}

function bookLate(deps: GenerationDeps = stand.deps): Promise<number> {
  const { schemas } = stand.database;
  const pricing = () => ({ currency: 'RUB', usdRate: '90' });
  const spend = createKieSpend(schemas, { ledger: createLedger(schemas), apiKey: KIE_KEY, pricing });
  return bookLateBills({ ...deps, spend } as unknown as ReconcileDeps);
}

/** KIE says this to every call. */
async function saying(t: TestContext, answer: unknown, status = 200): Promise<GenerationDeps> {
  const server = await startScriptedServer(t, (response) => json(response, answer, status));
  return { ...stand.deps, kie: stand.kieClient({ apiBase: server.url }) };
}

interface Class {
  readonly code: number;
  /** Null = it comes back into the queue without a word to the person. */
  readonly reason: FailureReason | null;
  readonly tellsAdmin: boolean;
}

const CLASSES: readonly Class[] = [
  { code: 401, reason: 'unavailable', tellsAdmin: true },
  { code: 402, reason: 'unavailable', tellsAdmin: true },
  { code: 404, reason: 'provider-error', tellsAdmin: false },
  { code: 422, reason: 'invalid-input', tellsAdmin: false },
  { code: 429, reason: null, tellsAdmin: false },
  { code: 433, reason: null, tellsAdmin: true },
  { code: 455, reason: null, tellsAdmin: false },
  { code: 500, reason: null, tellsAdmin: false },
  { code: 501, reason: 'provider-error', tellsAdmin: false },
  { code: 505, reason: 'unavailable', tellsAdmin: true },
];
const msgOf = (code: number): { msg?: string } =>
  code === 500 ? { msg: 'Server exception, please try again later.' } : {};

for (const { code, reason, tellsAdmin } of CLASSES) {
  for (const httpStatus of [200, code]) {
    const end = reason === null ? 'waits in the queue' : `ends as ${reason}`;
    test(`K1: createTask ${code} under HTTP ${httpStatus} ${end}, the alarm ${tellsAdmin ? 'rings once' : 'is silent'}, nothing is charged`, async () => {
      await stand.kie.fault({ ...CREATE, code, httpStatus, ...msgOf(code), times: 2 });
      for (const order of [await stand.order(), await stand.order()]) {
        const outcome = await submit(order, stand.deps);
        if (reason === null) {
          assert.ok(outcome.kind === 'later' && outcome.delaySeconds >= 1 && outcome.delaySeconds <= 60);
          assert.equal(await stateOf(order), 'queued');
          assert.equal(await stand.rows.hold(order.generationId), 'held');
          assert.deepEqual(await notices(order), []);
        } else {
          assert.equal(outcome.kind, 'done');
          await assertFailed(stand, order, reason);
        }
        assert.equal(await booked(order), 0);
      }
      assert.equal((await toldAdmin()).length, tellsAdmin ? 1 : 0);
      assert.deepEqual(await stand.kie.tasks(), []);
    });

    test(`K1: recordInfo ${code} under HTTP ${httpStatus} decides nothing: the task is looked at again and delivered once`, async () => {
      const order = await submitted();
      await stand.kie.fault({ ...LOOK, code, httpStatus, ...msgOf(code), times: 2 });
      for (let round = 0; round < 2; round += 1) assert.equal((await watch(order, stand.deps)).kind, 'later');
      assert.equal(await stateOf(order), 'waiting');
      assert.equal(await stand.rows.hold(order.generationId), 'held');
      assert.equal((await toldAdmin()).length, tellsAdmin ? 1 : 0);
      await watch(order, stand.deps);
      await assertDeliveredOnce(order);
    });
  }
}

for (const status of [401, 402, 404, 422, 429, 433, 455, 500, 501, 505]) {
  test(`K1: a bare HTTP ${status} of an edge charges nobody, and more than one task cannot come of it`, async (t) => {
    const server = await startScriptedServer(t, (response) => void response.writeHead(status).end('<html>no</html>'));
    const order = await stand.order();
    await submit(order, { ...stand.deps, kie: stand.kieClient({ apiBase: server.url }) });
    const expected = status === 401 ? 'failed' : status < 500 ? 'queued' : 'unknown';
    assert.equal(await stateOf(order), expected);
    assert.equal(await stand.rows.hold(order.generationId), expected === 'failed' ? 'released' : 'held');
    assert.equal(server.seen.length, 1);
  });
}

test('K1: an account that ran dry: every order is given back at once, the alarm rings once and ends with the first task', async () => {
  await stand.kie.credits(0);
  for (let count = 0; count < 3; count += 1) {
    const order = await stand.order();
    assert.equal((await submit(order, stand.deps)).kind, 'done');
    await assertFailed(stand, order, 'unavailable');
  }
  assert.deepEqual(await stand.kie.tasks(), []);
  const [alarm, ...more] = await toldAdmin();
  assert.ok(alarm?.includes('KIE_INSUFFICIENT_CREDITS'), alarm);
  assert.deepEqual(more, []);
  await stand.kie.credits(1_000);
  const order = await submitted();
  const [, over] = await toldAdmin();
  assert.ok(over?.includes('KIE_INSUFFICIENT_CREDITS'), over);
  await watch(order, stand.deps);
  await assertDeliveredOnce(order);
});

/** The task is made, the answer is not seen. */
const LOST: readonly FaultInput[] = [
  { behaviour: 'accept-then-drop' },
  { behaviour: 'accept-then-hang' },
  { behaviour: 'accept-then-html' },
  { behaviour: 'accept-then-html', httpStatus: 200 },
  { behaviour: 'truncated' },
];

for (const fault of LOST) {
  const name = `${fault.behaviour}${fault.httpStatus === undefined ? '' : ` under HTTP ${fault.httpStatus}`}`;
  test(`K2: a task behind ${name} is healed by its callback: one task, one result, its cost with the operator`, async () => {
    await stand.kie.fault({ ...CREATE, ...fault });
    const order = await stand.order();
    assert.deepEqual(await submit(order, stand.deps), { kind: 'later', delaySeconds: GRACE_MS / 1_000 });
    assert.equal(await stateOf(order), 'unknown');
    const [task] = await stand.kie.tasks();
    assert.ok(task !== undefined, 'KIE has made the task');
    const [token] = await tokensOf(order);
    assert.deepEqual(await takeCallback({ token, taskId: task.taskId }, stand.deps), { known: true });
    await assertDeliveredOnce(order);
    await stand.advance(GRACE_MS + 1_000);
    assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
    assert.equal((await stand.kie.tasks()).length, 1);
    assert.equal(await booked(order), 0, "April's records tell no cost");
  });

  test(`K2: a task behind ${name} whose callback is lost: one more after the grace, one result, both paid by the operator`, async () => {
    await stand.kie.settings({ shape: 'september' });
    await stand.kie.fault({ ...CREATE, ...fault });
    const order = await stand.order();
    await submit(order, stand.deps);
    await stand.advance(GRACE_MS + 1_000);
    assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
    await watch(order, stand.deps);
    await assertDeliveredOnce(order);
    // The callback of the first task comes when everything is over.
    const [first] = await stand.kie.tasks();
    const [token] = await tokensOf(order);
    await takeCallback({ token, taskId: first?.taskId ?? null }, stand.deps);
    await waitFor('both bills', async () => {
      await bookLate();
      return (await booked(order)) === (await stand.kie.billed());
    });
    for (const step of [submit, watch, deliver]) assert.deepEqual(await step(order, stand.deps), { kind: 'done' });
    assert.equal((await stand.kie.tasks()).length, 2, 'one extra task and never a third');
    assert.equal(await photosOf(order), 1);
    assert.ok((await booked(order)) > 0);
  });
}

/** A KIE that makes the task and then garbles what it says about it. */
async function garbling(t: TestContext, garble: (taskId: string) => unknown): Promise<GenerationDeps> {
  const server = await startScriptedServer(t, (response, _nth, { path, method, headers, body }) => {
    const sent = { authorization: String(headers.authorization), 'content-type': 'application/json' };
    const init = method === 'POST' ? { method, headers: sent, body: body.toString('utf8') } : { headers: sent };
    void fetch(stand.kieUrl + path, init)
      .then(async (answer) => (await answer.json()) as { data: { taskId: string } })
      .then((answer) => json(response, method === 'POST' ? { ...answer, data: garble(answer.data.taskId) } : answer));
  });
  return { ...stand.deps, kie: stand.kieClient({ apiBase: server.url }) };
}

const GARBLED: readonly (readonly [name: string, garble: (taskId: string) => unknown])[] = [
  ['missing', () => ({})],
  ['missing beside its record', (recordId) => ({ recordId })],
  ['null', () => ({ taskId: null })],
  ['a number', () => ({ taskId: 20_261_128 })],
  ['empty', () => ({ taskId: ' ' })],
  ['a list', (taskId) => ({ taskId: [taskId] })],
  ['longer than any', (taskId) => ({ taskId: taskId.repeat(10) })],
];

for (const [name, garble] of GARBLED) {
  test(`K3: a task id that is ${name} is an unknown outcome, and the callback brings the true one`, async (t) => {
    const deps = await garbling(t, garble);
    const order = await stand.order();
    assert.equal((await submit(order, deps)).kind, 'later');
    assert.equal(await stateOf(order), 'unknown');
    const [[task, ...others], [token]] = [await stand.kie.tasks(), await tokensOf(order)];
    assert.deepEqual(others, []);
    await takeCallback({ token, taskId: task?.taskId ?? null }, deps);
    await assertDeliveredOnce(order);
    assert.equal((await stand.kie.tasks()).length, 1);
  });
}

test("K3: a task id that another generation has is an unknown outcome: nobody gets the other's result", async (t) => {
  const first = await submitted();
  const [task] = await stand.kie.tasks();
  const second = await stand.order();
  const deps = await garbling(t, () => ({ taskId: task?.taskId }));
  assert.deepEqual(await submit(second, deps), { kind: 'later', delaySeconds: GRACE_MS / 1_000 });
  assert.equal(await stateOf(second), 'unknown');
  await stand.advance(GRACE_MS + 1_000);
  assert.deepEqual(await submit(second, stand.deps), { kind: 'done' });
  for (const order of [first, second]) {
    await watch(order, stand.deps);
    await assertDeliveredOnce(order);
  }
  const urls = await Promise.all([first, second].map((order) => stand.rows.generation(order.generationId)));
  assert.notEqual(urls[0]?.results?.files[0]?.url, urls[1]?.results?.files[0]?.url);
});

const record = (data: object): object => ({ code: 200, msg: 'success', data: { taskId: 'x', ...data } });
const NONSENSE: readonly { name: string; answer: unknown; status?: number }[] = [
  { name: 'HTTP 404', answer: { code: 404, msg: 'Task not found', data: null }, status: 404 },
  { name: 'a state of an unknown word', answer: record({ state: 'paused', resultJson: '' }) },
  { name: 'a state that is no word', answer: record({ state: { name: 'success' } }) },
  { name: 'success with an empty resultJson', answer: record({ state: 'success', resultJson: '' }) },
  { name: 'success with no resultJson', answer: record({ state: 'success', resultJson: null }) },
  {
    name: 'success with an invalid resultJson',
    answer: record({ state: 'success', resultJson: '{"resultUrls":["ht' }),
  },
  { name: 'success with no resultUrls', answer: record({ state: 'success', resultJson: '{"resultUrls":[]}' }) },
  {
    name: 'success with resultUrls that are none',
    answer: record({ state: 'success', resultJson: '{"resultUrls":[null,7,""]}' }),
  },
];

for (const { name, answer, status } of NONSENSE) {
  test(`K4: recordInfo tells ${name} for 60 s: the task is looked at again and delivered once`, async (t) => {
    const deps = await saying(t, answer, status);
    const order = await submitted();
    for (let seconds = 0; seconds <= 60; seconds += 20) {
      const outcome = await watch(order, deps);
      assert.ok(outcome.kind === 'later' && outcome.delaySeconds <= 30, JSON.stringify(outcome));
      await stand.advance(20_000);
    }
    assert.equal(await stand.rows.hold(order.generationId), 'held');
    await watch(order, stand.deps);
    await assertDeliveredOnce(order);
  });

  test(`K4: recordInfo tells ${name} for ever: failed, released, told, and no second task`, async (t) => {
    const deps = await saying(t, answer, status);
    const order = await submitted({ deadlineMs: 200_000 });
    await watch(order, deps);
    await stand.advance(201_000);
    assert.deepEqual(await watch(order, deps), { kind: 'done' });
    await assertFailed(stand, order, status === 404 ? 'provider-error' : 'deadline');
    assert.equal((await stand.kie.tasks()).length, 1);
  });
}

test('K4: a success without a result that KIE bills for is booked to the operator, once', async (t) => {
  const deps = await saying(t, record({ state: 'success', resultJson: '', creditsConsumed: 4 }));
  const order = await submitted({ deadlineMs: 60_000 });
  await watch(order, deps);
  await watch(order, deps);
  assert.equal(await booked(order), 4);
  await stand.advance(61_000);
  await watch(order, deps);
  await assertFailed(stand, order, 'deadline');
  await bookLate(deps);
  assert.equal(await booked(order), 4);
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
