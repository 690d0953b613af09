/** Orders a model through the local Telegram exactly as a person would, and waits for what comes of it. */
import { setTimeout as pause } from 'node:timers/promises';
import { parseButton } from '../../domain/chat/buttons.ts';
import type { Translate } from '../../domain/chat/contract.ts';
import type { SimMessage } from '../telegram/contract.ts';
import type { Sim } from '../telegram/sim-client.ts';
import { decide } from './decide.ts';
import { sampleOf } from './samples.ts';

export interface Person {
  readonly sim: Sim;
  readonly id: number;
  readonly t: Translate;
  /** Longest wait for an answer of the bot. */
  readonly patienceMs: number;
}

const LOOK_EVERY_MS = 25;
const MOST_STEPS = 60;

async function until<T>(what: string, withinMs: number, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`${what} did not come within ${withinMs / 1_000} s`);
    await pause(LOOK_EVERY_MS);
  }
}

async function botMessages({ sim, id }: Person, after: number): Promise<readonly SimMessage[]> {
  const { messages } = await sim.transcript(id, after);
  return messages.filter((message) => message.from === 'bot' && !message.deleted);
}

const dataOf = (message: SimMessage): readonly string[] =>
  message.keyboard.flat().flatMap(({ kind, value }) => (kind === 'callback' && value !== null ? [value] : []));

const isScreen = (message: SimMessage): boolean => dataOf(message).some((data) => parseButton(data).kind === 'screen');

/** Says or sends something and waits for the screen that answers it. */
async function answered(
  person: Person,
  act: () => Promise<{ readonly messageIds: readonly number[] }>,
): Promise<SimMessage> {
  const { messageIds } = await act();
  const sentAs = Math.max(...messageIds);
  return await until('an answer', person.patienceMs, async () =>
    (await botMessages(person, sentAs)).findLast(isScreen),
  );
}

/** The message after the tap, edited; or the one that took its place. */
async function tapped(person: Person, screen: SimMessage, data: string): Promise<SimMessage> {
  await person.sim.tap(person.id, { data, messageId: screen.messageId });
  return await until('a reaction to the tap', person.patienceMs, async () => {
    const messages = await botMessages(person, screen.messageId - 1);
    const newer = messages.findLast((message) => message.messageId > screen.messageId && isScreen(message));
    const same = messages.find((message) => message.messageId === screen.messageId);
    if (newer !== undefined) return newer;
    // The progress of a quick generation may be gone already.
    return same === undefined ? { ...screen, keyboard: [] } : same.edits > screen.edits ? same : undefined;
  });
}

/** From /start to the confirmation. Rejects when the model is not sold or the bot does not answer. */
export async function orderModel(person: Person, title: string): Promise<void> {
  const { sim, id, t } = person;
  let screen = await answered(person, () => sim.sendText(id, '/start'));
  const seen: string[] = [];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const text = screen.text ?? '';
    const again = seen.filter((one) => one === text).length;
    seen.push(text);
    const buttons = screen.keyboard.flat().map((button) => ({ text: button.text, data: button.value ?? '' }));
    const action = decide({ text, buttons, again }, title, t);
    switch (action.do) {
      case 'say':
        screen = await answered(person, () => sim.sendText(id, action.text));
        break;
      case 'send': {
        const sample = await sampleOf(action.kind);
        screen = await answered(person, () => sim.sendMedia(id, sample));
        break;
      }
      case 'tap':
        screen = await tapped(person, screen, action.data);
        if (!isScreen(screen)) return;
    }
  }
  throw new Error(`${title} was not ordered:\n${seen.slice(-3).join('\n---\n')}`);
}

/** Every message of results after `after` (a message id), once one of them carries the result's buttons. */
export async function resultsAfter(person: Person, after: number, withinMs: number): Promise<readonly SimMessage[]> {
  const isResult = (message: SimMessage): boolean => dataOf(message).some((data) => data.startsWith('g:again:'));
  return await until('the result', withinMs, async () => {
    const fresh = await botMessages(person, after);
    return fresh.some(isResult) ? fresh.filter((message) => message.media !== null || isResult(message)) : undefined;
  });
}

export async function lastMessageId({ sim, id }: Person): Promise<number> {
  const { messages } = await sim.transcript(id);
  return Math.max(0, ...messages.map(({ messageId }) => messageId));
}
