import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { loadFont } from '../../src/sandbox/kie/media/font.ts';
import { drawPicture } from '../../src/sandbox/kie/media/picture.ts';
import { KEY, resultUrls, startStand } from './sandbox-kie-stand.ts';

const DAY_MS = 86_400_000;
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

interface Upload {
  readonly fileName: string;
  readonly downloadUrl: string;
  readonly fileSize: number;
  readonly mimeType: string;
}

const bearer = { authorization: `Bearer ${KEY}` };

async function download(url: string, init: RequestInit = {}) {
  const response = await fetch(url, init);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type'), headers: response.headers, bytes };
}

/** Size and pixels of a PNG of the kind that the sandbox writes: RGB, filter "sub" in every row. */
function readPng(bytes: Buffer) {
  assert.equal(bytes.toString('latin1', 1, 4), 'PNG');
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const dataLength = bytes.readUInt32BE(33);
  const rows = inflateSync(bytes.subarray(41, 41 + dataLength));
  const stride = width * 3 + 1;
  assert.equal(rows.length, stride * height);
  let white = 0;
  for (let y = 0; y < height; y += 1) {
    assert.equal(rows[y * stride], 1);
    const pixel = [0, 0, 0];
    for (let x = 0; x < width; x += 1) {
      for (let c = 0; c < 3; c += 1) pixel[c] = (pixel[c]! + rows[y * stride + 1 + x * 3 + c]!) % 256;
      if (pixel.every((value) => value > 250)) white += 1;
    }
  }
  return { width, height, white };
}

test('a picture is a PNG of the asked shape, up to 1024 pixels', async (t) => {
  const { finish } = await startStand(t);
  const sizes = [];
  for (const aspect_ratio of ['16:9', '9:16', 'auto']) {
    const [url] = resultUrls(await finish('fake/image', { prompt: 'Кот', aspect_ratio }));
    const { type, bytes } = await download(url!);
    assert.equal(type, 'image/png');
    const { width, height } = readPng(bytes);
    sizes.push([width, height]);
  }
  assert.deepEqual(sizes, [
    [1024, 576],
    [576, 1024],
    [1024, 1024],
  ]);
});

test('the prompt stands in the picture, in letters of its own', async () => {
  const draw = (prompt: string) => drawPicture({ prompt, seed: 7, caption: '', input: {} });
  const [empty, russian, again, other] = await Promise.all([
    draw(''),
    draw('Рыжий кот'),
    draw('Рыжий кот'),
    draw('Рыжий пёс'),
  ]);
  assert.ok(readPng(russian).white > readPng(empty).white + 5_000);
  assert.deepEqual(russian, again);
  assert.notDeepEqual(russian, other);
});

test('the font has Russian and English letters, and a square for what it has not', async () => {
  const font = await loadFont();
  const square = font.glyph('□');
  for (const letter of 'АЯЁабвгдеёжзийклмнопрстуфхцчшщъыьэюяAZaz09«»—…№₽')
    assert.notEqual(font.glyph(letter), square, letter);
  assert.equal(font.glyph('🙂'), square);
});

test('a prompt of any length is drawn', async () => {
  const bytes = await drawPicture({
    prompt: 'слово '.repeat(3_000),
    seed: 1,
    caption: 'm',
    input: { aspect_ratio: '21:9' },
  });
  assert.equal(readPng(bytes).width, 1_024);
});

test('as many pictures as asked for, each different', async (t) => {
  const { finish } = await startStand(t);
  const urls = resultUrls(await finish('fake/image', { prompt: 'Кот', aspect_ratio: '1:1', n: 3 }));
  const pictures = await Promise.all(urls.map(async (url) => (await download(url)).bytes.toString('base64')));
  assert.equal(new Set(pictures).size, 3);
});

test('a sound is a WAV of four seconds with a true header', async (t) => {
  const { finish } = await startStand(t);
  const [url] = resultUrls(await finish('fake/audio', { text: 'до ре ми' }));
  const { type, bytes } = await download(url!);
  assert.equal(type, 'audio/wav');
  assert.equal(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 12), 'RIFFWAVE');
  assert.equal(bytes.readUInt32LE(4), bytes.length - 8);
  assert.equal(bytes.readUInt32LE(40), bytes.length - 44);
  const seconds = bytes.readUInt32LE(40) / bytes.readUInt32LE(28);
  assert.ok(Math.abs(seconds - 4) < 0.01, String(seconds));
  const loudest = Math.max(...Array.from({ length: 5_000 }, (_, index) => Math.abs(bytes.readInt16LE(44 + index * 2))));
  assert.ok(loudest > 8_000, String(loudest));
});

test('a video is an MP4, and a player may ask for a part of it', async (t) => {
  const { finish } = await startStand(t);
  const [url] = resultUrls(await finish('fake/video', { prompt: 'волна' }));
  const { type, bytes } = await download(url!);
  assert.equal(type, 'video/mp4');
  assert.equal(bytes.toString('latin1', 4, 8), 'ftyp');
  const part = await download(url!, { headers: { range: 'bytes=4-7' } });
  assert.deepEqual([part.status, part.bytes.toString('latin1')], [206, 'ftyp']);
  assert.equal(part.headers.get('content-range'), `bytes 4-7/${bytes.length}`);
});

