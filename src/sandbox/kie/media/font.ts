/** The bitmap font of the pictures: Latin and Cyrillic, read from `assets/glyphs.br` (format in the README there). */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

export interface Glyph {
  /** Distance to the next glyph's origin, in font pixels. */
  readonly advance: number;
  /** Where the bitmap lies: right of the origin, below the line's top. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Coverage per pixel, 0 to 15. */
  readonly coverage: Uint8Array;
}

export interface Font {
  /** Height of a line in font pixels. */
  readonly lineHeight: number;
  /** Every character has a glyph: a hollow square where the font has none. */
  readonly glyph: (character: string) => Glyph;
}

const ASSET = new URL('./assets/glyphs.br', import.meta.url);
const HEADER_BYTES = 8;
const ENTRY_BYTES = 7;
const HOLLOW_SQUARE = 0x25a1;
const decompress = promisify(brotliDecompress);

/** Two pixels a byte, the first in the low half. */
function unpack(data: Buffer, offset: number, pixels: number): Uint8Array {
  return Uint8Array.from({ length: pixels }, (_, index) => {
    const pair = data[offset + (index >> 1)] ?? 0;
    return index % 2 === 0 ? pair & 15 : pair >> 4;
  });
}

/** Where each character's entry and bitmap stand. */
interface Place {
  readonly entry: number;
  readonly bitmap: number;
}

function readPlaces(data: Buffer): ReadonlyMap<number, Place> {
  const count = data.readUInt16LE(6);
  const places = new Map<number, Place>();
  let bitmap = HEADER_BYTES + count * ENTRY_BYTES;
  for (let index = 0; index < count; index += 1) {
    const entry = HEADER_BYTES + index * ENTRY_BYTES;
    places.set(data.readUInt16LE(entry), { entry, bitmap });
    bitmap += Math.ceil((data.readUInt8(entry + 5) * data.readUInt8(entry + 6)) / 2);
  }
  return places;
}

function readGlyph(data: Buffer, { entry, bitmap }: Place): Glyph {
  const width = data.readUInt8(entry + 5);
  const height = data.readUInt8(entry + 6);
  return {
    advance: data.readUInt8(entry + 2),
    left: data.readInt8(entry + 3),
    top: data.readUInt8(entry + 4),
    width,
    height,
    coverage: unpack(data, bitmap, width * height),
  };
}

export async function loadFont(): Promise<Font> {
  const data = await decompress(await readFile(ASSET));
  const places = readPlaces(data);
  const missing = places.get(HOLLOW_SQUARE);
  if (missing === undefined) throw new Error('the font of the sandbox has no glyph for missing characters');
  const glyphs = new Map<Place, Glyph>();
  return {
    lineHeight: data.readUInt16LE(2),
    glyph: (character) => {
      const place = places.get(character.codePointAt(0) ?? 0) ?? missing;
      const glyph = glyphs.get(place) ?? readGlyph(data, place);
      glyphs.set(place, glyph);
      return glyph;
    },
  };
}
