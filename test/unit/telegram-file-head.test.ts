import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HEAD_BYTES, readHead, sniffFile } from '../../src/adapters/telegram/file-head.ts';
import type { FileFacts } from '../../src/domain/catalog/file-ref.ts';
import { allOf, jpeg, mp4, png, wav } from '../support/media-bytes.ts';

const claim = (mime: string, media: FileFacts['media'] = 'document'): FileFacts => ({ media, mime, bytes: 9 });
const text = (words: string): Buffer => Buffer.from(words, 'utf8');

test('the bytes say what a file is, whatever it is called', async () => {
  const rows: readonly [Buffer, FileFacts, Partial<FileFacts>][] = [
    [png(320, 200), claim('image/jpeg', 'image'), { media: 'image', mime: 'image/png', width: 320, height: 200 }],
    [png(3, 2), claim('application/pdf'), { media: 'image', mime: 'image/png', width: 3, height: 2 }],
    [jpeg(4_032, 3_024), claim('image/heic', 'image'), { mime: 'image/jpeg', width: 4_032, height: 3_024 }],
    // A camera's notes and preview in front of the size.
    [jpeg(800, 600, Buffer.alloc(100_000, 1)), claim('image/jpeg', 'image'), { width: 800, height: 600 }],
    [wav(1), claim('audio/mpeg', 'audio'), { media: 'audio', mime: 'audio/wav' }],
    [wav(1), claim('image/png', 'image'), { media: 'audio', mime: 'audio/wav' }],
    [mp4(), claim('video/mp4', 'video'), { media: 'video', mime: 'video/mp4' }],
    [mp4('qt  '), claim('video/mp4', 'video'), { media: 'video', mime: 'video/quicktime' }],
    // The container of both; Telegram's client knew that it is sound.
    [mp4(), claim('audio/mp4', 'audio'), { media: 'audio', mime: 'audio/mp4' }],
    [text('<!doctype html><p>x'), claim('image/png', 'image'), { media: 'document', mime: 'text/plain' }],
    [text('<!doctype html><p>x'), claim('text/html'), { media: 'document', mime: 'text/html' }],
    [text('# Заголовок'), claim('text/markdown'), { media: 'document', mime: 'text/markdown' }],
    [text('just words'), claim('application/octet-stream'), { media: 'document', mime: 'text/plain' }],
    [text('just words'), { ...claim('application/octet-stream'), name: 'Отчёт.TXT' }, { mime: 'text/plain' }],
    // Its bytes could be words, and it is a program all the same.
    [text('filler'), { ...claim('application/octet-stream'), name: 'setup.exe' }, { mime: 'application/octet-stream' }],
    [text('filler'), { ...claim('application/x-msdownload'), name: 'a.txt.exe' }, { mime: 'application/octet-stream' }],
    [Buffer.from([0, 1, 2, 3, 250]), claim('video/mp4', 'video'), { mime: 'application/octet-stream' }],
    [Buffer.alloc(0), claim('image/png', 'image'), { media: 'document' }],
  ];
  for (const [bytes, claimed, expected] of rows) {
    const seen = await sniffFile(bytes, claimed);
    assert.partialDeepStrictEqual(seen, { bytes: 9, ...expected }, `${claimed.mime} -> ${JSON.stringify(seen)}`);
  }
});

test('a size that the head does not reach leaves what Telegram said', async () => {
  const deep = jpeg(1, 1, Buffer.alloc(HEAD_BYTES)).subarray(0, HEAD_BYTES);
  const claimed: FileFacts = { media: 'image', mime: 'image/jpeg', width: 70, height: 50 };
  assert.partialDeepStrictEqual(await sniffFile(deep, claimed), { mime: 'image/jpeg', width: 70, height: 50 });
});

test('total: any bytes with any claim are named without an error', async () => {
  const starts = [
    png(2, 2),
    jpeg(2, 2),
    wav(0.01),
    mp4(),
    text('<svg'),
    text('GIF89a'),
    text('RIFF'),
    text('PK\x03\x04'),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(Buffer.alloc(0), ...starts),
      fc.nat(60),
      fc.uint8Array({ maxLength: 300 }),
      fc.string(),
      async (start, cut, rest, mime) => {
        const bytes = Buffer.concat([start.subarray(0, start.length - Math.min(cut, start.length)), rest]);
        const claimed: FileFacts = { media: 'image', mime };
        const seen = await sniffFile(bytes, claimed);
        assert.ok(seen.mime !== undefined && ['image', 'video', 'audio', 'document'].includes(seen.media));
        if (seen.width !== undefined) assert.ok(seen.width > 0);
      },
    ),
  );
});

async function* chunksOf(
  bytes: Uint8Array,
  sizes: readonly number[],
  ended: { yes: boolean },
): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  let at = 0;
  try {
    for (const size of sizes) {
      yield bytes.subarray(at, at + size);
      at += size;
    }
    yield bytes.subarray(at);
  } finally {
    ended.yes = true;
  }
}

test('the head is taken off and the whole comes through unchanged, however it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 400 }),
      fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 8 }),
      fc.nat(500),
      async (bytes, sizes, length) => {
        const ended = { yes: false };
        const { head, whole } = await readHead(chunksOf(bytes, sizes, ended), length);
        assert.deepEqual(Buffer.from(head), Buffer.from(bytes.subarray(0, length)));
        assert.deepEqual(await allOf(whole), Buffer.from(bytes));
        assert.ok(ended.yes);
      },
    ),
  );
});

test('whoever stops reading the whole ends the source', async () => {
  const ended = { yes: false };
  const { whole } = await readHead(chunksOf(Buffer.alloc(300), [100, 100, 100], ended), 50);
  for await (const chunk of whole) {
    assert.ok(chunk.byteLength > 0);
    break;
  }
  assert.ok(ended.yes);
});
