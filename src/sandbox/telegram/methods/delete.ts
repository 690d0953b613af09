/** Taking messages back. */
import { badRequest } from '../api-error.ts';
import type { Bot } from '../bot.ts';
import type { Method } from '../call.ts';
import { chatParam, messageIn } from '../chat/access.ts';
import { announce } from '../chat/post.ts';
import type { Chat, StoredMessage } from '../model.ts';

/** "A message can only be deleted if it was sent less than 48 hours ago." */
const DELETABLE_MS = 48 * 60 * 60 * 1000;
const MOST_AT_ONCE = 100;

/** In a private chat a bot may delete both sides' messages, in a group without rights only its own. */
function isDeletable(bot: Bot, chat: Chat, message: StoredMessage): boolean {
  const isYoung = bot.now() - message.date < DELETABLE_MS;
  return isYoung && (chat.kind === 'private' || message.senderId === null);
}

function remove(bot: Bot, message: StoredMessage): void {
  message.deleted = true;
  announce(bot, 'delete', message);
}

const deleteMessage: Method = ({ bot, params }) => {
  const chat = chatParam(bot, params);
  const message = messageIn(chat, params.integer('message_id'));
  if (message === undefined) throw badRequest('message to delete not found');
  if (!isDeletable(bot, chat, message)) throw badRequest("message can't be deleted for everyone");
  remove(bot, message);
  return true;
};

/** What cannot be found or deleted is skipped. */
const deleteMessages: Method = ({ bot, params }) => {
  const chat = chatParam(bot, params);
  const ids = params.json('message_ids');
  if (!Array.isArray(ids)) throw badRequest("can't parse message identifiers");
  if (ids.length === 0) throw badRequest('message identifiers are not specified');
  if (ids.length > MOST_AT_ONCE) throw badRequest('too many message identifiers specified');
  for (const id of ids) {
    const message = messageIn(chat, Number(id));
    if (message !== undefined && isDeletable(bot, chat, message)) remove(bot, message);
  }
  return true;
};

export const DELETE_METHODS: Readonly<Record<string, Method>> = { deleteMessage, deleteMessages };
