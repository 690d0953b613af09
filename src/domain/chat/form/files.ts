/** Files as answers: what does not fit is said at once, with what to do instead. */
import { BOT_DOWNLOAD_MB, plainMime, refusalOf, type FileRefusal } from '../../catalog/accepts.ts';
import type { MediaKind } from '../../catalog/fields.ts';
import { formatFileRef, parseFileRef, type FileRef } from '../../catalog/file-ref.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { Translate } from '../contract.ts';
import { escapeHtml, oneLine } from '../html.ts';
import type { Field, FileField } from './fields.ts';
import { fits } from './fits.ts';
import { valueAt, withValue, type Path, type Values } from './values.ts';

const NAME_LENGTH = 30;
/** The dozen types that a model may take have room; a list without end would be longer than a message. */
const TYPES_LENGTH = 200;

/** Null: it is taken. HTML. */
export function fileProblem(t: Translate, field: FileField, file: FileRef): string | null {
  const refusal = refusalFor(field, file);
  return refusal === null ? null : refusalText(t, field, refusal);
}

export const takesFile = (field: Field, file: FileRef): boolean =>
  field.kind === 'file' && refusalFor(field, file) === null;

function refusalFor(field: FileField, file: FileRef): FileRefusal | null {
  const refusal = refusalOf(field, file);
  // A result of ours is not fetched through Telegram while KIE still has it.
  return refusal?.why === 'too-big-for-bots' && file.source === 'result' ? null : refusal;
}

function refusalText(t: Translate, field: FileField, refusal: FileRefusal): string {
  switch (refusal.why) {
    case 'kind':
      return wantedKind(t, field.media);
    case 'empty':
      return t('file-empty');
    case 'type':
      return t('file-wrong-type', { types: escapeHtml(typeNames(refusal.types)) });
    case 'too-big':
      return t('file-too-big', { limit: String(refusal.limitMb) });
    case 'too-big-for-bots':
      return t('file-too-big-for-bots', { limit: String(BOT_DOWNLOAD_MB) });
    default:
      return assertNever(refusal);
  }
}

/** Why none of them takes a file that one of them would take were it of another size. Null: its size is not why. HTML. */
export function sizeProblem(t: Translate, fields: readonly Field[], file: FileRef): string | null {
  const ofAnySize = { ...file, bytes: undefined };
  const takers = fields.filter((field): field is FileField => takesFile(field, ofAnySize));
  const [taker] = takers;
  if (taker === undefined) return null;
  const limitMb = Math.max(...takers.map(({ maxSizeMb }) => maxSizeMb ?? Infinity));
  // A limit beyond what bots may fetch would be a promise that the next try breaks.
  return fileProblem(t, { ...taker, maxSizeMb: limitMb < BOT_DOWNLOAD_MB ? limitMb : null }, file);
}

/** What is wanted in place of what came. HTML. */
export function wantedKind(t: Translate, media: MediaKind): string {
  switch (media) {
    case 'image':
      return t('file-want-image');
    case 'video':
      return t('file-want-video');
    case 'audio':
      return t('file-want-audio');
    case 'document':
      return t('file-want-document');
  }
}

/** "JPEG, PNG": the names people know files by. */
export function typeNames(types: readonly string[]): string {
  const names = types.map((type) => {
    const plain = plainMime(type);
    return NAMES[plain] ?? (plain.split('/')[1] ?? plain).replace(/^x-/, '').toUpperCase();
  });
  return oneLine([...new Set(names)].join(', '), TYPES_LENGTH);
}

/** Where the type is called otherwise than the files. */
const NAMES: Readonly<Record<string, string>> = {
  'audio/mpeg': 'MP3',
  'audio/mp4': 'M4A',
  'audio/x-ms-wma': 'WMA',
  'video/quicktime': 'MOV',
  'video/matroska': 'MKV',
  'text/plain': 'TXT',
  'text/markdown': 'MD',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PPTX',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
};

/** With the file as an answer to `field` at `path`; a list that is full keeps what it has. */
export function withFile(values: Values, path: Path, field: FileField, file: FileRef): Values {
  const text = formatFileRef(file);
  if (!field.many) return withValue(values, path, text);
  const list = valueAt(values, path);
  const files = Array.isArray(list) ? list : [];
  return files.length >= field.max ? values : withValue(values, path, [...files, text]);
}

/** Every file that fits a question without an answer goes there, in their order; `left` found no place. */
export function placeFiles(
  fields: readonly Field[],
  values: Values,
  files: readonly FileRef[],
): { readonly values: Values; readonly left: readonly FileRef[] } {
  let placed = values;
  const left: FileRef[] = [];
  for (const file of files) {
    const taker = fields.find(
      (field): field is FileField =>
        field.kind === 'file' && takesFile(field, file) && hasRoom(field, valueAt(placed, [field.name])),
    );
    if (taker === undefined) left.push(file);
    else placed = withFile(placed, [taker.name], taker, file);
  }
  return { values: placed, left };
}

function hasRoom(field: FileField, value: Values[string] | undefined): boolean {
  if (!field.many) return !fits(field, value);
  return !Array.isArray(value) || value.length < field.max;
}

/** A file in a few words. Plain text. */
export function fileLabel(t: Translate, value: unknown): string {
  const file = parseFileRef(value);
  if (file === null) return t('file-unknown');
  if (file.name !== undefined) return oneLine(file.name, NAME_LENGTH);
  const { width = 0, height = 0 } = file;
  // Telegram says zero for a size that it does not know.
  const size = width > 0 && height > 0 ? ` ${width}×${height}` : '';
  return `${kindLabel(t, file.media)}${size}`;
}

function kindLabel(t: Translate, media: MediaKind): string {
  switch (media) {
    case 'image':
      return t('kind-image');
    case 'video':
      return t('kind-video');
    case 'audio':
      return t('kind-audio');
    case 'document':
      return t('kind-document');
  }
}
