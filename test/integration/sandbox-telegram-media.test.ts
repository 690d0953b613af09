import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import {
  ANNA,
  blob,
  jpeg,
  mp4,
  OTHER_TOKEN,
  png,
  startStand,
  TOKEN,
  type Answer,
  type Stand,
} from './sandbox-telegram-stand.ts';

type Fields = Record<string, unknown>;

const MEGABYTE = 1024 * 1024;
const chat_id = String(ANNA);

const padded = (start: Buffer, size: number): Buffer => Buffer.concat([start, Buffer.alloc(size - start.length)]);

interface Served {
  readonly type: string;
  readonly bytes: Buffer;
  readonly status?: number;
}

/** A web server that has exactly these pages; its root address. */
async function serve(t: TestContext, pages: Readonly<Record<string, Served>>): Promise<string> {
  const server: Server = createServer((request, response) => {
    const page = pages[(request.url ?? '').slice(1)];
    response.writeHead(page?.status ?? (page === undefined ? 404 : 200), {
      'content-type': page?.type ?? 'text/plain',
    });
    response.end(page?.bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const largest = (answer: Answer): Fields => (answer.result['photo'] as Fields[]).at(-1) ?? {};
const fileIdOf = (answer: Answer, kind: string): string => String((answer.result[kind] as Fields)['file_id']);

async function download({ url, api }: Stand, fileId: unknown): Promise<Buffer> {
  const { result } = await api('getFile', { file_id: fileId });
  const response = await fetch(`${url}/file/bot${TOKEN}/${String(result['file_path'])}`);
  assert.equal(response.status, 200);
  return Buffer.from(await response.arrayBuffer());
}

test('an uploaded photo comes in sizes, the last one is the picture, and it can be downloaded', async (t) => {
  const stand = await startStand(t);
  const bytes = jpeg(640, 480);
  const answer = await stand.upload('sendPhoto', {
    chat_id,
    photo: blob(bytes),
    caption: '<b>hi</b>',
    parse_mode: 'HTML',
  });
  const sizes = answer.result['photo'] as Fields[];
  assert.deepEqual(
    sizes.map(({ width, height }) => [width, height]),
    [
      [1, 1],
      [640, 480],
    ],
  );
  assert.equal(answer.result['caption'], 'hi');
  assert.deepEqual(await download(stand, largest(answer)['file_id']), bytes);
  assert.notDeepEqual(await download(stand, sizes[0]?.['file_id']), bytes);
});

const PHOTOS: readonly (readonly [number, number, boolean])[] = [
  [5_000, 5_000, true],
  [5_001, 5_000, false],
  [2_000, 100, true],
  [2_001, 100, false],
  [100, 2_001, false],
];

test('photo dimensions are read from the real header: sum at most 10000, ratio at most 20', async (t) => {
  const stand = await startStand(t);
  for (const [width, height, isFine] of PHOTOS) {
    for (const make of [png, jpeg]) {
      const answer = await stand.upload('sendPhoto', { chat_id, photo: blob(make(width, height)) });
      const expected = isFine ? undefined : 'Bad Request: PHOTO_INVALID_DIMENSIONS';
      assert.equal(answer.description, expected, `${make.name} ${width}x${height}`);
    }
  }
  const text = await stand.upload('sendPhoto', { chat_id, photo: blob(Buffer.from('not an image')) });
  assert.equal(text.description, 'Bad Request: IMAGE_PROCESS_FAILED');
});

test('uploads end at 10 MB for photos and 50 MB for the rest', async (t) => {
  const stand = await startStand(t);
  const size = 10 * MEGABYTE + 1;
  const photo = await stand.upload('sendPhoto', { chat_id, photo: blob(padded(png(10, 10), size)) });
  assert.equal(
    photo.description,
    `Bad Request: file of size ${size} bytes is too big for a photo; the maximum size is 10485760 bytes`,
  );
  const fits = await stand.upload('sendDocument', { chat_id, document: blob(Buffer.alloc(50 * MEGABYTE)) });
  assert.ok(fits.ok);
  const tooBig = await stand.upload('sendDocument', { chat_id, document: blob(Buffer.alloc(50 * MEGABYTE + 1)) });
  assert.deepEqual(tooBig, { status: 413, ok: false, error_code: 413, description: 'Request Entity Too Large' });
});

test('nothing to send and an empty file are refused', async (t) => {
  const { api, upload } = await startStand(t);
  assert.equal((await api('sendPhoto', { chat_id })).description, 'Bad Request: there is no photo in the request');
  const empty = await upload('sendDocument', { chat_id, document: blob(Buffer.alloc(0)) });
  assert.equal(empty.description, 'Bad Request: file must be non-empty');
});

test('a caption holds 1024 UTF-16 units after entities', async (t) => {
  const { upload } = await startStand(t);
  const fits = { chat_id, photo: blob(png(9, 9)), caption: `<b>${'&lt;'.repeat(1024)}</b>`, parse_mode: 'HTML' };
  assert.ok((await upload('sendPhoto', fits)).ok);
  const long = await upload('sendPhoto', { chat_id, photo: blob(png(9, 9)), caption: 'x'.repeat(1025) });
  assert.equal(long.description, 'Bad Request: message caption is too long');
});

test('a file id sends again without an upload, only as the same kind and only by the same bot', async (t) => {
  const { api, as, upload, sim } = await startStand(t);
  const sent = await upload('sendVideo', { chat_id, video: blob(mp4()), width: '320', height: '240', duration: '3' });
  const fileId = fileIdOf(sent, 'video');
  const again = await api('sendVideo', { chat_id, video: fileId });
  assert.equal(fileIdOf(again, 'video'), fileId);
  assert.equal((again.result['video'] as Fields)['duration'], 3);
  const asPhoto = await api('sendPhoto', { chat_id, photo: fileId });
  assert.equal(asPhoto.description, "Bad Request: can't use file of type Video as Photo");
  await as(OTHER_TOKEN, 'getMe');
  const other = await as(OTHER_TOKEN, 'getFile', { file_id: fileId });
  assert.equal(other.description, 'Bad Request: invalid file_id');
  const nonsense = await api('sendVideo', { chat_id, video: 'nonsense' });
  assert.equal(nonsense.description, 'Bad Request: wrong file identifier/HTTP URL specified');
  assert.deepEqual(Buffer.from(await sim.file(fileId)), mp4());
});

test('what cannot be played as asked becomes a document or an audio file', async (t) => {
  const { upload } = await startStand(t);
  const video = await upload('sendVideo', { chat_id, video: blob(Buffer.from('\x1aE\xdf\xa3 webm', 'latin1')) });
  assert.ok(video.result['document'] !== undefined && video.result['video'] === undefined);
  const wav = Buffer.from('RIFF\0\0\0\0WAVEfmt ', 'latin1');
  assert.ok((await upload('sendVoice', { chat_id, voice: blob(wav) })).result['audio'] !== undefined);
  assert.ok(
    (await upload('sendVoice', { chat_id, voice: blob(Buffer.from('OggS....')) })).result['voice'] !== undefined,
  );
  const gif = Buffer.from('GIF89a\x10\0\x08\0', 'latin1');
  const animation = await upload('sendAnimation', { chat_id, animation: blob(gif) });
  assert.equal((animation.result['animation'] as Fields)['width'], 16);
});

test('a send by URL is fetched and its type checked', async (t) => {
  const stand = await startStand(t);
  const site = await serve(t, {
    'a.png': { type: 'image/png', bytes: png(300, 200) },
    bare: { type: 'application/octet-stream', bytes: png(30, 20) },
    'page.html': { type: 'text/html; charset=utf-8', bytes: Buffer.from('<html>') },
    'wide.png': { type: 'image/png', bytes: png(9_000, 2_000) },
    'gone.png': { type: 'image/png', bytes: png(1, 1), status: 410 },
    'v.mp4': { type: 'video/mp4', bytes: mp4() },
    'a.pdf': { type: 'application/pdf', bytes: Buffer.from('%PDF-1.7') },
  });
  const photo = (page: string): Promise<Answer> => stand.api('sendPhoto', { chat_id, photo: `${site}/${page}` });
  assert.equal(largest(await photo('a.png'))['width'], 300);
  assert.ok((await photo('bare')).ok, 'a vague type is judged by the bytes');
  const refused = {
    'page.html': 'wrong type of the web page content',
    'v.mp4': 'wrong type of the web page content',
    'gone.png': 'failed to get HTTP URL content',
    'missing.png': 'failed to get HTTP URL content',
    'wide.png': 'PHOTO_INVALID_DIMENSIONS',
  };
  for (const [page, reason] of Object.entries(refused)) {
    assert.equal((await photo(page)).description, `Bad Request: ${reason}`, page);
  }
  assert.ok((await stand.api('sendVideo', { chat_id, video: `${site}/v.mp4` })).result['video'] !== undefined);
  assert.ok((await stand.api('sendDocument', { chat_id, document: `${site}/a.pdf` })).ok);
  const document = await stand.api('sendDocument', { chat_id, document: `${site}/v.mp4` });
  assert.equal(document.description, 'Bad Request: wrong type of the web page content');
  const local = await stand.api('sendPhoto', { chat_id, photo: 'http://localhost/a.png' });
  assert.equal(local.description, 'Bad Request: wrong HTTP URL specified');
});

test('a photo by URL may have 5 MB, anything else 20 MB', async (t) => {
  const stand = await startStand(t);
  const site = await serve(t, {
    fits: { type: 'image/png', bytes: padded(png(9, 9), 5 * MEGABYTE) },
    over: { type: 'image/png', bytes: padded(png(9, 9), 5 * MEGABYTE + 1) },
    film: { type: 'video/mp4', bytes: padded(mp4(), 20 * MEGABYTE) },
    long: { type: 'video/mp4', bytes: padded(mp4(), 20 * MEGABYTE + 1) },
  });
  assert.ok((await stand.api('sendPhoto', { chat_id, photo: `${site}/fits` })).ok);
  assert.ok((await stand.api('sendVideo', { chat_id, video: `${site}/film` })).ok);
  const failed = 'Bad Request: failed to get HTTP URL content';
  assert.equal((await stand.api('sendPhoto', { chat_id, photo: `${site}/over` })).description, failed);
  assert.equal((await stand.api('sendVideo', { chat_id, video: `${site}/long` })).description, failed);
});

test('getFile refuses more than 20 MB, and a link lives for an hour', async (t) => {
  const stand = await startStand(t);
  const big = await stand.upload('sendDocument', { chat_id, document: blob(Buffer.alloc(20 * MEGABYTE + 1)) });
  const refused = await stand.api('getFile', { file_id: fileIdOf(big, 'document') });
  assert.equal(refused.description, 'Bad Request: file is too big');
  const small = await stand.upload('sendDocument', { chat_id, document: blob(Buffer.from('text')) });
  const { result } = await stand.api('getFile', { file_id: fileIdOf(small, 'document') });
  const link = `${stand.url}/file/bot${TOKEN}/${String(result['file_path'])}`;
  assert.equal(await (await fetch(link)).text(), 'text');
  stand.clock.now += 3_600_000;
  assert.equal((await fetch(link)).status, 404);
  assert.equal((await fetch(`${stand.url}/file/bot${TOKEN}/documents/never.bin`)).status, 404);
  await stand.sim.revokeToken(true);
  assert.equal((await fetch(link)).status, 401);
});

const attached = (...types: readonly string[]): string =>
  JSON.stringify(types.map((type, index) => ({ type, media: `attach://f${index}`, caption: `n${index}` })));

test('an album has 2 to 10 items of kinds that go together', async (t) => {
  const { upload, api, sim } = await startStand(t);
  const f0 = blob(png(10, 20));
  const f1 = blob(mp4());
  const sent = await upload<Fields[]>('sendMediaGroup', { chat_id, media: attached('photo', 'video'), f0, f1 });
  assert.deepEqual(
    sent.result.map(({ caption }) => caption),
    ['n0', 'n1'],
  );
  assert.equal(new Set(sent.result.map((message) => message['media_group_id'])).size, 1);
  const group = (await sim.transcript(ANNA)).messages.slice(1).map(({ mediaGroupId }) => mediaGroupId);
  assert.ok(group[0] !== null && group[0] === group[1]);
  const one = await upload('sendMediaGroup', { chat_id, media: attached('photo'), f0 });
  assert.equal(one.description, 'Bad Request: too few messages to send as an album');
  const media = Array.from({ length: 11 }, () => ({ type: 'photo', media: 'x' }));
  const many = await api('sendMediaGroup', { chat_id, media });
  assert.equal(many.description, 'Bad Request: too many messages to send as an album');
  const mixed = await upload('sendMediaGroup', { chat_id, media: attached('photo', 'document'), f0, f1 });
  assert.equal(mixed.description, "Bad Request: document can't be mixed with other media types");
  assert.equal((await sim.transcript(ANNA)).messages.length, 3, 'a refused album sends nothing');
});

test('media and caption of a sent message can be changed', async (t) => {
  const { upload, api } = await startStand(t);
  const sent = await upload('sendPhoto', { chat_id, photo: blob(png(10, 10)), caption: 'one' });
  const target = { chat_id, message_id: String(sent.result['message_id']) };
  const captioned = await api('editMessageCaption', { ...target, caption: 'two' });
  assert.equal(captioned.result['caption'], 'two');
  const media = JSON.stringify({ type: 'video', media: 'attach://film', caption: 'three' });
  const edited = await upload('editMessageMedia', { ...target, media, film: blob(mp4()) });
  assert.equal(edited.result['caption'], 'three');
  assert.equal(edited.result['photo'], undefined);
  const same = JSON.stringify({ type: 'video', media: fileIdOf(edited, 'video'), caption: 'three' });
  assert.match(
    (await api('editMessageMedia', { ...target, media: same })).description ?? '',
    /message is not modified/,
  );
  const text = await api('editMessageText', { ...target, text: 'x' });
  assert.equal(text.description, 'Bad Request: there is no text in the message to edit');
});

test('every kind of media that a person sends reaches the bot with its facts', async (t) => {
  const { sim, api } = await startStand(t);
  const files = {
    photo: png(800, 600),
    video: mp4(),
    audio: Buffer.from('ID3 music'),
    voice: Buffer.from('OggS voice'),
    document: Buffer.from('%PDF-1.7'),
  };
  for (const [kind, bytes] of Object.entries(files)) {
    await sim.sendMedia(ANNA, {
      kind: kind as keyof typeof files,
      bytes,
      fileName: `f.${kind}`,
      durationSeconds: 2,
      caption: kind,
    });
  }
  const { result } = await api<Fields[]>('getUpdates', { offset: 1 });
  const messages = result.map((update) => update['message'] as Fields);
  assert.deepEqual(
    messages.map(({ caption }) => caption),
    Object.keys(files),
  );
  const [photo, video, , voice, document] = messages;
  assert.equal(((photo?.['photo'] as Fields[]).at(-1) ?? {})['width'], 800);
  assert.equal((video?.['video'] as Fields)['duration'], 2);
  assert.equal((voice?.['voice'] as Fields)['mime_type'], 'audio/ogg');
  assert.equal((document?.['document'] as Fields)['file_name'], 'f.document');
});
