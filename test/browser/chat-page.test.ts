/** The chat page as a person uses it: words, buttons, edits, payments, files. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { WatchedPage } from '../support/browser.ts';
import { waitFor } from '../support/wait-for.ts';
import { HOSTILE, script } from './chat-page-script.ts';
import { picture, startStand, tune, type Stand } from './chat-page-stand.ts';

let stand: Stand;
let nextUserId = 2000;

before(async () => {
  stand = await startStand(script);
});
after(() => stand.stop());

const bubbles = (page: Page): Locator => page.locator('.messages .bubble');
const saying = (page: Page, text: string): Locator => bubbles(page).filter({ hasText: text });
const key = (page: Page, text: string): Locator => page.locator('.key', { hasText: text });

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
}

/** A new person, already greeted by the bot, and their chat in a browser. */
async function greeted(name = 'Ann'): Promise<WatchedPage & { readonly userId: number }> {
  nextUserId += 1;
  const userId = nextUserId;
  await stand.sim.user({ id: userId, firstName: name, languageCode: 'en' });
  await stand.sim.sendText(userId, '/start');
  const watched = await stand.open(userId);
  await saying(watched.page, 'Hello!').waitFor();
  return { ...watched, userId };
}

async function quiet({ problems, close }: WatchedPage): Promise<void> {
  assert.deepEqual(problems, []);
  await close();
}

