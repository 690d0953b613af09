/** The files of one bot. An id of another bot means nothing here, as with Telegram. */
import { randomBytes } from 'node:crypto';
import type { MediaKind } from '../contract.ts';
import type { StoredFile } from '../model.ts';
import { extensionFor, sniffMimeType } from './sniff.ts';

/** The Bot API promises that a download link lives for at least an hour; here it is exactly that. */
const LINK_LIFE_MS = 60 * 60 * 1000;

const FOLDERS: Readonly<Record<MediaKind, string>> = {
  photo: 'photos',
  video: 'videos',
  audio: 'music',
  voice: 'voice',
  animation: 'animations',
  document: 'documents',
  video_note: 'video_notes',
  sticker: 'stickers',
};

/** The smallest PNG there is: a bot that takes the first of a photo's sizes gets this one. */
const TINY_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export interface NewFile {
  readonly kind: MediaKind;
  readonly bytes: Buffer;
  readonly mimeType?: string | undefined;
  readonly fileName?: string | null | undefined;
  readonly width?: number | null;
  readonly height?: number | null;
  readonly durationSeconds?: number | null;
  readonly title?: string | null;
  readonly performer?: string | null;
}

export class FileStore {
  readonly #botId: string;
  readonly #files = new Map<string, StoredFile>();
  readonly #links = new Map<string, { readonly file: StoredFile; readonly expiresAt: number }>();
  #count = 0;

  constructor(botId: string) {
    this.#botId = botId;
  }

  add(spec: NewFile): StoredFile {
    const thumbnail =
      spec.kind === 'photo' ? this.#keep({ kind: 'photo', bytes: TINY_PNG, width: 1, height: 1 }, null) : null;
    return this.#keep(spec, thumbnail);
  }

  get(fileId: string): StoredFile | undefined {
    return this.#files.get(fileId);
  }

  /** Makes the file's path downloadable from now on. */
  openLink(file: StoredFile, nowMs: number): string {
    this.#links.set(file.path, { file, expiresAt: nowMs + LINK_LIFE_MS });
    return file.path;
  }

  byLink(path: string, nowMs: number): StoredFile | undefined {
    const link = this.#links.get(path);
    return link !== undefined && link.expiresAt > nowMs ? link.file : undefined;
  }

  #keep(spec: NewFile, thumbnail: StoredFile | null): StoredFile {
    this.#count += 1;
    const mimeType = sniffMimeType(spec.bytes) ?? spec.mimeType ?? 'application/octet-stream';
    const extension = /\.(\w{1,8})$/.exec(spec.fileName ?? '')?.[1] ?? extensionFor(mimeType);
    const file: StoredFile = {
      fileId: `AgAC${Buffer.from(this.#botId).toString('base64url')}${randomBytes(36).toString('base64url')}`,
      // Of the upload, not of the bytes: Telegram calls the same bytes, sent again, another file.
      uniqueId: `AQAD${randomBytes(9).toString('base64url')}`,
      kind: spec.kind,
      bytes: spec.bytes,
      mimeType,
      fileName: spec.fileName ?? null,
      width: spec.width ?? null,
      height: spec.height ?? null,
      durationSeconds: spec.durationSeconds ?? null,
      title: spec.title ?? null,
      performer: spec.performer ?? null,
      path: `${FOLDERS[spec.kind]}/file_${this.#count}.${extension}`,
      thumbnail,
    };
    this.#files.set(file.fileId, file);
    return file;
  }
}
