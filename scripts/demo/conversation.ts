/** One person's conversation, played through the local Telegram exactly as a client would. */
import { setTimeout as pause } from 'node:timers/promises';
import type { SimMedia, SimMessage } from '../../src/sandbox/telegram/contract.ts';
import type { Sim } from '../../src/sandbox/telegram/sim-client.ts';

export interface Conversation {
  readonly transcript: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** From the confirmation to the delivered result. */
  readonly seconds: number;
}

export const PERSON = { id: 800001, firstName: 'Аня', languageCode: 'ru' };
const PROMPT = 'Рыжий кот в скафандре смотрит на Землю, акварель';
const RESULT_WITHIN_MS = 60_000;

async function until<T>(what: string, withinMs: number, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(50);
  }
  throw new Error(`${what} did not come within ${withinMs / 1_000} s`);
}

async function botMessages(sim: Sim): Promise<readonly SimMessage[]> {
  const { messages } = await sim.transcript(PERSON.id);
  return messages.filter((message) => message.from === 'bot' && !message.deleted);
}

/** Presses the button once a message with it is there. */
async function press(sim: Sim, label: string): Promise<void> {
  const hasIt = (message: SimMessage): boolean => message.keyboard.flat().some((button) => button.text.includes(label));
  const message = await until(`a button "${label}"`, 10_000, async () => (await botMessages(sim)).findLast(hasIt));
  await sim.tap(PERSON.id, { label, messageId: message.messageId });
}

const EXTENSIONS: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'video/mp4': 'mp4' };

export async function converse(sim: Sim): Promise<Conversation> {
  await sim.user(PERSON);
  await sim.sendText(PERSON.id, '/start');
  await until('the greeting', 10_000, async () => (await botMessages(sim)).at(0));
  await sim.sendText(PERSON.id, PROMPT);
  await press(sim, 'Другая модель');
  await press(sim, 'Nano Banana Pro');
  await press(sim, '✅');
  const confirmedAt = performance.now();
  const media = await until<SimMedia>('the result', RESULT_WITHIN_MS, async () => {
    const found = (await botMessages(sim)).find((message) => message.media !== null);
    return found?.media ?? undefined;
  });
  const seconds = (performance.now() - confirmedAt) / 1_000;
  const bytes = await sim.file(media.fileId);
  const extension = EXTENSIONS[media.mimeType] ?? 'bin';
  return { transcript: await sim.transcriptText(PERSON.id), fileName: `result.${extension}`, bytes, seconds };
}
