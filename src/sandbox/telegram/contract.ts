/**
 * The control API of the local Telegram, under `/sim/`: what a test, the demo or the chat page may do as a person, and
 * what it may see. Bodies and answers are JSON; a refused request answers 4xx with `{ "error": "<reason>" }`.
 *
 * | request                                  | body or query                  | answer                     |
 * | ---------------------------------------- | ------------------------------ | -------------------------- |
 * | GET    /sim/bots                         |                                | `SimBot[]`                 |
 * | GET    /sim/bots/:botId/users            |                                | `SimUser[]`                |
 * | POST   /sim/bots/:botId/users            | `SimUserSpec`                  | `SimUser`                  |
 * | POST   /sim/bots/:botId/messages         | `SimMessageRequest`, see below | `SimSent`                  |
 * | POST   /sim/bots/:botId/taps             | `SimTapRequest`                | `SimTapResult`             |
 * | POST   /sim/bots/:botId/pay              | `SimPayRequest`                | `SimPayResult`             |
 * | POST   /sim/bots/:botId/refunds          | `{ chargeId }`                 | `{}`: by Telegram itself   |
 * | POST   /sim/bots/:botId/update-faults    | `SimUpdateFault`               | `{}`                       |
 * | POST   /sim/bots/:botId/block            | `{ userId, blocked }`          | `SimUser`                  |
 * | GET    /sim/bots/:botId/transcript       | `?userId=` or `?chatId=`, `&after=<message id>`, `&format=json` (default) or `text` | `SimTranscript`, or text/plain |
 * | GET    /sim/bots/:botId/calls            | `?method=` `&after=<call id>`  | `SimCall[]`                |
 * | GET    /sim/bots/:botId/updates          |                                | `SimUpdate[]`              |
 * | POST   /sim/bots/:botId/updates          | `SimRawUpdate`                 | `{ updateId }`             |
 * | POST   /sim/bots/:botId/next-update-id   | `{ updateId }`                 | `{}`                       |
 * | POST   /sim/bots/:botId/token            | `{ revoked }`                  | `{}`                       |
 * | GET    /sim/bots/:botId/events           |                                | server-sent events         |
 * | GET    /sim/bots/:botId/files/:fileId    |                                | the bytes, their own type  |
 * | GET    /sim/faults                       |                                | `SimFault[]`, with `times` left |
 * | POST   /sim/faults                       | `SimFaultSpec`                 | `SimFault`                 |
 * | DELETE /sim/faults                       |                                | `{}`                       |
 * | POST   /sim/reset                        | `{ botId? }`                   | `{}`                       |
 *
 * Messages may also be sent as multipart/form-data: the fields of `SimMessageRequest` as text (`userId`, `chatId`,
 * `text`, `caption`, `replyToMessageId`, `kind`, `durationSeconds`) and one to ten parts named `file`; several become an
 * album. Without `kind` it is guessed from the part's content type.
 *
 * Server-sent events carry the event's name in `event:` and its `SimEventData` as JSON in `data:`. A comment line is
 * sent every 15 s.
 */

export interface SimBot {
  readonly id: string;
  readonly username: string;
  readonly revoked: boolean;
  /** Whether a getUpdates of this bot waits at this moment. */
  readonly polling: boolean;
  readonly userIds: readonly number[];
}

export interface SimUserSpec {
  readonly id: number;
  /** Default: `User <id>`. */
  readonly firstName?: string;
  readonly lastName?: string;
  readonly username?: string;
  /** IETF tag as the client would send it, such as `ru`. Default: not sent. */
  readonly languageCode?: string;
}

export interface SimUser extends SimUserSpec {
  readonly firstName: string;
  readonly blocked: boolean;
  /** False until the person has written to the bot; until then the bot may not write first. */
  readonly started: boolean;
}

export type MediaKind = 'photo' | 'video' | 'audio' | 'voice' | 'animation' | 'document' | 'video_note' | 'sticker';

export interface SimMediaSpec {
  readonly kind: MediaKind;
  readonly base64: string;
  readonly fileName?: string;
  readonly mimeType?: string;
  readonly durationSeconds?: number;
  readonly width?: number;
  readonly height?: number;
}

export interface SimMessageRequest {
  readonly userId: number;
  /** A group, a negative number; it exists from its first message on. Default: the private chat of `userId`. */
  readonly chatId?: number;
  readonly chatTitle?: string;
  /** Over 4096 UTF-16 units it is split into several messages, as Telegram's clients do. */
  readonly text?: string;
  /** One item is a message, several are an album. */
  readonly media?: readonly SimMediaSpec[];
  readonly caption?: string;
  readonly replyToMessageId?: number;
  /** Changes the text (or the caption) of the person's own earlier message instead of sending a new one. */
  readonly editMessageId?: number;
}

export interface SimSent {
  readonly messageIds: readonly number[];
  /** Updates that went into the queue; empty when the bot's `allowed_updates` leaves them out. */
  readonly updateIds: readonly number[];
}

/** Which button: the newest message of the chat that has it, or the one named by `messageId`. */
export interface SimTapRequest {
  readonly userId: number;
  /** Default: the private chat of `userId`. */
  readonly chatId?: number;
  /** The button's text; the whole of it, or else a part of it. */
  readonly label?: string;
  readonly data?: string;
  readonly messageId?: number;
  /** How long to wait for `answerCallbackQuery`. Default 10 000; 0 does not wait. */
  readonly waitMs?: number;
}

