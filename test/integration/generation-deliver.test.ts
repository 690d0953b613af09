/** In which form a result reaches the chat, and what its host may do to it. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createResultFetch } from '../../src/adapters/kie/result-fetch.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { ALBUM_MODEL, startGenerationStand, type GenerationStand } from '../support/generation.ts';
import { impatientFetch, picture, serve, serveChunked, startDelivering } from '../support/generation-delivering.ts';
import { startScriptedServer } from './kie-scripted-server.ts';

let stand: GenerationStand;
let png: Buffer;
before(async () => {
  [stand, png] = await Promise.all([startGenerationStand(), picture()]);
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const methodsOf = (calls: readonly { readonly method: string }[]): readonly string[] =>
  calls.map(({ method }) => method);
const TOO_LARGE = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(2_100_000)]);
/** What Telegram says to a picture whose sides it does not like. */
const REFUSED = { errorCode: 400, description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' };

test('a picture goes by its address, with caption and buttons; its ids are kept', async (t) => {
  const host = await startScriptedServer(t, (response) => serve(response, png));
  const order = await startDelivering(stand, [`${host.url}/a.png`]);
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
  await order.assertDelivered();
  const [call] = await order.sends();
  assert.equal(call?.params['photo'], `${host.url}/a.png`);
  const [message] = await order.seen();
  assert.ok(message?.caption?.includes('Nano Banana') === true);
  assert.ok(message.keyboard.flat().length >= 3);
  const { messages } = await stand.rows.generation(order.generationId);
  const { width, height, sizeBytes: bytes, fileId } = message.media ?? {};
  assert.deepEqual(messages, [{ kind: 'photo', messageId: message.messageId, fileId, bytes, width, height }]);
  assert.deepEqual(await order.notices(), []);
  assert.deepEqual(stand.ended, ['delivered']);
});

test('the hold is captured after Telegram said OK and not a moment earlier', async (t) => {
  const host = await startScriptedServer(t, (response) => serve(response, png));
  const order = await startDelivering(stand, [`${host.url}/a.png`]);
  const held: string[] = [];
  const sendMedia: typeof stand.deps.api.sendMedia = async (...args) => {
    held.push(await stand.rows.hold(order.generationId));
    const sent = await stand.deps.api.sendMedia(...args);
    held.push(await stand.rows.hold(order.generationId));
    return sent;
  };
  await deliver(order, { ...stand.deps, api: { ...stand.deps.api, sendMedia } });
  assert.deepEqual([...held, await stand.rows.hold(order.generationId)], ['held', 'held', 'captured']);
});

test('what Telegram does not take by address is uploaded', async (t) => {
  const host = await startScriptedServer(t, (response) => serve(response, png, 'application/json'));
  const order = await startDelivering(stand, [`${host.url}/a`]);
  await deliver(order, stand.deps);
  await order.assertDelivered();
  const [byUrl, upload] = await order.sends();
  assert.deepEqual([byUrl?.status, upload?.status], [400, 200]);
  assert.deepEqual((upload?.params['photo'] as { sizeBytes?: number }).sizeBytes, png.length);
});

test('a picture that is refused by address and as an upload goes as a document', async (t) => {
  const host = await startScriptedServer(t, (response) => serve(response, png));
  await stand.telegram.fault({ method: 'sendPhoto', ...REFUSED, times: 2 });
  const order = await startDelivering(stand, [`${host.url}/a.png`]);
  await deliver(order, stand.deps);
  await order.assertDelivered();
  assert.deepEqual(methodsOf(await order.sends()), ['sendPhoto', 'sendPhoto', 'sendDocument']);
  const { messages } = await stand.rows.generation(order.generationId);
  assert.deepEqual(
    messages?.map((message) => message?.kind),
    ['document'],
  );
});

test('what Telegram takes in no form is given as a link', async (t) => {
  const host = await startScriptedServer(t, (response) => serve(response, png));
  await stand.telegram.fault({ method: 'sendPhoto', ...REFUSED, times: 2 });
  await stand.telegram.fault({ method: 'sendDocument', ...REFUSED });
  const order = await startDelivering(stand, [`${host.url}/a.png`]);
  await deliver(order, stand.deps);
  await order.assertDelivered();
  const [notice, ...others] = await order.notices();
  assert.deepEqual(others, []);
  assert.equal(notice?.payload.reply_markup?.inline_keyboard[0]?.[0]?.url, `${host.url}/a.png`);
  assert.deepEqual(await order.seen(), []);
});

for (const [how, answer] of [
  ['says so', serve],
  ['does not say so', serveChunked],
] as const) {
  test(`a result too large for Telegram is given as a link when its host ${how}`, async (t) => {
    const host = await startScriptedServer(t, (response) => answer(response, TOO_LARGE));
    const order = await startDelivering(stand, [`${host.url}/a.png`]);
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
    await order.assertDelivered();
    const [notice] = await order.notices();
    assert.equal(notice?.payload.reply_markup?.inline_keyboard[0]?.[0]?.url, `${host.url}/a.png`);
    assert.deepEqual(await order.seen(), []);
    const { unknown_sends } = await stand.rows.generation(order.generationId);
    assert.equal(unknown_sends, 0, 'an upload that broke off is no unknown outcome');
  });

  test(`one result of several is too large and its host ${how}: the others arrive, this one as a link`, async (t) => {
    const host = await startScriptedServer(t, (response, _nth, { path }) => {
      if (path === '/large') answer(response, TOO_LARGE);
      else serve(response, png);
    });
    const urls = ['/1.png', '/large', '/3.png'].map((path) => host.url + path);
    const order = await startDelivering(stand, urls);
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
    await order.assertDelivered();
    assert.equal((await order.seen()).length, 2);
    const links = (await order.notices()).flatMap(({ payload }) => payload.reply_markup?.inline_keyboard.flat() ?? []);
    assert.deepEqual(
      links.flatMap(({ url }) => (url === undefined ? [] : [url])),
      [urls[1]],
    );
  });
}

test('a result host that answers 404 for a while is asked again, and the person gets one picture', async (t) => {
  const host = await startScriptedServer(t, (response, nth) => {
    if (nth < 2) response.writeHead(404).end();
    else serve(response, png);
  });
  const order = await startDelivering(stand, [`${host.url}/a.png`]);
  for (let round = 0; round < 2; round += 1) {
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'later', delaySeconds: 10 });
    assert.equal((await stand.rows.generation(order.generationId)).sending, false);
  }
  assert.deepEqual(await order.sends(), []);
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
  await order.assertDelivered();
  assert.equal((await order.seen()).length, 1);
  assert.equal((await stand.rows.generation(order.generationId)).unknown_sends, 0);
});

