import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../support/wait-for.ts';
import { ANNA, inline, startStand, type Stand, type Update } from './sandbox-telegram-stand.ts';

type Query = NonNullable<Update['callback_query']>;

const TOO_OLD = 'Bad Request: query is too old and response timeout expired or query ID is invalid';

async function menu({ api }: Stand, text: string, ...labels: readonly string[]): Promise<number> {
  const reply_markup = inline(labels.map((label) => ({ text: label, callback_data: `go:${label}` })));
  return Number((await api('sendMessage', { chat_id: ANNA, text, reply_markup })).result['message_id']);
}

/** The newest button press in the queue. */
async function pressed({ sim }: Stand, count = 1): Promise<Query> {
  return await waitFor(`press number ${count}`, async () => {
    const presses = (await sim.updates()).filter(({ type }) => type === 'callback_query');
    return presses[count - 1]?.update['callback_query'] as Query | undefined;
  });
}

test('a tap is a callback query with the message, and resolves with the answer', async (t) => {
  const stand = await startStand(t);
  const messageId = await menu(stand, 'Меню', 'Да', 'Нет');
  const tap = stand.sim.tap(ANNA, { label: 'Нет' });
  const query = await pressed(stand);
  assert.equal(query['data'], 'go:Нет');
  assert.equal((query['message'] as { message_id: number }).message_id, messageId);
  const answer = { callback_query_id: query.id, text: 'Хорошо', show_alert: true };
  assert.equal((await stand.api<boolean>('answerCallbackQuery', answer)).result, true);
  assert.deepEqual(await tap, { text: 'Хорошо', showAlert: true, url: null });
});

test('the newest message with the button is tapped unless a message is named', async (t) => {
  const stand = await startStand(t);
  const first = await menu(stand, 'old', 'Go');
  const second = await menu(stand, 'new', 'Go on', 'Go');
  await menu(stand, 'another', 'Go further');
  const target = async (button: { label?: string; data?: string; messageId?: number }): Promise<number> =>
    (await stand.sim.press(ANNA, { ...button, waitMs: 0 })).messageId;
  assert.equal(await target({ label: 'Go' }), second, 'the whole label goes before a part of one');
  assert.equal(await target({ data: 'go:Go on' }), second);
  assert.equal(await target({ label: 'Go', messageId: first }), first);
  await stand.api('deleteMessage', { chat_id: ANNA, message_id: second });
  assert.equal(await target({ label: 'Go', messageId: undefined as never }), first);
  await assert.rejects(target({ label: 'Nothing of the kind' }), /no such button/);
});

test('a callback query takes one answer, of at most 200 characters, within 150 seconds', async (t) => {
  const stand = await startStand(t);
  await menu(stand, 'x', 'A');
  await stand.sim.tap(ANNA, { label: 'A', waitMs: 0 });
  const { id } = await pressed(stand);
  const answer = (text: string, query = id): ReturnType<Stand['api']> =>
    stand.api('answerCallbackQuery', { callback_query_id: query, text });
  assert.equal((await answer('x'.repeat(201))).description, 'Bad Request: MESSAGE_TOO_LONG');
  assert.ok((await answer('x'.repeat(200))).ok);
  assert.equal((await answer('again')).description, TOO_OLD);
  assert.equal((await answer('who?', '123')).description, TOO_OLD);
  await stand.sim.tap(ANNA, { label: 'A', waitMs: 0 });
  stand.clock.now += 150_000;
  assert.equal((await answer('late', (await pressed(stand, 2)).id)).description, TOO_OLD);
});

test('a tap that nobody answers resolves with nothing', async (t) => {
  const stand = await startStand(t);
  await menu(stand, 'x', 'A');
  assert.equal(await stand.sim.tap(ANNA, { label: 'A', waitMs: 30 }), null);
});

test('links and texts to copy never reach the bot; a reply keyboard sends its text', async (t) => {
  const stand = await startStand(t);
  const buttons = [
    { text: 'Site', url: 'https://kie.ai/' },
    { text: 'Copy', copy_text: { text: 'code' } },
  ];
  await stand.api('sendMessage', { chat_id: ANNA, text: 'x', reply_markup: inline(buttons) });
  assert.equal((await stand.sim.press(ANNA, { label: 'Site' })).value, 'https://kie.ai/');
  assert.equal((await stand.sim.press(ANNA, { label: 'Copy' })).value, 'code');
  const keyboard = { keyboard: [[{ text: 'Меню' }, 'Помощь']] };
  await stand.api('sendMessage', { chat_id: ANNA, text: 'y', reply_markup: keyboard });
  assert.equal((await stand.sim.press(ANNA, { label: 'Помощь' })).kind, 'text');
  const { result } = await stand.api<Update[]>('getUpdates');
  assert.deepEqual(
    result.map(({ message }) => message?.text),
    ['Помощь'],
  );
  await stand.api('sendMessage', { chat_id: ANNA, text: 'z', reply_markup: { remove_keyboard: true } });
  assert.deepEqual((await stand.sim.transcript(ANNA)).replyKeyboard, []);
});