export interface SimAnswer {
  readonly text: string | null;
  readonly showAlert: boolean;
  readonly url: string | null;
}

export interface SimTapResult {
  /**
   * `callback`: a callback query was sent, see `answer` (null: none in time). `url`, `copy`: nothing reaches the bot,
   * see `value`. `text`: a reply keyboard button, sent as a message. `pay`: see `payment`.
   */
  readonly kind: 'callback' | 'url' | 'copy' | 'text' | 'pay';
  readonly messageId: number;
  readonly answer: SimAnswer | null;
  readonly value: string | null;
  readonly payment: SimPayResult | null;
}

/** Exactly one of `messageId` (an invoice in a chat) and `link` (from `createInvoiceLink`). */
export interface SimPayRequest {
  readonly userId: number;
  readonly messageId?: number;
  readonly link?: string;
}

export interface SimPayResult {
  /** `expired`: the bot did not answer the pre-checkout query within 10 s. */
  readonly status: 'paid' | 'refused' | 'expired';
  readonly errorMessage: string | null;
  /** The bot's `telegram_payment_charge_id`. */
  readonly chargeId: string | null;
}

export interface SimMedia {
  readonly kind: MediaKind;
  readonly fileId: string;
  readonly fileName: string | null;
  readonly mimeType: string;
  readonly sizeBytes: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationSeconds: number | null;
  /** For audio. */
  readonly title: string | null;
  readonly performer: string | null;
}

export interface SimButton {
  readonly text: string;
  readonly kind: 'callback' | 'url' | 'copy' | 'pay' | 'other';
  /** Callback data, the address, or the text to copy. */
  readonly value: string | null;
  /** Colour asked for by the bot. */
  readonly style: string | null;
}

/** @public Named by the chat page, whose imports stand in JSDoc. */
export interface SimEntity {
  readonly type: string;
  /** UTF-16 units. */
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
}

interface SimInvoice {
  readonly title: string;
  readonly description: string;
  readonly stars: number;
  /** Set once the invoice was paid. */
  readonly paidChargeId: string | null;
}

export interface SimMessage {
  readonly messageId: number;
  readonly chatId: number;
  readonly from: 'bot' | 'user';
  /** The person who wrote it; null for the bot. */
  readonly userId: number | null;
  readonly name: string;
  /** Epoch milliseconds on the sandbox's clock. */
  readonly date: number;
  readonly text: string | null;
  readonly caption: string | null;
  /** Entities of `text` or `caption`, sorted by offset, the longer first. */
  readonly entities: readonly SimEntity[];
  readonly media: SimMedia | null;
  readonly mediaGroupId: string | null;
  readonly replyToMessageId: number | null;
  readonly keyboard: readonly (readonly SimButton[])[];
  readonly invoice: SimInvoice | null;
  /** A line of Telegram itself, such as "payment of 50 XTR". */
  readonly service: string | null;
  readonly edits: number;
  readonly deleted: boolean;
}

export interface SimTranscript {
  readonly chatId: number;
  readonly messages: readonly SimMessage[];
  /** Buttons under the input field, if the bot has put any there. */
  readonly replyKeyboard: readonly (readonly string[])[];
}

export interface SimCall {
  /** Grows by one with each call of the bot. */
  readonly id: number;
  readonly method: string;
  /** Epoch milliseconds on the sandbox's clock. */
  readonly at: number;
  readonly durationMs: number;
  /** As sent; an uploaded file is `{ file, sizeBytes, mimeType }`. */
  readonly params: Readonly<Record<string, unknown>>;
  /** HTTP status; 0 when the connection was cut or left hanging by a fault or by the caller. */
  readonly status: number;
  /** Parsed body of the answer; null when there was none. */
  readonly answer: unknown;
  /** The fault that decided this call, if any. */
  readonly faultId: number | null;
}

export interface SimUpdate {
  readonly updateId: number;
  /** Telegram's field name, such as `message` or `callback_query`. */
  readonly type: string;
  readonly update: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds on the sandbox's clock, here and below. */
  readonly createdAt: number;
  readonly handedOutAt: readonly number[];
  readonly confirmedAt: number | null;
  /** Left the queue unconfirmed: retention, a negative offset or `drop_pending_updates`. */
  readonly droppedAt: number | null;
}

/** Any update, also one that Telegram would not send. `updateId` may repeat or go back. */
export interface SimRawUpdate {
  readonly updateId?: number;
  readonly update: Readonly<Record<string, unknown>>;
}

export type SimEventName =
  | 'message' // a new message: `message`
  | 'edit' // `message` as it is now
  | 'delete' // `message` as it was
  | 'draft' // the bot streams a text: `chatId`, `text`
  | 'chatAction' // `chatId`, `text` is the action
  | 'answer' // answerCallbackQuery: `userId`, `chatId`, `answer`
  | 'call' // `call`
  | 'update' // an update was queued, handed out or confirmed: `update`
  | 'user' // a person was added, blocked or unblocked the bot: `user`
  | 'reset'; // everything of this bot was forgotten

export interface SimEventData {
  readonly botId: string;
  readonly chatId?: number;
  readonly userId?: number;
  readonly message?: SimMessage;
  readonly text?: string;
  readonly answer?: SimAnswer;
  readonly call?: SimCall;
  readonly update?: SimUpdate;
  readonly user?: SimUser;
}
