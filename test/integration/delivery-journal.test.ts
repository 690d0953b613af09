/** A process is killed at a place of a delivery: what its successor reads in the journal, and how many copies that costs. */
import assert from 'node:assert/strict';
import { closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, afterEach, before, beforeEach, test, type TestContext } from 'node:test';
import { deliver } from '../../src/roles/generation/deliver.ts';
import { openDeliveryJournal } from '../../src/roles/generation/delivery-journal.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { settleLeft } from '../../src/roles/generation/known-sends.ts';
import { AppError } from '../../src/shared/errors.ts';
import type { Place } from '../../src/shared/failpoint.ts';
import { openScratch } from '../../src/shared/scratch.ts';
import { asAnotherProcess, startGenerationStand, type GenerationStand } from '../support/generation.ts';
import { picture, serve, startDelivering, type Delivering } from '../support/generation-delivering.ts';
import { startScriptedServer } from './kie-scripted-server.ts';

let stand: GenerationStand;
let png: Buffer;
let fd: number;
before(async () => {
  [stand, png] = await Promise.all([startGenerationStand(), picture()]);
});
beforeEach(async () => {
  fd = openScratch(tmpdir());
  await stand.refresh();
});
afterEach(() => closeSync(fd));
after(() => stand.close());

async function pictures(t: TestContext, paths: readonly string[]): Promise<Delivering> {
  const host = await startScriptedServer(t, (response) => serve(response, png));
  return await startDelivering(
    stand,
    paths.map((path) => host.url + path),
  );
}

/** A process of this supervisor, which has not taken over yet. */
const processNumber = (pid: number, more: Partial<GenerationDeps> = {}): GenerationDeps => ({
  ...asAnotherProcess(stand.deps),
  journal: openDeliveryJournal(fd, pid, stand.deps.log),
  ...more,
});

/** As `work` of wire.ts begins. */
async function takeOver(deps: GenerationDeps): Promise<number> {
  const settled = await settleLeft(deps.journal, deps);
  deps.journal.open();
  return settled;
}

/** Another process of this supervisor delivers it until it is killed at its `nth` visit to this place. */
async function killedAt(place: Place, order: Delivering, nth = 1, pid = 11): Promise<void> {
  const dead = Promise.withResolvers<undefined>();
  let visits = 0;
  const at = async (here: Place): Promise<void> => {
    if (here === place) visits += 1;
    if (here !== place || visits < nth) return;
    dead.resolve(undefined);
    await new Promise(() => undefined);
  };
  const deps = processNumber(pid, { at });
  await takeOver(deps);
  const ended = deliver(order, deps).then(() => assert.fail(`it ended without coming to ${place}`));
  await Promise.race([dead.promise, ended]);
}

/** What the person sees, in order, and whether each says that it may have come before. */
async function copies(order: Delivering): Promise<readonly (boolean | undefined)[]> {
  const words = stand.deps.texts.ru('result-repeated');
  return (await order.seen()).map(({ caption }) => caption?.includes(words) ?? false);
}

const unknownSends = async ({ generationId }: Delivering): Promise<number> =>
  (await stand.rows.generation(generationId)).unknown_sends;

test('killed before a byte has left: sent once, and nothing says that it may have come twice', async (t) => {
  const order = await pictures(t, ['/a.png']);
  await killedAt('deliver.before-send', order);
  const heir = processNumber(12);
  assert.equal(await takeOver(heir), 1);
  assert.deepEqual(await deliver(order, heir), { kind: 'done' });
  await order.assertDelivered();
  assert.deepEqual(await copies(order), [false]);
  assert.equal(await unknownSends(order), 0);
});

test('killed before a byte has left, again and again: still no unknown outcome', async (t) => {
  const order = await pictures(t, ['/a.png']);
  for (const pid of [11, 12, 13]) await killedAt('deliver.before-send', order, 1, pid);
  const heir = processNumber(14);
  await takeOver(heir);
  await deliver(order, heir);
  assert.deepEqual(await copies(order), [false]);
  assert.equal(await unknownSends(order), 0);
});

test('killed when Telegram had it: delivered and paid as it is, its ids kept, and the buttons are there once', async (t) => {
  const order = await pictures(t, ['/a.png']);
  await killedAt('deliver.sent', order);
  assert.equal(await stand.rows.hold(order.generationId), 'held');
  const heir = processNumber(12);
  assert.equal(await takeOver(heir), 1);
  assert.deepEqual(await deliver(order, heir), { kind: 'done' });
  await order.assertDelivered();
  assert.deepEqual(await copies(order), [false]);
  assert.deepEqual(await order.notices(), []);
  const [seen] = await order.seen();
  const { messages } = await stand.rows.generation(order.generationId);
  assert.deepEqual(
    messages?.map((message) => [message?.messageId, message?.fileId]),
    [[seen?.messageId, seen?.media?.fileId]],
  );
  assert.deepEqual(await deliver(order, heir), { kind: 'done' });
  assert.equal((await order.sends()).length, 1);
  assert.equal(heir.journal.known(order.generationId), null);
});

