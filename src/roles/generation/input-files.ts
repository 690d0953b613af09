/** A file as an address that KIE can fetch, passed on as a stream: nothing is kept here, and Telegram's address never leaves. */
import type { UploadedFile } from '../../adapters/kie/upload.ts';
import { readHead, sniffFile } from '../../adapters/telegram/file-head.ts';
import { createLengthMeter, isLonger, type LengthMeter } from '../../adapters/telegram/file-length.ts';
import { refusalOf } from '../../domain/catalog/accepts.ts';
import type { MediaField } from '../../domain/catalog/fields.ts';
import type { FileRef } from '../../domain/catalog/file-ref.ts';
import type { Generation } from '../../domain/generation/generation.ts';
import { AppError } from '../../shared/errors.ts';
import type { GenerationDeps } from './deps.ts';
import { ownWork } from './input-works.ts';
import { uploadsWork } from './operator.ts';

/** KIE's own address of a result is used this long; one of its texts says that it lives about a day. */
const RESULT_FRESH_MS = 12 * 3_600_000;
/** An upload that dies sooner than this might not last until the model gets to it. */
const ALIVE_FOR_MS = 3_600_000;
/** For one file, from getFile to KIE's answer. */
const FILE_TIMEOUT_MS = 100_000;
/** As much as tells the type. */
const SNIFF_BYTES = 4_100;

interface Order {
  readonly generation: Generation;
  readonly deps: GenerationDeps;
  /** Throws when no further transfer may begin now. */
  readonly mayBegin: () => void;
}

interface Copy {
  readonly fileId: string;
  /** As far as it is known before the bytes are there. */
  readonly facts: FileRef;
}

/** Rejects with INPUT_*, KIE_*, TELEGRAM_* or DB_UNAVAILABLE. */
export async function fileAddress(ref: FileRef, taker: MediaField, order: Order): Promise<string> {
  if (ref.source === 'telegram') return await uploaded({ fileId: ref.fileId, facts: ref }, taker, order);
  const { deps, generation } = order;
  const work = await ownWork(ref.generationId, generation, deps);
  const result = work.results?.files[ref.index];
  if (result === undefined) {
    throw new AppError('INPUT_GONE', 'the work has no such result', { details: { id: work.id, index: ref.index } });
  }
  const age = deps.now() - (work.finishedAt ?? work.createdAt).getTime();
  // Rows of an older version leave out what was not delivered, so that places mean nothing in them.
  const isWhole = work.sent.length >= (work.results?.files.length ?? 0);
  const fileId = isWhole ? (work.sent[ref.index]?.fileId ?? null) : null;
  // Without a copy the old address is all there is: if it is dead, KIE says so.
  return age < RESULT_FRESH_MS || fileId === null ? result.url : await uploaded({ fileId, facts: ref }, taker, order);
}

async function uploaded(copy: Copy, taker: MediaField, order: Order): Promise<string> {
  const { generation, deps, mayBegin } = order;
  const reference = `telegram-file:${copy.fileId}`;
  const known = await deps.uploads.find(generation.id, reference, new Date(deps.now() + ALIVE_FOR_MS));
  if (known !== null) return known;
  mayBegin();
  const { url, expiresAt } = await transfer(copy, taker, deps);
  await uploadsWork(deps);
  await deps.uploads.remember(generation.id, reference, { url, expiresAt: new Date(expiresAt) });
  return url;
}

async function transfer({ fileId, facts }: Copy, taker: MediaField, deps: GenerationDeps): Promise<UploadedFile> {
  const signal = AbortSignal.timeout(FILE_TIMEOUT_MS);
  const file = await deps.openFile(fileId, signal);
  try {
    const { head, whole } = await readHead(file.body, SNIFF_BYTES);
    const seen = await sniffFile(head, { ...facts, bytes: file.size ?? facts.bytes });
    checkTaken(taker, seen);
    const meter = createLengthMeter(seen.mime);
    const address = await deps.kie.uploadStream({
      ...{ stream: measured(whole, meter), signal, mimeType: seen.mime ?? 'application/octet-stream' },
      // Not the person's own name for it: the address is public.
      fileName: `file.${extensionOf(seen)}`,
      ...(file.size === null ? {} : { size: file.size }),
    });
    checkLength(meter.seconds(), facts.seconds);
    return address;
  } finally {
    file.close();
  }
}

async function* measured(stream: AsyncIterable<Uint8Array>, meter: LengthMeter): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    meter.take(chunk);
    yield chunk;
  }
}

/** The price was made for what the sender's program had said, and KIE bills what it finds. */
function checkLength(found: number | null, told: number | undefined): void {
  if (!isLonger(found, told)) return;
  throw new AppError('INPUT_REFUSED', 'the file is longer than it was said to be', { details: { found, told } });
}

/** The judgement of the form once more, now on the bytes. */
function checkTaken({ kind, accepts, maxSizeMb }: MediaField, seen: FileRef): void {
  const refusal = refusalOf({ media: kind, accepts, maxSizeMb }, seen);
  if (refusal === null) return;
  const code = refusal.why === 'too-big' || refusal.why === 'too-big-for-bots' ? 'INPUT_TOO_LARGE' : 'INPUT_REFUSED';
  const details = { why: refusal.why, mime: seen.mime, bytes: seen.bytes };
  throw new AppError(code, `the file is not what the model takes: ${refusal.why}`, { details });
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'video/quicktime': 'mov',
  'video/matroska': 'mkv',
  'text/plain': 'txt',
  'text/markdown': 'md',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

function extensionOf({ mime = '' }: FileRef): string {
  const named = EXTENSIONS[mime] ?? mime.split('/')[1] ?? '';
  return /^[a-z0-9]{1,5}$/.test(named) ? named : 'bin';
}
