/** People and chats of one bot. */
import type { Bot } from '../bot.ts';
import type { SimUser, SimUserSpec } from '../contract.ts';
import type { Chat, User } from '../model.ts';
import { apiBot, apiChat, apiUser, seconds } from './present.ts';

export function simUser(user: User): SimUser {
  const { id, firstName, lastName, username, languageCode, blocked, started } = user;
  return {
    ...{ id, firstName, blocked, started },
    ...(lastName === undefined ? {} : { lastName }),
    ...(username === undefined ? {} : { username }),
    ...(languageCode === undefined ? {} : { languageCode }),
  };
}

function chatOf(bot: Bot, id: number, kind: Chat['kind'], title: string): Chat {
  const known = bot.chats.get(id);
  if (known !== undefined) return known;
  const chat: Chat = { id, kind, title, messages: new Map(), memberIds: new Set(), replyKeyboard: [] };
  bot.chats.set(id, chat);
  return chat;
}

/** Adds a person, or changes what is known of them. */
export function putUser(bot: Bot, spec: SimUserSpec): User {
  const stranger: User = {
    id: spec.id,
    firstName: `User ${spec.id}`,
    lastName: undefined,
    username: undefined,
    languageCode: undefined,
    blocked: false,
    started: false,
  };
  const user: User = { ...(bot.users.get(spec.id) ?? stranger), ...spec };
  bot.users.set(user.id, user);
  chatOf(bot, user.id, 'private', user.firstName);
  bot.bus.emit('user', { botId: bot.id, user: simUser(user) });
  return user;
}

type Status = 'member' | 'kicked' | 'left';

function pushMembership(bot: Bot, chat: Chat, user: User, from: Status, to: Status): number | null {
  const member = (status: Status): Record<string, unknown> => ({
    user: apiBot(bot),
    status,
    ...(status === 'kicked' ? { until_date: 0 } : {}),
  });
  return bot.pushUpdate('my_chat_member', {
    chat: apiChat(bot, chat),
    from: apiUser(user),
    date: seconds(bot.now()),
    old_chat_member: member(from),
    new_chat_member: member(to),
  });
}

/** The group, made with its first message: the bot is told that it was added. */
export function groupChat(bot: Bot, id: number, title: string | undefined, user: User): Chat {
  const isNew = !bot.chats.has(id);
  const chat = chatOf(bot, id, 'group', title ?? `Group ${-id}`);
  if (title !== undefined) chat.title = title;
  chat.memberIds.add(user.id);
  if (isNew) pushMembership(bot, chat, user, 'left', 'member');
  return chat;
}

export function privateChat(bot: Bot, user: User): Chat {
  return chatOf(bot, user.id, 'private', user.firstName);
}

/** Stops or restarts the bot in the person's client. */
export function setBlocked(bot: Bot, user: User, blocked: boolean): void {
  if (user.blocked === blocked) return;
  user.blocked = blocked;
  bot.bus.emit('user', { botId: bot.id, user: simUser(user) });
  const [from, to]: [Status, Status] = blocked ? ['member', 'kicked'] : ['kicked', 'member'];
  pushMembership(bot, privateChat(bot, user), user, from, to);
}
