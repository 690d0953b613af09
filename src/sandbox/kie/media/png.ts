/** The least a PNG needs: eight-bit RGB, one filter, one IDAT. */
import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

/** Pixels in rows from the top, three bytes each. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const FILTER_SUB = 1;
const BYTES_PER_PIXEL = 3;
const deflateAsync = promisify(deflate);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Each byte as its difference from the pixel on the left: gradients compress well that way. */
function filtered({ width, height, pixels }: Raster): Buffer {
  const rowLength = width * BYTES_PER_PIXEL;
  const out = Buffer.alloc((rowLength + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const target = y * (rowLength + 1);
    const source = y * rowLength;
    out[target] = FILTER_SUB;
    for (let x = 0; x < rowLength; x += 1) {
      const left = x < BYTES_PER_PIXEL ? 0 : (pixels[source + x - BYTES_PER_PIXEL] ?? 0);
      out[target + 1 + x] = (pixels[source + x] ?? 0) - left;
    }
  }
  return out;
}

export async function encodePng(raster: Raster): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(raster.width, 0);
  header.writeUInt32BE(raster.height, 4);
  header.set([8, 2, 0, 0, 0], 8); // eight bits, RGB, deflate, adaptive filters, not interlaced
  const data = await deflateAsync(filtered(raster), { level: 5 });
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}
