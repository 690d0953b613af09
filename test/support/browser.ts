/** A real Chromium for tests of the chat page. */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** No GPU, no sandbox (containers run as root), and nothing that would reach the network by itself. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Another test file may be unpacking the same binary right now; a half-written one does not start. */
const START_TRIES = 5;

export async function openBrowser(): Promise<Browser> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await playwright.launch({ executablePath: await chromium.executablePath(), headless: true, args: ARGS });
    } catch (error) {
      if (attempt === START_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

export interface WatchedPage {
  readonly page: Page;
  /** Console errors, uncaught exceptions, policy violations and requests to anywhere but the origin; empty when all is well. */
  readonly problems: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens an address in a context of its own and writes down everything that should not happen. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  const { origin } = new URL(url);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => void problems.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    const isLocal = request.url().startsWith(`${origin}/`) || request.url().startsWith('blob:');
    if (!isLocal) problems.push(`foreign request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, problems, close: () => context.close() };
}

/** Saves a picture for a person to look at, in the system's temporary folder; returns its path. */
export async function takePicture(page: Page, name: string): Promise<string> {
  const folder = join(tmpdir(), 'kie-ai-bot-pictures');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  return path;
}
