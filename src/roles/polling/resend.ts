/** The results of an earlier generation once more: Telegram has the files, so nothing is fetched. */
import type { Generations } from '../../adapters/postgres/generations.ts';
import type { OutboxMessage } from '../../adapters/postgres/outbox.ts';
import type { Queryable } from '../../adapters/postgres/transaction.ts';
import { replyMarkup, textPayload } from '../../adapters/telegram/view.ts';
import { menuButton } from '../../domain/chat/buttons.ts';
import type { Language, Texts } from '../../domain/chat/contract.ts';
import { quoted } from '../../domain/chat/html.ts';
import { workKeyboard } from '../../domain/chat/result-view.ts';
import type { DeliveredMessage, Generation } from '../../domain/generation/generation.ts';

interface ResendDeps {
  readonly generations: Pick<Generations, 'get'>;
  readonly texts: Texts;
}

interface Where {
  readonly chatId: number;
  readonly userId: number;
  readonly language: Language;
}

/** Bot API methods that send a file by its id, and the parameter that holds it. */
const METHODS: Readonly<Partial<Record<DeliveredMessage['kind'], readonly [method: string, field: string]>>> = {
  photo: ['sendPhoto', 'photo'],
  video: ['sendVideo', 'video'],
  audio: ['sendAudio', 'audio'],
  voice: ['sendVoice', 'voice'],
  animation: ['sendAnimation', 'animation'],
  document: ['sendDocument', 'document'],
};

const MAX_PROMPT = 600;
const MAX_TEXT = 3_000;

export async function resend(tx: Queryable, id: string, where: Where, deps: ResendDeps): Promise<OutboxMessage[]> {
  const { chatId, userId, language } = where;
  const t = deps.texts[language];
  const generation = await deps.generations.get(tx, id);
  const text = (view: Parameters<typeof textPayload>[1]): OutboxMessage => {
    return { chatId, method: 'sendMessage', payload: textPayload(chatId, view), purpose: 'reply' };
  };
  if (generation?.chatId !== chatId || generation.state !== 'delivered') {
    return [text({ text: t('generation-gone'), keyboard: [[menuButton(t('button-menu'))]] })];
  }
  const files = generation.sent.flatMap((message) => (message === null ? [] : fileOf(message)));
  const isGone = generation.isInputErased && files.length === 0 && generation.results === null;
  if (isGone) return [text({ text: t('generation-gone'), keyboard: [[menuButton(t('button-menu'))]] })];
  const facts = { generationId: generation.id, hasFile: files.length > 0 };
  const keyboard = workKeyboard(t, facts, generation.userId === userId);
  if (files.length === 0) return [text({ text: wordsOf(generation) ?? t('works-no-file'), keyboard })];
  return files.map(({ method, payload }, index): OutboxMessage => {
    const last = index === files.length - 1 ? { ...captionOf(generation), ...replyMarkup(keyboard) } : {};
    return { chatId, method, payload: { chat_id: chatId, ...payload, ...last }, purpose: 'reply' };
  });
}

function fileOf({ kind, fileId }: DeliveredMessage) {
  const [method, field] = METHODS[kind] ?? [];
  return method === undefined || field === undefined || fileId === null
    ? []
    : [{ method, payload: { [field]: fileId } }];
}

/** HTML; null when it made no words. */
function wordsOf({ results }: Generation): string | null {
  return results?.text == null ? null : quoted(results.text, MAX_TEXT);
}

function captionOf({ input }: Generation): Readonly<Record<string, string>> {
  const prompt = input['prompt'];
  return typeof prompt === 'string' ? { caption: quoted(prompt, MAX_PROMPT), parse_mode: 'HTML' } : {};
}
