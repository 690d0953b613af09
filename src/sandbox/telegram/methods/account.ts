/** The bot about itself. */
import { badRequest, ApiError, tooManyRequests } from '../api-error.ts';
import type { Bot } from '../bot.ts';
import type { Call, Method } from '../call.ts';
import { apiBot } from '../chat/present.ts';
import type { Params } from '../params.ts';

const MOST_COMMANDS = 100;
const DESCRIPTION_LIMIT = 512;
const SHORT_DESCRIPTION_LIMIT = 120;
/** `close` is refused in the first ten minutes, and `logOut` locks the bot out for as long. */
const TEN_MINUTES_MS = 600_000;

const getMe: Method = ({ bot }) => ({
  ...apiBot(bot),
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
});

/** Scopes that name a chat: the bot must know it. */
const SCOPES_OF_A_CHAT: readonly unknown[] = ['chat', 'chat_administrators', 'chat_member'];

function isKnownChat(bot: Bot, id: number): boolean {
  const chat = bot.chats.get(id);
  return chat?.kind === 'private' ? bot.users.get(id)?.started === true : chat !== undefined;
}

/** Commands are kept apart by scope and language, however a scope's fields are ordered and its numbers written. */
function commandsKey(bot: Bot, params: Params): string {
  const scope = params.json('scope') as Readonly<Record<string, unknown>> | undefined;
  if (params.has('scope') && typeof scope?.['type'] !== 'string') throw badRequest("can't parse BotCommandScope");
  const { type = 'default', chat_id: chatId = '', user_id: userId = '' } = scope ?? {};
  if (SCOPES_OF_A_CHAT.includes(type) && !isKnownChat(bot, Number(chatId))) throw badRequest('chat not found');
  return JSON.stringify([type, String(chatId), String(userId), params.text('language_code')]);
}

function checkCommand(item: unknown): { readonly command: string; readonly description: string } {
  const { command, description } = { ...(item as Record<string, unknown> | null) };
  const name = typeof command === 'string' ? command.replace(/^\//, '') : '';
  if (!/^[a-z\d_]{1,32}$/.test(name)) throw badRequest('BOT_COMMAND_INVALID');
  if (typeof description !== 'string' || description.length < 1 || description.length > 256) {
    throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  }
  return { command: name, description };
}

const setMyCommands: Method = ({ bot, params }) => {
  const list = params.json('commands');
  if (!Array.isArray(list)) throw badRequest("can't parse commands: expected an Array of BotCommand");
  if (list.length > MOST_COMMANDS) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  bot.profile.commands.set(commandsKey(bot, params), list.map(checkCommand));
  return true;
};

const getMyCommands: Method = ({ bot, params }) => bot.profile.commands.get(commandsKey(bot, params)) ?? [];

const deleteMyCommands: Method = ({ bot, params }) => {
  bot.profile.commands.delete(commandsKey(bot, params));
  return true;
};

function limitedText(call: Call, name: string, limit: number): string {
  const text = call.params.text(name);
  if (text.length > limit) throw badRequest(`${name} is too long`);
  return text;
}

const setMyDescription: Method = (call) => {
  call.bot.profile.description = limitedText(call, 'description', DESCRIPTION_LIMIT);
  return true;
};

const setMyShortDescription: Method = (call) => {
  call.bot.profile.shortDescription = limitedText(call, 'short_description', SHORT_DESCRIPTION_LIMIT);
  return true;
};

const setChatMenuButton: Method = ({ params }) => {
  const button = params.json('menu_button') as Readonly<Record<string, unknown>> | undefined;
  const type = button?.['type'] ?? 'default';
  if (typeof type !== 'string' || !['default', 'commands', 'web_app'].includes(type)) {
    throw badRequest("can't parse menu button: unknown type");
  }
  return true;
};

const logOut: Method = ({ bot }) => {
  bot.loggedOutUntil = bot.now() + TEN_MINUTES_MS;
  return true;
};

const close: Method = ({ bot }) => {
  const left = bot.createdAt + TEN_MINUTES_MS - bot.now();
  if (left > 0) throw tooManyRequests(Math.ceil(left / 1_000));
  return true;
};

/** To be asked before every call. */
export function checkLoggedIn({ bot }: Call): void {
  if (bot.now() < bot.loggedOutUntil) throw new ApiError(400, 'Logged out');
}

export const ACCOUNT_METHODS: Readonly<Record<string, Method>> = {
  getMe,
  setMyCommands,
  getMyCommands,
  deleteMyCommands,
  setMyDescription,
  setMyShortDescription,
  setChatMenuButton,
  logOut,
  close,
};
