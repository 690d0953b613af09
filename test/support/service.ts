/** The whole service on the local stand, for system tests: real processes, real PostgreSQL, real HTTP. */
import assert from 'node:assert/strict';
import { startBot, type BotProcess } from '../../src/sandbox/bot-process.ts';
import { createKieSim, type KieSim } from '../../src/sandbox/kie/sim-client.ts';
import { startStand, type Stand, type StandOptions } from '../../src/sandbox/stand.ts';
import type { SimMessage } from '../../src/sandbox/telegram/contract.ts';
import { createSim, type Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { copyTemplate, createTestDatabase } from './database.ts';
import { childrenOf, isAlive } from './process-tree.ts';
import { waitFor } from './wait-for.ts';

export const POLLING = '✅ Polling started successfully!';

export interface ServiceStand extends Stand {
  readonly kie: KieSim;
  readonly telegram: Sim;
  /** Another bot's view of the same Telegram. */
  readonly telegramOf: (botId: string) => Sim;
  readonly start: (options?: { role?: string; env?: Readonly<Record<string, string>> }) => BotProcess;
  /** Ends every service, checks that none left a process behind, and drops the database. */
  readonly close: () => Promise<void>;
}

interface ServiceStandOptions extends StandOptions {
  /** The first service finds nothing and makes everything, as its role; otherwise all is there, as after a restart. */
  readonly emptyDatabase?: boolean;
}

export async function openStand(options: ServiceStandOptions = {}): Promise<ServiceStand> {
  const { emptyDatabase = false, ...rest } = options;
  const database = await (emptyDatabase ? createTestDatabase() : copyTemplate());
  const stand = await startStand({ ...rest, given: { DATABASE_URL: database.url } });
  const { telegramUrl, kieUrl } = stand;
  if (telegramUrl === null || kieUrl === null) throw new Error('both sandboxes are local in tests');
  const bots: BotProcess[] = [];
  return {
    ...stand,
    kie: createKieSim(kieUrl),
    telegram: createSim(telegramUrl, stand.botId),
    telegramOf: (botId) => createSim(telegramUrl, botId),
    start: ({ role = 'web', env = {} } = {}) => {
      const bot = startBot({ role, env: { ...stand.env, LOG_FORMAT: 'json', LOG_LEVEL: 'info', ...env } });
      bots.push(bot);
      return bot;
    },
    close: async () => {
      const children = bots.flatMap((bot) => childrenOf(bot.pid));
      await Promise.all(bots.map((bot) => bot.stop()));
      await stand.stop();
      const left = children.filter((child) => isAlive(child.pid));
      await database.drop();
      assert.deepEqual(left, [], 'a child outlived its service');
    },
  };
}

/** What the bot says to the person and has not deleted. */
export async function said(sim: Sim, userId: number): Promise<readonly SimMessage[]> {
  const { messages } = await sim.transcript(userId);
  return messages.filter((message) => message.from === 'bot' && !message.deleted);
}

const hasButton =
  (label: string) =>
  (message: SimMessage): boolean =>
    message.keyboard.flat().some((button) => button.text.includes(label));

/** Text, then the one tap that confirms the offer. */
export async function order(sim: Sim, userId: number, prompt: string, timeoutMs = 30_000): Promise<void> {
  const { messageIds } = await sim.sendText(userId, prompt);
  const sentAs = messageIds[0] ?? 0;
  const isOffer = (message: SimMessage): boolean => message.messageId > sentAs && hasButton('✅')(message);
  const offer = await waitFor(`an offer to ${userId}`, async () => (await said(sim, userId)).find(isOffer), {
    timeoutMs,
  });
  await sim.tap(userId, { label: '✅', messageId: offer.messageId });
}

export async function results(sim: Sim, userId: number): Promise<readonly SimMessage[]> {
  return (await said(sim, userId)).filter((message) => message.media !== null);
}

/** Every log line as JSON. */
export function logLines(bot: BotProcess): readonly Record<string, unknown>[] {
  return bot.lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Record<string, unknown>];
    } catch {
      return []; // a runtime's own words
    }
  });
}
