/** What an update means to us. Only the fields we read are checked; anything else is stored and passed over. */
import * as z from 'zod';
import type { ChatEvent } from '../../domain/chat/contract.ts';
import { incomingFile } from './file-facts.ts';
import { PreCheckoutQuery, readCheckout, readPayment, type PreCheckout, type StarsMoved } from './payment-update.ts';

const User = z.object({
  id: z.int(),
  is_bot: z.boolean().optional(),
  first_name: z.string().default(''),
  username: z.string().nullish(),
  language_code: z.string().nullish(),
});
const Chat = z.object({ id: z.int(), type: z.string() });

const Message = z
  .object({
    message_id: z.int(),
    chat: Chat,
    from: User.optional(),
    text: z.string().optional(),
    caption: z.string().optional(),
    /** Shared by the messages of an album. */
    media_group_id: z.string().optional(),
    /** Unix seconds. */
    date: z.number().optional(),
    /** A channel or group in whose name it was sent. */
    sender_chat: z.unknown().optional(),
    reply_to_message: z.object({ from: User.optional() }).optional(),
  })
  .loose();

const CallbackQuery = z.object({
  id: z.string(),
  from: User,
  data: z.string().optional(),
  message: Message.partial({ chat: true }).optional(),
});

const Update = z.object({
  update_id: z.int(),
  message: Message.optional(),
  edited_message: Message.optional(),
  callback_query: CallbackQuery.optional(),
  my_chat_member: z.object({ chat: Chat, from: User, new_chat_member: z.object({ status: z.string() }) }).optional(),
  pre_checkout_query: PreCheckoutQuery.optional(),
});

export interface Sender {
  readonly userId: number;
  readonly firstName: string;
  readonly username: string | null;
  readonly language: string | null;
}

export type ReadUpdate =
  | {
      readonly kind: 'event';
      readonly chat: { readonly id: number; readonly kind: 'private' | 'group' };
      readonly sender: Sender;
      readonly event: ChatEvent;
      /** When the person wrote it, epoch milliseconds; null for a tap, which carries no date. */
      readonly sentAt: number | null;
    }
  | { readonly kind: 'membership'; readonly chatId: number; readonly blocked: boolean }
  | ({ readonly kind: 'pre-checkout' } & PreCheckout)
  | {
      readonly kind: 'paid';
      readonly chat: { readonly id: number; readonly kind: 'private' | 'group' };
      readonly sender: Sender;
      readonly payment: StarsMoved;
      /** Epoch milliseconds; null = it does not say. */
      readonly paidAt: number | null;
    }
  | { readonly kind: 'refunded'; readonly chatId: number; readonly payment: StarsMoved }
  | { readonly kind: 'ignored'; readonly why: string };

const MEDIA = [
  ...['photo', 'video', 'animation', 'document', 'voice', 'audio', 'video_note', 'sticker', 'location', 'contact'],
  ...['poll', 'dice', 'venue', 'story', 'live_photo'],
] as const;

const sender = (user: z.infer<typeof User>): Sender => ({
  userId: user.id,
  firstName: user.first_name,
  username: user.username ?? null,
  language: user.language_code ?? null,
});

const chatOf = (chat: z.infer<typeof Chat>): { id: number; kind: 'private' | 'group' } => ({
  id: chat.id,
  kind: chat.type === 'private' ? 'private' : 'group',
});

/** `/name@bot argument`; null when it is no command, or one for another bot. */
function command(text: string, botUsername: string): { name: string; argument: string } | 'not-ours' | null {
  const match = /^\/([a-z0-9_]{1,32})(?:@(\w+))?(?:\s+([\s\S]*))?$/i.exec(text);
  if (match === null) return null;
  const [, name = '', target, argument = ''] = match;
  if (target !== undefined && target.toLowerCase() !== botUsername.toLowerCase()) return 'not-ours';
  return { name: name.toLowerCase(), argument: argument.trim() };
}

/** Whether it answers one of this bot's own messages. */
function isAddressed(message: z.infer<typeof Message>, botUsername: string): boolean {
  const repliedTo = message.reply_to_message?.from;
  return repliedTo?.is_bot === true && repliedTo.username?.toLowerCase() === botUsername.toLowerCase();
}

