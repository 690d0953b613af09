/** Length of a WAV, MP4, MP3 or Ogg file in seconds, as its own headers tell. */

/** Bytes of the data block over bytes per second. */
function wavSeconds(bytes: Buffer): number | undefined {
  let perSecond: number | undefined;
  let offset = 12;
  while (offset + 8 <= bytes.length) {
    const name = bytes.toString('latin1', offset, offset + 4);
    const size = bytes.readUInt32LE(offset + 4);
    if (name === 'fmt ' && offset + 20 <= bytes.length) perSecond = bytes.readUInt32LE(offset + 16);
    // A recorder that streams writes the length it does not know as the largest number there is.
    if (name === 'data' && perSecond) return Math.min(size, bytes.length - offset - 8) / perSecond;
    offset += 8 + size + (size % 2);
  }
  return undefined;
}

/** The contents of the box at a path such as `moov/mvhd`. */
function boxAt(bytes: Buffer, [name, ...rest]: readonly string[]): Buffer | undefined {
  let offset = 0;
  while (offset + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(offset);
    const isLarge = size === 1 && offset + 16 <= bytes.length;
    const length = isLarge ? Number(bytes.readBigUInt64BE(offset + 8)) : size === 0 ? bytes.length - offset : size;
    if (length < 8) return undefined;
    if (bytes.toString('latin1', offset + 4, offset + 8) === name) {
      const inside = bytes.subarray(offset + (isLarge ? 16 : 8), offset + length);
      return rest.length === 0 ? inside : boxAt(inside, rest);
    }
    offset += length;
  }
  return undefined;
}

/** Duration over time scale of the movie header, whose version 1 has 64-bit times. */
function mp4Seconds(bytes: Buffer): number | undefined {
  const header = boxAt(bytes, ['moov', 'mvhd']);
  if (header === undefined || header.length < 20) return undefined;
  if (header[0] === 0) return header.readUInt32BE(16) / header.readUInt32BE(12);
  return header.length < 32 ? undefined : Number(header.readBigUInt64BE(24)) / header.readUInt32BE(20);
}

const KBPS_V1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBPS_V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** By the bit rate of the first frame, after a tag if there is one: true for files of a constant rate only. */
function mp3Seconds(bytes: Buffer): number | undefined {
  const isTagged = bytes.toString('latin1', 0, 3) === 'ID3';
  const start = isTagged ? 10 + [6, 7, 8, 9].reduce((size, at) => size * 128 + bytes.readUInt8(at), 0) : 0;
  if (start + 4 > bytes.length || bytes[start] !== 0xff) return undefined;
  const isVersion1 = (bytes.readUInt8(start + 1) & 0x18) === 0x18;
  const kbps = (isVersion1 ? KBPS_V1 : KBPS_V2)[bytes.readUInt8(start + 2) >> 4];
  return kbps ? ((bytes.length - start) * 8) / (kbps * 1_000) : undefined;
}

const OPUS_RATE = 48_000;
const PAGE_HEADER = 27;

/** Position of the last page over the rate: always 48 kHz for Opus, as told in the head for Vorbis. */
function oggSeconds(bytes: Buffer): number | undefined {
  const last = bytes.lastIndexOf('OggS');
  if (last < 0 || last + PAGE_HEADER > bytes.length) return undefined;
  const vorbis = bytes.indexOf('\x01vorbis', 0, 'latin1');
  const rate = vorbis < 0 ? OPUS_RATE : bytes.readUInt32LE(vorbis + 12);
  return rate === 0 ? undefined : Number(bytes.readBigInt64LE(last + 6)) / rate;
}

const READERS: readonly (readonly [offset: number, mark: string, read: (bytes: Buffer) => number | undefined])[] = [
  [8, 'WAVE', wavSeconds],
  [4, 'ftyp', mp4Seconds],
  [0, 'OggS', oggSeconds],
  [0, 'ID3', mp3Seconds],
  [0, '\xff', mp3Seconds],
];

/** Undefined for a file of another kind, or a damaged one. */
export function secondsOf(bytes: Buffer): number | undefined {
  const reader = READERS.find(
    ([offset, mark]) => bytes.toString('latin1', offset, offset + mark.length) === mark && bytes.length >= PAGE_HEADER,
  );
  const seconds = reader?.[2](bytes);
  return seconds !== undefined && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}
