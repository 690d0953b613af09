/** Telegram takes no more in the middle of several results: what is in the chat is paid for, and nothing else is. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import { deliver } from '../../src/roles/generation/deliver.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { asAnotherProcess, startGenerationStand, type GenerationStand } from '../support/generation.ts';
import { startDelivering, type Delivering } from '../support/generation-delivering.ts';
import { PNG, startResultHost, type ResultHost } from '../support/result-host.ts';

/** Two albums, of ten and of four. */
const COUNT = 14;
const PAST_PATIENCE_MS = 3_600_000 + 600_000 + 1_000;

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

async function twoAlbums(t: TestContext): Promise<{ order: Delivering; host: ResultHost }> {
  const paths = Array.from({ length: COUNT }, (_, index) => String(index));
  const host = await startResultHost(t, Object.fromEntries(paths.map((path) => [path, PNG])));
  return {
    host,
    order: await startDelivering(
      stand,
      paths.map((path) => host.url(path)),
    ),
  };
}

/** Another process, in which `meanwhile` happens once the first album has arrived. */
function afterTheFirst(meanwhile: () => Promise<unknown>): GenerationDeps {
  let albums = 0;
  const sendAlbum: GenerationDeps['api']['sendAlbum'] = async (...args) => {
    albums += 1;
    if (albums === 2) await meanwhile();
    return await stand.deps.api.sendAlbum(...args);
  };
  return { ...asAnotherProcess(stand.deps), api: { ...stand.deps.api, sendAlbum } };
}

/** Ten are kept as delivered and paid; of the other four the person is told once. What was said. */
async function assertTenOfThem(order: Delivering) {
  await order.assertDelivered();
  const { messages } = await stand.rows.generation(order.generationId);
  assert.deepEqual(
    messages?.map((message) => message !== null),
    Array.from({ length: COUNT }, (_, index) => index < 10),
  );
  assert.equal((await order.seen()).length, 10);
  const [notice, ...others] = await order.notices();
  assert.deepEqual(others, []);
  assert.ok(notice !== undefined);
  return notice.payload;
}

test('a person who blocks the bot between two albums has paid for the first, and gets the rest as links', async (t) => {
  const { order, host } = await twoAlbums(t);
  const ends: string[] = [];
  const deps = afterTheFirst(() => stand.telegram.block(order.chatId, true));
  assert.deepEqual(await deliver(order, { ...deps, onEnded: (outcome) => ends.push(outcome) }), { kind: 'done' });
  await stand.telegram.block(order.chatId, false);
  const said = await assertTenOfThem(order);
  assert.deepEqual(ends, ['delivered']);
  assert.ok(said.text?.includes(stand.deps.texts.ru('result-stopped')));
  assert.deepEqual(
    said.reply_markup?.inline_keyboard.flat().flatMap(({ url }) => url ?? []),
    ['10', '11', '12', '13'].map((path) => host.url(path)),
  );
});

/** The first job sends one album, and Telegram's flood limit puts the other off. */
async function floodedAfterTheFirst(order: Parameters<typeof deliver>[0]): Promise<void> {
  const flood = { method: 'sendMediaGroup', errorCode: 429, retryAfter: 7 };
  const deps = afterTheFirst(() => stand.telegram.fault(flood));
  assert.equal((await deliver(order, deps)).kind, 'later');
}

test('it makes no difference that the first album came with an earlier job', async (t) => {
  const { order } = await twoAlbums(t);
  await floodedAfterTheFirst(order);
  await stand.telegram.block(order.chatId, true);
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
  await stand.telegram.block(order.chatId, false);
  await assertTenOfThem(order);
});

test('a token that stays refused: what arrived before is paid, and where nothing arrived nothing is', async (t) => {
  const [{ order: begun }, { order: untouched }] = [await twoAlbums(t), await twoAlbums(t)];
  assert.equal(
    (
      await deliver(
        begun,
        afterTheFirst(() => stand.telegram.revokeToken(true)),
      )
    ).kind,
    'later',
  );
  assert.equal((await deliver(untouched, stand.deps)).kind, 'later');
  await stand.advance(PAST_PATIENCE_MS);
  assert.deepEqual(await deliver(begun, stand.deps), { kind: 'done' });
  assert.deepEqual(await deliver(untouched, stand.deps), { kind: 'done' });
  await stand.telegram.revokeToken(false);
  await assertTenOfThem(begun);
  await untouched.assertUndeliverable();
});

test('a defect in the look at the rest keeps the delivery from its end as little', async (t) => {
  const { order } = await twoAlbums(t);
  await floodedAfterTheFirst(order);
  const fetchResult = () => Promise.reject(new TypeError('a defect'));
  assert.deepEqual(await deliver(order, { ...stand.deps, fetchResult }), { kind: 'done' });
  const said = await assertTenOfThem(order);
  assert.ok(said.text?.includes(stand.deps.texts.ru('result-lost', { number: 4 })));
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