test('a new user presses Start with the deep link of the address, and the bot gets its parameter', async () => {
  const watched = await stand.open(1, { query: '?start=ref_abc' });
  const { page } = watched;
  await page.getByRole('button', { name: 'New user' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('Пётр Ильич');
  await page.getByLabel('Language of the client').selectOption('ru');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('button', { name: 'START' }).click();
  await saying(page, 'You came with ref_abc').waitFor();
  const added = (await stand.users()).find(({ firstName }) => firstName === 'Пётр');
  assert.deepEqual([added?.lastName, added?.languageCode], ['Ильич', 'ru']);
  await quiet(watched);
});

test('entities become elements and the text of a link keeps its address', async () => {
  const watched = await greeted();
  const greeting = saying(watched.page, 'Hello!');
  assert.equal(await greeting.locator('strong').innerText(), 'Hello!');
  assert.equal(await greeting.locator('code').innerText(), '/models');
  assert.equal(await greeting.locator('blockquote').innerText(), 'Write what to draw, or choose below.');
  assert.equal(await greeting.getByRole('link').getAttribute('href'), 'https://example.org/help');
  assert.equal(await greeting.getByRole('link').getAttribute('rel'), 'noopener noreferrer');
  await quiet(watched);
});

test('hostile text stays text', async () => {
  const watched = await greeted();
  const { page } = watched;
  await write(page, 'hostile');
  const bubble = page.locator('.row.in .bubble', { hasText: '<img src=x' });
  await bubble.waitFor();
  assert.equal((await bubble.locator('.words').textContent())?.trim(), HOSTILE);
  assert.equal(await page.locator('.messages img, .messages script, .messages [href^="javascript"]').count(), 0);
  assert.match(await page.title(), /^Ann/u);
  await quiet(watched);
});

test('a tap reaches the bot and its answer is shown as a toast', async () => {
  const watched = await greeted();
  await key(watched.page, 'Toast').click();
  await watched.page.locator('.toast', { hasText: 'Two credits left today' }).waitFor();
  const updates = await stand.sim.updates();
  const taps = updates.filter(({ type, update }) => {
    const query = update['callback_query'] as { data: string; from: { id: number } } | undefined;
    return type === 'callback_query' && query?.data === 'toast' && query.from.id === watched.userId;
  });
  assert.equal(taps.length, 1);
  await quiet(watched);
});

test('an alert is a dialog that the keyboard closes', async () => {
  const watched = await greeted();
  const { page } = watched;
  await key(page, 'Alert').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('This model needs a photo first.').waitFor();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await quiet(watched);
});

test('a button is busy until the bot has answered', async () => {
  const watched = await greeted();
  await stand.sim.fault({ method: 'answerCallbackQuery', behaviour: 'delay', delayMs: 700 });
  const button = key(watched.page, 'Toast');
  await button.click();
  assert.equal(await button.getAttribute('aria-busy'), 'true');
  await watched.page.locator('.toast', { hasText: 'Two credits' }).waitFor();
  await waitFor('the button to rest', async () => (await button.getAttribute('aria-busy')) === null);
  await quiet(watched);
});

test('an edit appears live and says that it is one', async () => {
  const watched = await greeted();
  await key(watched.page, 'Edit').click();
  const edited = saying(watched.page, 'Now it says something else.');
  await edited.waitFor();
  assert.match(await edited.locator('time').innerText(), /edited/u);
  assert.equal(await saying(watched.page, 'Hello!').count(), 0);
  await quiet(watched);
});

test('a deleted message disappears', async () => {
  const watched = await greeted();
  await key(watched.page, 'Delete').click();
  await saying(watched.page, 'Hello!').waitFor({ state: 'detached' });
  await quiet(watched);
});

test('the header says what the bot is doing, and stops when it has spoken', async () => {
  const watched = await greeted();
  await write(watched.page, 'typing');
  const busy = watched.page.locator('.chat .bar p.busy');
  await busy.waitFor();
  assert.equal(await busy.innerText(), 'typing');
  await write(watched.page, 'hello');
  await busy.waitFor({ state: 'detached' });
  await quiet(watched);
});

test('an invoice is paid after a confirmation, and the bot is told', async () => {
  const watched = await greeted();
  const { page } = watched;
  await key(page, 'Top up').click();
  await key(page, 'Pay').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pay' }).click();
  await saying(page, 'Thank you for 100').waitFor();
  await page.locator('.service', { hasText: '⭐ 100' }).waitFor();
  await quiet(watched);
});

test('a url button asks before it leaves the page', async () => {
  const watched = await greeted();
  const { page } = watched;
  await key(page, 'Website').click();
  await page.getByRole('dialog').getByText('https://example.org/about').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await quiet(watched);
});

test('a link to this very bot starts it inside the page, with its parameter', async () => {
  const watched = await greeted();
  await write(watched.page, 'invite');
  await saying(watched.page, 'Come in').getByRole('link').click();
  await saying(watched.page, 'You came with ref_friend').waitFor();
  await quiet(watched);
});

test('the command menu lists what the bot has set, narrows while typing, and sends with Enter', async () => {
  const watched = await greeted();
  const { page } = watched;
  await page.getByRole('button', { name: 'Commands of the bot' }).click();
  assert.deepEqual(await page.locator('.commands .slash').allInnerTexts(), ['/start', '/models', '/balance']);
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'Message' }).pressSequentially('/ba');
  assert.deepEqual(await page.locator('.commands .slash').allInnerTexts(), ['/balance']);
  await page.keyboard.press('Enter');
  await saying(page, 'You said: /balance').waitFor();
  await quiet(watched);
});

test('a reply keyboard shows, sends its text, and goes away', async () => {
  const watched = await greeted();
  const { page } = watched;
  await write(page, 'buttons');
  await page.locator('.reply-keys .key', { hasText: 'Yes' }).click();
  await saying(page, 'You said: Yes').waitFor();
  await write(page, 'no buttons');
  await page.locator('.reply-keys .key').first().waitFor({ state: 'detached' });
  await quiet(watched);
});

test('a person answers a message, and changes the last own one with the up arrow', async () => {
  const watched = await greeted();
  const { page } = watched;
  await page.locator('.row.in').first().hover();
  await page.locator('.row.in .reply').first().click();
  await write(page, 'about this');
  await saying(page, 'You answered message').waitFor();
  assert.match(await saying(page, 'about this').first().locator('.quote').innerText(), /Hello!/u);
  await page.getByRole('textbox', { name: 'Message' }).press('ArrowUp');
  await write(page, 'about that');
  await saying(page, 'Changed to: about that').waitFor();
  await quiet(watched);
});

