/** What the sandbox charges: by the price rules, and by the true length and size of what was sent in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PriceRule } from '../../src/domain/catalog/model.ts';
import { composeMelody } from '../../src/sandbox/kie/media/melody.ts';
import { drawPicture } from '../../src/sandbox/kie/media/picture.ts';
import { sampleVideo } from '../../src/sandbox/kie/media/video.ts';
import type { SandboxModel } from '../../src/sandbox/kie/models.ts';
import { MODELS, startStand, type Stand } from './sandbox-kie-stand.ts';

const media = (kind: string) => ({ type: 'string', format: 'uri', 'x-media': kind });
const PROPERTIES = {
  prompt: { type: 'string' },
  text: { type: 'string' },
  dialogue: { type: 'array', items: { type: 'object', properties: { text: { type: 'string' } } } },
  duration: { type: 'integer', minimum: -1 },
  resolution: { type: 'string', enum: ['480p', '720p', 'auto'], default: '480p' },
  image_url: media('image'),
  images: { type: 'array', items: media('image') },
  video_url: media('video'),
  videos: { type: 'array', items: media('video') },
  audio_url: media('audio'),
};

const priced = (prices: readonly PriceRule[], more: object = {}): SandboxModel => ({
  ...MODELS[1]!,
  id: 'fake/priced',
  key: 'fake-priced',
  input: { type: 'object', properties: { ...PROPERTIES, ...more }, required: [] },
  prices: [...prices],
});

async function upload(stand: Stand, bytes: Buffer, fileName: string): Promise<string> {
  const body = { base64Data: bytes.toString('base64'), uploadPath: 'a', fileName };
  return ((await stand.post('/api/file-base64-upload', body)).data as { downloadUrl: string }).downloadUrl;
}

/** Mono, 16 bits, 8 kHz, silent. */
function wavOf(seconds: number): Buffer {
  const wav = composeMelody(1);
  const size = Math.round(seconds * 16_000);
  const out = Buffer.concat([wav.subarray(0, 44), Buffer.alloc(size)]);
  out.writeUInt32LE(36 + size, 4);
  out.writeUInt32LE(16_000, 28);
  out.writeUInt32LE(size, 40);
  return out;
}

const each = (unit: PriceRule['unit'], credits = 1, when: PriceRule['when'] = {}): PriceRule => ({
  when,
  credits,
  unit,
});

type Case = readonly [
  name: string,
  prices: readonly PriceRule[],
  input: (files: Readonly<Record<'picture' | 'video' | 'long' | 'odd', string>>) => object,
  credits: number,
];

/** `video` lasts 3 seconds, `long` 7.2, `odd` is no media at all; `picture` has 1024 x 576 pixels. */
const CASES: readonly Case[] = [
  ['a second asked for', [each('second', 3)], () => ({ duration: 6 }), 18],
  ['begun seconds of a sound', [each('second', 3)], ({ long }) => ({ audio_url: long }), 24],
  ['the sound before the video', [each('second')], ({ long, video }) => ({ audio_url: long, video_url: video }), 8],
  ['the video where 0 is asked', [each('second')], ({ video }) => ({ duration: 0, video_url: video }), 3],
  ['what the model decides', [each('second')], ({ video }) => ({ duration: -1, video_url: video }), 5],
  ['minutes', [each('minute', 60)], ({ long }) => ({ audio_url: long }), 8],
  [
    'seconds sent in, on top',
    [each('request', 10), each('input-second', 2)],
    ({ video }) => ({ videos: [video, video] }),
    22,
  ],
  ['a file that is no video', [each('input-second', 2)], ({ odd }) => ({ videos: [odd] }), 10],
  [
    'pictures sent in',
    [each('image', 4), each('input-image', 0.5)],
    ({ picture }) => ({ images: [picture, picture] }),
    5,
  ],
  [
    'pictures after the first',
    [each('image', 4), each('input-image-after-first', 0.5)],
    ({ picture }) => ({ image_url: picture, images: [picture, picture] }),
    5,
  ],
  ['whole megapixels of the picture', [each('megapixel', 5)], ({ picture }) => ({ image_url: picture }), 5],
  ['begun thousands of characters', [each('1000-characters', 12)], () => ({ text: 'я'.repeat(1_001) }), 24],
  [
    'the texts of a dialogue',
    [each('1000-characters', 12)],
    () => ({ dialogue: [{ text: 'a'.repeat(600) }, { text: 'b'.repeat(600) }] }),
    24,
  ],
  ['a default', [each('video', 7, { resolution: '480p' }), each('video', 9, { resolution: '720p' })], () => ({}), 7],
  [
    'the rule with more conditions',
    [each('video', 7), each('video', 9, { resolution: '720p' })],
    () => ({ resolution: '720p' }),
    9,
  ],
  [
    'the dearest line for a silent list',
    [each('video', 7, { resolution: '480p' }), each('video', 9, { resolution: '720p' })],
    () => ({ resolution: 'auto' }),
    9,
  ],
  [
    'video input',
    [each('video', 1, { $videoInput: false }), each('video', 2, { $videoInput: true })],
    ({ video }) => ({ video_url: video }),
    2,
  ],
  [
    'no video input',
    [each('video', 1, { $videoInput: false }), each('video', 2, { $videoInput: true })],
    () => ({}),
    1,
  ],
  ['thousandths, up', [each('second', 0.0001)], () => ({ duration: 1 }), 0.001],
  ['decimals without dust', [each('second', 1.6)], () => ({ duration: 7 }), 11.2],
];

