/** A chat as its members see it. */
import type { Bot } from '../bot.ts';
import type { SimButton, SimMedia, SimMessage, SimTranscript } from '../contract.ts';
import { PLAIN, wordsOf, type Content, type InlineButton, type StoredFile, type StoredMessage } from '../model.ts';

function simButton({ text, kind, value, raw }: InlineButton): SimButton {
  return { text, kind, value, style: typeof raw['style'] === 'string' ? raw['style'] : null };
}

function simMedia(file: StoredFile): SimMedia {
  const { kind, fileId, fileName, mimeType, width, height, durationSeconds, title, performer } = file;
  const sizeBytes = file.bytes.length;
  return { kind, fileId, fileName, mimeType, sizeBytes, width, height, durationSeconds, title, performer };
}

function serviceLine(content: Content): string | null {
  if (content.kind === 'payment') return `payment of ${content.stars} XTR`;
  return content.kind === 'refund' ? `refund of ${content.stars} XTR` : null;
}

function simInvoice(message: StoredMessage): SimMessage['invoice'] {
  if (message.content.kind !== 'invoice') return null;
  const { title, description, stars } = message.content.invoice;
  return { title, description, stars, paidChargeId: message.paidChargeId };
}

export function simMessage(bot: Bot, message: StoredMessage): SimMessage {
  const { content, senderId } = message;
  const words = wordsOf(content) ?? PLAIN('');
  const sender = senderId === null ? undefined : bot.users.get(senderId);
  return {
    messageId: message.id,
    chatId: message.chatId,
    from: senderId === null ? 'bot' : 'user',
    userId: senderId,
    name: sender?.firstName ?? bot.username,
    date: message.date,
    text: content.kind === 'text' ? words.text : null,
    caption: content.kind === 'media' && words.text !== '' ? words.text : null,
    entities: words.entities,
    media: content.kind === 'media' ? simMedia(content.file) : null,
    mediaGroupId: message.mediaGroupId,
    replyToMessageId: message.replyToId,
    keyboard: message.keyboard.map((row) => row.map(simButton)),
    invoice: simInvoice(message),
    service: serviceLine(content),
    edits: message.edits,
    deleted: message.deleted,
  };
}

/** `after`: only messages with a greater id. */
export function simTranscript(bot: Bot, chatId: number, after = 0): SimTranscript {
  const wanted = bot.messagesOf(chatId).filter(({ id }) => id > after);
  const messages = wanted.map((message) => simMessage(bot, message));
  return { chatId, messages, replyKeyboard: bot.chats.get(chatId)?.replyKeyboard ?? [] };
}

function line(message: SimMessage): string {
  const { media, invoice } = message;
  const parts = [
    media === null ? null : `[${media.kind} ${media.fileName ?? media.mimeType}, ${media.sizeBytes} bytes]`,
    invoice === null ? null : `[invoice ${invoice.title}: ${invoice.stars} XTR]`,
    message.service === null ? null : `[${message.service}]`,
    message.text ?? message.caption,
  ].filter((part) => part !== null);
  const marks = `${message.edits > 0 ? ' (edited)' : ''}${message.deleted ? ' (deleted)' : ''}`;
  const keys = message.keyboard.map((row) => `    ${row.map((button) => `[ ${button.text} ]`).join(' ')}`);
  return [`${message.name}${marks}: ${parts.join(' ').replaceAll('\n', '\n    ')}`, ...keys].join('\n');
}

/** For people and for the demo's output. */
export function transcriptText(transcript: SimTranscript): string {
  return transcript.messages.map((message) => `${line(message)}\n`).join('');
}
