/** What Telegram, a crash and the database may do to a delivery: at most one repeat, marked, and one capture. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import { createTelegramApi } from '../../src/adapters/telegram/api.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { behindProxy } from '../support/generation-proxy.ts';
import { asAnotherProcess, BOT_TOKEN, startGenerationStand, type GenerationStand } from '../support/generation.ts';
import { picture, serve, startDelivering, type Delivering } from '../support/generation-delivering.ts';
import { closedPort } from './kie-client-stand.ts';
import { startScriptedServer } from './kie-scripted-server.ts';

let stand: GenerationStand;
let png: Buffer;
before(async () => {
  [stand, png] = await Promise.all([startGenerationStand(), picture()]);
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const repeatedWords = (): string => stand.deps.texts.ru('result-repeated');

async function onePicture(t: TestContext): Promise<Delivering> {
  const host = await startScriptedServer(t, (response) => serve(response, png));
  return await startDelivering(stand, [`${host.url}/a.png`]);
}

/** As many copies as given, of which only those after the first say that they are repeats. */
async function assertCopies(order: Delivering, copies: number): Promise<void> {
  const marks = (await order.seen()).map(({ caption }) => caption?.includes(repeatedWords()));
  assert.deepEqual(
    marks,
    Array.from({ length: copies }, (_, index) => index > 0),
  );
}

/** As another process would have them. */
const elsewhere = (deps: Partial<GenerationDeps> = {}): GenerationDeps => ({
  ...asAnotherProcess(stand.deps),
  ...deps,
});

const withApi = (sendMedia: GenerationDeps['api']['sendMedia']): GenerationDeps =>
  elsewhere({ api: { ...stand.deps.api, sendMedia } });

for (const seconds of [1, 60, 3_600]) {
  test(`a flood wait of ${seconds} s is obeyed, and the result arrives once`, async (t) => {
    await stand.telegram.fault({ method: 'sendPhoto', errorCode: 429, retryAfter: seconds });
    const order = await onePicture(t);
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'later', delaySeconds: seconds });
    const { sending, unknown_sends } = await stand.rows.generation(order.generationId);
    assert.deepEqual({ sending, unknown_sends }, { sending: false, unknown_sends: 0 });
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
    await order.assertDelivered();
    await assertCopies(order, 1);
  });
}

const LOST: readonly { readonly name: string; readonly fault: Parameters<GenerationStand['telegram']['fault']>[0] }[] =
  [
    { name: 'a reset after it was accepted', fault: { behaviour: 'accept-then-drop' } },
    { name: 'half an answer', fault: { behaviour: 'truncated' } },
  ];

for (const { name, fault } of LOST) {
  test(`${name}: exactly one repeat, marked as such`, async (t) => {
    await stand.telegram.fault({ method: 'sendPhoto', ...fault });
    const order = await onePicture(t);
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'later', delaySeconds: 1 });
    assert.equal((await stand.rows.generation(order.generationId)).unknown_sends, 1);
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
    await order.assertDelivered();
    await assertCopies(order, 2);
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
    await assertCopies(order, 2);
  });

  test(`${name}, twice: the person gets a link and never a third copy`, async (t) => {
    await stand.telegram.fault({ method: 'sendPhoto', ...fault, times: 5 });
    const order = await onePicture(t);
    for (const kind of ['later', 'later', 'done', 'done']) assert.equal((await deliver(order, stand.deps)).kind, kind);
    await order.assertDelivered();
    await assertCopies(order, 2);
    const [notice, ...others] = await order.notices();
    assert.deepEqual(others, []);
    assert.ok(notice?.payload.reply_markup?.inline_keyboard[0]?.[0]?.url?.endsWith('/a.png'));
  });
}

for (const behaviour of ['reset', 'html', 'empty', 'error'] as const) {
  test(`an outcome made unknown by ${behaviour} is not taken for a failure: sent once more, nothing lost`, async (t) => {
    await stand.telegram.fault({ method: 'sendPhoto', behaviour });
    const order = await onePicture(t);
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'later', delaySeconds: 1 });
    await deliver(order, stand.deps);
    await order.assertDelivered();
    assert.equal((await order.seen()).length, 1);
  });
}

