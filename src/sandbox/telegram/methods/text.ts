/** Words and signs of life. */
import { badRequest } from '../api-error.ts';
import type { Method } from '../call.ts';
import { writableChat } from '../chat/access.ts';
import { send } from '../chat/post.ts';
import { apiMessage } from '../chat/present.ts';
import { TEXT_LIMIT, textParam } from '../text/formatted.ts';

const ACTIONS: ReadonlySet<string> = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'record_audio',
  'upload_audio',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
]);

const sendMessage: Method = ({ bot, params }) => {
  const text = textParam(params);
  const chat = writableChat(bot, params);
  const [message] = send(bot, chat, params, [{ kind: 'text', text }]);
  return message === undefined ? null : apiMessage(bot, message);
};

const sendChatAction: Method = ({ bot, params }) => {
  const action = params.text('action').toLowerCase();
  if (!ACTIONS.has(action)) throw badRequest('wrong parameter action in request');
  const chat = writableChat(bot, params);
  bot.bus.emit('chatAction', { botId: bot.id, chatId: chat.id, text: action });
  return true;
};

/** An ephemeral preview, private chats only; an empty text shows "Thinking…". */
const sendMessageDraft: Method = ({ bot, params }) => {
  const text = params.text('text') === '' ? '' : textParam(params).text;
  if (params.integer('draft_id') === 0) throw badRequest('DRAFT_ID_INVALID');
  if (text.length > TEXT_LIMIT) throw badRequest('message is too long');
  const chat = writableChat(bot, params);
  if (chat.kind !== 'private') throw badRequest('PEER_ID_INVALID');
  bot.bus.emit('draft', { botId: bot.id, chatId: chat.id, text });
  return true;
};

export const TEXT_METHODS: Readonly<Record<string, Method>> = { sendMessage, sendChatAction, sendMessageDraft };
