/** What finished tasks leave behind, kind by kind, and the small codecs behind it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pictureSizeOf } from '../../src/sandbox/kie/media/dimensions.ts';
import { secondsOf } from '../../src/sandbox/kie/media/duration.ts';
import { composeMelody } from '../../src/sandbox/kie/media/melody.ts';
import { composeMp3 } from '../../src/sandbox/kie/media/mp3.ts';
import { readPng } from '../../src/sandbox/kie/media/png-read.ts';
import { encodePng, type Raster } from '../../src/sandbox/kie/media/png.ts';
import { sampleVideo } from '../../src/sandbox/kie/media/video.ts';
import type { SandboxModel } from '../../src/sandbox/kie/models.ts';
import { MODELS, resultUrls, startStand, type Stand } from './sandbox-kie-stand.ts';

type Json = Readonly<Record<string, unknown>>;

const PICTURE = { prompt: 'кот', aspect_ratio: '1:1' };
const as = (id: string, index: number, more: Partial<SandboxModel> = {}): SandboxModel => ({
  ...MODELS[index]!,
  ...more,
  id,
  key: id
    .replaceAll(/[^a-z0-9]+/gi, '-')
    .toLowerCase()
    .slice(0, 40),
});
const withFile = {
  type: 'object' as const,
  properties: { image_url: { type: 'string', format: 'uri', 'x-media': 'image' } },
  required: [],
};

async function bytesOf(address: string): Promise<Buffer> {
  const response = await fetch(address);
  assert.equal(response.status, 200, address);
  return Buffer.from(await response.arrayBuffer());
}

const resultOf = (record: Json): Json => JSON.parse(String(record['resultJson'])) as Json;

/** Red on the left, blue on the right. */
const HALVES: Raster = {
  width: 80,
  height: 40,
  pixels: Uint8Array.from({ length: 80 * 40 * 3 }, (_, index) => {
    const isLeft = Math.floor(index / 3) % 80 < 40;
    return (isLeft ? index % 3 === 0 : index % 3 === 2) ? 200 : 0;
  }),
};

async function uploadHalves(stand: Stand): Promise<string> {
  const base64Data = (await encodePng(HALVES)).toString('base64');
  const { data } = await stand.post('/api/file-base64-upload', { base64Data, uploadPath: 'a', fileName: 'halves.png' });
  return (data as { downloadUrl: string }).downloadUrl;
}

