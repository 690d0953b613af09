/** Media on the chat page is really decoded by the browser, not only linked. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { WatchedPage } from '../support/browser.ts';
import { waitFor } from '../support/wait-for.ts';
import { script } from './chat-page-script.ts';
import { startStand, tune, type Stand } from './chat-page-stand.ts';

const USER = 3001;
let stand: Stand;
let watched: WatchedPage;
let page: Page;

before(async () => {
  stand = await startStand(script);
  await stand.sim.user({ id: USER, firstName: 'Ann' });
  await stand.sim.sendText(USER, '/start');
  watched = await stand.open(USER);
  page = watched.page;
});
after(async () => {
  await watched.close();
  await stand.stop();
});

const tap = (text: string): Promise<void> => page.locator('.key', { hasText: text }).first().click();

/** A property of an element, read in the page. */
const read = <T>(element: Locator, property: string): Promise<T> =>
  element.evaluate((one: unknown, name) => (one as Record<string, T>)[name] as T, property);

const seconds = (player: Locator): Promise<number> =>
  waitFor('the length of a recording', async () => {
    const value = await read<number>(player, 'duration');
    return Number.isFinite(value) && value > 0 ? value : null;
  });

test('a photo is loaded, has the room it needs before it is there, and opens on the whole window', async () => {
  await tap('Photo');
  const image = page.locator('.photo img').last();
  await waitFor('the pixels', async () => (await read<number>(image, 'naturalWidth')) > 0);
  const box = await page.locator('.photo').last().boundingBox();
  assert.ok(box !== null && Math.abs(box.width / box.height - 1024 / 768) < 0.02);
  await page.locator('.photo').last().click();
  await page.locator('.lightbox img').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.lightbox').waitFor({ state: 'detached' });
});

test('music has a length, plays, and moves to where the slider is put', async () => {
  await tap('Music');
  const player = page.locator('.player').last();
  await player.getByText('Suno v5 – Night train').waitFor();
  const sound = player.locator('audio');
  assert.ok(Math.abs((await seconds(sound)) - 4) < 0.5);
  await player.getByRole('button', { name: 'Play' }).click();
  await waitFor('the music to move on', async () => (await read<number>(sound, 'currentTime')) > 0);
  await player.getByRole('button', { name: 'Pause' }).click();
  await player.getByRole('slider').fill('500');
  const at = await read<number>(sound, 'currentTime');
  assert.ok(Math.abs(at - 2) < 0.3, `at ${at} s instead of the middle`);
});

/** A script, because this project's types know no DOM. */
const BAR_HEIGHTS = `[...document.querySelectorAll('.voice .wave rect')].map((bar) => bar.getAttribute('height'))`;

test('a voice message draws its own loudness', async () => {
  await stand.sim.sendMedia(USER, { kind: 'voice', bytes: tune(), mimeType: 'audio/wav', durationSeconds: 4 });
  await page.locator('.voice').last().waitFor();
  await waitFor('bars of different heights', async () => {
    const heights = await page.evaluate<string[]>(BAR_HEIGHTS);
    return new Set(heights).size > 5;
  });
});

test('a video has a picture and a length', async () => {
  await tap('Video');
  const video = page.locator('video').last();
  assert.ok((await seconds(video)) > 0);
  assert.ok((await read<number>(video, 'videoWidth')) > 0);
});

test('an album is one bubble with a grid and one caption', async () => {
  await tap('Album');
  const album = page.locator('.album');
  await album.locator('.media').nth(2).waitFor();
  assert.equal(await album.count(), 1);
  assert.equal(await page.locator('.bubble', { hasText: 'Three of them' }).locator('.album').count(), 1);
});

test('a file is downloaded under its own name', async () => {
  await tap('File');
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download Invoice November.csv' }).click();
  assert.equal((await waiting).suggestedFilename(), 'Invoice November.csv');
});

test('an edit of the keyboard leaves a playing recording alone', async () => {
  const sound = page.locator('audio').first();
  await page.locator('.player').first().getByRole('button', { name: 'Play' }).click();
  await page.evaluate(`document.querySelector('audio').setAttribute('data-mark', 'same element')`);
  await tap('Edit');
  await page.locator('.bubble', { hasText: 'Now it says something else.' }).waitFor();
  assert.equal(await page.locator('audio').first().getAttribute('data-mark'), 'same element');
  assert.equal(await read<boolean>(sound, 'paused'), false);
});

test('nothing of this broke the policy or the console', () => {
  assert.deepEqual(watched.problems, []);
});
