/** Changing messages that were sent. */
import { badRequest } from '../api-error.ts';
import type { Call, Method } from '../call.ts';
import { messageIn, writableChat } from '../chat/access.ts';
import { parseInlineMarkup, sameKeyboard } from '../chat/markup.ts';
import { announce } from '../chat/post.ts';
import { apiMessage } from '../chat/present.ts';
import type { Content, InlineKeyboard, StoredMessage } from '../model.ts';
import { captionParam, textParam } from '../text/formatted.ts';
import { readInputMedia } from './media.ts';

const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content ' +
  'and reply markup of the message';

function editable({ bot, params }: Call): StoredMessage {
  if (params.has('inline_message_id')) throw badRequest('MESSAGE_ID_INVALID');
  const chat = writableChat(bot, params);
  if (!params.has('message_id')) throw badRequest('message identifier is not specified');
  const message = messageIn(chat, params.integer('message_id'));
  if (message === undefined) throw badRequest('message to edit not found');
  if (message.senderId !== null || message.forwarded !== null) throw badRequest("message can't be edited");
  return message;
}

/** Bytes do not count: Telegram tells two uploads of one picture apart by their ids. */
function sameContent(a: Content, b: Content): boolean {
  if (a.kind === 'media' && b.kind === 'media') {
    const plain = ({ file, ...rest }: typeof a): string => JSON.stringify({ ...rest, file: file.fileId });
    return plain(a) === plain(b);
  }
  return JSON.stringify(a) === JSON.stringify(b);
}

function change({ bot }: Call, message: StoredMessage, content: Content, keyboard: InlineKeyboard): unknown {
  if (sameContent(message.content, content) && sameKeyboard(message.keyboard, keyboard)) {
    throw badRequest(NOT_MODIFIED);
  }
  bot.flood?.spend(message.chatId, 1);
  message.content = content;
  message.keyboard = keyboard;
  message.editDate = bot.now();
  message.edits += 1;
  announce(bot, 'edit', message);
  return apiMessage(bot, message);
}

const editMessageText: Method = (call) => {
  const text = textParam(call.params);
  const message = editable(call);
  if (message.content.kind !== 'text') throw badRequest('there is no text in the message to edit');
  return change(call, message, { kind: 'text', text }, parseInlineMarkup(call.params));
};

const editMessageCaption: Method = (call) => {
  const caption = captionParam(call.params);
  const message = editable(call);
  if (message.content.kind !== 'media') throw badRequest('there is no caption in the message to edit');
  return change(call, message, { ...message.content, caption }, parseInlineMarkup(call.params));
};

const editMessageMedia: Method = async (call) => {
  const media = call.params.json('media');
  if (media === undefined) throw badRequest("can't parse media JSON object");
  const content = await readInputMedia(call, media);
  const message = editable(call);
  if (message.content.kind !== 'media' && message.content.kind !== 'text') throw badRequest("message can't be edited");
  return change(call, message, content, parseInlineMarkup(call.params));
};

const editMessageReplyMarkup: Method = (call) => {
  const message = editable(call);
  return change(call, message, message.content, parseInlineMarkup(call.params));
};

export const EDIT_METHODS: Readonly<Record<string, Method>> = {
  editMessageText,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
};
