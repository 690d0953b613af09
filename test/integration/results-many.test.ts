/** Several results of one task: albums, what goes alone, and one that is bad among good ones. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import type { TaskRecord } from '../../src/adapters/kie/client.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { AppError } from '../../src/shared/errors.ts';
import { asAnotherProcess, startGenerationStand, type GenerationStand } from '../support/generation.ts';
import { startDelivering, type Delivering } from '../support/generation-delivering.ts';
import { bareFile } from '../support/result-file.ts';
import {
  GIF,
  mp4,
  MP3,
  PAGE,
  PNG,
  startResultHost,
  SVG,
  type ResultHost,
  type Served,
} from '../support/result-host.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

async function several(t: TestContext, files: readonly Served[]): Promise<{ order: Delivering; host: ResultHost }> {
  const named = files.map((file, index) => [String(index), file] as const);
  const host = await startResultHost(t, Object.fromEntries(named));
  const order = await startDelivering(
    stand,
    named.map(([path]) => host.url(path)),
  );
  return { order, host };
}

/** The sizes of the albums and the kinds of what came alone, in the order of the chat. */
async function shape(order: Delivering): Promise<readonly (number | string)[]> {
  const groups = new Map<string, number>();
  const list: (() => number | string)[] = [];
  for (const { mediaGroupId, media } of await order.seen()) {
    if (mediaGroupId === null) list.push(() => media?.kind ?? '');
    else {
      if (!groups.has(mediaGroupId)) list.push(() => groups.get(mediaGroupId) ?? 0);
      groups.set(mediaGroupId, (groups.get(mediaGroupId) ?? 0) + 1);
    }
  }
  return list.map((one) => one());
}

const many = (count: number, file: Served): Served[] => Array.from({ length: count }, () => file);

async function assertAllKept(order: Delivering): Promise<void> {
  const { messages } = await stand.rows.generation(order.generationId);
  const seen = await order.seen();
  assert.deepEqual(
    messages?.map((message) => message?.fileId),
    seen.map(({ media }) => media?.fileId),
  );
}

test('sixty pictures: six albums in their order, nothing twice, the buttons once', async (t) => {
  const { order } = await several(t, many(60, PNG));
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
  await order.assertDelivered();
  assert.deepEqual(await shape(order), [10, 10, 10, 10, 10, 10]);
  await assertAllKept(order);
  assert.equal((await order.notices()).length, 1);
  const captions = (await order.seen()).flatMap(({ caption }, index) => (caption === null ? [] : [index]));
  assert.deepEqual(captions, [50], 'the caption stands under the last album');
});

test('pictures and films make one album; what cannot be in one follows alone, in its place', async (t) => {
  const film = await mp4();
  const { order } = await several(t, [PNG, film, SVG, PNG, PNG, GIF, PNG]);
  await deliver(order, stand.deps);
  await order.assertDelivered();
  assert.deepEqual(await shape(order), [2, 'document', 2, 'animation', 'photo']);
  await assertAllKept(order);
  assert.ok(((await order.seen()).at(-1)?.keyboard.length ?? 0) > 0);
  assert.deepEqual(await order.notices(), []);
});

test('two songs make an album of sound, each with its own name', async (t) => {
  const host = await startResultHost(t, { a: MP3, b: MP3 });
  const songs = ['a', 'b'].map((path) => ({ ...bareFile(host.url(path)), title: `Song ${path}`, seconds: 12 }));
  const order = await startDelivering(stand, songs);
  await deliver(order, stand.deps);
  await order.assertDelivered();
  assert.deepEqual(await shape(order), [2]);
  assert.deepEqual(
    (await order.seen()).map(({ media }) => [media?.kind, media?.title, media?.performer]),
    [
      ['audio', 'Song a', 'Nano Banana'],
      ['audio', 'Song b', 'Nano Banana'],
    ],
  );
  assert.equal((await order.notices()).length, 1);
});

test('a crash between two albums: the first is not sent again, and nothing says that it was', async (t) => {
  const { order } = await several(t, many(14, PNG));
  const between = Promise.withResolvers<undefined>();
  let albums = 0;
  const sendAlbum: GenerationDeps['api']['sendAlbum'] = async (...args) => {
    albums += 1;
    if (albums === 1) return await stand.deps.api.sendAlbum(...args);
    between.resolve(undefined);
    return await new Promise(() => undefined); // dead before a byte has left
  };
  const dead = deliver(order, { ...asAnotherProcess(stand.deps), api: { ...stand.deps.api, sendAlbum } });
  await between.promise;
  await stand.rows.put(order.generationId, { sending: false }); // as if it had died right before the mark
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
  await order.assertDelivered();
  assert.deepEqual(await shape(order), [10, 4]);
  await assertAllKept(order);
  assert.ok(
    (await order.seen()).every(({ caption }) => !(caption ?? '').includes(stand.deps.texts.ru('result-repeated'))),
  );
  void dead; // never settles, as the dead do
});

