/** A host with results of every kind, each small and true to its first bytes. */
import type { TestContext } from 'node:test';
import { startScriptedServer } from '../integration/kie-scripted-server.ts';
import { composeMelody } from '../../src/sandbox/kie/media/melody.ts';
import { sampleVideo } from '../../src/sandbox/kie/media/video.ts';

export interface Served {
  readonly bytes: Buffer;
  readonly type: string;
}

const zeros = (count: number): Buffer => Buffer.alloc(count);
const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

export const PNG: Served = {
  bytes: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
  type: 'image/png',
};
/** Its frame says 1 x 1, which is all that anybody here reads of it. */
export const GIF: Served = {
  bytes: Buffer.concat([latin('GIF89a'), Buffer.from([1, 0, 1, 0, 0, 0, 0]), zeros(100)]),
  type: 'image/gif',
};
export const SVG: Served = {
  bytes: latin('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'),
  type: 'image/svg+xml',
};
export const MP3: Served = {
  bytes: Buffer.concat([
    latin('ID3'),
    Buffer.from([3, 0, 0, 0, 0, 0, 10]),
    zeros(10),
    latin('\xff\xfb\x90\x44'),
    zeros(400),
  ]),
  type: 'audio/mpeg',
};
export const OPUS: Served = {
  bytes: Buffer.concat([latin('OggS'), zeros(24), latin('OpusHead'), zeros(400)]),
  type: 'audio/ogg',
};
export const PAGE: Served = { bytes: latin('<!doctype html><html><body>gone</body></html>'), type: 'text/html' };
export const wav = (): Served => ({ bytes: composeMelody(1), type: 'audio/wav' });
export const mp4 = async (): Promise<Served> => ({ bytes: await sampleVideo(), type: 'video/mp4' });

/** A JPEG as far as its frame header, with so many bytes behind it. */
export function jpeg(width: number, height: number, padding = 100): Served {
  const frame = Buffer.from([0xff, 0xc0, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3]);
  const start = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]);
  return { bytes: Buffer.concat([start, latin('JFIF\0'), zeros(9), frame, zeros(padding)]), type: 'image/jpeg' };
}

export interface ResultHost {
  readonly url: (path: string) => string;
  /** What the next requests get; `null` is 404. */
  readonly put: (path: string, served: Served | null) => void;
  readonly requests: () => readonly string[];
}

export async function startResultHost(t: TestContext, files: Readonly<Record<string, Served>>): Promise<ResultHost> {
  const table = new Map<string, Served | null>(Object.entries(files));
  const server = await startScriptedServer(t, (response, _nth, { path }) => {
    const served = table.get(path.slice(1)) ?? null;
    if (served === null) response.writeHead(404).end();
    else {
      const { bytes, type } = served;
      response.writeHead(200, { 'content-type': type, 'content-length': bytes.length }).end(bytes);
    }
  });
  return {
    url: (path) => `${server.url}/${path}`,
    put: (path, served) => void table.set(path, served),
    requests: () => server.seen.map(({ path }) => path.slice(1)),
  };
}
