/**
 * The border of the dialog: what happens to a chat, what the reducer may know, and what it may ask for. The reducer is
 * pure: `(state, event, context) -> { state, effects }`; the polling role loads the context and carries the effects out
 * in one database transaction.
 */
import * as z from 'zod';
import type { AdminRequest } from '../admin/page.ts';
import type { Pricing } from '../billing/money.ts';
import type { Payment, Purse, SaleTerms } from '../billing/payment.ts';
import type { Invitations, StatementLine } from '../billing/statement.ts';
import type { FileFacts } from '../catalog/file-ref.ts';
import type { Model, ModelInput } from '../catalog/model.ts';
import type { ChatState } from './state.ts';

export const Language = z.enum(['ru', 'en']);
export type Language = z.infer<typeof Language>;

/** What a person did. `messageId` of a tap is the message that carries the button. */
export type ChatEvent =
  /** `addressed`: a reply to one of the bot's messages. In a group only such text is for the bot. */
  | { readonly kind: 'text'; readonly text: string; readonly messageId: number; readonly addressed?: boolean }
  | { readonly kind: 'command'; readonly name: string; readonly argument: string; readonly messageId: number }
  | { readonly kind: 'tap'; readonly data: string; readonly messageId: number; readonly callbackQueryId: string }
  /** A photo, sticker, … : `what` is Telegram's field name. */
  | {
      readonly kind: 'media';
      readonly what: string;
      readonly caption: string | null;
      readonly messageId: number;
      /** Null for what no model could take: a sticker, a place, a contact. */
      readonly file: IncomingFile | null;
      /** Shared by the messages of one album. */
      readonly albumId: string | null;
      readonly addressed?: boolean;
    };

/** A file that a person sent. */
export type IncomingFile = FileFacts & {
  readonly fileId: string;
  /** By which Telegram tells the same file again; it leads to no bytes, and no order needs it. */
  readonly uniqueId?: string | undefined;
};

