/** May this bot speak in this chat? The questions Telegram asks before every send. */
import { badRequest, forbidden } from '../api-error.ts';
import type { Bot } from '../bot.ts';
import type { Chat, StoredMessage } from '../model.ts';
import type { Params } from '../params.ts';

/** The chat that `chat_id` (or another parameter) names; a person is one even before they have written. */
export function chatParam(bot: Bot, params: Params, name = 'chat_id'): Chat {
  const given = params.text(name).trim();
  if (given === '') throw badRequest(`${name} is empty`);
  const id = given.startsWith('@') ? idByUsername(bot, given.slice(1)) : params.integer(name, NaN);
  const chat = id === undefined ? undefined : bot.chats.get(id);
  if (chat === undefined) throw badRequest('chat not found');
  return chat;
}

/** Only groups have public names that a bot may use; people are found by number. */
function idByUsername(bot: Bot, username: string): number | undefined {
  return [...bot.chats.values()].find((chat) => chat.kind === 'group' && chat.title === username)?.id;
}

export function writableChat(bot: Bot, params: Params): Chat {
  const chat = chatParam(bot, params);
  const user = chat.kind === 'private' ? bot.users.get(chat.id) : undefined;
  if (user?.blocked === true) throw forbidden('bot was blocked by the user');
  if (user?.started === false) throw forbidden("bot can't initiate conversation with a user");
  return chat;
}

export function messageIn(chat: Chat, id: number): StoredMessage | undefined {
  const message = chat.messages.get(id);
  return message === undefined || message.deleted ? undefined : message;
}

/** `reply_parameters`, or the older `reply_to_message_id`. */
export function replyParam(chat: Chat, params: Params): number | null {
  const modern = params.json('reply_parameters') as Readonly<Record<string, unknown>> | undefined;
  const wanted = Number(modern?.['message_id'] ?? params.integer('reply_to_message_id'));
  if (wanted === 0 || Number.isNaN(wanted)) return null;
  if (messageIn(chat, wanted) !== undefined) return wanted;
  const isOptional = modern?.['allow_sending_without_reply'] === true || params.flag('allow_sending_without_reply');
  if (isOptional) return null;
  throw badRequest('message to be replied not found');
}
