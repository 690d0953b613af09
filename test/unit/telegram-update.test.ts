import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readUpdate, updateKey } from '../../src/adapters/telegram/update.ts';
import { formatFileRef, parseFileRef } from '../../src/domain/catalog/file-ref.ts';
import type { IncomingFile } from '../../src/domain/chat/contract.ts';

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

const media = { kind: 'media', caption: null, messageId: 5, albumId: null, addressed: false } as const;
const KINDS = ['photo', 'video', 'document', 'voice', 'audio', 'video_note', 'sticker', 'location', 'poll'];

test('every kind of media is a media event, the caption with it; a service message is none', () => {
  for (const what of KINDS) {
    assert.deepEqual(eventOf(message({ [what]: {}, caption: 'c' })), { ...media, what, caption: 'c', file: null });
  }
  // A GIF comes as an animation and, for old clients, as a document too.
  const gif = eventOf(message({ animation: {}, document: {} }));
  assert.deepEqual(gif, { ...media, what: 'animation', file: null });
  assert.equal(eventOf(message({ new_chat_members: [from] })), 'a service message');
});

/** The facts that are known of the file, without those that are not. */
function fileOf(fields: object): unknown {
  const event = eventOf(message(fields)) as { file: object | null };
  return event.file === null
    ? null
    : Object.fromEntries(Object.entries(event.file).filter(([, value]) => value !== undefined));
}

test('the file of a message: the largest photo, a document by its type, and what Telegram tells of each', () => {
  const sizes = [
    { file_id: 'small', file_unique_id: 'a', width: 90, height: 60, file_size: 1_000 },
    { file_id: 'large', file_unique_id: 'b', width: 1_280, height: 853, file_size: 90_000 },
    { file_id: 'middle', file_unique_id: 'c', width: 320, height: 213, file_size: 9_000 },
  ];
  const sent = (more: object): object => ({ file_id: 'F-_1', file_unique_id: 'u', file_size: 5, ...more });
  const rows: readonly [object, object | null][] = [
    [
      { photo: sizes },
      { fileId: 'large', media: 'image', mime: 'image/jpeg', bytes: 90_000, width: 1_280, height: 853 },
    ],
    [
      { document: sent({ mime_type: 'image/HEIC', file_name: 'IMG_1.heic' }) },
      { fileId: 'F-_1', media: 'image', mime: 'image/heic', bytes: 5, name: 'IMG_1.heic' },
    ],
    [{ document: sent({ mime_type: 'video/quicktime' }) }, { media: 'video', mime: 'video/quicktime' }],
    [{ document: sent({ mime_type: 'audio/flac' }) }, { media: 'audio', mime: 'audio/flac' }],
    [{ document: sent({ mime_type: 'application/pdf' }) }, { media: 'document', mime: 'application/pdf' }],
    [{ document: sent({}) }, { media: 'document', mime: 'application/octet-stream' }],
    [
      { video: sent({ duration: 7, width: 640, height: 360 }) },
      { media: 'video', mime: 'video/mp4', seconds: 7, width: 640, height: 360 },
    ],
    [
      { animation: sent({ duration: 2, mime_type: '' }), document: sent({}) },
      { media: 'video', mime: 'video/mp4' },
    ],
    [{ voice: sent({ duration: 3 }) }, { media: 'audio', mime: 'audio/ogg', seconds: 3 }],
    [{ audio: sent({ duration: 9, mime_type: 'audio/x-m4a' }) }, { media: 'audio', mime: 'audio/x-m4a', seconds: 9 }],
    [
      { video_note: sent({ duration: 4, length: 240 }) },
      { media: 'video', mime: 'video/mp4', seconds: 4, width: 240, height: 240 },
    ],
    [{ sticker: sent({ width: 512, height: 512 }) }, null],
    [{ location: { latitude: 1, longitude: 2 } }, null],
    [{ photo: [] }, null],
    // What no reference could carry is no file, and a fact of the wrong type is no fact.
    [{ document: sent({ file_id: 'a b?c' }) }, null],
    [
      { document: sent({ file_size: 'big', mime_type: 7, file_name: null }) },
      { media: 'document', mime: 'application/octet-stream' },
    ],
  ];
  for (const [fields, expected] of rows) {
    const file = fileOf(fields);
    if (expected === null) assert.equal(file, null, JSON.stringify(fields));
    else assert.partialDeepStrictEqual(file, expected, JSON.stringify(fields));
  }
  assert.ok(!('bytes' in (fileOf({ document: sent({ file_size: 'big' }) }) as object)));
});

test('a file is told in a form that a reference carries there and back', () => {
  const name = 'Отчёт & co?.pdf';
  const event = eventOf(message({ document: { file_id: 'BQ_a-1', mime_type: 'application/pdf', file_name: name } }));
  const { file } = event as { file: IncomingFile };
  const read = parseFileRef(formatFileRef({ ...file, source: 'telegram' }));
  assert.partialDeepStrictEqual(read, { fileId: 'BQ_a-1', mime: 'application/pdf', name });
});

test('an album shares an id, and a caption that answers the bot is addressed to it', () => {
  const photo = [{ file_id: 'p', width: 1, height: 1 }];
  const bot = { id: 1, is_bot: true, first_name: 'b', username: BOT };
  const read = (more: object): unknown => eventOf(message({ photo, ...more }));
  assert.partialDeepStrictEqual(read({ media_group_id: '77' }), { albumId: '77', addressed: false });
  assert.partialDeepStrictEqual(read({ reply_to_message: { from: bot } }), { albumId: null, addressed: true });
  const other = { ...bot, username: 'OtherBot' };
  assert.partialDeepStrictEqual(read({ reply_to_message: { from: other } }), { addressed: false });
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
  const pay = {
    update_id: 3,
    pre_checkout_query: { id: 'p', from, currency: 'XTR', total_amount: 1, invoice_payload: 'i' },
  };
  const checkout = { kind: 'pre-checkout', queryId: 'p', userId: 7, payload: 'i', stars: 1, clientLanguage: 'ru' };
  assert.deepEqual(eventOf(pay), checkout);
  assert.deepEqual(updateKey(pay), { updateId: 3, chatId: 7 });
  assert.deepEqual(updateKey({ update_id: 4, something_new: {} }), { updateId: 4, chatId: 0 });
});

test('a command with the name of the bot is in the line of its own chat, and so is what is not for us', () => {
  const group = { chat: { id: -100_777, type: 'supergroup' }, from: { id: 7, is_bot: false, first_name: 'A' } };
  for (const said of [{ text: '/start@KieBot' }, { text: '/start@OtherBot' }, { new_chat_title: 'x' }]) {
    for (const kind of ['message', 'edited_message']) {
      const payload = { update_id: 9, [kind]: { message_id: 5, ...group, ...said } };
      assert.deepEqual(updateKey(payload), { updateId: 9, chatId: -100_777 }, JSON.stringify(said));
    }
  }
});

test('without a usable update id there is no key', () => {
  for (const payload of [null, 1, 'x', [], {}, { update_id: '1' }, { update_id: 1.5 }, { update_id: 2 ** 60 }]) {
    assert.equal(updateKey(payload), null, JSON.stringify(payload));
  }
});

/** Updates that are nearly right: real field names with anything inside. */
const FIELDS = ['update_id', 'message', 'edited_message', 'callback_query', 'my_chat_member', 'pre_checkout_query'];
const INNER = [
  ...['id', 'from', 'chat', 'text', 'message_id', 'data', 'type', 'date', 'reply_to_message', 'photo', 'document'],
  ...['file_id', 'mime_type', 'file_size', 'media_group_id'],
];
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