for (const [name, prices, input, credits] of CASES) {
  test(`billed: ${name}`, async (t) => {
    const stand = await startStand(t, [priced(prices)]);
    await stand.sim.settings({ shape: 'september' });
    const before = Number((await stand.get('/api/v1/chat/credit')).data);
    const picture = await drawPicture({ prompt: '', seed: 1, caption: '', input: { aspect_ratio: '16:9' } });
    const files = {
      picture: await upload(stand, picture, 'a.png'),
      video: await upload(stand, await sampleVideo(), 'a.mp4'),
      long: await upload(stand, wavOf(7.2), 'a.wav'),
      odd: await upload(stand, Buffer.from('not a video'), 'a.txt'),
    };
    const record = await stand.finish('fake/priced', input(files));
    assert.equal(record['creditsConsumed'], credits);
    const after = Number((await stand.get('/api/v1/chat/credit')).data);
    assert.equal(Math.round((before - after) * 1_000) / 1_000, credits);
  });
}

test('a follow-up costs by the resolution of the first task, through the ones between', async (t) => {
  const first = priced([each('video')]);
  const follow: SandboxModel = {
    ...priced([each('request', 10, { $resolution: '480p' }), each('request', 30, { $resolution: '720p' })]),
    id: 'fake/extend',
    key: 'fake-extend',
    input: { type: 'object', properties: { task_id: { type: 'string' } }, required: ['task_id'] },
  };
  const stand = await startStand(t, [first, follow]);
  let { taskId } = await stand.finish('fake/priced', { resolution: '720p' });
  for (let n = 0; n < 2; n += 1) taskId = (await stand.finish('fake/extend', { task_id: taskId }))['taskId'];
  const plain = await stand.finish('fake/priced', {});
  await stand.finish('fake/extend', { task_id: plain['taskId'] });
  const billed = (await stand.sim.tasks()).map(({ billedCredits }) => billedCredits);
  assert.deepEqual(billed, [1, 30, 30, 1, 10]);
});

test('a follow-up costs by the tier of the model that made the video', async (t) => {
  const veo = priced([each('video')], { model: { type: 'string', enum: ['veo3', 'veo3_fast'], default: 'veo3_fast' } });
  const tiers = ['fast', 'lite', 'quality'].map((tier, index) => each('video', index + 2, { $tier: tier }));
  const follow: SandboxModel = {
    ...priced(tiers),
    id: 'fake/extend',
    key: 'fake-extend',
    input: { type: 'object', properties: { task_id: { type: 'string' } }, required: ['task_id'] },
  };
  const stand = await startStand(t, [veo, follow]);
  for (const input of [{}, { model: 'veo3' }]) {
    const { taskId } = await stand.finish('fake/priced', input);
    await stand.finish('fake/extend', { task_id: taskId });
  }
  const billed = (await stand.sim.tasks()).map(({ billedCredits }) => billedCredits);
  assert.deepEqual(billed, [1, 2, 1, 4]);
});

test('an enlarged picture costs by its longer side', async (t) => {
  const sizes = ['<=2K', '4K', '8K'].map((size, index) => each('image', [10, 20, 40][index], { $outputSize: size }));
  const factor = { upscale_factor: { type: 'string', enum: ['1', '2', '4', '8'] } };
  const stand = await startStand(t, [priced(sizes, factor)]);
  const picture = await drawPicture({ prompt: '', seed: 1, caption: '', input: {} });
  const image_url = await upload(stand, picture, 'a.png');
  for (const upscale_factor of ['2', '4', '8']) await stand.finish('fake/priced', { image_url, upscale_factor });
  const billed = (await stand.sim.tasks()).map(({ billedCredits }) => billedCredits);
  assert.deepEqual(billed, [10, 20, 40]);
});

test("Suno's records do not tell the cost, the balance does", async (t) => {
  const song: SandboxModel = { ...MODELS[2]!, id: 'ai-music-api/generate', key: 'song', prices: [each('request', 12)] };
  const stand = await startStand(t, [song]);
  await stand.sim.settings({ shape: 'september' });
  await stand.sim.credits(100);
  const record = await stand.finish(song.id, { text: 'la' });
  assert.equal('creditsConsumed' in record, false);
  assert.equal((await stand.get('/api/v1/chat/credit')).data, 88);
});
