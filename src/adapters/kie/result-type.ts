/** What a result is, by its first bytes. What the server or the URL calls it is not believed. */
import { fileTypeFromBuffer } from 'file-type';
import { AppError } from '../../shared/errors.ts';

/** `voice` is speech as Telegram plays it in place: Opus in Ogg. */
export type ResultKind = 'image' | 'video' | 'audio' | 'voice' | 'animation' | 'file';

export interface ResultType {
  readonly mime: string;
  readonly kind: ResultKind;
  /** Without the dot. */
  readonly extension: string;
}

/** As much as `file-type` reads at most for what models make. */
export const SNIFF_BYTES = 4_100;

const MARKUP = /^[\s\ufeff]*<(!doctype\s+html|html|head|body|script|title|\?xml[^>]*>\s*<error|error)\b/i;
/** A comment ends in one place only: with a choice, many of them are as many ways to fail as there are to cut them. */
const SVG = /^[\s\ufeff]*(<\?xml[^>]*>\s*)?(<!--((?!-->)[\s\S])*-->\s*)*(<!doctype\s+svg[^>]*>\s*)?<svg\b/i;

function kindOf(mime: string): ResultKind {
  if (mime === 'image/gif' || mime === 'image/apng') return 'animation';
  if (mime === 'audio/ogg; codecs=opus') return 'voice';
  const family = mime.split('/')[0];
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'file';
}

/** Rejects with RESULT_REFUSED when a page stands where media should be. */
export async function sniffResult(head: Uint8Array): Promise<ResultType> {
  const text = textOf(head);
  if (text !== null && SVG.test(text)) return { mime: 'image/svg+xml', kind: 'file', extension: 'svg' };
  if (text !== null && MARKUP.test(text)) {
    throw new AppError('RESULT_REFUSED', 'a page stands where the result should be', { details: { refusal: 'page' } });
  }
  const found = await fileTypeFromBuffer(head);
  if (found !== undefined) {
    const mime = found.mime.split(';')[0] ?? found.mime;
    return { mime, kind: kindOf(found.mime), extension: found.ext };
  }
  if (text !== null) return { mime: 'text/plain', kind: 'file', extension: 'txt' };
  return { mime: 'application/octet-stream', kind: 'file', extension: 'bin' };
}

/** `null` when these are not the first bytes of a UTF-8 text; a character cut at the end is no objection. */
function textOf(head: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return text.includes('\0') ? null : text;
  } catch {
    return null; // not UTF-8: that is the answer
  }
}
