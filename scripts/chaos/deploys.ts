/** `--deploys N`: one rolling hand-over after another while everybody talks, and what the hand-overs cost. */
import type { SimCall } from '../../src/sandbox/telegram/contract.ts';
import type { World } from './faults/fault.ts';
import type { History } from './history.ts';
import { linesSaying } from './log-lines.ts';
import { until } from './pause.ts';
import type { Action } from './schedule.ts';

const BETWEEN_MS = 1_500;
/** Telegram takes one message a second in a chat. */
const TALK_EVERY_MS = 1_500;

export async function playDeploys(world: World, count: number, say: (line: string) => void): Promise<void> {
  for (let nth = 1; nth <= count; nth += 1) {
    const from = Date.now();
    await world.platform.deploy();
    world.journal.injected.push({ fault: 'deploy', at: from });
    say(`${nth} of ${count} deploys`);
    await until(Date.now() + BETWEEN_MS);
  }
}

/** Steady talk of the people from `first` on: a command each time, which has one answer each. */
export function talk(first: number, people: number, lastsMs: number): readonly Action[] {
  return Array.from({ length: Math.floor(lastsMs / TALK_EVERY_MS) }, (_, round) =>
    Array.from({ length: people }, (__, index): Action => ({
      at: round * TALK_EVERY_MS + index * 100,
      person: first + index,
      deed: 'help',
      dice: 0,
    })),
  ).flat();
}

/** From the end of the last poll before each acquisition of the lease to the start of the next poll, in milliseconds. */
export function gapsOf(polls: readonly SimCall[], acquiredAt: readonly number[]): readonly number[] {
  return acquiredAt.flatMap((at) => {
    const before = polls.filter((poll) => poll.at < at).map((poll) => poll.at + poll.durationMs);
    const after = polls.filter((poll) => poll.at >= at).map((poll) => poll.at);
    return before.length === 0 || after.length === 0 ? [] : [Math.min(...after) - Math.max(...before)];
  });
}

export function handOverGaps({ telegramCalls }: History, { platform }: World): readonly number[] {
  const acquired = platform.bots
    .flatMap((bot) => linesSaying(bot, 'lease.acquired'))
    .map(({ time }) => Date.parse(time));
  return gapsOf(
    telegramCalls.filter(({ method }) => method === 'getUpdates'),
    acquired,
  );
}

/** Polls of two instances at once, and talk that was answered not once. */
export function judgeDeploys(history: History, talkers: ReadonlySet<number>): readonly string[] {
  const conflicts = history.telegramCalls.filter(({ method, status }) => method === 'getUpdates' && status === 409);
  const wrong = [...talkers].flatMap((chatId) => {
    const chat = history.messages.filter((message) => message.chatId === chatId);
    const asked = chat.filter(({ from }) => from === 'user').length;
    const answers = chat.length - asked;
    return answers === asked ? [] : [`person ${chatId} said ${asked} things and heard ${answers}`];
  });
  return [...(conflicts.length === 0 ? [] : [`I1 ${conflicts.length} polls met another one (409)`]), ...wrong];
}
