/** A finger on a button. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Bot } from '../bot.ts';
import { apiMessage, apiUser } from '../chat/present.ts';
import type { SimAnswer, SimTapRequest, SimTapResult } from '../contract.ts';
import type { InlineButton, StoredMessage, User } from '../model.ts';
import { knownUser, SimError } from './http.ts';
import { sendAsUser } from './messages.ts';
import { pay } from './pay.ts';

const DEFAULT_WAIT_MS = 10_000;

export interface TapLimits {
  readonly preCheckoutTimeoutMs: number;
  readonly stopping: AbortSignal;
}

interface Found {
  readonly message: StoredMessage;
  readonly button: InlineButton;
}

function findButton(messages: readonly StoredMessage[], fits: (button: InlineButton) => boolean): Found | null {
  for (const message of messages.toReversed()) {
    const button = message.keyboard.flat().find(fits);
    if (button !== undefined) return { message, button };
  }
  return null;
}

/** The newest message that has it; a whole label goes before a part of one. */
function locate(bot: Bot, chatId: number, { label, data, messageId }: SimTapRequest): Found | null {
  const messages = bot
    .messagesOf(chatId)
    .filter((message) => !message.deleted && (messageId === undefined || message.id === messageId));
  if (data !== undefined) return findButton(messages, (button) => button.kind === 'callback' && button.value === data);
  if (label === undefined) throw new SimError('name the button by its label or its data');
  return (
    findButton(messages, (button) => button.text === label) ??
    findButton(messages, (button) => button.text.includes(label))
  );
}

async function press(
  bot: Bot,
  user: User,
  found: Found,
  waitMs: number,
  stopping: AbortSignal,
): Promise<SimAnswer | null> {
  const { message, button } = found;
  const query = bot.callbackQueries.open(user.id, message.chatId);
  bot.pushUpdate('callback_query', {
    id: query.id,
    from: apiUser(user),
    message: apiMessage(bot, message),
    chat_instance: String(message.chatId),
    data: button.value,
  });
  if (waitMs === 0) return null;
  const timer = new AbortController();
  const tooLate = delay(waitMs, null, { signal: AbortSignal.any([timer.signal, stopping]) });
  try {
    return await Promise.race([query.answered, tooLate.catch(() => null)]);
  } finally {
    timer.abort();
  }
}

/** A button under the input field is nothing but a message with its text. */
function tapReplyKeyboard(bot: Bot, user: User, chatId: number, label: string | undefined): SimTapResult {
  const labels = bot.chats.get(chatId)?.replyKeyboard.flat() ?? [];
  const text = labels.find((item) => item === label) ?? labels.find((item) => item.includes(label ?? '\0'));
  if (text === undefined) throw new SimError('there is no such button', 404);
  const { messageIds } = sendAsUser(bot, { userId: user.id, chatId, text, media: [] });
  return { kind: 'text', messageId: messageIds[0] ?? 0, answer: null, value: text, payment: null };
}

export async function tap(bot: Bot, request: SimTapRequest, limits: TapLimits): Promise<SimTapResult> {
  const user = knownUser(bot, request.userId);
  const chatId = request.chatId ?? user.id;
  const found = locate(bot, chatId, request);
  if (found === null) return tapReplyKeyboard(bot, user, chatId, request.label);
  const { message, button } = found;
  const result = { messageId: message.id, answer: null, value: button.value, payment: null };
  switch (button.kind) {
    case 'callback': {
      const waitMs = request.waitMs ?? DEFAULT_WAIT_MS;
      return { ...result, kind: 'callback', answer: await press(bot, user, found, waitMs, limits.stopping) };
    }
    case 'pay': {
      const { preCheckoutTimeoutMs: timeoutMs, stopping } = limits;
      const payment = await pay(bot, { userId: user.id, messageId: message.id }, { timeoutMs, stopping });
      return { ...result, kind: 'pay', payment };
    }
    case 'url':
    case 'copy':
      return { ...result, kind: button.kind };
    case 'other':
      throw new SimError('the local Telegram cannot press this kind of button');
  }
}
