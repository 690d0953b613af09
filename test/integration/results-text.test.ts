/** Results that are words or data. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { deliver } from '../../src/roles/generation/deliver.ts';
import { startGenerationStand, type GenerationStand } from '../support/generation.ts';
import { startDelivering, type Delivering } from '../support/generation-delivering.ts';
import { PNG, startResultHost } from '../support/result-host.ts';

let stand: GenerationStand;
before(async () => {
  stand = await startGenerationStand();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

/** What the person reads once the outbox has been sent, through the real limits of the local Telegram. */
async function readAll(order: Delivering): Promise<readonly string[]> {
  for (const { payload } of await order.notices()) await stand.api.call('sendMessage', payload);
  const { messages } = await stand.telegram.transcript(order.chatId);
  return messages
    .filter(({ from, messageId }) => from === 'bot' && messageId !== order.progressMessageId)
    .map(({ text, caption }) => text ?? caption ?? '');
}

async function fileOf(order: Delivering): Promise<{ name: string | null; content: string }> {
  const [message] = await order.seen();
  assert.ok(message?.media != null);
  const answer = await fetch(`${stand.telegramUrl}/sim/bots/700001/files/${message.media.fileId}`);
  return { name: message.media.fileName, content: await answer.text() };
}

test('a few words are said with their caption, as they are', async () => {
  const order = await startDelivering(stand, [], { text: '<b>la & la</b>' });
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
  await order.assertDelivered();
  const [said, ...others] = await readAll(order);
  assert.deepEqual(others, []);
  assert.match(said ?? '', /^<b>la & la<\/b>\n\n✅ Nano Banana/);
  const data = (await order.notices())[0]?.payload.reply_markup?.inline_keyboard.flat() ?? [];
  assert.ok(!JSON.stringify(data).includes('g:use:'), 'words are no input of another model');
});

test('as many words as a message takes are said, the caption after them', async () => {
  const order = await startDelivering(stand, [], { text: '<'.repeat(4_096) });
  await deliver(order, stand.deps);
  await order.assertDelivered();
  const [said, caption, ...others] = await readAll(order);
  assert.deepEqual([said, others], ['<'.repeat(4_096), []]);
  assert.match(caption ?? '', /^✅/);
});

test('more words come as a file, their beginning in its caption', async () => {
  const text = `<b>${'слово '.repeat(2_000)}`;
  const order = await startDelivering(stand, [], { text });
  await deliver(order, stand.deps);
  await order.assertDelivered();
  assert.deepEqual(await fileOf(order), { name: 'result.txt', content: text });
  const [message] = await order.seen();
  assert.match(message?.caption ?? '', /^<b>слово .*…\n\n✅/s);
  assert.ok((message?.keyboard.flat().length ?? 0) >= 3);
  assert.deepEqual(await order.notices(), []);
  const { messages } = await stand.rows.generation(order.generationId);
  assert.deepEqual(
    messages?.map((one) => one?.kind),
    ['document'],
  );
});

test('an object comes as a file that programs read', async () => {
  const text = JSON.stringify({ voiceId: 'abc', words: ['la'] }, null, 2);
  const order = await startDelivering(stand, [], { text });
  await deliver(order, stand.deps);
  await order.assertDelivered();
  assert.deepEqual(await fileOf(order), { name: 'result.json', content: text });
});

test('a file of words that Telegram refuses is said in part', async () => {
  await stand.telegram.fault({ method: 'sendDocument', errorCode: 400, description: 'Bad Request: DOCUMENT_INVALID' });
  const order = await startDelivering(stand, [], { text: 'слово '.repeat(2_000) });
  await deliver(order, stand.deps);
  await order.assertDelivered();
  const [said, ...others] = await readAll(order);
  assert.deepEqual(others, []);
  assert.match(said ?? '', /^слово .*…\n\n✅/s);
});

test('a picture and words: both arrive, the buttons under the words', async (t) => {
  const host = await startResultHost(t, { a: PNG });
  const order = await startDelivering(stand, [host.url('a')], { text: 'a red cube' });
  await deliver(order, stand.deps);
  await order.assertDelivered();
  const [message] = await order.seen();
  assert.deepEqual(message?.keyboard, []);
  const [, said] = await readAll(order);
  assert.match(said ?? '', /^a red cube\n\n✅/);
});

test('a picture and a long text: both are kept, each in its place', async (t) => {
  const host = await startResultHost(t, { a: PNG });
  const order = await startDelivering(stand, [host.url('a')], { text: 'слово '.repeat(2_000) });
  await deliver(order, stand.deps);
  await order.assertDelivered();
  const { messages } = await stand.rows.generation(order.generationId);
  assert.deepEqual(
    messages?.map((one) => one?.kind),
    ['photo', 'document'],
  );
});

test('words whose file was lost on the way to Telegram, twice: said in part, never a third time', async () => {
  await stand.telegram.fault({ method: 'sendDocument', behaviour: 'accept-then-drop', times: 5 });
  const order = await startDelivering(stand, [], { text: 'слово '.repeat(2_000) });
  for (const kind of ['later', 'later', 'done']) assert.equal((await deliver(order, stand.deps)).kind, kind);
  await order.assertDelivered();
  assert.equal((await order.seen()).length, 2);
  assert.equal((await order.notices()).length, 1);
});

test('nothing at all is undeliverable and costs nothing', async () => {
  const order = await startDelivering(stand, [], { text: ' \n ' });
  assert.deepEqual(await deliver(order, stand.deps), { kind: 'done' });
  await order.assertUndeliverable();
});

test('no secret was printed or stored', () => stand.assertNoSecrets());
