import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readUpdate, updateKey } from '../../src/adapters/telegram/update.ts';

const BOT = 'KieBot';
const from = { id: 7, is_bot: false, first_name: 'Анна', username: 'anna', language_code: 'ru' };
const chat = { id: 7, type: 'private' };
const group = { id: -100_123, type: 'supergroup', title: 'Group' };
const message = (more: object) => ({
  update_id: 1,
  message: { message_id: 5, date: 1_800_000_000, chat, from, ...more },
});

/** The event, or why there is none. */
function eventOf(update: unknown): unknown {
  const read = readUpdate(update, BOT);
  if (read.kind === 'ignored') return read.why;
  return read.kind === 'event' ? read.event : read;
}

test('commands: with and without an argument, in any case, for this bot and for others', () => {
  const command = (name: string, argument = '') => ({ kind: 'command', name, argument, messageId: 5 });
  const rows: [string, unknown][] = [
    ['/start', command('start')],
    ['/START@kiebot', command('start')],
    ['/start ref_abc', command('start', 'ref_abc')],
    ['/start   two words\nand a line  ', command('start', 'two words\nand a line')],
    ['/start@OtherBot', 'a command for another bot'],
    ['/команда', { kind: 'text', text: '/команда', messageId: 5, addressed: false }],
    ['/', { kind: 'text', text: '/', messageId: 5, addressed: false }],
    [' /start', { kind: 'text', text: ' /start', messageId: 5, addressed: false }],
    ['/start\u00a0x', command('start', 'x')],
    [`/${'a'.repeat(33)}`, { kind: 'text', text: `/${'a'.repeat(33)}`, messageId: 5, addressed: false }],
  ];
  for (const [text, expected] of rows) assert.deepEqual(eventOf(message({ text })), expected, text);
});

test('every kind of media is a media event, the caption with it; a service message is none', () => {
  for (const what of ['photo', 'video', 'document', 'voice', 'audio', 'video_note', 'sticker', 'location', 'poll']) {
    const expected = { kind: 'media', what, caption: 'c', messageId: 5 };
    assert.deepEqual(eventOf(message({ [what]: {}, caption: 'c' })), expected);
  }
  // A GIF comes as an animation and, for old clients, as a document too.
  assert.deepEqual(eventOf(message({ animation: {}, document: {} })), {
    ...{ kind: 'media', what: 'animation', caption: null, messageId: 5 },
  });
  assert.equal(eventOf(message({ new_chat_members: [from] })), 'a service message');
});

test('who spoke where: private chats, groups, other bots and channels', () => {
  const read = readUpdate({ update_id: 1, message: { message_id: 1, chat: group, from, text: 'hi' } }, BOT);
  assert.ok(read.kind === 'event');
  assert.deepEqual(read.chat, { id: -100_123, kind: 'group' });
  assert.deepEqual(read.sender, { userId: 7, firstName: 'Анна', username: 'anna', language: 'ru' });
  assert.equal(eventOf(message({ text: 'hi', from: { ...from, is_bot: true } })), 'not from a person');
  assert.equal(eventOf(message({ text: 'hi', from: undefined })), 'not from a person');
  assert.equal(
    eventOf({ update_id: 1, channel_post: { message_id: 1, chat: { id: -1, type: 'channel' }, text: 'x' } }),
    'a kind of update that is not handled',
  );
});

test('a tap: with its message, with an inaccessible one, and with none at all', () => {
  const tap = (more: object) => ({ update_id: 1, callback_query: { id: 'q', from, chat_instance: '1', ...more } });
  const expected = { kind: 'tap', data: 'd', messageId: 9, callbackQueryId: 'q' };
  assert.deepEqual(eventOf(tap({ data: 'd', message: { message_id: 9, date: 1, chat } })), expected);
  assert.deepEqual(eventOf(tap({ data: 'd', message: { message_id: 9, date: 0, chat } })), expected);
  assert.deepEqual(eventOf(tap({})), { kind: 'tap', data: '', messageId: 0, callbackQueryId: 'q' });
  assert.deepEqual(updateKey(tap({ message: { message_id: 9, chat: group } })), { updateId: 1, chatId: group.id });
  assert.deepEqual(updateKey(tap({})), { updateId: 1, chatId: 7 });
});

test('a blocked and an unblocked bot, an invoice, and what is not handled', () => {
  const member = (status: string) => ({
    update_id: 1,
    my_chat_member: { chat, from, date: 1, old_chat_member: {}, new_chat_member: { status, user: from } },
  });
  assert.deepEqual(eventOf(member('kicked')), { kind: 'membership', chatId: 7, blocked: true });
  assert.deepEqual(eventOf(member('member')), { kind: 'membership', chatId: 7, blocked: false });
  const pay = { update_id: 3, pre_checkout_query: { id: 'p', from, currency: 'XTR', total_amount: 1 } };
  assert.deepEqual(eventOf(pay), { kind: 'pre-checkout', queryId: 'p', userId: 7 });
  assert.deepEqual(updateKey(pay), { updateId: 3, chatId: 7 });
  assert.deepEqual(updateKey({ update_id: 4, something_new: {} }), { updateId: 4, chatId: 0 });
});

test('without a usable update id there is no key', () => {
  for (const payload of [null, 1, 'x', [], {}, { update_id: '1' }, { update_id: 1.5 }, { update_id: 2 ** 60 }]) {
    assert.equal(updateKey(payload), null, JSON.stringify(payload));
  }
});

/** Updates that are nearly right: real field names with anything inside. */
const FIELDS = ['update_id', 'message', 'edited_message', 'callback_query', 'my_chat_member', 'pre_checkout_query'];
const INNER = ['id', 'from', 'chat', 'text', 'message_id', 'data', 'type', 'date', 'reply_to_message', 'photo'];
const { value: nearly } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue({ stringUnit: 'binary' }),
    fc.integer(),
    fc.dictionary(fc.constantFrom(...INNER, '__proto__', 'constructor'), tie('value')),
  ),
}));
const update = fc.dictionary(fc.constantFrom(...FIELDS), nearly);

test('total: any JSON is read without an error, and a key always has a chat', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), update), (payload) => {
      assert.ok(['event', 'membership', 'pre-checkout', 'ignored'].includes(readUpdate(payload, BOT).kind));
      const key = updateKey(payload);
      assert.ok(key === null || (Number.isSafeInteger(key.updateId) && Number.isSafeInteger(key.chatId)));
    }),
    { numRuns: 300 },
  );
});