test('a result that has expired for good ends after the deadline and its grace, with nothing charged', async (t) => {
  const host = await startScriptedServer(t, (response) => void response.writeHead(404).end());
  const order = await startDelivering(stand, [`${host.url}/a.png`], { deadlineMs: 60_000 });
  await stand.advance(60_000 + 590_000);
  assert.equal((await deliver(order, stand.deps)).kind, 'later');
  await stand.advance(20_000);
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
  await order.assertUndeliverable();
});

test('a deadline that passes while the result is sent keeps nobody from getting it', async (t) => {
  const host = await startScriptedServer(t, (response) => serve(response, png));
  const order = await startDelivering(stand, [`${host.url}/a.png`], { deadlineMs: 1_000 });
  await stand.advance(3_600_000);
  await deliver(order, stand.deps);
  await order.assertDelivered();
});

test('a result that comes too slowly is fetched again later', async (t) => {
  const host = await startScriptedServer(t, (response, nth) => {
    if (nth > 0) {
      serve(response, png);
      return;
    }
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': png.length });
    response.write(png.subarray(0, 100));
  });
  const order = await startDelivering(stand, [`${host.url}/a.png`]);
  assert.deepEqual(await deliver(order, { ...stand.deps, fetchResult: impatientFetch }), {
    kind: 'later',
    delaySeconds: 10,
  });
  assert.deepEqual(await order.sends(), []);
  await deliver(order, stand.deps);
  await order.assertDelivered();
});

test('a result that breaks off on its way to an upload is fetched again and never sent in part', async (t) => {
  // Read by us, refused by Telegram for its type, and then read once more for the upload.
  const host = await startScriptedServer(t, (response, nth) => {
    if (nth !== 2) {
      serve(response, png, 'application/json');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': png.length });
    response.write(png.subarray(0, 5_000), () => response.destroy());
  });
  const order = await startDelivering(stand, [`${host.url}/a.png`]);
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'later', delaySeconds: 10 });
  assert.equal(
    (await stand.rows.generation(order.generationId)).sending,
    false,
    'Telegram has refused: nothing is unknown',
  );
  await deliver(order, stand.deps);
  await order.assertDelivered();
  const [message, ...others] = await order.seen();
  assert.deepEqual(others, []);
  assert.equal(message?.media?.sizeBytes, png.length);
});