function messageEvent(message: z.infer<typeof Message>, botUsername: string): ChatEvent | string {
  const messageId = message.message_id;
  const addressed = isAddressed(message, botUsername);
  if (message.text !== undefined) {
    const found = command(message.text, botUsername);
    if (found === 'not-ours') return 'a command for another bot';
    if (found !== null) return { kind: 'command', ...found, messageId };
    return { kind: 'text', text: message.text, messageId, addressed };
  }
  const what = MEDIA.find((field) => message[field] !== undefined);
  if (what === undefined) return 'a service message';
  const file = incomingFile(what, message[what]);
  const { caption = null, media_group_id: albumId = null } = message;
  return { kind: 'media', what, caption, messageId, file, albumId, addressed };
}

/** Null = the message is about no payment. */
function readMoney(said: z.infer<typeof Message>): ReadUpdate | null {
  const refund = readPayment(said['refunded_payment']);
  if (refund !== null) return { kind: 'refunded', chatId: said.chat.id, payment: refund };
  const payment = readPayment(said['successful_payment']);
  if (payment === null || said.from === undefined) return null;
  const paidAt = said.date === undefined ? null : said.date * 1_000;
  return { kind: 'paid', chat: chatOf(said.chat), sender: sender(said.from), payment, paidAt };
}

function readMessage(said: z.infer<typeof Message>, botUsername: string): ReadUpdate {
  const money = readMoney(said);
  if (money !== null) return money;
  // `from` of what a chat says is a stand-in that all such chats share (Bot API, Message.sender_chat): one wallet for anybody.
  if (said.from === undefined || said.from.is_bot === true || said.sender_chat !== undefined) {
    return { kind: 'ignored', why: 'not from a person' };
  }
  const event = messageEvent(said, botUsername);
  if (typeof event === 'string') return { kind: 'ignored', why: event };
  const sentAt = said.date === undefined ? null : said.date * 1_000;
  return { kind: 'event', chat: chatOf(said.chat), sender: sender(said.from), event, sentAt };
}

/** The message is absent or inaccessible when it is very old: then the tap belongs to the person's own chat. */
function readTap(tap: z.infer<typeof CallbackQuery>): ReadUpdate {
  const chat = tap.message?.chat ?? { id: tap.from.id, type: 'private' };
  const messageId = tap.message?.message_id ?? 0;
  const event: ChatEvent = { kind: 'tap', data: tap.data ?? '', messageId, callbackQueryId: tap.id };
  return { kind: 'event', chat: chatOf(chat), sender: sender(tap.from), event, sentAt: null };
}

/** Total: whatever Telegram sent, an answer comes out. */
export function readUpdate(payload: unknown, botUsername: string): ReadUpdate {
  const parsed = Update.safeParse(payload);
  if (!parsed.success) return { kind: 'ignored', why: 'not readable' };
  const { message, edited_message, callback_query: tap, my_chat_member: member, pre_checkout_query: pay } = parsed.data;
  const said = message ?? edited_message;
  if (said !== undefined) return readMessage(said, botUsername);
  if (tap !== undefined) return readTap(tap);
  if (member !== undefined) {
    const blocked = ['kicked', 'left'].includes(member.new_chat_member.status);
    return { kind: 'membership', chatId: member.chat.id, blocked };
  }
  if (pay !== undefined) return { kind: 'pre-checkout', ...readCheckout(pay) };
  return { kind: 'ignored', why: 'a kind of update that is not handled' };
}

const Place = z.object({ chat: z.object({ id: z.int() }) });
const Placed = z.object({ message: Place.optional(), edited_message: Place.optional() });

/** Also of a message that is not for us as far as is known here: `/start@bot` needs the bot's name to be understood. */
function placeOf(payload: unknown): number {
  const { message, edited_message } = Placed.safeParse(payload).data ?? {};
  return (message ?? edited_message)?.chat.id ?? 0;
}

/** `update_id`, and the number that orders the work: the chat, else the person, else 0. */
export function updateKey(payload: unknown): { updateId: number; chatId: number } | null {
  const id = z.object({ update_id: z.int() }).safeParse(payload);
  if (!id.success) return null;
  const read = readUpdate(payload, '');
  switch (read.kind) {
    case 'event':
    case 'paid':
      return { updateId: id.data.update_id, chatId: read.chat.id };
    case 'membership':
    case 'refunded':
      return { updateId: id.data.update_id, chatId: read.chatId };
    case 'pre-checkout':
      return { updateId: id.data.update_id, chatId: read.userId };
    case 'ignored':
      return { updateId: id.data.update_id, chatId: placeOf(payload) };
  }
}
