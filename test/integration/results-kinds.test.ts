/** Each kind of result in the form that Telegram plays, and what is kept of it. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { deliver } from '../../src/roles/generation/deliver.ts';
import { startGenerationStand, type GenerationStand } from '../support/generation.ts';
import { startDelivering } from '../support/generation-delivering.ts';
import { bareFile } from '../support/result-file.ts';
import { GIF, jpeg, mp4, MP3, OPUS, PNG, startResultHost, SVG, wav, type Served } from '../support/result-host.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const REFUSED = { errorCode: 400, description: 'Bad Request: wrong file identifier/HTTP URL specified' };

const KINDS: readonly (readonly [
  name: string,
  served: () => Served | Promise<Served>,
  methods: readonly string[],
  kind: string,
])[] = [
  ['a picture', () => PNG, ['sendPhoto'], 'photo'],
  ['a GIF', () => GIF, ['sendAnimation'], 'animation'],
  ['an SVG', () => SVG, ['sendDocument'], 'document'],
  ['a film', mp4, ['sendVideo'], 'video'],
  ['music', () => MP3, ['sendAudio'], 'audio'],
  ['a melody without compression', wav, ['sendAudio'], 'audio'],
  ['speech', () => OPUS, ['sendVoice'], 'voice'],
];

for (const [name, served, methods, kind] of KINDS) {
  test(`${name} arrives as ${kind}, with caption and buttons, and is kept as such`, async (t) => {
    const file = await served();
    const host = await startResultHost(t, { a: file });
    const order = await startDelivering(stand, [host.url('a')]);
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
    await order.assertDelivered();
    assert.deepEqual(
      (await order.sends()).map((call) => call.method),
      methods,
    );
    const [message] = await order.seen();
    assert.equal(message?.media?.kind, kind);
    assert.ok(message.keyboard.flat().some(({ value }) => value === `g:use:${order.generationId}`));
    const [kept] = (await stand.rows.generation(order.generationId)).messages ?? [];
    assert.deepEqual(
      { kind: kept?.kind, fileId: kept?.fileId, bytes: kept?.bytes },
      { kind, fileId: message.media.fileId, bytes: file.bytes.length },
    );
    assert.equal(kept?.mime, kind === 'photo' ? undefined : message.media.mimeType);
    assert.deepEqual(await order.notices(), []);
  });
}

test('what Telegram cannot fetch at its address is uploaded, and what it turns into a document is kept as one', async (t) => {
  const webm: Served = {
    bytes: Buffer.concat([Buffer.from('1a45dfa3', 'hex'), Buffer.from('webm'), Buffer.alloc(200)]),
    type: 'video/webm',
  };
  const host = await startResultHost(t, { a: webm });
  await stand.telegram.fault({ method: 'sendVideo', ...REFUSED });
  const order = await startDelivering(stand, [host.url('a')]);
  await deliver(order, stand.deps);
  await order.assertDelivered();
  const [kept] = (await stand.rows.generation(order.generationId)).messages ?? [];
  const [message] = await order.seen();
  assert.equal(kept?.kind, message?.media?.kind);
});

test('a person who takes no voice messages gets the speech as a piece of sound', async (t) => {
  const host = await startResultHost(t, { a: OPUS });
  await stand.telegram.fault({
    ...{ method: 'sendVoice', errorCode: 400, description: 'Bad Request: VOICE_MESSAGES_FORBIDDEN' },
    times: 2,
  });
  const order = await startDelivering(stand, [host.url('a')]);
  await deliver(order, stand.deps);
  await order.assertDelivered();
  assert.deepEqual(
    (await order.sends()).map((call) => call.method),
    ['sendVoice', 'sendVoice', 'sendAudio'],
  );
});

const track = (url: string, coverUrl: string | null) => ({
  ...{ ...bareFile(url), title: 'Ночь: "Drive"', seconds: 184.4, trackId: 'track-1', coverUrl },
});

test('a song brings its name, its length and its cover, and a file name that any system takes', async (t) => {
  const cover = jpeg(300, 300);
  const host = await startResultHost(t, { song: MP3, cover });
  const order = await startDelivering(stand, [track(host.url('song'), host.url('cover'))]);
  await deliver(order, stand.deps);
  await order.assertDelivered();
  const [call, ...others] = await order.sends();
  assert.deepEqual(others, []);
  const { title, performer, duration, thumbnail } = call?.params ?? {};
  assert.deepEqual(
    { title, performer, duration },
    { title: 'Ночь: "Drive"', performer: 'Nano Banana', duration: '184' },
  );
  assert.equal((thumbnail as { sizeBytes?: number }).sizeBytes, cover.bytes.length);
  const [message] = await order.seen();
  assert.deepEqual(
    { name: message?.media?.fileName, title: message?.media?.title, seconds: message?.media?.durationSeconds },
    { name: 'Ночь Drive.mp3', title: 'Ночь: "Drive"', seconds: 184 },
  );
  const [kept] = (await stand.rows.generation(order.generationId)).messages ?? [];
  assert.equal(kept?.seconds, 184);
});

const COVERS: readonly (readonly [name: string, cover: Served | null])[] = [
  ['is larger than Telegram takes', jpeg(321, 100)],
  ['has too many bytes', jpeg(300, 300, 200_000)],
  ['is no JPEG', PNG],
  ['breaks off in its header', { bytes: Buffer.from('ffd8ffe0001000', 'hex'), type: 'image/jpeg' }],
  ['is gone', null],
];
for (const [name, cover] of COVERS) {
  test(`a song whose cover ${name} arrives without it`, async (t) => {
    const host = await startResultHost(t, { song: MP3 });
    host.put('cover', cover);
    const order = await startDelivering(stand, [track(host.url('song'), host.url('cover'))]);
    assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
    await order.assertDelivered();
    const [call] = await order.sends();
    assert.deepEqual([call?.params['title'], call?.params['thumbnail']], ['Ночь: "Drive"', undefined]);
  });
}

test('no secret was printed or stored', () => stand.assertNoSecrets());
