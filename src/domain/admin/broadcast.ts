/** A message from an admin to everybody: what it is made of, and what can be done with it. */
import * as z from 'zod';

export const AUDIENCES = ['all', 'ru', 'en'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** Where the button under it leads. */
export const BroadcastButton = z.enum(['menu', 'topup']);
export type BroadcastButton = z.infer<typeof BroadcastButton>;

/** What a person gets. The text is plain: whatever the admin typed is shown as it was typed. */
export interface BroadcastContent {
  readonly text: string;
  /** A file id of Telegram. */
  readonly photo: string | null;
  readonly button: BroadcastButton | null;
}

export type BroadcastState = 'draft' | 'running' | 'stopped' | 'done';

/** People by what became of their message. */
export interface BroadcastCounts {
  readonly waiting: number;
  readonly sent: number;
  readonly blocked: number;
  readonly failed: number;
  /** It may have arrived, or not; it is not repeated. */
  readonly unknown: number;
}

export interface Broadcast extends BroadcastContent {
  readonly id: number;
  readonly audience: Audience;
  readonly state: BroadcastState;
  /** Of the draft. */
  readonly revision: number;
  readonly counts: BroadcastCounts;
  /** Time in which it was being sent. */
  readonly workedMs: number;
}

export type BroadcastStep =
  /** A new draft, or other words for an old one. */
  | { readonly do: 'write'; readonly id: number | null; readonly text: string; readonly photo: string | null }
  | { readonly do: 'audience'; readonly id: number; readonly audience: Audience }
  | { readonly do: 'button'; readonly id: number; readonly button: BroadcastButton | null }
  | { readonly do: 'preview'; readonly id: number }
  /** `revision`: what the admin has read; a draft that was changed since is not sent. */
  | { readonly do: 'start'; readonly id: number; readonly revision: number }
  | { readonly do: 'stop'; readonly id: number }
  | { readonly do: 'resume'; readonly id: number }
  | { readonly do: 'discard'; readonly id: number };

/** Bot API: sendMessage and sendPhoto. */
const TEXT_LIMIT = 4096;
const CAPTION_LIMIT = 1024;

export const lengthLimit = (photo: string | null): number => (photo === null ? TEXT_LIMIT : CAPTION_LIMIT);

/** In UTF-16 units, which are never fewer than what Telegram counts. */
export function contentProblem({ text, photo }: Pick<BroadcastContent, 'text' | 'photo'>): 'empty' | 'long' | null {
  if (text.length > lengthLimit(photo)) return 'long';
  // Telegram takes text without a visible character for no text at all.
  return photo !== null || /[^\p{C}\p{Z}\p{M}\s]/u.test(text) ? null : 'empty';
}
