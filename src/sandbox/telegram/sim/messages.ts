/** What people write. */
import type { Bot } from '../bot.ts';
import { groupChat, privateChat } from '../chat/people.ts';
import { announce, post } from '../chat/post.ts';
import { apiMessage } from '../chat/present.ts';
import { messageIn } from '../chat/access.ts';
import type { SimMediaSpec, SimMessageRequest, SimSent } from '../contract.ts';
import { imageDimensions } from '../files/sniff.ts';
import {
  PLAIN,
  wordsOf,
  type Chat,
  type Content,
  type FormattedText,
  type StoredMessage,
  type User,
} from '../model.ts';
import { TEXT_LIMIT, withFoundEntities } from '../text/formatted.ts';
import { knownUser, SimError } from './http.ts';

/** A media item with its bytes. */
export interface MediaItem extends Omit<SimMediaSpec, 'base64'> {
  readonly bytes: Buffer;
}

export type MessageOrder = Omit<SimMessageRequest, 'media'> & { readonly media: readonly MediaItem[] };

/** Clients cut long texts themselves; a surrogate pair is never torn. */
function pieces(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const character of text) {
    if (part.length + character.length > TEXT_LIMIT) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
}

function mediaContent(bot: Bot, item: MediaItem, caption: FormattedText): Content {
  const size = item.kind === 'photo' || item.kind === 'animation' ? imageDimensions(item.bytes) : null;
  if (item.kind === 'photo' && size === null) throw new SimError('the photo is not an image');
  return { kind: 'media', file: bot.files.add({ ...item, ...size }), caption, spoiler: false, captionAbove: false };
}

function contentsOf(bot: Bot, order: MessageOrder): Content[] {
  if (order.media.length === 0) {
    const text = order.text ?? '';
    if (text.trim() === '') throw new SimError('give text or media');
    return pieces(text).map((piece) => ({ kind: 'text', text: withFoundEntities(PLAIN(piece)) }));
  }
  const caption = withFoundEntities(PLAIN(order.caption ?? order.text ?? ''));
  return order.media.map((item, index) => mediaContent(bot, item, index === 0 ? caption : PLAIN('')));
}

/**
 * In a group a bot with privacy mode, which is the default, sees commands that may be meant for it, replies to its own
 * messages and mentions of its name.
 */
function reachesBot(bot: Bot, chat: Chat, message: StoredMessage): boolean {
  if (chat.kind === 'private') return true;
  const text = wordsOf(message.content)?.text ?? '';
  const command = /^\/\w+(?:@(\w+))?/.exec(text);
  if (command !== null) return command[1] === undefined || command[1].toLowerCase() === bot.username.toLowerCase();
  const replied = message.replyToId === null ? undefined : chat.messages.get(message.replyToId);
  return replied?.senderId === null || text.toLowerCase().includes(`@${bot.username.toLowerCase()}`);
}

function tell(bot: Bot, chat: Chat, type: 'message' | 'edited_message', message: StoredMessage): number[] {
  if (!reachesBot(bot, chat, message)) return [];
  const id = bot.pushUpdate(type, apiMessage(bot, message));
  return id === null ? [] : [id];
}

function edit(bot: Bot, chat: Chat, user: User, order: MessageOrder): SimSent {
  const message = messageIn(chat, order.editMessageId ?? 0);
  if (message?.senderId !== user.id)
    throw new SimError(`user ${user.id} has no message ${order.editMessageId ?? 0}`, 404);
  const words = withFoundEntities(PLAIN(order.text ?? order.caption ?? ''));
  if (message.content.kind === 'text') message.content = { kind: 'text', text: words };
  else if (message.content.kind === 'media') message.content = { ...message.content, caption: words };
  else throw new SimError('this message cannot be edited');
  message.editDate = bot.now();
  message.edits += 1;
  announce(bot, 'edit', message);
  return { messageIds: [message.id], updateIds: tell(bot, chat, 'edited_message', message) };
}

function checkReply(chat: Chat, replyToId: number | undefined): void {
  if (replyToId !== undefined && messageIn(chat, replyToId) === undefined) {
    throw new SimError(`there is no message ${replyToId} to reply to`, 404);
  }
}

/** Posts the message as the person and queues its updates. */
export function sendAsUser(bot: Bot, order: MessageOrder): SimSent {
  const user = knownUser(bot, order.userId);
  const isGroup = order.chatId !== undefined && order.chatId < 0;
  if (!isGroup && user.blocked) throw new SimError(`user ${user.id} has blocked the bot; unblock it first`, 409);
  const chat = isGroup ? groupChat(bot, order.chatId, order.chatTitle, user) : privateChat(bot, user);
  if (order.editMessageId !== undefined) return edit(bot, chat, user, order);
  checkReply(chat, order.replyToMessageId);
  const contents = contentsOf(bot, order);
  if (!isGroup) user.started = true;
  const mediaGroupId = order.media.length > 1 ? `${bot.now()}${user.id}${chat.messages.size}` : null;
  const replyToId = order.replyToMessageId ?? null;
  const messages = contents.map((content) => post(bot, chat, { senderId: user.id, content, replyToId, mediaGroupId }));
  const updateIds = messages.flatMap((message) => tell(bot, chat, 'message', message));
  return { messageIds: messages.map(({ id }) => id), updateIds };
}
