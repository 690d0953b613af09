/** Reads the PNGs that people and this sandbox make: eight bits, grey or RGB, with or without transparency. */
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import type { Raster } from './png.ts';

const inflateAsync = promisify(inflate);

/** Bytes per pixel by colour type; palettes and interlaced pictures are not read. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };
const MOST_PIXELS = 4_096 * 4_096;

function dataOf(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let offset = 8;
  while (offset + 8 <= bytes.length) {
    const length = bytes.readUInt32BE(offset);
    if (bytes.toString('latin1', offset + 4, offset + 8) === 'IDAT') {
      parts.push(bytes.subarray(offset + 8, offset + 8 + length));
    }
    offset += 12 + length;
  }
  return Buffer.concat(parts);
}

/** The neighbour (left, above, above left) that is nearest to left + above - above left. */
function paeth(left: number, above: number, corner: number): number {
  const [toLeft, toAbove, toCorner] = [
    Math.abs(above - corner),
    Math.abs(left - corner),
    Math.abs(left + above - 2 * corner),
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** What a row's filter (the number before the row) takes for the neighbourhood of a byte. */
const PREDICTIONS: readonly ((left: number, above: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

function unfiltered(rows: Buffer, rowLength: number, height: number, perPixel: number): Uint8Array {
  // A row of zeros above and a pixel of zeros on the left spare every question about the edges.
  const stride = rowLength + perPixel;
  const padded = new Uint8Array(stride * (height + 1));
  const out = new Uint8Array(rowLength * height);
  for (let y = 0; y < height; y += 1) {
    const source = y * (rowLength + 1);
    const target = (y + 1) * stride + perPixel;
    const predict = PREDICTIONS[rows.readUInt8(source)] ?? paeth;
    for (let x = target; x < target + rowLength; x += 1) {
      const [left = 0, above = 0, corner = 0] = [
        padded[x - perPixel],
        padded[x - stride],
        padded[x - stride - perPixel],
      ];
      padded[x] = rows.readUInt8(source + 1 + x - target) + predict(left, above, corner);
    }
    out.set(padded.subarray(target, target + rowLength), y * rowLength);
  }
  return out;
}

/** Transparency is dropped. */
function toRgb(bytes: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return bytes;
  const count = bytes.length / channels;
  const isGrey = channels < 3;
  const out = new Uint8Array(count * 3);
  for (let index = 0; index < count; index += 1) {
    for (let c = 0; c < 3; c += 1) out[index * 3 + c] = bytes[index * channels + (isGrey ? 0 : c)] ?? 0;
  }
  return out;
}

/** Undefined for everything else than such a PNG, damaged ones too. */
export async function readPng(bytes: Buffer): Promise<Raster | undefined> {
  if (bytes.length < 57 || bytes.toString('latin1', 1, 4) !== 'PNG') return undefined;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const channels = CHANNELS[bytes.readUInt8(25)];
  const isPlain = bytes[24] === 8 && bytes[28] === 0;
  if (channels === undefined || !isPlain || width * height > MOST_PIXELS) return undefined;
  try {
    const rows = await inflateAsync(dataOf(bytes), { maxOutputLength: (width * channels + 1) * height });
    return { width, height, pixels: toRgb(unfiltered(rows, width * channels, height, channels), channels) };
  } catch {
    // A picture that cannot be unpacked is no picture; the sandbox draws one of its own then.
    return undefined;
  }
}
