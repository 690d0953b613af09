/** The chat page on a desk and in a hand, by day and by night, and for people without a mouse. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { takePicture } from '../support/browser.ts';
import { waitFor } from '../support/wait-for.ts';
import { script } from './chat-page-script.ts';
import { startStand, type Stand } from './chat-page-stand.ts';

const ANN = 4001;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const DESK = { viewport: { width: 1440, height: 900 } };
let stand: Stand;

before(async () => {
  stand = await startStand(script);
  const { sim } = stand;
  await sim.user({ id: ANN, firstName: 'Анна', lastName: 'Соколова', languageCode: 'ru' });
  await sim.user({ id: 4002, firstName: 'John', languageCode: 'en' });
  await sim.sendText(ANN, '/start');
  await sim.sendText(ANN, 'a red cat in a space suit, on the moon, looking at the earth');
  for (const data of ['photo', 'audio', 'album', 'file', 'invoice']) {
    await waitFor('the button', async () =>
      (await sim.transcript(ANN)).messages.some((one) => one.keyboard.length > 0),
    );
    await sim.tap(ANN, { data });
  }
  await sim.sendText(ANN, `a word without end: ${'wide'.repeat(60)}`);
  await waitFor('the last answer', async () =>
    (await sim.transcript(ANN)).messages.some(({ text }) => text?.startsWith('You said: a word') === true),
  );
});
after(() => stand.stop());

/** Scripts of the page are strings here: this project's types know no DOM, and must not. */
const OVERFLOW = `(() => {
  const boxes = [document.documentElement, ...document.querySelectorAll('.messages, .call-list, .chat-list')];
  return Math.max(...boxes.map((box) => box.scrollWidth - box.clientWidth));
})()`;

const LIGHTNESS = `(() => {
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
  return (red + green + blue) / 3;
})()`;

const NAMELESS = `[...document.querySelectorAll('button, a, input, select, textarea')]
  .filter((one) => one.checkVisibility())
  .filter((one) => (one.getAttribute('aria-label') ?? one.textContent).trim() === '')
  .map((one) => one.outerHTML)`;

/** Width of what can be scrolled to on the right, in CSS pixels. */
const overflow = (page: Page): Promise<number> => page.evaluate<number>(OVERFLOW);

const pixels = (page: Page): Promise<boolean> =>
  waitFor('every picture', () =>
    page.evaluate<boolean>('[...document.images].every((image) => image.complete && image.naturalWidth > 0)'),
  );

test('a phone shows the chat alone, without sideways scrolling, and list and panel over it', async () => {
  const watched = await stand.open(ANN, PHONE);
  const { page } = watched;
  await pixels(page);
  assert.equal(await overflow(page), 0);
  assert.equal(await page.locator('.sidebar').isVisible(), false);
  assert.equal(await page.locator('.calls').isVisible(), false);
  await takePicture(page, 'chat-phone');
  await page.getByRole('button', { name: 'Open the chat list' }).click();
  await page.locator('.chat-item', { hasText: 'John' }).waitFor();
  await takePicture(page, 'chat-phone-list');
  await page.keyboard.press('Escape');
  await waitFor('the list to go', async () => !(await page.locator('.sidebar').isVisible()));
  await page.locator('.chat .bar').getByRole('button', { name: 'Bot API calls' }).click();
  await page.locator('.call[data-method=sendPhoto]').first().waitFor();
  assert.equal(await overflow(page), 0);
  await takePicture(page, 'chat-phone-calls');
  assert.deepEqual(watched.problems, []);
  await watched.close();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`on a desk in ${colorScheme} everything is side by side, in that scheme's colours`, async () => {
    const watched = await stand.open(ANN, { ...DESK, colorScheme });
    const { page } = watched;
    await pixels(page);
    assert.equal(await overflow(page), 0);
    for (const part of ['.sidebar', '.calls', 'main.chat']) assert.ok(await page.locator(part).isVisible(), part);
    const lightness = await page.evaluate<number>(LIGHTNESS);
    assert.ok(colorScheme === 'light' ? lightness > 200 : lightness < 60);
    await takePicture(page, `chat-desk-${colorScheme}-end`);
    await page.evaluate(`document.querySelector('.messages').scrollTop = 0`);
    await page.locator('.call[data-method=sendPhoto] summary').first().click();
    await takePicture(page, `chat-desk-${colorScheme}-top`);
    assert.deepEqual(watched.problems, []);
    await watched.close();
  });
}

test('nothing moves when the pictures arrive', async () => {
  const watched = await stand.open(ANN, DESK);
  const { page } = watched;
  const arrival = Promise.withResolvers<undefined>();
  await page.route('**/files/*', async (route) => {
    await arrival.promise;
    await route.continue();
  });
  await page.reload();
  await page.locator('.album .media').nth(2).waitFor();
  const height = (): Promise<number> => page.evaluate<number>(`document.querySelector('.messages').scrollHeight`);
  const before = await height();
  assert.equal(await page.evaluate<boolean>('[...document.images].some((image) => image.naturalWidth > 0)'), false);
  arrival.resolve(undefined);
  await pixels(page);
  assert.equal(await height(), before);
  await watched.close();
});

test('every button has a name, and Tab shows where it is', async () => {
  const watched = await stand.open(ANN, DESK);
  const { page } = watched;
  assert.deepEqual(await page.evaluate<string[]>(NAMELESS), []);
  await page.getByRole('textbox', { name: 'Message' }).focus();
  await page.keyboard.press('Tab');
  const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
  assert.notEqual(outline, 'none');
  await watched.close();
});

test('the panel shows calls as they arrive, with status and JSON, and hides polling until asked', async () => {
  const watched = await stand.open(ANN, DESK);
  const { page } = watched;
  const list = page.locator('.call-list');
  assert.equal(await list.locator('.call[data-method=getUpdates]:visible').count(), 0);
  await assert.rejects(stand.call('sendMessage', { chat_id: 999_999, text: 'nobody' }));
  const refused = list.locator('.call.failed[data-method=sendMessage]').last();
  await refused.waitFor();
  assert.match(await refused.innerText(), /400[^]*chat not found/u);
  await stand.sim.sendText(ANN, 'typing');
  const call = list.locator('.call[data-method=sendChatAction]').last();
  await call.waitFor();
  await call.locator('summary').click();
  assert.match(await call.locator('.json').first().innerText(), /"action": "typing"/u);
  await page.getByRole('button', { name: 'Polling' }).click();
  await list.locator('.call[data-method=getUpdates]').last().waitFor();
  await page.getByLabel('Filter by method').fill('invoice');
  assert.deepEqual(await list.locator('.call:visible .method').allInnerTexts(), ['sendInvoice']);
  await watched.close();
});

test('the page answers with a policy that allows no inline code and no other origin', async () => {
  const response = await fetch(`${stand.url}/`);
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/u);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/u);
  for (const path of ['/js/', '/css', '/..%2fpage-server.ts', '/page-server.ts']) {
    assert.equal((await fetch(`${stand.url}${path}`)).status, 404, path);
  }
});
