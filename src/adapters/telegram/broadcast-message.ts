/** A broadcast as a call: the preview and what everybody gets are made here, so that they cannot differ. */
import type { BroadcastContent } from '../../domain/admin/broadcast.ts';
import { menuButton, placeButton } from '../../domain/chat/buttons.ts';
import type { Button, Translate } from '../../domain/chat/contract.ts';
import { replyMarkup } from './view.ts';

interface Call {
  readonly method: 'sendMessage' | 'sendPhoto';
  readonly payload: Readonly<Record<string, unknown>>;
}

function buttonOf({ button }: BroadcastContent, t: Translate): readonly (readonly Button[])[] {
  switch (button) {
    case null:
      return [];
    case 'menu':
      return [[menuButton(t('button-menu'))]];
    case 'topup':
      return [[placeButton(t('button-topup'), 'topup')]];
  }
}

/** `t`: in the language of the person. */
export function broadcastMessage(chatId: number, content: BroadcastContent, t: Translate): Call {
  const markup = replyMarkup(buttonOf(content, t));
  const { text, photo } = content;
  if (photo === null) {
    const payload = { chat_id: chatId, text, link_preview_options: { is_disabled: true }, ...markup };
    return { method: 'sendMessage', payload };
  }
  const caption = text === '' ? {} : { caption: text };
  return { method: 'sendPhoto', payload: { chat_id: chatId, photo, ...caption, ...markup } };
}
