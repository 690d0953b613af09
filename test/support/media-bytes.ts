/** Small true files of several types, made here. */
import { crc32, deflateSync } from 'node:zlib';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A black picture. `before` goes in front of the pixels, as an editor's own notes would. */
export function png(width: number, height: number, before = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0], 8); // eight bits of grey
  const rows = deflateSync(Buffer.alloc((width + 1) * height));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const notes = before.length === 0 ? before : chunk('teXt', before);
  return Buffer.concat([signature, chunk('IHDR', header), notes, chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

/** The frame of a JPEG as far as programs look for its size, after `notes` of a camera. */
export function jpeg(width: number, height: number, notes = Buffer.alloc(0)): Buffer {
  const segment = (marker: number, data: Buffer): Buffer => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([head, data]);
  };
  const jfif = Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1');
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  const comments: Buffer[] = [];
  for (let at = 0; at < notes.length; at += 60_000) comments.push(segment(0xfe, notes.subarray(at, at + 60_000)));
  return Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xe0, jfif), ...comments, segment(0xc0, frame)]);
}

/** Silence, 8 bits, mono. */
export function wav(seconds: number, rate = 8_000): Buffer {
  const samples = Buffer.alloc(Math.round(seconds * rate), 128);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** The beginning of an MP4, which is all that a program needs to name it. */
export function mp4(brand = 'isom'): Buffer {
  return Buffer.concat([Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0isommp42`, 'latin1'), Buffer.alloc(64)]);
}

/** A true picture of exactly so many bytes: what stands behind its end is nobody's. */
export function pngOf(bytes: number): Buffer {
  const picture = png(640, 480);
  return Buffer.concat([picture, Buffer.alloc(bytes - picture.length, 7)]);
}

/** All of a stream. */
export async function allOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