test('an album whose answer was lost is repeated once, marked, with its buttons once', async (t) => {
  const host = await startScriptedServer(t, (response) => serve(response, png));
  await stand.telegram.fault({ method: 'sendMediaGroup', behaviour: 'accept-then-drop' });
  const order = await startDelivering(
    stand,
    ['/1', '/2', '/3', '/4'].map((path) => host.url + path),
  );
  await deliver(order, stand.deps);
  await deliver(order, stand.deps);
  await order.assertDelivered();
  const seen = await order.seen();
  assert.equal(seen.length, 8);
  assert.deepEqual(
    [seen[0], seen[4]].map((message) => message?.caption?.includes(repeatedWords())),
    [false, true],
  );
  assert.equal((await order.notices()).length, 1);
});

test('Telegram that cannot be reached has not got it: tried again, no repeat', async (t) => {
  const order = await onePicture(t);
  const apiRoot = `http://127.0.0.1:${await closedPort()}`;
  const deps = { ...stand.deps, api: createTelegramApi({ token: BOT_TOKEN, apiRoot }) };
  for (let round = 0; round < 3; round += 1)
    assert.deepEqual(await deliver(order, deps), { kind: 'later', delaySeconds: 5 });
  assert.equal((await stand.rows.generation(order.generationId)).unknown_sends, 0);
  await deliver(order, stand.deps);
  await assertCopies(order, 1);
});

test('a person who has blocked the bot: undeliverable, nothing charged, nothing tried again', async (t) => {
  const order = await onePicture(t);
  await stand.telegram.block(order.chatId, true);
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
  await order.assertUndeliverable();
  await deliver(order, stand.deps);
  assert.equal((await order.sends()).length, 1);
});

test('a token that is refused for a while costs nobody a result', async (t) => {
  const order = await onePicture(t);
  await stand.telegram.revokeToken(true);
  assert.equal((await deliver(order, stand.deps)).kind, 'later');
  await stand.telegram.revokeToken(false);
  await deliver(order, stand.deps);
  await order.assertDelivered();
  await assertCopies(order, 1);
});

test('a process that dies while it fetches the result leaves no unknown outcome', async (t) => {
  const host = await startScriptedServer(t, (response) => serve(response, png));
  const order = await startDelivering(stand, [`${host.url}/a.png`]);
  const fetching = Promise.withResolvers<undefined>();
  const dead = deliver(
    order,
    elsewhere({ fetchResult: () => (fetching.resolve(undefined), new Promise(() => undefined)) }),
  );
  await fetching.promise;
  await deliver(order, stand.deps);
  await order.assertDelivered();
  await assertCopies(order, 1);
  void dead; // never settles, as the dead do
});

test('a process that dies while it sends leaves an unknown outcome: one repeat, marked', async (t) => {
  const order = await onePicture(t);
  const sending = Promise.withResolvers<undefined>();
  const dead = deliver(
    order,
    withApi(async (...args) => {
      await stand.deps.api.sendMedia(...args);
      sending.resolve(undefined);
      return await new Promise(() => undefined);
    }),
  );
  await sending.promise;
  assert.equal((await stand.rows.generation(order.generationId)).sending, true);
  await deliver(order, stand.deps);
  await order.assertDelivered();
  await assertCopies(order, 2);
  void dead; // never settles, as the dead do
});

test('a job that the queue gave away although its worker lives in this process is no second sender', async (t) => {
  const order = await onePicture(t);
  const [sent, written] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  let calls = 0;
  const deps = withApi(async (...args) => {
    calls += 1;
    const message = await stand.deps.api.sendMedia(...args);
    sent.resolve(undefined);
    if (calls === 1) await written.promise;
    return message;
  });
  const first = deliver(order, deps);
  await sent.promise;
  assert.equal((await deliver(order, deps)).kind, 'later');
  written.resolve(undefined);
  assert.deepEqual(await first, { kind: 'done' });
  assert.deepEqual(await deliver(order, deps), { kind: 'done' });
  await order.assertDelivered();
  await assertCopies(order, 1);
});

