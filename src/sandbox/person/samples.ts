/** Files that a person could have on the phone: made here, or shipped with the sandbox. */
import { composeMelody } from '../kie/media/melody.ts';
import { secondsOf } from '../kie/media/duration.ts';
import { drawPicture } from '../kie/media/picture.ts';
import { sampleVideo } from '../kie/media/video.ts';
import type { Sim } from '../telegram/sim-client.ts';
import type { FileKind } from './decide.ts';

type Sample = Parameters<Sim['sendMedia']>[1];

const PICTURE = { width: 1024, height: 1024 };
const SEED = 7;

/** As a client sends it: with the size and the length it has. */
export async function sampleOf(kind: FileKind): Promise<Sample> {
  switch (kind) {
    case 'image': {
      const input = { image_size: 'square_hd' };
      const bytes = await drawPicture({ prompt: 'Мой кот', seed: SEED, caption: 'IMG_0007', input });
      return { kind: 'document', bytes, fileName: 'cat.png', mimeType: 'image/png', ...PICTURE };
    }
    case 'video': {
      const bytes = await sampleVideo();
      return { kind: 'video', bytes, fileName: 'clip.mp4', mimeType: 'video/mp4', durationSeconds: lengthOf(bytes) };
    }
    case 'audio': {
      const bytes = composeMelody(SEED);
      return { kind: 'audio', bytes, fileName: 'song.wav', mimeType: 'audio/wav', durationSeconds: lengthOf(bytes) };
    }
    case 'document':
      return {
        kind: 'document',
        bytes: Buffer.from('%PDF-1.4\n%%EOF\n'),
        fileName: 'notes.pdf',
        mimeType: 'application/pdf',
      };
  }
}

/** Whole seconds, as Telegram tells them. */
const lengthOf = (bytes: Buffer): number => Math.max(1, Math.round(secondsOf(bytes) ?? 1));