test('a crash while the second album is sent: that one is repeated and marked, the first is not', async (t) => {
  const { order } = await several(t, many(14, PNG));
  const sent = Promise.withResolvers<undefined>();
  let albums = 0;
  const sendAlbum: GenerationDeps['api']['sendAlbum'] = async (...args) => {
    const messages = await stand.deps.api.sendAlbum(...args);
    albums += 1;
    if (albums === 1) return messages;
    sent.resolve(undefined);
    return await new Promise(() => undefined);
  };
  const dead = deliver(order, { ...asAnotherProcess(stand.deps), api: { ...stand.deps.api, sendAlbum } });
  await sent.promise;
  await deliver(order, stand.deps);
  await order.assertDelivered();
  assert.deepEqual(await shape(order), [10, 4, 4]);
  const marked = (await order.seen()).flatMap(({ caption }, index) =>
    (caption ?? '').includes(stand.deps.texts.ru('result-repeated')) ? [index] : [],
  );
  assert.deepEqual(marked, [14]);
  void dead; // never settles, as the dead do
});

test('an album that may have arrived and is refused the next time: the first picture says that it may be a repeat', async (t) => {
  const { order } = await several(t, many(3, PNG));
  await stand.telegram.fault({ method: 'sendMediaGroup', behaviour: 'accept-then-drop' });
  assert.equal((await deliver(order, stand.deps)).kind, 'later');
  await stand.telegram.fault({ method: 'sendMediaGroup', errorCode: 400, description: 'Bad Request: refused' });
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
  await order.assertDelivered();
  assert.deepEqual(await shape(order), [3, 'photo', 'photo', 'photo']);
  const words = stand.deps.texts.ru('result-repeated');
  const marked = (await order.seen()).map(({ caption }) => caption?.includes(words) ?? false);
  assert.deepEqual(marked, [false, false, false, true, false, true], 'the first, and the last with the caption of all');
});

test('a flood wait in the middle is obeyed, and what had arrived stays as it is', async (t) => {
  const { order } = await several(t, many(23, PNG));
  let albums = 0;
  const sendAlbum: GenerationDeps['api']['sendAlbum'] = async (...args) => {
    albums += 1;
    if (albums === 2) await stand.telegram.fault({ method: 'sendMediaGroup', errorCode: 429, retryAfter: 7 });
    return await stand.deps.api.sendAlbum(...args);
  };
  const deps = { ...stand.deps, api: { ...stand.deps.api, sendAlbum } };
  assert.deepEqual(await deliver(order, deps), { kind: 'later', delaySeconds: 7 });
  assert.equal((await order.seen()).length, 10);
  assert.deepEqual(await deliver(order, deps), { kind: 'done' });
  await order.assertDelivered();
  assert.deepEqual(await shape(order), [10, 10, 3]);
  await assertAllKept(order);
});

test('a page among the pictures: the others arrive, and the person hears of the one that is lost', async (t) => {
  const { order, host } = await several(t, [PNG, PAGE, PNG]);
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
  await order.assertDelivered();
  assert.deepEqual(await shape(order), [2]);
  const [notice, ...others] = await order.notices();
  assert.deepEqual(others, []);
  assert.ok(notice?.payload.text?.includes(stand.deps.texts.ru('result-lost', { number: 1 })));
  assert.ok(!JSON.stringify(notice?.payload).includes(host.url('1')), 'a page is no result, not even as a link');
  const { messages } = await stand.rows.generation(order.generationId);
  assert.deepEqual(
    messages?.map((message) => message !== null),
    [true, false, true],
  );
});

test('a private address among the pictures is never told', async (t) => {
  const { order, host } = await several(t, [PNG, PNG, PNG]);
  const fetchResult: GenerationDeps['fetchResult'] = async (url, signal) => {
    if (url !== host.url('1')) return await stand.deps.fetchResult(url, signal);
    throw new AppError('RESULT_REFUSED', 'the result is at an address that is not public');
  };
  await deliver(order, { ...stand.deps, fetchResult });
  await order.assertDelivered();
  assert.ok(!JSON.stringify([await order.notices(), await order.sends()]).includes(host.url('1')));
  assert.equal((await order.seen()).length, 2);
});

