/** Input files to KIE's temporary store, streamed: nothing is held but the chunk under way. */
import * as z from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { type AppError, toAppError } from '../../shared/errors.ts';
import { callError } from './call-error.ts';
import type { Exchange } from './exchange.ts';
import { decode } from './read.ts';

export interface UploadFile {
  readonly stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;
  readonly fileName: string;
  readonly mimeType: string;
  /** Bytes, when known: the request then says its length instead of being chunked. */
  readonly size?: number;
  readonly signal?: AbortSignal;
}

export interface UploadedFile {
  readonly url: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

interface UploadDeps {
  readonly exchange: Exchange;
  readonly uploadBase: string;
  readonly clock: Clock;
  /** Unguessable: an uploaded file is public, and the same folder and name would overwrite another's. */
  readonly newId: () => string;
  readonly timeoutMs: number;
}

/** The newest of KIE's texts says 24 hours, an older one three days. */
const RETENTION_MS = 24 * 3_600_000;

/** Older samples call the address `fileUrl`. */
const Uploaded = z
  .object({ downloadUrl: z.string().nullish(), fileUrl: z.string().nullish() })
  .transform((data) => data.downloadUrl ?? data.fileUrl ?? '')
  .pipe(z.url({ protocol: /^https?$/ }));

/**
 * Never retried here, because the stream is spent. Rejects with KIE_*, or with what the stream failed with when reading the
 * source is what failed: its own AppError, else UNEXPECTED, because a defect of ours is no outage of KIE.
 */
export function createUpload(deps: UploadDeps): (file: UploadFile) => Promise<UploadedFile> {
  return async (file) => {
    const boundary = `----kie-ai-bot-${deps.newId()}`;
    const { head, tail } = frame(boundary, file, `kie-ai-bot/${deps.newId()}`);
    const source: Source = { failure: null };
    const answer = await deps.exchange({
      method: 'POST',
      url: `${deps.uploadBase}/api/file-stream-upload`,
      contentType: `multipart/form-data; boundary=${boundary}`,
      body: multipart(head, file.stream, tail, source),
      ...{ timeoutMs: deps.timeoutMs, signal: file.signal },
      ...(file.size === undefined ? {} : { contentLength: head.length + file.size + tail.length }),
    });
    if (source.failure !== null) throw source.failure;
    if (answer.kind !== 'envelope' || answer.code !== 200 || answer.status >= 300) throw callError(answer, 'upload');
    return { url: decode(Uploaded, answer.data), expiresAt: deps.clock.now() + RETENTION_MS };
  };
}

interface Source {
  failure: AppError | null;
}

async function* multipart(
  head: Buffer,
  stream: UploadFile['stream'],
  tail: Buffer,
  source: Source,
): AsyncGenerator<Uint8Array> {
  yield head;
  try {
    yield* stream;
  } catch (error) {
    source.failure = toAppError(error);
    throw error;
  }
  yield tail;
}

/** RFC 7578, with the file last so that the fields are known before it arrives. */
function frame(boundary: string, file: UploadFile, folder: string): { head: Buffer; tail: Buffer } {
  const name = safeName(file.fileName);
  const field = (key: string, value: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`;
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(file.mimeType) ? file.mimeType : 'application/octet-stream';
  const head =
    field('uploadPath', folder) +
    field('fileName', name) +
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`;
  return { head: Buffer.from(head, 'latin1'), tail: Buffer.from(`\r\n--${boundary}--\r\n`, 'latin1') };
}

/** A person's file name goes into a header and a public address: letters, digits and the extension stay. */
function safeName(fileName: string): string {
  const clean = fileName.replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '');
  return clean === '' ? 'file' : clean.slice(-80);
}
