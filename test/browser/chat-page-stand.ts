/** A local Telegram, a small bot written with plain fetch, and a browser: what every test of the chat page needs. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { paintBackdrop } from '../../src/sandbox/kie/media/backdrop.ts';
import { encodePng } from '../../src/sandbox/kie/media/png.ts';
import { composeMelody } from '../../src/sandbox/kie/media/melody.ts';
import { sampleVideo } from '../../src/sandbox/kie/media/video.ts';
import type { SimUser } from '../../src/sandbox/telegram/contract.ts';
import { createSim, type Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { startTelegramSandbox } from '../../src/sandbox/telegram/start.ts';
import { openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { startScriptedBot, type BotScript, type Call } from './chat-page-bot.ts';

const BOT_ID = '700001';
const TOKEN = `${BOT_ID}:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0`;

export interface Stand {
  readonly url: string;
  readonly sim: Sim;
  /** Speaks for the bot. */
  readonly call: Call;
  readonly users: () => Promise<SimUser[]>;
  readonly browser: Browser;
  /** Opens the chat of a person. */
  readonly open: (
    userId: number,
    options?: BrowserContextOptions & { readonly query?: string },
  ) => Promise<WatchedPage>;
  readonly stop: () => Promise<void>;
}

/** A picture that is not one colour, so that scaling and cropping can be seen. */
export const picture = (width: number, height: number, seed = 1): Promise<Uint8Array> =>
  encodePng(paintBackdrop(width, height, seed));

export const tune = (): Uint8Array => composeMelody(7);
export const film = (): Promise<Uint8Array> => sampleVideo();

export async function startStand(script: BotScript): Promise<Stand> {
  const sandbox = await startTelegramSandbox();
  const bot = await startScriptedBot(sandbox.url, TOKEN, script);
  const browser = await openBrowser();
  const open: Stand['open'] = async (userId, { query = '', ...options } = {}) => {
    const watched = await openPage(browser, `${sandbox.url}/${query}#${BOT_ID}/${userId}`, options);
    await watched.page.locator('.link-state.on').waitFor({ state: 'attached' });
    return watched;
  };
  const stop = async (): Promise<void> => {
    await browser.close();
    await bot.stop();
    await sandbox.stop();
  };
  const users = async (): Promise<SimUser[]> =>
    (await (await fetch(`${sandbox.url}/sim/bots/${BOT_ID}/users`)).json()) as SimUser[];
  return { url: sandbox.url, sim: createSim(sandbox.url, BOT_ID), users, call: bot.call, browser, open, stop };
}