const pixelAt = ({ width, pixels }: Raster, x: number, y: number): readonly number[] => [
  ...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

test('Suno answers with two tracks, each with sound, stream, cover and length', async (t) => {
  const stand = await startStand(t, [as('ai-music-api/generate', 2)]);
  const song = { text: 'Песня о рыжем коте на крыше', title: 'Рыжий', style: 'folk' };
  const record = await stand.finish('ai-music-api/generate', song);
  const { data } = resultOf(record) as { data: Json[] };
  assert.equal(data.length, 2);
  assert.notEqual(data[0]!['id'], data[1]!['id']);
  for (const track of data) {
    assert.deepEqual([track['title'], track['tags']], ['Рыжий', 'folk']);
    for (const name of ['audio_url', 'stream_audio_url']) {
      assert.equal(secondsOf(await bytesOf(String(track[name]))), track['duration']);
    }
    assert.ok(pictureSizeOf(await bytesOf(String(track['image_url']))));
  }
  const [journal] = await stand.sim.tasks();
  assert.equal(journal?.resultUrls.length, 2);
});

const OBJECTS: readonly (readonly [id: string, path: (result: Json) => unknown, expected: RegExp])[] = [
  ['generate-lyrics', ({ lyricsData }) => (lyricsData as Json[]).map(({ text }) => text).join(), /кот.*\n[^]*кот/],
  ['generate-midi-from-audio', ({ instruments }) => JSON.stringify(instruments), /"notes":\[\{"pitch":57/],
  ['generate-persona', ({ personaId }) => personaId, /^[0-9a-f]{32}$/],
  ['timeStamped-lyrics', ({ alignedWords }) => JSON.stringify((alignedWords as Json[])[0]), /"startS":0,"endS":0.4/],
  ['boost-music-style', ({ result }) => result, /кот/],
  ['validation-phrase', ({ validateInfo }) => validateInfo, /\S/],
  ['regenerate-phrase', ({ validateInfo }) => validateInfo, /\S/],
  ['create-voice', ({ voiceId }) => voiceId, /^[0-9a-f]{32}$/],
  ['check-voice', ({ isAvailable }) => String(isAvailable), /^true$/],
];

for (const [name, path, expected] of OBJECTS) {
  test(`Suno's ${name} answers with an object`, async (t) => {
    const stand = await startStand(t, [as(`ai-music-api/${name}`, 3)]);
    const result = resultOf(await stand.finish(`ai-music-api/${name}`, { prompt: 'кот' }));
    assert.deepEqual(Object.keys(result), ['resultObject']);
    assert.match(String(path(result['resultObject'] as Json)), expected);
  });
}

const FILES: readonly (readonly [id: string, count: number, type: string, input?: object])[] = [
  ['convert-to-wav-format', 1, 'audio/wav'],
  ['separate-vocals', 2, 'audio/mpeg', { stem_name: 'separate_vocal' }],
  ['separate-vocals', 6, 'audio/mpeg', { stem_name: 'split_stem' }],
  ['cover-generate', 2, 'image/png'],
  ['create-music-video', 1, 'video/mp4'],
];

for (const [name, count, type, input = {}] of FILES) {
  test(`Suno's ${name} leaves ${count} of ${type}`, async (t) => {
    const stand = await startStand(t, [as(`ai-music-api/${name}`, 3)]);
    const urls = resultUrls(await stand.finish(`ai-music-api/${name}`, { prompt: 'кот', ...input }));
    const types = await Promise.all(urls.map(async (url) => (await fetch(url)).headers.get('content-type')));
    assert.deepEqual(types, Array<string>(count).fill(type));
  });
}

test('some models answer with several pictures that nobody counted', async (t) => {
  const ids = ['grok-imagine/text-to-image', 'seedream/5-flash-layer-decomposition'];
  const stand = await startStand(
    t,
    ids.map((id) => as(id, 0)),
  );
  const counts = [];
  for (const id of ids) counts.push(resultUrls(await stand.finish(id, PICTURE)).length);
  assert.deepEqual(counts, [6, 4]);
});

test('people in a picture are told by their masks', async (t) => {
  const stand = await startStand(t, [
    as('omnihuman-1-5/subject-detection', 3),
    as('omnihuman-1-5/human-identification', 3),
  ]);
  const found = resultOf(await stand.finish('omnihuman-1-5/subject-detection', { prompt: 'x' }))[
    'resultObject'
  ] as Json;
  assert.equal((found['mask_urls'] as string[]).length, 2);
  assert.ok(pictureSizeOf(await bytesOf((found['mask_urls'] as string[])[0]!)));
  const person = resultOf(await stand.finish('omnihuman-1-5/human-identification', { prompt: 'x' }));
  assert.deepEqual(person, { resultObject: { subject_status: 1 } });
});

test('a removed background is transparent, and the middle of the given picture is left', async (t) => {
  const stand = await startStand(t, [as('recraft/remove-background', 0, { input: withFile, rules: [] })]);
  const image_url = await uploadHalves(stand);
  const [url] = resultUrls(await stand.finish('recraft/remove-background', { image_url }));
  const bytes = await bytesOf(url!);
  assert.equal(bytes[25], 6, 'RGB with transparency');
  const picture = await readPng(bytes);
  assert.deepEqual([picture?.width, picture?.height], [80, 40]);
  assert.deepEqual(
    [pixelAt(picture!, 30, 20), pixelAt(picture!, 50, 20)],
    [
      [200, 0, 0],
      [0, 0, 200],
    ],
  );
});

test('an upscale is the given picture, larger, even after the upload is gone', async (t) => {
  const properties = { ...withFile.properties, upscale_factor: { type: 'string', enum: ['2', '4'], default: '2' } };
  const stand = await startStand(t, [as('topaz/image-upscale', 0, { input: { ...withFile, properties }, rules: [] })]);
  const image_url = await uploadHalves(stand);
  const [url] = resultUrls(await stand.finish('topaz/image-upscale', { image_url, upscale_factor: '4' }));
  await stand.sim.expire(image_url);
  const picture = await readPng(await bytesOf(url!));
  assert.deepEqual([picture?.width, picture?.height], [320, 160]);
  assert.deepEqual(pixelAt(picture!, 10, 80), [200, 0, 0]);
});

test('an edit shows the given picture behind its words, in its own shape', async (t) => {
  const properties = { ...withFile.properties, prompt: { type: 'string' } };
  const stand = await startStand(t, [as('fake/edit', 0, { input: { ...withFile, properties }, rules: [] })]);
  const image_url = await uploadHalves(stand);
  const [url] = resultUrls(await stand.finish('fake/edit', { image_url, prompt: 'синее' }));
  const picture = await readPng(await bytesOf(url!));
  assert.deepEqual([picture?.width, picture?.height], [1_024, 512]);
  assert.deepEqual(pixelAt(picture!, 5, 5), [120, 0, 0]);
});

test('a picture that cannot be read is replaced by a drawn one', async (t) => {
  const stand = await startStand(t, [as('recraft/crisp-upscale', 0, { input: withFile, rules: [] })]);
  const image_url = 'https://elsewhere.test/cat.webp';
  const [url] = resultUrls(await stand.finish('recraft/crisp-upscale', { image_url }));
  assert.deepEqual(pictureSizeOf(await bytesOf(url!)), { width: 1_024, height: 1_024 });
});

test('the outer frames of a video are told when asked for', async (t) => {
  const properties = { ...MODELS[1]!.input.properties, return_last_frame: { type: 'boolean', default: false } };
  const stand = await startStand(t, [as('fake/frames', 1, { input: { type: 'object', properties, required: [] } })]);
  const plain = resultOf(await stand.finish('fake/frames', { prompt: 'x' }));
  assert.deepEqual(Object.keys(plain), ['resultUrls']);
  const framed = resultOf(await stand.finish('fake/frames', { prompt: 'x', return_last_frame: true }));
  for (const name of ['firstFrameUrl', 'lastFrameUrl']) {
    assert.ok(pictureSizeOf(await bytesOf((framed[name] as string[])[0]!)), name);
  }
});

/** Two pages of Ogg; the second one ends at the given position. */
function oggOf(head: Buffer, position: bigint): Buffer {
  const page = (granule: bigint, body: Buffer): Buffer => {
    const header = Buffer.alloc(28);
    header.write('OggS', 0, 'latin1');
    header.writeBigInt64LE(granule, 6);
    header.set([1, body.length], 26);
    return Buffer.concat([header, body]);
  };
  return Buffer.concat([page(0n, head), page(position, Buffer.from([0xf8]))]);
}

function vorbisHead(rate: number): Buffer {
  const head = Buffer.alloc(30);
  head.write('\x01vorbis', 0, 'latin1');
  head.writeUInt32LE(rate, 12);
  return head;
}

test('lengths are read off WAV, MP4, MP3 and Ogg, and off nothing else', async () => {
  assert.equal(secondsOf(composeMelody(1))?.toFixed(2), '4.00');
  assert.equal(secondsOf(composeMp3(1, 2.4)), 2.4);
  const tag = Buffer.from([...Buffer.from('ID3'), 4, 0, 0, 0, 0, 1, 2]);
  assert.equal(secondsOf(Buffer.concat([tag, Buffer.alloc(130), composeMp3(1, 2.4)])), 2.4);
  assert.equal(secondsOf(oggOf(Buffer.from('OpusHead'), 48_000n * 7n)), 7);
  assert.equal(secondsOf(oggOf(vorbisHead(44_100), 44_100n * 3n)), 3);
  const seconds = secondsOf(await sampleVideo());
  assert.ok(seconds !== undefined && seconds > 1 && seconds < 10, String(seconds));
  for (const odd of [
    Buffer.alloc(0),
    Buffer.from('RIFF0000WAVE'),
    Buffer.alloc(64),
    (await sampleVideo()).subarray(0, 40),
  ]) {
    assert.equal(secondsOf(odd), undefined);
  }
});

test('a picture survives writing and reading, with and without transparency', async () => {
  assert.deepEqual(await readPng(await encodePng(HALVES)), HALVES);
  const alpha = new Uint8Array(80 * 40).fill(7);
  assert.deepEqual(await readPng(await encodePng({ ...HALVES, alpha })), HALVES);
  assert.equal(await readPng(Buffer.from('no picture')), undefined);
  assert.equal(await readPng((await encodePng(HALVES)).subarray(0, 60)), undefined);
});

test('the size of a JPEG is read off its frame', () => {
  const segment = [0xff, 0xe0, 0, 4, 0, 0];
  const frame = [0xff, 0xc0, 0, 11, 8, 0, 40, 0, 80, 1, 0, 0];
  assert.deepEqual(pictureSizeOf(Buffer.from([0xff, 0xd8, ...segment, ...frame])), { width: 80, height: 40 });
  assert.equal(pictureSizeOf(Buffer.from([0xff, 0xd8, ...segment])), undefined);
});
