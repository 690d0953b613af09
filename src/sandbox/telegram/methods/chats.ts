/** Questions about chats, files, and the answers to button presses. */
import { badRequest } from '../api-error.ts';
import type { Method } from '../call.ts';
import { chatParam } from '../chat/access.ts';
import { apiBot, apiChat, apiUser } from '../chat/present.ts';

const DOWNLOAD_LIMIT_BYTES = 20 * 1024 * 1024;
const ANSWER_LIMIT = 200;

const getChat: Method = ({ bot, params }) => ({
  ...apiChat(bot, chatParam(bot, params)),
  accent_color_id: 0,
  max_reaction_count: 11,
});

const getChatMember: Method = ({ bot, params }) => {
  const chat = chatParam(bot, params);
  const id = params.integer('user_id');
  if (String(id) === bot.id) return { status: 'member', user: apiBot(bot) };
  const user = bot.users.get(id);
  if (user === undefined) throw badRequest('user not found');
  const isMember = chat.kind === 'private' ? chat.id === id : chat.memberIds.has(id);
  return { status: isMember ? 'member' : 'left', user: apiUser(user) };
};

const getFile: Method = ({ bot, params }) => {
  const file = bot.files.get(params.text('file_id'));
  if (file === undefined) throw badRequest('invalid file_id');
  if (file.bytes.length > DOWNLOAD_LIMIT_BYTES) throw badRequest('file is too big');
  return {
    file_id: file.fileId,
    file_unique_id: file.uniqueId,
    file_size: file.bytes.length,
    file_path: bot.files.openLink(file, bot.now()),
  };
};

const answerCallbackQuery: Method = ({ bot, params }) => {
  const text = params.text('text');
  if (text.length > ANSWER_LIMIT) throw badRequest('MESSAGE_TOO_LONG');
  const url = params.text('url');
  const answer = {
    text: text === '' ? null : text,
    showAlert: params.flag('show_alert'),
    url: url === '' ? null : url,
  };
  const { userId, chatId } = bot.callbackQueries.answer(params.text('callback_query_id'), answer);
  bot.bus.emit('answer', { botId: bot.id, userId, chatId, answer });
  return true;
};

export const CHAT_METHODS: Readonly<Record<string, Method>> = { getChat, getChatMember, getFile, answerCallbackQuery };
