/** The files of one call: opened as their turn comes, closed with the call, and asked who broke when it fails. */
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { InputFile, TelegramApiError } from 'node-telegram-bot-api';
import { AppError } from '../../shared/errors.ts';

/** Bytes on their way through us: opened when Telegram is ready for them, never held as a whole. */
export interface Upload {
  /** A rejection, or a failure of the stream, ends the call as it is: Telegram has then got nothing. */
  readonly open: () => Promise<Readable>;
  readonly fileName: string;
  readonly mimeType: string;
  /** JPEG, at most 200 kB and 320 pixels a side (Bot API, sendAudio). */
  readonly thumbnail?: Uint8Array | null;
}

/** A file to send: fetched by Telegram itself, or uploaded by us. */
export type MediaSource = { readonly url: string } | Upload;

export interface Uploads {
  /** The file under its field's name, and its thumbnail beside it. */
  readonly input: (name: string, source: MediaSource) => Readonly<Record<string, string | InputFile>>;
  /** The failure of a source, when that and not Telegram is why the call failed. */
  readonly failure: (thrown: unknown) => AppError | null;
  readonly close: () => void;
}

export function createUploads(): Uploads {
  const opened: Readable[] = [];
  let failed: AppError | null = null;
  const note = (error: unknown): void => {
    if (error instanceof AppError) failed ??= error;
  };

  async function open(source: Upload): Promise<ReadableStream<Uint8Array>> {
    const stream = await source.open().catch((error: unknown) => {
      note(error);
      throw error;
    });
    // Also heard after the call: whoever is closed in the middle of a chunk may still complain.
    stream.on('error', note);
    opened.push(stream);
    return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
  }

  return {
    input: (name, source) => {
      if ('url' in source) return { [name]: source.url };
      const { fileName, mimeType, thumbnail = null } = source;
      const file = new InputFile(() => open(source), { filename: fileName, contentType: mimeType });
      if (thumbnail === null) return { [name]: file };
      const meta = { filename: 'cover.jpg', contentType: 'image/jpeg' };
      return { [name]: file, thumbnail: new InputFile(thumbnail, meta) };
    },
    failure: (thrown) => (thrown instanceof TelegramApiError ? null : failed),
    close: () => {
      for (const stream of opened) stream.destroy();
    },
  };
}