test('killed when Telegram had an album: the whole of it is settled, and its buttons follow once', async (t) => {
  const order = await pictures(t, ['/1', '/2', '/3']);
  await killedAt('deliver.sent', order);
  const heir = processNumber(12);
  await takeOver(heir);
  await deliver(order, heir);
  await order.assertDelivered();
  assert.deepEqual(await copies(order), [false, false, false]);
  assert.equal((await order.notices()).length, 1);
  const { messages } = await stand.rows.generation(order.generationId);
  assert.deepEqual(
    messages?.map((message) => message?.messageId),
    (await order.seen()).map(({ messageId }) => messageId),
  );
});

test('killed in the middle of several messages: what had arrived stays, the rest comes once', async (t) => {
  await stand.telegram.fault({ method: 'sendMediaGroup', errorCode: 400, description: 'Bad Request: refused' });
  const order = await pictures(t, ['/1', '/2', '/3']);
  await killedAt('deliver.sent', order, 2); // one by one, as the album was refused
  const heir = processNumber(12);
  await takeOver(heir);
  await deliver(order, heir);
  await order.assertDelivered();
  assert.equal((await copies(order)).length, 3);
  const { messages } = await stand.rows.generation(order.generationId);
  assert.equal(new Set(messages?.map((message) => message?.messageId)).size, 3);
  assert.equal(await unknownSends(order), 0);
});

test('killed during the call: nobody knows, and there is one repeat that says so', async (t) => {
  const order = await pictures(t, ['/a.png']);
  const sent = Promise.withResolvers<undefined>();
  const sendMedia: GenerationDeps['api']['sendMedia'] = async (...args) => {
    await stand.deps.api.sendMedia(...args);
    sent.resolve(undefined);
    return await new Promise(() => undefined);
  };
  const dead = processNumber(11, { api: { ...stand.deps.api, sendMedia } });
  await takeOver(dead);
  void deliver(order, dead); // never settles
  await sent.promise;
  const heir = processNumber(12);
  assert.equal(await takeOver(heir), 0);
  await deliver(order, heir);
  await order.assertDelivered();
  assert.deepEqual(await copies(order), [false, true]);
  assert.equal(await unknownSends(order), 1);
});

for (const place of ['deliver.before-send', 'deliver.sent'] as const) {
  test(`a record of ${place} does not speak of the later send of another service that died`, async (t) => {
    const order = await pictures(t, ['/a.png']);
    await killedAt(place, order);
    // Elsewhere the job was taken over as unknown, and died while sending in its turn.
    await stand.deps.generations.endSend(order.generationId, 'unknown');
    assert.notEqual(await stand.deps.generations.beginSend(stand.database.pool, order.generationId), null);
    const heir = processNumber(12);
    assert.equal(await takeOver(heir), 0);
    const { sending, messages } = await stand.rows.generation(order.generationId);
    assert.deepEqual({ sending, messages }, { sending: true, messages: null });
    await deliver(order, heir);
    await order.assertDelivered();
    assert.equal(await unknownSends(order), 2);
  });

  test(`a record of ${place} changes nothing about one that has ended elsewhere`, async (t) => {
    const order = await pictures(t, ['/a.png']);
    await killedAt(place, order);
    await deliver(order, asAnotherProcess(stand.deps));
    await order.assertDelivered();
    const before = await stand.rows.generation(order.generationId);
    const heir = processNumber(12);
    assert.equal(await takeOver(heir), 0);
    assert.deepEqual(await deliver(order, heir), { kind: 'done' });
    assert.deepEqual(await stand.rows.generation(order.generationId), before);
  });
}

test('a result whose arrival could not be written down: the next try of the same process knows it', async (t) => {
  const order = await pictures(t, ['/a.png']);
  const deps = processNumber(11);
  await takeOver(deps);
  const at = (place: Place): Promise<void> =>
    place === 'deliver.sent' ? Promise.reject(new AppError('DB_UNAVAILABLE', 'away')) : Promise.resolve();
  await assert.rejects(deliver(order, { ...deps, at }), { code: 'DB_UNAVAILABLE' });
  assert.deepEqual(await deliver(order, deps), { kind: 'done' });
  await order.assertDelivered();
  assert.deepEqual(await copies(order), [false]);
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