test('results live fourteen days, and vanish at once when told to', async (t) => {
  const { finish, clock, sim } = await startStand(t);
  const input = { prompt: 'x', aspect_ratio: '1:1' };
  const [first] = resultUrls(await finish('fake/image', input));
  const [second] = resultUrls(await finish('fake/image', input));
  assert.equal(await sim.expire(first!), true);
  assert.equal((await download(first!)).status, 404);
  clock.now += 14 * DAY_MS - 1;
  assert.equal((await download(second!)).status, 200);
  clock.now += 1;
  assert.equal((await download(second!)).status, 404);
});

test('a base64 upload takes bare text and data URLs, and is served for a day', async (t) => {
  const { url, post, clock } = await startStand(t);
  const path = '/api/file-base64-upload';
  const bare = (await post(path, { base64Data: PIXEL, uploadPath: 'images/a b', fileName: 'точка.png' }))
    .data as Upload;
  assert.deepEqual(
    [bare.fileName, bare.mimeType, bare.fileSize],
    ['точка.png', 'image/png', Buffer.from(PIXEL, 'base64').length],
  );
  assert.ok(bare.downloadUrl.startsWith(`${url}/kieai/`));
  const served = await download(bare.downloadUrl);
  assert.deepEqual([served.type, served.bytes.toString('base64')], ['image/png', PIXEL]);
  const named = (await post(path, { base64Data: `data:image/png;base64,${PIXEL}`, uploadPath: 'images' }))
    .data as Upload;
  assert.match(named.fileName, /^\d{13}-[a-z0-9]+\.png$/);
  clock.now += DAY_MS;
  assert.equal((await download(bare.downloadUrl)).status, 404);
});

test('a stream upload keeps the bytes as they are', async (t) => {
  const { url } = await startStand(t);
  const bytes = new Uint8Array(300_000).map((_, index) => (index * 7) % 256);
  const form = new FormData();
  form.set('uploadPath', 'videos');
  form.set('fileName', 'clip.mov');
  form.set('file', new Blob([bytes], { type: 'video/quicktime' }), 'original.mov');
  const response = await fetch(`${url}/api/file-stream-upload`, { method: 'POST', headers: bearer, body: form });
  const { data } = (await response.json()) as { data: Upload };
  assert.deepEqual([data.fileName, data.mimeType, data.fileSize], ['clip.mov', 'video/quicktime', bytes.length]);
  assert.deepEqual((await download(data.downloadUrl)).bytes, Buffer.from(bytes));
});

test('an upload by URL is fetched by the server', async (t) => {
  const { url, post, finish } = await startStand(t);
  const [fileUrl] = resultUrls(await finish('fake/audio', { text: 'до' }));
  const { data } = await post('/api/file-url-upload', { fileUrl, uploadPath: 'audio' });
  const upload = data as Upload;
  assert.equal(upload.mimeType, 'audio/wav');
  assert.equal((await download(upload.downloadUrl)).bytes.length, upload.fileSize);
  const gone = { fileUrl: `${url}/results/none.wav`, uploadPath: 'audio' };
  const init = {
    method: 'POST',
    headers: { ...bearer, 'content-type': 'application/json' },
    body: JSON.stringify(gone),
  };
  assert.equal((await fetch(`${url}/api/file-url-upload`, init)).status, 500);
});

const BAD_UPLOADS: readonly (readonly [name: string, body: object, key: string, code: number, msg: string])[] = [
  ['without a path', { base64Data: PIXEL }, KEY, 400, 'Missing required parameter: uploadPath'],
  [
    'of broken base64',
    { base64Data: '***', uploadPath: 'a' },
    KEY,
    400,
    'Base64 decoding failed: Invalid Base64 format',
  ],
  ['with a bad key', { base64Data: PIXEL, uploadPath: 'a' }, 'bad', 401, 'Authentication failed: Invalid API Key'],
];

for (const [name, body, key, code, msg] of BAD_UPLOADS) {
  test(`an upload ${name} is refused with a real HTTP code`, async (t) => {
    const { url } = await startStand(t);
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}/api/file-base64-upload`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    assert.equal(response.status, code);
    assert.deepEqual(await response.json(), { success: false, code, msg, data: null });
  });
}

test('a download link works for twenty minutes, and only for files of KIE', async (t) => {
  const { post, finish, clock } = await startStand(t);
  const [url] = resultUrls(await finish('fake/audio', { text: 'до' }));
  const link = String((await post('/api/v1/common/download-url', { url })).data);
  assert.notEqual(link, url);
  assert.equal((await download(link)).type, 'audio/wav');
  clock.now += 20 * 60_000;
  assert.equal((await download(link)).status, 404);
  const foreign = await post('/api/v1/common/download-url', { url: 'https://example.com/a.png' });
  assert.deepEqual(foreign, { code: 422, msg: 'url is wrong', data: null });
});

test('a task whose input file is gone fails as unreachable, and costs nothing', async (t) => {
  const { post, finish, sim } = await startStand(t);
  const upload = (await post('/api/file-base64-upload', { base64Data: PIXEL, uploadPath: 'a' })).data as Upload;
  const input = { prompt: 'x', aspect_ratio: '1:1', image_urls: [upload.downloadUrl] };
  assert.equal((await finish('fake/image', input))['state'], 'success');
  await sim.expire(upload.downloadUrl);
  const failed = await finish('fake/image', input);
  assert.deepEqual([failed['state'], failed['failCode']], ['fail', '451']);
  assert.equal(await sim.billed(), 2.25);
});
