/** Our records as Telegram's objects. */
import type { Bot } from '../bot.ts';
import type { Chat, Content, Entity, FormattedText, StoredFile, StoredMessage, User } from '../model.ts';

type Fields = Record<string, unknown>;

export const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1_000);

/** Drops what is undefined, null or false, as Telegram leaves absent fields out. */
const present = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== false),
  );

export function apiBot(bot: Bot): Fields {
  return { id: Number(bot.id), is_bot: true, first_name: `Sandbox ${bot.id}`, username: bot.username };
}

export function apiUser(user: User): Fields {
  const { id, firstName, lastName, username, languageCode } = user;
  return {
    ...{ id, is_bot: false, first_name: firstName },
    ...present({ last_name: lastName, username, language_code: languageCode }),
  };
}

export function apiChat(bot: Bot, chat: Chat): Fields {
  if (chat.kind === 'group') {
    return { id: chat.id, type: 'group', title: chat.title, all_members_are_administrators: true };
  }
  const user = bot.users.get(chat.id);
  return {
    ...{ id: chat.id, type: 'private' },
    ...present({ first_name: user?.firstName, last_name: user?.lastName, username: user?.username }),
  };
}

function apiEntity(bot: Bot, entity: Entity): Fields {
  const person = entity.userId === undefined ? undefined : bot.users.get(entity.userId);
  return present({
    ...{ type: entity.type, offset: entity.offset, length: entity.length, url: entity.url, language: entity.language },
    custom_emoji_id: entity.customEmojiId,
    user: person === undefined ? undefined : apiUser(person),
  });
}

function apiWords(bot: Bot, { text, entities }: FormattedText, name: string, entitiesName: string): Fields {
  if (text === '') return {};
  // A mention of somebody the bot has never met is plain text.
  const known = entities.filter(({ userId }) => userId === undefined || bot.users.has(userId));
  const list = known.map((entity) => apiEntity(bot, entity));
  return { [name]: text, ...(list.length === 0 ? {} : { [entitiesName]: list }) };
}

const fileIds = (file: StoredFile): Fields => ({ file_id: file.fileId, file_unique_id: file.uniqueId });

function apiPhoto(file: StoredFile): Fields[] {
  return [file.thumbnail, file].flatMap((size) =>
    size === null
      ? []
      : [{ ...fileIds(size), width: size.width ?? 0, height: size.height ?? 0, file_size: size.bytes.length }],
  );
}

/** Which facts stand beside the ids of a file, by its kind. */
const FILE_FIELDS: Readonly<Record<Exclude<StoredFile['kind'], 'photo'>, readonly string[]>> = {
  video: ['duration', 'width', 'height', 'file_name', 'mime_type', 'file_size'],
  animation: ['duration', 'width', 'height', 'file_name', 'mime_type', 'file_size'],
  audio: ['duration', 'title', 'performer', 'file_name', 'mime_type', 'file_size'],
  voice: ['duration', 'mime_type', 'file_size'],
  video_note: ['duration', 'length', 'file_size'],
  sticker: ['width', 'height', 'type', 'is_animated', 'is_video', 'file_size'],
  document: ['file_name', 'mime_type', 'file_size'],
};

/** The object under `photo`, `video`, … */
function apiFile(file: StoredFile): unknown {
  if (file.kind === 'photo') return apiPhoto(file);
  const { width, height, durationSeconds, fileName, mimeType, title, performer, bytes } = file;
  const facts: Fields = {
    ...{ duration: durationSeconds ?? 0, width: width ?? 0, height: height ?? 0, length: width ?? 240 },
    ...{ file_name: fileName, mime_type: mimeType, file_size: bytes.length, title, performer },
    ...{ type: 'regular', is_animated: false, is_video: false },
  };
  const chosen = FILE_FIELDS[file.kind].map((name) => [name, facts[name]] as const);
  return { ...Object.fromEntries(chosen.filter(([, value]) => value !== null)), ...fileIds(file) };
}

function apiMedia(bot: Bot, content: Extract<Content, { kind: 'media' }>): Fields {
  const { file, caption } = content;
  return {
    // Telegram sends a GIF twice: as the animation and as the document that it was.
    ...(file.kind === 'animation' ? { document: apiFile(file) } : {}),
    [file.kind]: apiFile(file),
    ...apiWords(bot, caption, 'caption', 'caption_entities'),
    ...present({ has_media_spoiler: content.spoiler, show_caption_above_media: content.captionAbove }),
  };
}

function apiContent(bot: Bot, content: Content): Fields {
  switch (content.kind) {
    case 'text':
      return apiWords(bot, content.text, 'text', 'entities');
    case 'media':
      return apiMedia(bot, content);
    case 'invoice': {
      const { title, description, startParameter, stars } = content.invoice;
      return { invoice: { title, description, start_parameter: startParameter, currency: 'XTR', total_amount: stars } };
    }
    case 'payment':
    case 'refund': {
      const name = content.kind === 'payment' ? 'successful_payment' : 'refunded_payment';
      const { payload, stars, chargeId } = content;
      const amount = { currency: 'XTR', total_amount: stars, invoice_payload: payload };
      return { [name]: { ...amount, telegram_payment_charge_id: chargeId, provider_payment_charge_id: chargeId } };
    }
  }
}

function apiSender(bot: Bot, senderId: number | null): Fields {
  const user = senderId === null ? undefined : bot.users.get(senderId);
  return user === undefined ? apiBot(bot) : apiUser(user);
}

function apiForward(bot: Bot, forwarded: StoredMessage['forwarded']): Fields {
  if (forwarded === null) return {};
  const date = seconds(forwarded.date);
  return {
    forward_origin: { type: 'user', sender_user: apiSender(bot, forwarded.senderId), date },
    forward_date: date,
  };
}

/** `depth` 1 is a message inside another one, which shows no reply of its own. */
export function apiMessage(bot: Bot, message: StoredMessage, depth = 0): Fields {
  const chat = bot.chats.get(message.chatId);
  const replied = message.replyToId === null ? undefined : chat?.messages.get(message.replyToId);
  const inline = message.keyboard.map((row) => row.map(({ raw }) => raw));
  return {
    message_id: message.id,
    from: apiSender(bot, message.senderId),
    chat: chat === undefined ? { id: message.chatId } : apiChat(bot, chat),
    date: seconds(message.date),
    ...present({
      edit_date: message.editDate === null ? undefined : seconds(message.editDate),
      media_group_id: message.mediaGroupId,
      has_protected_content: message.protectedContent,
    }),
    ...apiForward(bot, message.forwarded),
    ...(depth === 0 && replied !== undefined && !replied.deleted
      ? { reply_to_message: apiMessage(bot, replied, 1) }
      : {}),
    ...apiContent(bot, message.content),
    ...(inline.length === 0 ? {} : { reply_markup: { inline_keyboard: inline } }),
  };
}
