/** Puts messages into chats and tells everybody who watches. */
import { badRequest } from '../api-error.ts';
import type { Bot } from '../bot.ts';
import type { SimEventName } from '../contract.ts';
import type { Chat, Content, InlineKeyboard, StoredMessage } from '../model.ts';
import type { Params } from '../params.ts';
import { replyParam } from './access.ts';
import { parseMarkup, type Markup } from './markup.ts';
import { simMessage } from './transcript.ts';

export interface NewMessage {
  /** Null for the bot. */
  readonly senderId: number | null;
  readonly content: Content;
  readonly keyboard?: InlineKeyboard;
  readonly replyToId?: number | null;
  readonly mediaGroupId?: string | null;
  readonly forwarded?: StoredMessage['forwarded'];
  readonly protectedContent?: boolean;
}

export function announce(bot: Bot, name: SimEventName, message: StoredMessage): void {
  bot.bus.emit(name, { botId: bot.id, chatId: message.chatId, message: simMessage(bot, message) });
}

/** Adds the message; checks nothing. */
export function post(bot: Bot, chat: Chat, draft: NewMessage): StoredMessage {
  const message: StoredMessage = {
    id: bot.nextMessageId(),
    chatId: chat.id,
    senderId: draft.senderId,
    date: bot.now(),
    mediaGroupId: draft.mediaGroupId ?? null,
    replyToId: draft.replyToId ?? null,
    forwarded: draft.forwarded ?? null,
    protectedContent: draft.protectedContent ?? false,
    content: draft.content,
    keyboard: draft.keyboard ?? [],
    editDate: null,
    edits: 0,
    deleted: false,
    paidChargeId: null,
  };
  chat.messages.set(message.id, message);
  announce(bot, 'message', message);
  return message;
}

function applyReplyKeyboard(chat: Chat, markup: Markup): void {
  if (markup.kind === 'reply') chat.replyKeyboard = markup.rows;
  if (markup.kind === 'remove') chat.replyKeyboard = [];
}

function inlineOf(markup: Markup, content: Content): InlineKeyboard {
  const keyboard = markup.kind === 'inline' ? markup.keyboard : [];
  const buttons = keyboard.flat();
  const isInvoice = content.kind === 'invoice';
  const misplaced = buttons.some((button, index) => button.kind === 'pay' && (!isInvoice || index > 0));
  if (misplaced || (isInvoice && buttons.length > 0 && buttons[0]?.kind !== 'pay')) {
    throw badRequest('BUTTON_TYPE_INVALID');
  }
  return keyboard;
}

/**
 * What every `send…` does after its own parameters were read: reply, markup, flood control, then all messages at once.
 * Several contents are an album.
 */
export function send(bot: Bot, chat: Chat, params: Params, contents: readonly Content[]): StoredMessage[] {
  const replyToId = replyParam(chat, params);
  const markup = parseMarkup(params);
  const keyboards = contents.map((content) => inlineOf(markup, content));
  bot.flood?.spend(chat.id, contents.length);
  applyReplyKeyboard(chat, markup);
  const mediaGroupId = contents.length > 1 ? `${bot.id}${bot.now()}${chat.messages.size}` : null;
  const protectedContent = params.flag('protect_content');
  return contents.map((content, index) => {
    const keyboard = keyboards[index] ?? [];
    return post(bot, chat, { senderId: null, content, keyboard, replyToId, mediaGroupId, protectedContent });
  });
}
