/** What the test bot says: one answer for each thing that the page must be able to show. */
import type { BotScript, Call, Update } from './chat-page-bot.ts';
import { film, picture, tune } from './chat-page-stand.ts';

export const HOSTILE = '<img src=x onerror="document.title=1"> <script>alert(1)</script> &amp; javascript:alert(1)';

const button = (text: string, data = text): Record<string, unknown> => ({ text, callback_data: data });

const MENU = {
  inline_keyboard: [
    [button('🎨 Toast', 'toast'), button('🔔 Alert', 'alert')],
    [button('🖼 Photo', 'photo'), button('🎬 Video', 'video'), button('🎵 Music', 'audio')],
    [button('🗂 Album', 'album'), button('📄 File', 'file')],
    [button('✏️ Edit', 'edit'), button('🗑 Delete', 'delete')],
    [button('⭐ Top up', 'invoice'), { text: 'Website', url: 'https://example.org/about' }],
  ],
};

const GREETING = [
  '<b>Hello!</b> I make <i>pictures</i>, <u>films</u> and <s>silence</s> music.',
  '',
  'Try <code>/models</code>, a <tg-spoiler>secret</tg-spoiler> or <a href="https://example.org/help">the help page</a>.',
  '<blockquote>Write what to draw, or choose below.</blockquote>',
].join('\n');

async function album(call: Call, chatId: number): Promise<void> {
  const media = await Promise.all([1, 2, 3].map((seed) => picture(320, 240, seed)));
  const ids: string[] = [];
  for (const bytes of media) {
    const sent = await call(
      'sendPhoto',
      { chat_id: chatId },
      { field: 'photo', name: 'a.png', type: 'image/png', bytes },
    );
    const { message_id, photo } = sent as { message_id: number; photo: { file_id: string }[] };
    await call('deleteMessage', { chat_id: chatId, message_id });
    ids.push(photo.at(-1)?.file_id ?? '');
  }
  const items = ids.map((id, index) => ({
    type: 'photo',
    media: id,
    ...(index === 0 && { caption: 'Three of them' }),
  }));
  await call('sendMediaGroup', { chat_id: chatId, media: items });
}

async function press(query: NonNullable<Update['callback_query']>, call: Call): Promise<void> {
  const { id, data, message } = query;
  const chat_id = message.chat.id;
  const answer = (more: Record<string, unknown> = {}): Promise<unknown> =>
    call('answerCallbackQuery', { callback_query_id: id, ...more });
  const here = { chat_id, message_id: message.message_id };
  switch (data) {
    case 'toast':
      await answer({ text: 'Two credits left today' });
      break;
    case 'alert':
      await answer({ text: 'This model needs a photo first.', show_alert: true });
      break;
    case 'photo':
      await call('sendChatAction', { chat_id, action: 'upload_photo' });
      await answer();
      await call(
        'sendPhoto',
        {
          chat_id,
          caption: '<b>Nano Banana Pro</b> · 18 s · 4.50 ₽',
          parse_mode: 'HTML',
          reply_markup: { inline_keyboard: [[button('🔁 Again', 'photo'), button('✏️ Change', 'toast')]] },
        },
        { field: 'photo', name: 'cat.png', type: 'image/png', bytes: await picture(1024, 768) },
      );
      break;
    case 'video':
      await answer();
      await call(
        'sendVideo',
        { chat_id, caption: 'A film' },
        { field: 'video', name: 'film.mp4', type: 'video/mp4', bytes: await film() },
      );
      break;
    case 'audio':
      await answer();
      await call(
        'sendAudio',
        { chat_id, title: 'Night train', performer: 'Suno v5', duration: 4 },
        { field: 'audio', name: 'train.wav', type: 'audio/wav', bytes: tune() },
      );
      break;
    case 'file':
      await answer();
      await call(
        'sendDocument',
        { chat_id, caption: 'The invoice you asked for' },
        {
          field: 'document',
          name: 'Invoice November.csv',
          type: 'text/csv',
          bytes: new TextEncoder().encode('a;b\n1;2\n'),
        },
      );
      break;
    case 'album':
      await answer();
      await album(call, chat_id);
      break;
    case 'edit':
      await answer();
      await call('editMessageText', { ...here, text: 'Now it says something else.', reply_markup: MENU });
      break;
    case 'delete':
      await answer();
      await call('deleteMessage', here);
      break;
    case 'invoice':
      await answer();
      await call('sendInvoice', {
        chat_id,
        title: '100 stars',
        description: 'Enough for about forty pictures.',
        payload: 'stars-100',
        currency: 'XTR',
        prices: [{ label: 'Stars', amount: 100 }],
      });
      break;
    default:
      await answer();
  }
}

type Say = (text: string, more?: Record<string, unknown>) => Promise<unknown>;

const WORDS: Readonly<Record<string, (say: Say, call: Call, chatId: number) => Promise<unknown>>> = {
  hostile: (say) => say(HOSTILE),
  typing: (_say, call, chatId) => call('sendChatAction', { chat_id: chatId, action: 'typing' }),
  buttons: (say) => say('Choose', { reply_markup: { keyboard: [['Yes', 'No']], resize_keyboard: true } }),
  invite: (say) => say('Come in: https://t.me/sandbox_700001_bot?start=ref_friend'),
  'no buttons': (say) => say('Gone', { reply_markup: { remove_keyboard: true } }),
};

/** What the bot noticed about a message that is not one of its words. */
function notice(message: NonNullable<Update['message']>): string {
  const { photo, caption, voice, successful_payment: payment, reply_to_message: replied, text } = message;
  const biggest = photo?.at(-1);
  if (biggest !== undefined) return `A photo of ${biggest.width}×${biggest.height}: ${caption ?? 'no caption'}`;
  if (voice !== undefined) return `A voice message of ${voice.duration} s`;
  if (payment !== undefined) return `Thank you for ${payment.total_amount}`;
  if (replied !== undefined) return `You answered message ${replied.message_id}`;
  return `You said: ${text ?? 'something'}`;
}

async function reply(message: NonNullable<Update['message']>, call: Call): Promise<void> {
  const chatId = message.chat.id;
  const say: Say = (text, more = {}) => call('sendMessage', { chat_id: chatId, text, ...more });
  const text = message.text ?? '';
  const known = WORDS[text];
  if (known !== undefined) await known(say, call, chatId);
  else if (text.startsWith('/start')) {
    await say(GREETING, { parse_mode: 'HTML', reply_markup: MENU });
    const parameter = text.slice('/start '.length);
    if (parameter !== '') await say(`You came with ${parameter}`);
  } else await say(notice(message));
}

export const script: BotScript = async (update, call) => {
  if (update.callback_query !== undefined) await press(update.callback_query, call);
  else if (update.pre_checkout_query !== undefined) {
    await call('answerPreCheckoutQuery', { pre_checkout_query_id: update.pre_checkout_query.id, ok: true });
  } else if (update.edited_message !== undefined) {
    const { chat, text } = update.edited_message;
    await call('sendMessage', { chat_id: chat.id, text: `Changed to: ${text ?? ''}` });
  } else if (update.message !== undefined) await reply(update.message, call);
};
