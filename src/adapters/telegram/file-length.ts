/**
 * How long a sound or a video is by its own bytes, read as they pass. What Telegram tells is what the sender's program said,
 * and an order is priced by it.
 */
export interface LengthMeter {
  readonly take: (chunk: Uint8Array) => void;
  /** What it is at least, once all has passed; null = nobody can tell from this. */
  readonly seconds: () => number | null;
}

/** Telegram's seconds are whole ones, rounded to one side or the other. */
const ROUNDING_SECONDS = 1.5;

/** Whether it is longer than it was said to be. */
export const isLonger = (measured: number | null, told: number | undefined): boolean =>
  measured !== null && told !== undefined && measured > told + ROUNDING_SECONDS;

const ISO_MEDIA = new Set(['video/mp4', 'video/quicktime', 'audio/mp4', 'video/3gpp', 'audio/quicktime']);

export function createLengthMeter(mime: string | undefined): LengthMeter {
  if (mime === undefined) return UNKNOWN;
  if (ISO_MEDIA.has(mime)) return isoMeter();
  if (mime === 'audio/wav') return wavMeter();
  return mime === 'audio/mpeg' ? mp3Meter() : UNKNOWN;
}

const UNKNOWN: LengthMeter = { take: () => undefined, seconds: () => null };

/** A header of a film of hours has less. */
const MOST_MOOV_BYTES = 8 * 1_024 * 1_024;

/** ISO/IEC 14496-12: boxes one after the other; the one called `moov` knows the length, wherever it stands. */
function isoMeter(): LengthMeter {
  let pending: Buffer[] = [];
  let held = 0;
  let wanted = 8;
  let skip = 0;
  let longest: number | null = null;
  let isOver = false;

  function onWhole(bytes: Buffer): void {
    const name = bytes.toString('latin1', 4, 8);
    const short = bytes.readUInt32BE(0);
    if (short === 1 && bytes.length < 16) {
      wanted = 16;
      return;
    }
    const size = short === 1 ? Number(bytes.readBigUInt64BE(8)) : short;
    if (name === 'moov' && size <= MOST_MOOV_BYTES && size > bytes.length) {
      wanted = size;
      return;
    }
    if (name === 'moov' && size === bytes.length) longest = movieSeconds(bytes.subarray(short === 1 ? 16 : 8));
    // Zero: to the end of the file.
    isOver = size < bytes.length;
    skip = size - bytes.length;
    pending = [];
    held = 0;
    wanted = 8;
  }

  return {
    take: (chunk) => {
      let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      while (rest.length > 0 && !isOver) {
        const count = Math.min(skip > 0 ? skip : wanted - held, rest.length);
        const piece = rest.subarray(0, count);
        rest = rest.subarray(count);
        if (skip > 0) {
          skip -= count;
          continue;
        }
        pending.push(piece);
        held += count;
        if (held < wanted) continue;
        const whole = Buffer.concat(pending);
        pending = [whole];
        onWhole(whole);
      }
    },
    seconds: () => longest,
  };
}

const CONTAINERS = new Set(['trak', 'mdia']);
const HEADERS = new Set(['mvhd', 'mdhd']);
/** A track's header is two deep. What players forgive is read too (FFmpeg gives up at ten), and a stack does not end. */
const DEEPEST = 10;

/** The longest that the header of the movie or of a track says. */
function movieSeconds(boxes: Buffer, depth = 0): number | null {
  let longest = 0;
  for (let at = 0; at + 8 <= boxes.length;) {
    const size = boxes.readUInt32BE(at);
    if (size < 8 || at + size > boxes.length) break;
    const name = boxes.toString('latin1', at + 4, at + 8);
    const inside = boxes.subarray(at + 8, at + size);
    if (CONTAINERS.has(name) && depth < DEEPEST) longest = Math.max(longest, movieSeconds(inside, depth + 1) ?? 0);
    if (HEADERS.has(name)) longest = Math.max(longest, headerSeconds(inside));
    at += size;
  }
  return longest > 0 ? longest : null;
}

/** Duration over time scale; version 1 has 64-bit times. All ones = not known. */
function headerSeconds(header: Buffer): number {
  const isLong = header[0] === 1;
  if (header.length < (isLong ? 32 : 20)) return 0;
  const scale = header.readUInt32BE(isLong ? 20 : 12);
  const duration = isLong ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16);
  const isKnown = scale > 0 && duration < (isLong ? 2 ** 63 : 2 ** 32 - 1);
  return isKnown ? duration / scale : 0;
}

/** All bytes over the bytes of a second, which stand at a fixed place as `fmt ` comes first (Microsoft, RIFF WAVE). */
function wavMeter(): LengthMeter {
  const head: Buffer[] = [];
  let length = 0;
  return {
    take: (chunk) => {
      if (length < 64) head.push(Buffer.from(chunk.subarray(0, 64)));
      length += chunk.byteLength;
    },
    seconds: () => {
      const bytes = Buffer.concat(head);
      if (bytes.length < 44 || bytes.toString('latin1', 12, 16) !== 'fmt ') return null;
      const perSecond = bytes.readUInt32LE(28);
      return perSecond === 0 ? null : Math.max(0, length - 44) / perSecond;
    },
  };
}

/** 320 kbit/s is the most that a frame can have: it is longer if it has less. */
function mp3Meter(): LengthMeter {
  let length = 0;
  return { take: (chunk) => void (length += chunk.byteLength), seconds: () => (length * 8) / 320_000 };
}
