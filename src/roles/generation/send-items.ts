/** What is there to send of a generation's results, each known by its first bytes. */
import { Readable } from 'node:stream';
import type { FetchResult } from '../../adapters/kie/result-fetch.ts';
import { textForm, type TextForm } from '../../domain/chat/result-text.ts';
import type { Generation, ResultFile, Results } from '../../domain/generation/generation.ts';
import { hasCode, type AppError } from '../../shared/errors.ts';
import type { Known } from './send-plan.ts';

export interface Item extends Known {
  /** Into the generation's messages. */
  readonly index: number;
  /** Null for a text that is sent as a document: `text`. */
  readonly file: ResultFile | null;
  readonly text: string;
  readonly fileName: string;
  /** HTML that belongs to this result's caption. */
  readonly words: string | null;
  readonly open: () => Promise<Readable>;
}

export interface Found {
  readonly ready: readonly Item[];
  /** There, but larger than Telegram takes. */
  readonly tooLarge: readonly ResultFile[];
  /** Their host does not give them now. */
  readonly away: readonly ResultFile[];
  /** Never to be fetched or told: a private address, a page in place of the media. */
  readonly refused: readonly ResultFile[];
}

/** Hosts answer in parallel, but not all sixty at once. */
const AT_ONCE = 5;
/** For the first bytes; a host that needs longer is away. */
const LOOK_MS = 30_000;

type Look = { readonly file: ResultFile } & (
  { readonly is: 'ready'; readonly item: Item } | { readonly is: 'tooLarge' | 'away' | 'refused' }
);

const IS: Readonly<Partial<Record<AppError['code'], 'tooLarge' | 'away' | 'refused'>>> = {
  RESULT_TOO_LARGE: 'tooLarge',
  RESULT_UNAVAILABLE: 'away',
  RESULT_REFUSED: 'refused',
};

/** Letters and digits of any script; what a file system or Telegram might read differently is left out. */
function fileNameOf(title: string | null, extension: string): string {
  const name = (title ?? '').replaceAll(/[^\p{L}\p{N}_-]+/gu, ' ').trim();
  return `${name === '' ? 'result' : name.slice(0, 60).trim()}.${extension}`;
}

async function look(file: ResultFile, index: number, fetchResult: FetchResult): Promise<Look> {
  try {
    const { stream, kind, mime, extension, size } = await fetchResult(file.url, AbortSignal.timeout(LOOK_MS));
    stream.destroy();
    const fileName = fileNameOf(file.title, extension);
    const open = async (): Promise<Readable> => (await fetchResult(file.url)).stream;
    return { is: 'ready', file, item: { index, file, text: '', kind, mime, size, fileName, words: null, open } };
  } catch (error) {
    for (const [code, is] of Object.entries(IS)) {
      if (hasCode(error, code as AppError['code'])) return { is, file };
    }
    throw error;
  }
}

function textItem(form: Extract<TextForm, { kind: 'document' }>, index: number): Item {
  const bytes = Buffer.from(form.content);
  return {
    ...{ index, file: null, text: form.content, kind: 'file', mime: form.mime, size: bytes.length },
    ...{ fileName: form.fileName, words: form.beginning },
    open: () => Promise.resolve(Readable.from([bytes])),
  };
}

/** Everything that no message carries yet. */
export async function findItems(
  { sent }: Pick<Generation, 'sent'>,
  { files, text }: Results,
  fetchResult: FetchResult,
): Promise<Found> {
  const open = files.map((file, index) => ({ file, index })).filter(({ index }) => (sent[index] ?? null) === null);
  const looks: Look[] = [];
  for (let at = 0; at < open.length; at += AT_ONCE) {
    const some = open.slice(at, at + AT_ONCE);
    looks.push(...(await Promise.all(some.map(({ file, index }) => look(file, index, fetchResult)))));
  }
  const form = textForm(text);
  const isTextOpen = form?.kind === 'document' && (sent[files.length] ?? null) === null;
  const that = (is: Look['is']): ResultFile[] => looks.filter((one) => one.is === is).map(({ file }) => file);
  return {
    ready: [
      ...looks.flatMap((one) => (one.is === 'ready' ? [one.item] : [])),
      ...(isTextOpen ? [textItem(form, files.length)] : []),
    ],
    ...{ tooLarge: that('tooLarge'), away: that('away'), refused: that('refused') },
  };
}