test('one that Telegram takes in no form is given as a link beside the others', async (t) => {
  const { order, host } = await several(t, [PNG, SVG, PNG]);
  await stand.telegram.fault({
    method: 'sendDocument',
    errorCode: 400,
    description: 'Bad Request: PHOTO_INVALID_DIMENSIONS',
  });
  await deliver(order, stand.deps);
  await order.assertDelivered();
  assert.deepEqual(await shape(order), ['photo', 'photo']);
  const [notice] = await order.notices();
  assert.equal(notice?.payload.reply_markup?.inline_keyboard[0]?.[0]?.url, host.url('1'));
});

const success = (urls: readonly string[]): TaskRecord => ({
  ...{ state: 'success', files: urls.map(bareFile), text: null, firstFrameUrls: [], lastFrameUrls: [] },
  ...{ creditsConsumed: 4, costSeconds: 1 },
});
const saying = (record: TaskRecord): GenerationDeps => ({
  ...stand.deps,
  kie: { ...stand.deps.kie, recordInfo: () => Promise.resolve(record) },
});

test('a host that is away for good: KIE is asked where the results are now', async (t) => {
  const { order, host } = await several(t, [PNG, PNG]);
  await stand.rows.putAttempt(order.generationId, {
    token: 'token-of-the-move',
    taskId: `task-${order.generationId}`,
    outcome: 'created',
  });
  host.put('0', null);
  host.put('moved', PNG);
  const deps = saying(success([host.url('moved'), host.url('1')]));
  assert.deepEqual(await deliver(order, deps), { kind: 'later', delaySeconds: 10 });
  assert.equal((await order.seen()).length, 1, 'the other one is there already');
  assert.deepEqual(await deliver(order, deps), { kind: 'done' });
  await order.assertDelivered();
  assert.equal((await order.seen()).length, 2);
  const { results, messages } = await stand.rows.generation(order.generationId);
  assert.equal(results?.files[0]?.url, host.url('moved'));
  assert.equal(messages?.length, 2);
});

for (const [name, record] of [
  ['is in trouble', null],
  ['has forgotten the task', { state: 'missing' }],
  ['names another number of files', success(['http://127.0.0.1:9/1'])],
] as const) {
  test(`a host that is away while KIE ${name}: asked again later, then told`, async (t) => {
    const { order, host } = await several(t, [PNG, PNG]);
    await stand.rows.putAttempt(order.generationId, {
      token: `token-${name}`,
      taskId: `task-${order.generationId}`,
      outcome: 'created',
    });
    host.put('0', null);
    const down: GenerationDeps = {
      ...stand.deps,
      kie: { ...stand.deps.kie, recordInfo: () => Promise.reject(new AppError('KIE_UNAVAILABLE', 'no')) },
    };
    const deps = record === null ? down : saying(record);
    assert.deepEqual(await deliver(order, deps), { kind: 'later', delaySeconds: 10 });
    await stand.advance(3_600_000 + 600_000 + 1_000);
    assert.deepEqual(await deliver(order, deps), { kind: 'done' });
    await order.assertDelivered();
    const [notice] = await order.notices();
    assert.ok(notice?.payload.text?.includes(stand.deps.texts.ru('result-lost', { number: 1 })));
  });
}

test('twice unknown among many: what is left comes as links, in words that call nothing too big', async (t) => {
  const { order, host } = await several(t, many(12, PNG));
  await stand.telegram.fault({ method: 'sendMediaGroup', behaviour: 'accept-then-drop', times: 2 });
  for (const kind of ['later', 'later', 'done']) assert.equal((await deliver(order, stand.deps)).kind, kind);
  await order.assertDelivered();
  assert.equal((await order.seen()).length, 20, 'the first album and its repeat');
  const [notice, ...others] = await order.notices();
  assert.deepEqual(others, []);
  assert.ok(notice?.payload.text?.includes(stand.deps.texts.ru('result-unsure')));
  const links = notice?.payload.reply_markup?.inline_keyboard.flat().flatMap(({ url }) => url ?? []);
  assert.deepEqual(
    links,
    Array.from({ length: 12 }, (_, index) => host.url(String(index))),
  );
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
