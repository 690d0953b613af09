/**
 * A file as a value of an input before KIE has it: a URI that only this service can read. It names a file that a person
 * sent (`telegram-file:`) or a result of theirs (`result-file:`), with what is known about it, so that limits and prices
 * can be told at once. The generation role replaces it by an address right before the submit; it never leaves us.
 */
import * as z from 'zod';
import { MediaKind } from './fields.ts';

const Count = z.coerce.number().nonnegative().optional();
const Facts = z.object({
  media: MediaKind,
  /** As sniffed where the bytes were looked at, else as Telegram says. */
  mime: z.string().optional(),
  bytes: Count,
  width: Count,
  height: Count,
  seconds: Count,
  /** The person's own file name. */
  name: z.string().optional(),
});
export type FileFacts = Readonly<z.infer<typeof Facts>>;

export type FileSource =
  | { readonly source: 'telegram'; readonly fileId: string }
  /** `index` into the generation's results. */
  | { readonly source: 'result'; readonly generationId: string; readonly index: number };

export type FileRef = FileFacts & FileSource;

const TELEGRAM = /^telegram-file:([\w-]{1,250})\?(.*)$/s;
const RESULT = /^result-file:([a-z0-9]{12})\/(\d{1,3})\?(.*)$/s;

export function formatFileRef(ref: FileRef): string {
  const query = new URLSearchParams();
  for (const name of Facts.keyof().options) {
    const value = ref[name];
    if (value !== undefined) query.set(name, String(value));
  }
  const path =
    ref.source === 'telegram' ? `telegram-file:${ref.fileId}` : `result-file:${ref.generationId}/${ref.index}`;
  return `${path}?${query.toString()}`;
}

/** Null for whatever `formatFileRef` did not make. */
export function parseFileRef(text: unknown): FileRef | null {
  if (typeof text !== 'string') return null;
  const [, fileId, sent] = TELEGRAM.exec(text) ?? [];
  if (fileId !== undefined) return withFacts({ source: 'telegram', fileId }, sent);
  const [, generationId, index, made] = RESULT.exec(text) ?? [];
  return generationId === undefined ? null : withFacts({ source: 'result', generationId, index: Number(index) }, made);
}

function withFacts(source: FileSource, query: string | undefined): FileRef | null {
  const facts = Facts.safeParse(Object.fromEntries(new URLSearchParams(query ?? '')));
  return facts.success ? { ...facts.data, ...source } : null;
}