test('a person blocks the bot, and unblocks it again', async () => {
  const watched = await greeted();
  const { page, userId } = watched;
  const isBlocked = async (): Promise<boolean> =>
    (await stand.users()).find(({ id }) => id === userId)?.blocked ?? false;
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Block the bot' }).click();
  const unblock = page.locator('.wide-action', { hasText: 'Unblock' });
  await unblock.waitFor();
  assert.equal(await isBlocked(), true);
  await unblock.click();
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  assert.equal(await isBlocked(), false);
  await quiet(watched);
});

test('a message to another person counts as unread and does not mix into the open chat', async () => {
  const watched = await greeted('Ann');
  const other = await greeted('Boris');
  await other.close();
  await stand.sim.sendText(other.userId, 'for Boris only');
  const item = watched.page.locator(`.chat-item[data-user-id="${other.userId}"]`);
  await item.locator('.unread').waitFor();
  assert.equal(await saying(watched.page, 'for Boris only').count(), 0);
  await item.click();
  await saying(watched.page, 'You said: for Boris only').waitFor();
  assert.equal(await item.locator('.unread').count(), 0);
  await quiet(watched);
});

test('a file from the attach button reaches the bot as a photo with its caption', async () => {
  const watched = await greeted();
  const { page } = watched;
  const bytes = Buffer.from(await picture(320, 200));
  await page.locator('input[type=file]').setInputFiles({ name: 'cat.png', mimeType: 'image/png', buffer: bytes });
  await page.getByRole('dialog').getByLabel('Caption').fill('my cat');
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await saying(page, 'A photo of 320×200: my cat').waitFor();
  await quiet(watched);
});

/** A script, because this project's types know no DOM. */
const DROPPED_FILES = (images: readonly string[]): string => `(() => {
  const transfer = new DataTransfer();
  ${JSON.stringify(images)}.forEach((base64, index) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], index + '.png', { type: 'image/png' }));
  });
  return transfer;
})()`;

test('two dropped files are one album, and a recording is sent as voice when asked to', async () => {
  const watched = await greeted();
  const { page, userId } = watched;
  const images = [await picture(64, 64, 1), await picture(64, 64, 2)].map((one) => Buffer.from(one).toString('base64'));
  const dropped = await page.evaluateHandle(DROPPED_FILES(images));
  await page.dispatchEvent('main.chat', 'dragenter', { dataTransfer: dropped });
  await page.locator('.drop').waitFor();
  await page.dispatchEvent('main.chat', 'drop', { dataTransfer: dropped });
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await page.locator('.row.out .album .media').nth(1).waitFor();
  const { messages } = await stand.sim.transcript(userId);
  const groups = messages.flatMap((message) => message.mediaGroupId ?? []);
  assert.equal(groups.length, 2);
  assert.equal(new Set(groups).size, 1);

  const recording = { name: 'note.wav', mimeType: 'audio/wav', buffer: Buffer.from(tune()) };
  await page.locator('input[type=file]').setInputFiles(recording);
  await page.getByRole('dialog').getByLabel('note.wav').selectOption('voice');
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await saying(page, 'A voice message of 4 s').waitFor();
  await quiet(watched);
});

test('a refused action is explained and nothing is lost from the field', async () => {
  const watched = await greeted();
  const { page, userId } = watched;
  await page.route('**/sim/bots/*/messages', (route) => route.fulfill({ status: 400, json: { error: 'not today' } }));
  await write(page, 'precious words');
  await page.locator('.toast.error', { hasText: 'not today' }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Message' }).inputValue(), 'precious words');
  const { messages } = await stand.sim.transcript(userId);
  assert.equal(
    messages.some(({ text }) => text === 'precious words'),
    false,
  );
  await watched.close();
});
