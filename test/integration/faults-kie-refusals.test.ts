/** Row K1 of the fault list: every code of KIE's, inside HTTP 200 and as HTTP's own. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { FailureReason } from '../../src/domain/generation/failure.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { startGenerationStand, type GenerationStand, type Order } from '../support/generation.ts';
import { assertFailed } from '../support/generation-ends.ts';
import { kieFaults, quickModels } from '../support/kie-faults.ts';
import { startScriptedServer } from './kie-scripted-server.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand({ kie: { models: await quickModels() } });
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const { assertDeliveredOnce, booked, stateOf, submitted, toldAdmin } = kieFaults(() => stand);
const CREATE = { method: 'POST', path: 'createTask' } as const;
const LOOK = { method: 'GET', path: 'recordInfo' } as const;
const notices = async ({ chatId }: Order) =>
  (await stand.rows.outbox(chatId)).filter(({ purpose }) => purpose === 'notice');

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

test('no secret was printed or stored', () => stand.assertNoSecrets());
