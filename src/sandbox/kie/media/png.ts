/** The least a PNG needs: eight-bit RGB with or without transparency, one filter, one IDAT. */
import { promisify } from 'node:util';
import { constants, crc32, deflate } from 'node:zlib';

/** Pixels in rows from the top, three bytes each. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** One byte a pixel, 0 = not there. Without it everything is. */
  readonly alpha?: Uint8Array;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const FILTER_SUB = 1;
const deflateAsync = promisify(deflate);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Four bytes a pixel. */
function withAlpha({ width, height, pixels }: Raster, alpha: Uint8Array): Uint8Array {
  const out = new Uint8Array(width * height * 4);
  for (let index = 0; index < width * height; index += 1) {
    out.set(pixels.subarray(index * 3, index * 3 + 3), index * 4);
    out[index * 4 + 3] = alpha[index] ?? 0;
  }
  return out;
}

/** Each byte as its difference from the pixel on the left: gradients compress well that way. */
function filtered(bytes: Uint8Array, rowLength: number, perPixel: number): Buffer {
  const height = bytes.length / rowLength;
  const out = Buffer.alloc((rowLength + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const target = y * (rowLength + 1);
    const source = y * rowLength;
    out[target] = FILTER_SUB;
    for (let x = 0; x < rowLength; x += 1) {
      const left = x < perPixel ? 0 : (bytes[source + x - perPixel] ?? 0);
      out[target + 1 + x] = (bytes[source + x] ?? 0) - left;
    }
  }
  return out;
}

export async function encodePng(raster: Raster): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(raster.width, 0);
  header.writeUInt32BE(raster.height, 4);
  const { alpha } = raster;
  const perPixel = alpha === undefined ? 3 : 4;
  header.set([8, alpha === undefined ? 2 : 6, 0, 0, 0], 8); // eight bits, RGB(A), deflate, adaptive filters, not interlaced
  const bytes = alpha === undefined ? raster.pixels : withAlpha(raster, alpha);
  const data = await deflateAsync(filtered(bytes, raster.width * perPixel, perPixel), {
    level: 1,
    strategy: constants.Z_RLE,
  });
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}