const NEVER: readonly { name: string; body: Buffer; type: string }[] = [
  { name: 'a page', body: Buffer.from('<!doctype html><html><body>gone</body></html>'), type: 'video/mp4' },
  {
    name: "a store's error document",
    body: Buffer.from('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'),
    type: 'image/png',
  },
];
for (const { name, body, type } of NEVER) {
  test(`${name} in place of the media is never sent, and nothing is charged`, async (t) => {
    const host = await startScriptedServer(t, (response) => serve(response, body, type));
    const order = await startDelivering(stand, [`${host.url}/a.png`]);
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
    await order.assertUndeliverable();
    assert.deepEqual(await order.sends(), []);
  });
}

for (const url of [
  'https://169.254.169.254/latest/meta-data/',
  'https://127.0.0.1/a.png',
  'file:///etc/passwd',
  'https://[::1]/a',
]) {
  test(`a result at ${url} is neither fetched, nor sent, nor given as a link`, async () => {
    const order = await startDelivering(stand, [url]);
    const deps = { ...stand.deps, fetchResult: createResultFetch({ allowPrivateHosts: false }) };
    assert.deepEqual(await deliver(order, deps), { kind: 'done' });
    await order.assertUndeliverable();
    assert.deepEqual(await order.sends(), []);
    assert.ok(!JSON.stringify(await order.notices()).includes(url));
  });
}

test('the pictures of one task arrive as one album, and the buttons follow', async () => {
  const order = await stand.order({
    modelId: ALBUM_MODEL,
    input: { prompt: 'cats', aspect_ratio: '1:1', enable_pro: false },
  });
  for (const step of [submit, watch, deliver]) assert.deepEqual(await step(order, stand.deps), { kind: 'done' });
  const { state, messages, results } = await stand.rows.generation(order.generationId);
  assert.equal(state, 'delivered');
  const seen = (await stand.telegram.transcript(order.chatId)).messages.filter(({ media }) => media !== null);
  assert.equal(seen.length, results?.files.length);
  assert.ok(seen.length >= 4);
  assert.equal(new Set(seen.map(({ mediaGroupId }) => mediaGroupId)).size, 1);
  assert.deepEqual(
    messages?.map((message) => message?.fileId),
    seen.map(({ media }) => media?.fileId),
  );
  const [buttons, ...others] = (await stand.rows.outbox(order.chatId)).filter(({ purpose }) => purpose === 'notice');
  assert.deepEqual(others, []);
  assert.ok((buttons?.payload.reply_markup?.inline_keyboard.flat().length ?? 0) >= 3);
});

test('an album that Telegram refuses arrives one by one, the buttons under the last', async (t) => {
  const host = await startScriptedServer(t, (response) => serve(response, png));
  await stand.telegram.fault({ method: 'sendMediaGroup', ...REFUSED });
  const order = await startDelivering(
    stand,
    ['/1', '/2', '/3'].map((path) => host.url + path),
  );
  await deliver(order, stand.deps);
  await order.assertDelivered();
  const seen = await order.seen();
  assert.deepEqual(
    seen.map(({ keyboard }) => keyboard.length > 0),
    [false, false, true],
  );
});

test('one by one, what has arrived is not sent again while another one must wait', async (t) => {
  // Looked at, and read for the album that Telegram refuses; then away for three requests.
  let asked = 0;
  const host = await startScriptedServer(t, (response, _nth, { path }) => {
    if (path === '/3') asked += 1;
    if (path === '/3' && asked > 2 && asked < 6) response.writeHead(404).end();
    else serve(response, png);
  });
  await stand.telegram.fault({ method: 'sendMediaGroup', ...REFUSED });
  const order = await startDelivering(
    stand,
    ['/1', '/2', '/3', '/4'].map((path) => host.url + path),
  );
  for (let round = 0; round < 2; round += 1) {
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'later', delaySeconds: 10 });
    assert.equal((await order.seen()).length, 3, 'nobody waits for the one that is away');
  }
  await stand.telegram.fault({ method: 'sendPhoto', errorCode: 429, retryAfter: 3 });
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'later', delaySeconds: 3 });
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
  await order.assertDelivered();
  const seen = await order.seen();
  assert.deepEqual(
    seen.map(({ keyboard }) => keyboard.length > 0),
    [false, false, false, true],
  );
  const { messages } = await stand.rows.generation(order.generationId);
  const ids = seen.map(({ messageId }) => messageId);
  assert.deepEqual(
    messages?.map((message) => message?.messageId),
    [ids[0], ids[1], ids[3], ids[2]],
    'in the order of the results, whenever they came',
  );
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
