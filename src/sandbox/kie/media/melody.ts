/** A short tune as a WAV file: mono, sixteen bits; the same seed gives the same tune. */
import { createRandom } from './backdrop.ts';

const SAMPLE_RATE = 24_000;
const NOTE_SECONDS = 0.25;
const NOTES = 16;
const HEADER_BYTES = 44;
/** A minor pentatonic scale in semitones: no two of its notes clash. */
const SCALE = [0, 3, 5, 7, 10, 12, 15];
const ROOT_HERTZ = 220;

function header(dataBytes: number): Buffer {
  const out = Buffer.alloc(HEADER_BYTES);
  out.write('RIFF', 0, 'latin1');
  out.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  out.write('WAVEfmt ', 8, 'latin1');
  out.writeUInt32LE(16, 16); // length of the format block
  out.writeUInt16LE(1, 20); // PCM
  out.writeUInt16LE(1, 22); // mono
  out.writeUInt32LE(SAMPLE_RATE, 24);
  out.writeUInt32LE(SAMPLE_RATE * 2, 28); // bytes per second
  out.writeUInt16LE(2, 32); // bytes per sample
  out.writeUInt16LE(16, 34); // bits per sample
  out.write('data', 36, 'latin1');
  out.writeUInt32LE(dataBytes, 40);
  return out;
}

/** A plucked string, roughly: two harmonics under a falling envelope, with a soft start against clicks. */
function sampleAt(hertz: number, seconds: number): number {
  const envelope = Math.min(1, seconds * 200) * Math.exp(-5 * seconds);
  const phase = 2 * Math.PI * hertz * seconds;
  return envelope * (0.7 * Math.sin(phase) + 0.25 * Math.sin(2 * phase));
}

export function composeMelody(seed: number): Buffer {
  const random = createRandom(seed);
  const perNote = Math.round(SAMPLE_RATE * NOTE_SECONDS);
  const data = Buffer.alloc(NOTES * perNote * 2);
  for (let note = 0; note < NOTES; note += 1) {
    const step = SCALE[Math.floor(random() * SCALE.length)] ?? 0;
    const hertz = ROOT_HERTZ * 2 ** (step / 12);
    for (let index = 0; index < perNote; index += 1) {
      const value = sampleAt(hertz, index / SAMPLE_RATE);
      data.writeInt16LE(Math.round(value * 30_000), (note * perNote + index) * 2);
    }
  }
  return Buffer.concat([header(data.length), data]);
}
