/** The dialog's views as Bot API parameters. */
import type { View } from '../../domain/chat/contract.ts';

const inlineKeyboard = (keyboard: View['keyboard']): unknown[][] =>
  keyboard.map((row) =>
    row.map((button) =>
      'url' in button ? { text: button.text, url: button.url } : { text: button.text, callback_data: button.data },
    ),
  );

/** `{}` for no buttons: Telegram then removes those that an edited message had. */
export const replyMarkup = (keyboard: View['keyboard']): Record<string, unknown> =>
  keyboard.length === 0 ? {} : { reply_markup: { inline_keyboard: inlineKeyboard(keyboard) } };

export const textPayload = (chatId: number, view: View): Record<string, unknown> => ({
  chat_id: chatId,
  text: view.text,
  parse_mode: 'HTML',
  link_preview_options: { is_disabled: true },
  ...replyMarkup(view.keyboard),
});

/** A picture that Telegram has already, with the view under it: at most 1024 characters. */
export const filePayload = (
  chatId: number,
  { kind, fileId }: { readonly kind: 'photo' | 'document'; readonly fileId: string },
  view: View,
): Record<string, unknown> => ({
  ...{ chat_id: chatId, [kind]: fileId, caption: view.text, parse_mode: 'HTML' },
  ...replyMarkup(view.keyboard),
});

export const editPayload = (chatId: number, messageId: number, view: View): Record<string, unknown> => ({
  ...textPayload(chatId, view),
  message_id: messageId,
});
