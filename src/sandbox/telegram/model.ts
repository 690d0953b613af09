/** What a bot's Telegram remembers. Names are ours; `chat/present.ts` turns them into Telegram's. */
import type { MediaKind } from './contract.ts';

export interface Entity {
  readonly type: string;
  /** UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
  readonly userId?: number;
  readonly customEmojiId?: string;
}

export interface FormattedText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

export interface User {
  readonly id: number;
  firstName: string;
  lastName: string | undefined;
  username: string | undefined;
  languageCode: string | undefined;
  blocked: boolean;
  started: boolean;
}

export interface StoredFile {
  /** Valid for one bot only. */
  readonly fileId: string;
  /** The same for the same bytes. */
  readonly uniqueId: string;
  readonly kind: MediaKind;
  readonly bytes: Buffer;
  readonly mimeType: string;
  readonly fileName: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationSeconds: number | null;
  readonly title: string | null;
  readonly performer: string | null;
  /** The `file_path` that getFile tells. */
  readonly path: string;
  /** A photo's small copy; it has an id of its own. */
  readonly thumbnail: StoredFile | null;
}

export interface Invoice {
  readonly title: string;
  readonly description: string;
  readonly payload: string;
  readonly stars: number;
  readonly startParameter: string;
}

export type Content =
  | { readonly kind: 'text'; readonly text: FormattedText }
  | {
      readonly kind: 'media';
      readonly file: StoredFile;
      readonly caption: FormattedText;
      readonly spoiler: boolean;
      readonly captionAbove: boolean;
    }
  | { readonly kind: 'invoice'; readonly invoice: Invoice }
  | { readonly kind: 'payment'; readonly payload: string; readonly stars: number; readonly chargeId: string }
  | { readonly kind: 'refund'; readonly payload: string; readonly stars: number; readonly chargeId: string };

/** One inline button, as the bot gave it, checked. */
export interface InlineButton {
  readonly text: string;
  readonly kind: 'callback' | 'url' | 'copy' | 'pay' | 'other';
  readonly value: string | null;
  /** What goes back to the bot, unknown fields included. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export type InlineKeyboard = readonly (readonly InlineButton[])[];

export interface StoredMessage {
  readonly id: number;
  readonly chatId: number;
  /** Null for the bot itself. */
  readonly senderId: number | null;
  /** Epoch milliseconds. */
  readonly date: number;
  readonly mediaGroupId: string | null;
  readonly replyToId: number | null;
  readonly forwarded: { readonly senderId: number | null; readonly date: number } | null;
  readonly protectedContent: boolean;
  content: Content;
  keyboard: InlineKeyboard;
  editDate: number | null;
  edits: number;
  deleted: boolean;
  /** The charge that paid this invoice. */
  paidChargeId: string | null;
}

export interface Chat {
  readonly id: number;
  readonly kind: 'private' | 'group';
  title: string;
  readonly messages: Map<number, StoredMessage>;
  readonly memberIds: Set<number>;
  replyKeyboard: readonly (readonly string[])[];
}

export const PLAIN = (text: string): FormattedText => ({ text, entities: [] });

/** Text or caption; null for what has neither. */
export function wordsOf(content: Content): FormattedText | null {
  if (content.kind === 'text') return content.text;
  return content.kind === 'media' ? content.caption : null;
}