/** A generation of this chat that a button names, as far as the dialog cares. */
export interface GenerationFacts {
  readonly id: string;
  readonly modelId: string;
  readonly input: ModelInput;
  readonly state: 'queued' | 'submitting' | 'unknown' | 'waiting' | 'delivering' | 'delivered' | 'failed' | 'cancelled';
  /** What was ordered is not kept any more; then the input is empty. */
  readonly isInputErased?: boolean;
  /** Somebody else of this group has ordered it. */
  readonly isForeign?: boolean;
  /** What it made, in its order; empty before it is delivered. */
  readonly files: readonly WorkFile[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** One result, as far as it can be used again. */
export type WorkFile = FileFacts & {
  readonly index: number;
  readonly title: string | null;
  /** KIE can go on from it as a track. */
  readonly isTrack: boolean;
};

export interface ChatContext {
  /**
   * When the person did it, epoch milliseconds: Telegram's own date of a message, so that a backlog worked off after a
   * pause is not taken for a flood.
   */
  readonly now: number;
  readonly chatKind: 'private' | 'group';
  readonly firstName: string;
  /** From the Telegram client, such as `ru` or `en-GB`; null when it does not say. */
  readonly clientLanguage: string | null;
  /** Models that may be sold now, the most popular first. */
  readonly models: readonly Model[];
  /** By id, also one that is sold no more: it still has a name under old results. */
  readonly anyModel: (id: string) => Model | undefined;
  readonly purse: Purse;
  readonly terms: SaleTerms;
  /** Who is here. A person who is banned gets one sentence; `isNew` = nobody has seen this person before. */
  readonly person: {
    readonly userId: number;
    readonly isAdmin: boolean;
    readonly isBanned: boolean;
    readonly isNew: boolean;
    readonly referralCode: string;
  };
  readonly running: { readonly limit: number; readonly count: number };
  /** KIE credits from which on no order is taken, because KIE would refuse it; 0 = none is, null = all are. */
  readonly stoppedFrom: number | null;
  readonly messagesPerMinute: number;
  /** Where a person's day begins. */
  readonly timeZone: string;
  /** The last operations, the newest first; null where `accountNeededBy` did not ask for them. The same of invitations. */
  readonly statement: readonly StatementLine[] | null;
  readonly invitations: Invitations | null;
  /** The id the next generation will have; unguessable, `[a-z0-9]{12}`. */
  readonly newGenerationId: string;
  /** The generation named by the event's data, if it exists and belongs to this chat. */
  readonly generation: GenerationFacts | null;
  /** Delivered generations of this chat, the newest first. */
  readonly works: readonly GenerationFacts[];
  readonly pricing: Pricing;
  /** Without the @. */
  readonly botUsername: string;
  readonly supportContact: string | null;
}

export type Button = { readonly text: string; readonly data: string } | { readonly text: string; readonly url: string };

/** HTML (Telegram's subset), at most 4096 characters; `data` of every button at most 64 bytes. */
export interface View {
  readonly text: string;
  readonly keyboard: readonly (readonly Button[])[];
}

export type Effect =
  /** Always the first effect of a tap. `text` is at most 200 characters. */
  | { readonly do: 'answer'; readonly callbackQueryId: string; readonly text: string | null; readonly alert: boolean }
  /**
   * `isScreen`: its message id becomes `state.screenMessageId` once Telegram has told it (if `rev` is still current).
   * `albumId`: waits a moment for the rest of the album, and the answer to its next file takes its place.
   */
  | { readonly do: 'send'; readonly view: View; readonly isScreen: boolean; readonly albumId?: string }
  | { readonly do: 'edit'; readonly messageId: number; readonly view: View }
  /** Confirmed by the person: hold, generation row and job are written in the same transaction. */
  | {
      readonly do: 'generate';
      readonly generationId: string;
      readonly modelId: string;
      readonly input: ModelInput;
      /** KIE credits the operator will pay, frozen now; null where only the operator's own price is known. */
      readonly credits: number | null;
      /** Who pays, and the price; frozen now. */
      readonly payment: Payment;
      /** The message that shows the progress. */
      readonly progressMessageId: number;
    }
  /** The delivered results of a generation of this chat once more, in new messages. */
  | { readonly do: 'resend'; readonly generationId: string }
  /** What a delivered generation of this person was ordered with and what it made are erased; the books stay. */
  | { readonly do: 'erase'; readonly generationId: string }
  /** An invoice over exactly what was shown; the shell makes it. `amount` in minor units. */
  | { readonly do: 'invoice'; readonly stars: number; readonly amount: bigint }
  /** Only before it was submitted; the shell decides under the row lock and tells the outcome to the person. */
  | { readonly do: 'cancel'; readonly generationId: string }
  /** A promo code, as the table has it. The shell looks it up and tells the outcome. */
  | { readonly do: 'redeem'; readonly code: string }
  /** Somebody new came by the link of another. */
  | { readonly do: 'refer'; readonly code: string }
  /** Everything that names the person is deleted, or they hear why not yet, in place of message `messageId`. */
  | { readonly do: 'forget'; readonly messageId: number }
  /** A transfer of money that the person says to have made; the shell tells them what became of it. */
  | {
      readonly do: 'claim';
      /** Minor units. */
      readonly amount: bigint;
      readonly fileId: string;
      readonly fileKind: 'photo' | 'document';
      readonly uniqueId: string;
    }
  /** An admin's word on such a claim; the first one counts, and the shell tells the outcome. */
  | {
      readonly do: 'decideClaim';
      readonly claimId: string;
      readonly approve: boolean;
      /** The message that carries the tapped button. */
      readonly messageId: number;
    }
  /** The shell acts, loads and draws a page of the panel: in place of message `messageId`, or in a new one. */
  | {
      readonly do: 'admin';
      readonly request: AdminRequest;
      /** HTML. */
      readonly notice: string | null;
      readonly messageId: number | null;
    };

export interface Reduced {
  readonly state: ChatState;
  readonly effects: readonly Effect[];
}

/**
 * Looks a text up by key. The result is HTML when every string argument was escaped, and plain text (for buttons and
 * toasts) when none was.
 */
export type Translate = (key: string, args?: Readonly<Record<string, string | number>>) => string;

/** One per language. */
export type Texts = Readonly<Record<Language, Translate>>;
