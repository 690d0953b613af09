import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANNA, startStand, type Answer, type Stand } from './sandbox-telegram-stand.ts';

const say = ({ api }: Stand, chat_id: number): Promise<Answer> => api('sendMessage', { chat_id, text: 'x' });

async function burst(stand: Stand, chatId: number): Promise<{ readonly sent: number; readonly refused: Answer }> {
  for (let sent = 0; sent < 100; sent += 1) {
    const answer = await say(stand, chatId);
    if (!answer.ok) return { sent, refused: answer };
  }
  throw new Error('nothing was refused');
}

test('a chat takes a short burst, then a message a second, with retry_after telling when', async (t) => {
  const stand = await startStand(t, { floodControl: true });
  const { sent, refused } = await burst(stand, ANNA);
  assert.equal(sent, 20);
  assert.deepEqual(refused, {
    status: 429,
    ok: false,
    error_code: 429,
    description: 'Too Many Requests: retry after 1',
    parameters: { retry_after: 1 },
  });
  stand.clock.now += 999;
  assert.equal((await say(stand, ANNA)).status, 429);
  stand.clock.now += 1;
  assert.ok((await say(stand, ANNA)).ok);
  assert.equal((await say(stand, ANNA)).status, 429);
  const { messages } = await stand.sim.transcript(ANNA);
  assert.equal(messages.length, 1 + 21, 'a refused message is not in the chat');
});

test('a group takes twenty messages a minute', async (t) => {
  const stand = await startStand(t, { floodControl: true });
  await stand.sim.sendText(ANNA, '/start', { chatId: -100 });
  const { sent, refused } = await burst(stand, -100);
  assert.equal(sent, 20);
  assert.equal(refused.parameters?.retry_after, 3);
  stand.clock.now += 60_000;
  assert.equal((await burst(stand, -100)).sent, 20);
});

test('a bot sends thirty messages a second in all', async (t) => {
  const stand = await startStand(t, { floodControl: true });
  const chats = Array.from({ length: 31 }, (_, n) => 1_000 + n);
  for (const id of chats) {
    await stand.sim.user({ id });
    await stand.sim.sendText(id, '/start');
  }
  const statuses = [];
  for (const id of chats) statuses.push((await say(stand, id)).status);
  assert.deepEqual(statuses, [...Array.from({ length: 30 }, () => 200), 429]);
  stand.clock.now += 34;
  assert.ok((await say(stand, 1_030)).ok);
});

test('another bot has limits of its own, and flood control can be off', async (t) => {
  const free = await startStand(t);
  for (let n = 0; n < 40; n += 1) assert.ok((await say(free, ANNA)).ok);
  const stand = await startStand(t, { floodControl: true });
  await burst(stand, ANNA);
  const other = '700002:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';
  assert.equal(
    (await stand.as(other, 'sendMessage', { chat_id: ANNA, text: 'x' })).status,
    400,
    'a stranger, not a flood',
  );
});
