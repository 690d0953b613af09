/** The length of what people send, by its bytes: their program may say anything. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLengthMeter, isLonger } from '../../src/adapters/telegram/file-length.ts';
import { wav } from '../support/media-bytes.ts';

function box(name: string, ...inside: readonly Buffer[]): Buffer {
  const body = Buffer.concat(inside);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, body]);
}
function times(name: 'mvhd' | 'mdhd', seconds: number, version = 0): Buffer {
  const body = Buffer.alloc(40);
  body[0] = version;
  body.writeUInt32BE(1_000, version === 1 ? 20 : 12);
  if (version === 1) body.writeBigUInt64BE(BigInt(seconds * 1_000), 24);
  else body.writeUInt32BE(seconds * 1_000, 16);
  return box(name, body);
}
const large = (body: Buffer): Buffer => {
  const head = Buffer.alloc(16);
  head.writeUInt32BE(1);
  head.write('mdat', 4, 'latin1');
  head.writeBigUInt64BE(BigInt(body.length + 16), 8);
  return Buffer.concat([head, body]);
};
const sound = Buffer.alloc(5_000, 7);
const ftyp = box('ftyp', Buffer.from('isom'));

function measure(mime: string, bytes: Buffer, piece = 777): number | null {
  const meter = createLengthMeter(mime);
  for (let at = 0; at < bytes.length; at += piece) meter.take(bytes.subarray(at, at + piece));
  return meter.seconds();
}

const FILES: readonly (readonly [name: string, mime: string, bytes: Buffer, seconds: number | null])[] = [
  ['header first', 'video/mp4', Buffer.concat([ftyp, box('moov', times('mvhd', 12)), box('mdat', sound)]), 12],
  ['header last', 'video/mp4', Buffer.concat([ftyp, box('mdat', sound), box('moov', times('mvhd', 12))]), 12],
  [
    'large box',
    'video/quicktime',
    Buffer.concat([ftyp, large(sound), box('free'), box('moov', times('mvhd', 7, 1))]),
    7,
  ],
  [
    'a movie header that lies',
    'video/mp4',
    Buffer.concat([
      ftyp,
      box('moov', times('mvhd', 1), box('trak', box('mdia', times('mdhd', 300)))),
      box('mdat', sound),
    ]),
    300,
  ],
  ['no header', 'video/mp4', Buffer.concat([ftyp, box('mdat', sound)]), null],
  ['to the end', 'video/mp4', Buffer.concat([ftyp, Buffer.from('\0\0\0\0mdat'), sound]), null],
  ['wave', 'audio/wav', wav(3), 3],
  ['mp3', 'audio/mpeg', Buffer.alloc(400_000), 10],
  ['anything else', 'image/png', sound, null],
];

for (const [name, mime, bytes, seconds] of FILES) {
  test(`${name}: the same in whatever pieces it comes`, () => {
    for (const piece of [1, 3, 8, 777, 100_000]) {
      const found = measure(mime, bytes, piece);
      if (seconds === null) assert.equal(found, null);
      else assert.ok(found !== null && Math.abs(found - seconds) < 0.01, `${String(found)} in pieces of ${piece}`);
    }
  });
}

test('a real video', () => {
  const bytes = readFileSync(new URL('../../src/sandbox/kie/media/assets/sample.mp4', import.meta.url));
  const found = measure('video/mp4', bytes);
  assert.ok(found !== null && found > 0.5 && found < 60, String(found));
});

/** The boxes inside of each other, from the outermost on: `inside` is only reached through all of them. */
function nested(name: string, depth: number, inside: Buffer): Buffer {
  const heads = Buffer.alloc(depth * 8);
  for (let level = 0; level < depth; level += 1) {
    heads.writeUInt32BE((depth - level) * 8 + inside.length, level * 8);
    heads.write(name, level * 8 + 4, 'latin1');
  }
  return Buffer.concat([heads, inside]);
}

test('tracks inside of tracks are read as deep as players read them, and ten thousand of them end no stack', () => {
  const film = (depth: number): Buffer =>
    Buffer.concat([ftyp, box('moov', times('mvhd', 1), nested('trak', depth, box('mdia', times('mdhd', 300))))]);
  assert.equal(measure('video/mp4', film(9)), 300);
  assert.equal(measure('video/mp4', film(10_000), 100_000), 1);
});

test('it never throws, whatever the bytes are', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom('video/mp4', 'audio/wav', 'audio/mpeg'),
      (tail, mime) => {
        measure(mime, Buffer.concat([ftyp, box('moov', Buffer.from(tail)), Buffer.from(tail)]), 5);
        measure(mime, Buffer.from(tail), 5);
      },
    ),
  );
});

test('a second of rounding is no lie', () => {
  assert.deepEqual(
    [
      [10.9, 10],
      [11.6, 10],
      [300, 1],
      [null, 1],
      [300, undefined],
    ].map(([found, told]) => isLonger(found ?? null, told ?? undefined)),
    [false, true, true, false, false],
  );
});