test('two processes that fetch the same result at the same time send it once', async (t) => {
  const order = await onePicture(t);
  const both = Promise.withResolvers<undefined>();
  let fetching = 0;
  const fetchResult: GenerationDeps['fetchResult'] = async (url) => {
    const file = await stand.deps.fetchResult(url);
    fetching += 1;
    if (fetching === 2) both.resolve(undefined);
    await both.promise;
    return file;
  };
  const outcomes = await Promise.all([
    deliver(order, elsewhere({ fetchResult })),
    deliver(order, elsewhere({ fetchResult })),
  ]);
  assert.ok(outcomes.some(({ kind }) => kind === 'done'));
  await order.assertDelivered();
  await assertCopies(order, 1);
});

/** The steps on connections that the test can cut. */
async function onCuttable(t: TestContext) {
  const { proxy, deps } = await behindProxy(t, stand);
  const { pool } = deps;
  const isCut = Promise.withResolvers<undefined>();
  const cut = (): void => {
    proxy.cut();
    isCut.resolve(undefined);
  };
  /** Whatever wanted to write by now has tried in vain. */
  const feltByAll = async (): Promise<void> => {
    await isCut.promise;
    for (let round = 0; round < 2; round += 1) await assert.rejects(pool.query('select 1'));
  };
  return { proxy, deps, pool, cut, feltByAll };
}

test("a database that is away between Telegram's OK and our write: no duplicate, captured once it is back", async (t) => {
  const { proxy, deps, cut, feltByAll } = await onCuttable(t);
  const order = await onePicture(t);
  const sendMedia: GenerationDeps['api']['sendMedia'] = async (...args) => {
    const message = await stand.deps.api.sendMedia(...args);
    cut();
    return message;
  };
  const delivering = deliver(order, { ...deps, api: { ...deps.api, sendMedia } });
  await feltByAll();
  assert.equal((await stand.rows.generation(order.generationId)).state, 'delivering');
  proxy.pass();
  assert.deepEqual(await delivering, { kind: 'done' });
  await order.assertDelivered();
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
  await assertCopies(order, 1);
});

test("every connection killed between Telegram's OK and our write: no duplicate", async (t) => {
  const { deps, pool } = await onCuttable(t);
  const order = await onePicture(t);
  const sendMedia: GenerationDeps['api']['sendMedia'] = async (...args) => {
    const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
    const message = await stand.deps.api.sendMedia(...args);
    await stand.database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    return message;
  };
  assert.deepEqual(await deliver(order, { ...deps, api: { ...deps.api, sendMedia } }), { kind: 'done' });
  await order.assertDelivered();
  await assertCopies(order, 1);
});

test('a database that is away before anything was sent: the job fails, and its next try is no repeat', async (t) => {
  const { proxy, deps, cut } = await onCuttable(t);
  const order = await onePicture(t);
  const fetchResult: GenerationDeps['fetchResult'] = async (url) => {
    const file = await stand.deps.fetchResult(url);
    cut();
    return file;
  };
  await assert.rejects(deliver(order, { ...deps, fetchResult }), { code: 'DB_UNAVAILABLE' });
  proxy.pass();
  await deliver(order, deps);
  await order.assertDelivered();
  await assertCopies(order, 1);
});

test('a lost outcome that cannot be written down at once is written later, not guessed', async (t) => {
  const { proxy, deps, cut, feltByAll } = await onCuttable(t);
  await stand.telegram.fault({ method: 'sendPhoto', behaviour: 'accept-then-drop' });
  const order = await onePicture(t);
  const sendMedia: GenerationDeps['api']['sendMedia'] = (...args) => stand.deps.api.sendMedia(...args).finally(cut);
  const delivering = deliver(order, { ...deps, api: { ...deps.api, sendMedia } });
  await feltByAll();
  proxy.pass();
  assert.deepEqual(await delivering, { kind: 'later', delaySeconds: 1 });
  assert.equal((await stand.rows.generation(order.generationId)).unknown_sends, 1);
  await deliver(order, stand.deps);
  await assertCopies(order, 2);
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
