/** The same content once more, with or without its author. */
import { badRequest } from '../api-error.ts';
import type { Call, Method } from '../call.ts';
import { chatParam, messageIn, writableChat } from '../chat/access.ts';
import { post, send } from '../chat/post.ts';
import { apiMessage } from '../chat/present.ts';
import type { Content, StoredMessage } from '../model.ts';
import { captionParam } from '../text/formatted.ts';

function original({ bot, params }: Call, purpose: 'copy' | 'forward'): StoredMessage {
  const message = messageIn(chatParam(bot, params, 'from_chat_id'), params.integer('message_id'));
  if (message === undefined) throw badRequest(`message to ${purpose} not found`);
  const { kind } = message.content;
  if (message.protectedContent || kind === 'payment' || kind === 'refund') {
    throw badRequest(`the message can't be ${purpose === 'copy' ? 'copied' : 'forwarded'}`);
  }
  return message;
}

const copyMessage: Method = (call) => {
  const { bot, params } = call;
  const chat = writableChat(bot, params);
  const { content } = original(call, 'copy');
  const copied: Content =
    content.kind === 'media' && params.has('caption') ? { ...content, caption: captionParam(params) } : content;
  const [message] = send(bot, chat, params, [copied]);
  return { message_id: message?.id };
};

const forwardMessage: Method = (call) => {
  const { bot, params } = call;
  const chat = writableChat(bot, params);
  const { content, senderId, date, forwarded } = original(call, 'forward');
  bot.flood?.spend(chat.id, 1);
  const message = post(bot, chat, {
    ...{ senderId: null, content, forwarded: forwarded ?? { senderId, date } },
    protectedContent: params.flag('protect_content'),
  });
  return apiMessage(bot, message);
};

export const COPY_METHODS: Readonly<Record<string, Method>> = { copyMessage, forwardMessage };
