/** The chat page outlives the server it came from: `npm run dev` restarts it on every change. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSim } from '../../src/sandbox/telegram/sim-client.ts';
import { startTelegramSandbox } from '../../src/sandbox/telegram/start.ts';
import { openBrowser, openPage } from '../support/browser.ts';

const BOT_ID = '700002';

test('the page says that the server is gone, and is live again by itself when it is back', async () => {
  const browser = await openBrowser();
  let sandbox = await startTelegramSandbox();
  try {
    await createSim(sandbox.url, BOT_ID).user({ id: 1, firstName: 'Before' });
    const { page, close } = await openPage(browser, sandbox.url);
    await page.locator('.link-state.on').waitFor();
    await page.locator('.chat-item', { hasText: 'Before' }).waitFor();
    await sandbox.stop();
    await page.locator('.link-state.off').waitFor();
    sandbox = await startTelegramSandbox({ port: Number(new URL(sandbox.url).port) });
    await createSim(sandbox.url, BOT_ID).user({ id: 2, firstName: 'After' });
    await page.locator('.link-state.on').waitFor();
    await page.locator('.chat-item', { hasText: 'After' }).waitFor();
    assert.equal(await page.locator('.chat-item').count(), 1);
    await close();
  } finally {
    await browser.close();
    await sandbox.stop();
  }
});
