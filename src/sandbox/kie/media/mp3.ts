/**
 * A tune as an MP3 file, written frame by frame: each frame holds one spectral line, so that every note is one pure
 * tone. MPEG-2 Layer III, mono, 24 kHz, 32 kbit/s: 96 bytes and 24 ms a frame, without a bit reservoir.
 */
import { createRandom } from './backdrop.ts';

const FRAME_BYTES = 96;
const FRAME_SECONDS = 0.024;
const FRAMES_PER_NOTE = 12;
/** Sync, MPEG-2, Layer III, no checksum; 32 kbit/s, 24 kHz, no padding; mono. */
const HEADER = [0xff, 0xf3, 0x44, 0xc0];
/** 576 lines share 12 kHz, so these are about 220 to 560 Hz. */
const LINES = [10, 12, 14, 16, 18, 20, 24, 26];
/** The quantiser's step: loud, but below clipping. */
const GLOBAL_GAIN = 204;

interface Field {
  readonly value: number;
  readonly bits: number;
}

/** Fields one after the other, the highest bit first, padded with zeros. */
function pack(fields: readonly Field[], bytes: number): Buffer {
  const bits = fields.map(({ value, bits: length }) => value.toString(2).padStart(length, '0').slice(-length)).join('');
  const out = Buffer.alloc(bytes);
  for (let index = 0; index < bytes; index += 1) {
    out[index] = Number.parseInt(bits.slice(index * 8, index * 8 + 8).padEnd(8, '0'), 2);
  }
  return out;
}

/** Pairs of lines in Huffman table 1: `1` = both zero, `01` and a sign = the first of them. */
function spectrum(line: number): readonly Field[] {
  const pairs = line / 2;
  return [...Array.from({ length: pairs }, () => ({ value: 1, bits: 1 })), { value: 0b010, bits: 3 }];
}

/** Nine bytes that tell how the spectrum is written. The names are the standard's (ISO 13818-3, 2.4.1.7). */
function sideInfo(line: number, dataBits: number): Buffer {
  const bigValues = line / 2 + 1;
  return pack(
    [
      { value: 0, bits: 8 }, // main_data_begin
      { value: 0, bits: 1 }, // private_bits
      { value: dataBits, bits: 12 }, // part2_3_length
      { value: bigValues, bits: 9 }, // big_values
      { value: GLOBAL_GAIN, bits: 8 }, // global_gain
      { value: 0, bits: 9 }, // scalefac_compress: no scale factors
      { value: 0, bits: 1 }, // window_switching_flag
      { value: 1, bits: 5 }, // table_select of the three regions
      { value: 1, bits: 5 },
      { value: 1, bits: 5 },
      { value: 0, bits: 4 }, // region0_count
      { value: 0, bits: 3 }, // region1_count
      { value: 0, bits: 2 }, // scalefac_scale, count1table_select
    ],
    9,
  );
}

function frame(line: number): Buffer {
  const data = spectrum(line);
  const dataBits = data.reduce((sum, { bits }) => sum + bits, 0);
  const out = Buffer.alloc(FRAME_BYTES);
  Buffer.from(HEADER).copy(out);
  sideInfo(line, dataBits).copy(out, HEADER.length);
  pack(data, Math.ceil(dataBits / 8)).copy(out, HEADER.length + 9);
  return out;
}

/** The same seed gives the same tune. The file lasts the given seconds, to the next whole frame. */
export function composeMp3(seed: number, seconds: number): Buffer {
  const random = createRandom(seed);
  const count = Math.ceil(seconds / FRAME_SECONDS);
  const frames: Buffer[] = [];
  while (frames.length < count) {
    const note = frame(LINES[Math.floor(random() * LINES.length)] ?? 0);
    for (let index = 0; index < FRAMES_PER_NOTE && frames.length < count; index += 1) frames.push(note);
  }
  return Buffer.concat(frames);
}
