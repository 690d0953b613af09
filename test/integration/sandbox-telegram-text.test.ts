import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTelegramApi } from '../../src/adapters/telegram/api.ts';
import { createCommandMenus } from '../../src/roles/polling/publish-commands.ts';
import { createLogList } from '../support/list-log.ts';
import { ANNA, inline, startStand, TOKEN, type Answer, type Stand } from './sandbox-telegram-stand.ts';

type Fields = Record<string, unknown>;

const say = ({ api }: Stand, params: Fields): Promise<Answer> => api('sendMessage', { chat_id: ANNA, ...params });

async function refusal(stand: Stand, method: string, params: Fields): Promise<string> {
  const answer = await stand.api(method, params);
  assert.equal(answer.ok, false);
  assert.equal(answer.status, answer.error_code);
  return answer.description ?? '';
}

test('parameters may come as query, form, JSON and multipart', async (t) => {
  const { url, api, upload, sim } = await startStand(t);
  const root = `${url}/bot${TOKEN}/sendMessage`;
  await fetch(`${root}?chat_id=${ANNA}&text=by+query`);
  await fetch(root, { method: 'POST', body: new URLSearchParams({ chat_id: String(ANNA), text: 'by form' }) });
  await api('sendMessage', {
    chat_id: ANNA,
    text: 'by JSON',
    reply_markup: inline([{ text: 'A', callback_data: 'a' }]),
  });
  const markup = JSON.stringify(inline([{ text: 'B', callback_data: 'b' }]));
  await upload('SENDMESSAGE', { chat_id: String(ANNA), text: 'by multipart', reply_markup: markup });
  const { messages } = await sim.transcript(ANNA);
  const said = messages.slice(1).map(({ text, keyboard }) => [
    text,
    keyboard
      .flat()
      .map((button) => button.value)
      .join(),
  ]);
  assert.deepEqual(said, [
    ['by query', ''],
    ['by form', ''],
    ['by JSON', 'a'],
    ['by multipart', 'b'],
  ]);
});

test('an unknown method is 404, a malformed token 401, a revoked one 401', async (t) => {
  const { api, as, sim } = await startStand(t);
  assert.deepEqual(await api('makeCoffee'), { status: 404, ok: false, error_code: 404, description: 'Not Found' });
  const unauthorized = { status: 401, ok: false, error_code: 401, description: 'Unauthorized' };
  for (const token of ['nonsense', '12345:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0', '700001:short']) {
    assert.deepEqual(await as(token, 'getMe'), unauthorized);
  }
  await sim.revokeToken(true);
  assert.deepEqual(await api('getMe'), unauthorized);
  await sim.revokeToken(false);
  assert.equal((await api('getMe')).result['id'], 700_001);
});

test('HTML is parsed: text without tags, entities in UTF-16 units, nested and with characters', async (t) => {
  const stand = await startStand(t);
  const text =
    '😀 <b>bold <i>both</i></b> &lt;&#1078;&gt; <a href="https://kie.ai/?a=1&amp;b=2">link</a> ' +
    '<pre><code class="language-python">x=1</code></pre> <span class="tg-spoiler">s</span> <code>a<b>b</b></code>';
  const { result } = await say(stand, { text, parse_mode: 'HTML' });
  assert.equal(result['text'], '😀 bold both <ж> link x=1 s ab');
  assert.deepEqual(result['entities'], [
    { type: 'bold', offset: 3, length: 9 },
    { type: 'italic', offset: 8, length: 4 },
    { type: 'text_link', offset: 17, length: 4, url: 'https://kie.ai/?a=1&b=2' },
    { type: 'pre', offset: 22, length: 3, language: 'python' },
    { type: 'spoiler', offset: 26, length: 1 },
    { type: 'code', offset: 28, length: 2 },
  ]);
});

const BAD_MARKUP: readonly (readonly [string, string])[] = [
  ['<b>never closed', `Can't find end tag corresponding to start tag "b"`],
  ['привет <script>x</script>', 'Unsupported start tag "script" at byte offset 13'],
  ['a </b>', 'Unexpected end tag at byte offset 2'],
  ['<b>x</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
  ['1 < 2', 'Unsupported start tag "" at byte offset 2'],
  ['tail <b', 'Unclosed start tag at byte offset 5'],
  ['<b>x</b', 'Unclosed end tag at byte offset 4'],
  ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
  ['<a href>x</a>', 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'],
];

test('bad markup is refused with the place', async (t) => {
  const stand = await startStand(t);
  for (const [text, reason] of BAD_MARKUP) {
    const description = await refusal(stand, 'sendMessage', { chat_id: ANNA, text, parse_mode: 'HTML' });
    assert.equal(description, `Bad Request: can't parse entities: ${reason}`);
  }
  const modes = { MarkdownV2: 501, BBCode: 400 };
  for (const [parse_mode, status] of Object.entries(modes)) {
    assert.equal((await say(stand, { text: 'x', parse_mode })).status, status);
  }
});

test('text holds 4096 UTF-16 units after entities, trimmed, and is never empty', async (t) => {
  const stand = await startStand(t);
  assert.ok((await say(stand, { text: `<b>${'&amp;'.repeat(4096)}</b>`, parse_mode: 'HTML' })).ok);
  assert.ok((await say(stand, { text: '😀'.repeat(2048) })).ok);
  const long = { chat_id: ANNA, text: `${'😀'.repeat(2048)}x` };
  assert.equal(await refusal(stand, 'sendMessage', long), 'Bad Request: message is too long');
  for (const text of ['', '  \n ', '<b></b>']) {
    const params = { chat_id: ANNA, text, parse_mode: 'HTML' };
    assert.equal(await refusal(stand, 'sendMessage', params), 'Bad Request: message text is empty');
  }
  const { result } = await say(stand, { text: '  <i> padded </i>\u0000\r\n', parse_mode: 'HTML' });
  assert.equal(result['text'], 'padded');
  assert.deepEqual(result['entities'], [{ type: 'italic', offset: 0, length: 6 }]);
});

test('entities may be given by hand and must lie inside the text', async (t) => {
  const stand = await startStand(t);
  const good = await say(stand, { text: 'abc', entities: [{ type: 'bold', offset: 1, length: 2 }] });
  assert.deepEqual(good.result['entities'], [{ type: 'bold', offset: 1, length: 2 }]);
  const bad = { chat_id: ANNA, text: 'abc', entities: [{ type: 'bold', offset: 1, length: 3 }] };
  assert.match(
    await refusal(stand, 'sendMessage', bad),
    /^Bad Request: entity beginning at UTF-16 offset 1 ends after/,
  );
});

test('commands, addresses and mentions are found by Telegram itself', async (t) => {
  const stand = await startStand(t);
  const { result } = await say(stand, { text: '/help see https://kie.ai/x. @kie_ai_bot #tag' });
  assert.deepEqual(result['entities'], [
    { type: 'bot_command', offset: 0, length: 5 },
    { type: 'url', offset: 10, length: 16 },
    { type: 'mention', offset: 28, length: 11 },
    { type: 'hashtag', offset: 40, length: 4 },
  ]);
});

const BAD_BUTTONS: readonly (readonly [Fields, string])[] = [
  [{ text: 'x', callback_data: 'я'.repeat(32) + 'a' }, 'BUTTON_DATA_INVALID'],
  [{ text: 'x', callback_data: '' }, 'BUTTON_DATA_INVALID'],
  [{ text: 'x' }, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"],
  [
    { text: 'x', url: 'http://localhost/y' },
    "inline keyboard button URL 'http://localhost/y' is invalid: Wrong HTTP URL",
  ],
  [{ text: 'x', copy_text: { text: 'y'.repeat(257) } }, 'BUTTON_COPY_TEXT_INVALID'],
  [{ text: 'x', pay: true }, 'BUTTON_TYPE_INVALID'],
];

test('buttons are checked: 64 bytes of data, an action, an address, a short text to copy', async (t) => {
  const stand = await startStand(t);
  const longest = inline([{ text: 'x', callback_data: 'я'.repeat(32) }]);
  assert.ok((await say(stand, { text: 'x', reply_markup: longest })).ok);
  for (const [button, reason] of BAD_BUTTONS) {
    const params = { chat_id: ANNA, text: 'x', reply_markup: inline([button]) };
    assert.equal(await refusal(stand, 'sendMessage', params), `Bad Request: ${reason}`);
  }
  const notJson = { chat_id: ANNA, text: 'x', reply_markup: '{' };
  assert.equal(await refusal(stand, 'sendMessage', notJson), 'Bad Request: object expected as reply markup');
});

test('a bot cannot write to strangers, to people who never wrote, or to those who blocked it', async (t) => {
  const stand = await startStand(t);
  const { sim } = stand;
  await sim.user({ id: 77, firstName: 'Борис' });
  assert.equal(await refusal(stand, 'sendMessage', { chat_id: 404, text: 'x' }), 'Bad Request: chat not found');
  assert.equal(await refusal(stand, 'sendMessage', { text: 'x' }), 'Bad Request: chat_id is empty');
  const silent = await stand.api('sendMessage', { chat_id: 77, text: 'x' });
  assert.equal(silent.status, 403);
  assert.equal(silent.description, "Forbidden: bot can't initiate conversation with a user");
  await sim.sendText(77, 'hi');
  assert.ok((await stand.api('sendMessage', { chat_id: 77, text: 'x' })).ok);
  await sim.block(77, true);
  const blocked = await stand.api('sendMessage', { chat_id: 77, text: 'x' });
  assert.equal(blocked.status, 403);
  assert.equal(blocked.description, 'Forbidden: bot was blocked by the user');
  await sim.block(77, false);
  assert.ok((await stand.api('sendMessage', { chat_id: 77, text: 'x' })).ok);
});

test('replies name an existing message, or are allowed to do without', async (t) => {
  const stand = await startStand(t);
  const { messageIds } = await stand.sim.sendText(ANNA, 'question');
  const reply = await say(stand, { text: 'answer', reply_parameters: { message_id: messageIds[0] } });
  assert.equal((reply.result['reply_to_message'] as Fields)['text'], 'question');
  const missing = { chat_id: ANNA, text: 'x', reply_parameters: { message_id: 999 } };
  assert.equal(await refusal(stand, 'sendMessage', missing), 'Bad Request: message to be replied not found');
  const lenient = { message_id: 999, allow_sending_without_reply: true };
  assert.ok((await say(stand, { text: 'x', reply_parameters: lenient })).ok);
});

const NOT_MODIFIED =
  /^Bad Request: message is not modified: specified new message content and reply markup are exactly the same as/;

test('an edit must change something; without a keyboard it takes the old one away', async (t) => {
  const stand = await startStand(t);
  const reply_markup = inline([{ text: 'A', callback_data: 'a' }]);
  const { result } = await say(stand, { text: '<b>one</b>', parse_mode: 'HTML', reply_markup });
  const target = { chat_id: ANNA, message_id: result['message_id'] };
  const same = { ...target, text: '<strong>one</strong>', parse_mode: 'HTML', reply_markup };
  assert.match(await refusal(stand, 'editMessageText', same), NOT_MODIFIED);
  const withoutKeyboard = await stand.api('editMessageText', { ...same, reply_markup: undefined });
  assert.equal(withoutKeyboard.result['reply_markup'], undefined);
  assert.ok((await stand.api('editMessageText', { ...target, text: 'one' })).ok, 'the same words without bold');
  assert.match(await refusal(stand, 'editMessageReplyMarkup', target), NOT_MODIFIED);
  const [, message] = (await stand.sim.transcript(ANNA)).messages;
  assert.equal(message?.edits, 2);
});

test('only the own, existing message of the right kind can be edited', async (t) => {
  const stand = await startStand(t);
  const { messageIds } = await stand.sim.sendText(ANNA, 'mine');
  const { result } = await say(stand, { text: 'words' });
  const edit = (method: string, message_id: unknown): Promise<string> =>
    refusal(stand, method, { chat_id: ANNA, message_id, text: 'x', caption: 'x' });
  assert.equal(await edit('editMessageText', 999), 'Bad Request: message to edit not found');
  assert.equal(await edit('editMessageText', messageIds[0]), "Bad Request: message can't be edited");
  assert.equal(
    await edit('editMessageCaption', result['message_id']),
    'Bad Request: there is no caption in the message to edit',
  );
  await stand.api('deleteMessage', { chat_id: ANNA, message_id: result['message_id'] });
  assert.equal(await edit('editMessageText', result['message_id']), 'Bad Request: message to edit not found');
});

test('a message can be deleted once, within 48 hours', async (t) => {
  const stand = await startStand(t);
  const { result: first } = await say(stand, { text: 'first' });
  const { result: second } = await say(stand, { text: 'second' });
  const target = (result: Fields): Fields => ({ chat_id: ANNA, message_id: result['message_id'] });
  assert.ok((await stand.api('deleteMessage', target(first))).ok);
  assert.equal(await refusal(stand, 'deleteMessage', target(first)), 'Bad Request: message to delete not found');
  stand.clock.now += 48 * 3_600_000;
  assert.equal(
    await refusal(stand, 'deleteMessage', target(second)),
    "Bad Request: message can't be deleted for everyone",
  );
  const { result: third } = await say(stand, { text: 'third' });
  const ids = [first['message_id'], third['message_id'], 12_345];
  assert.equal((await stand.api<boolean>('deleteMessages', { chat_id: ANNA, message_ids: ids })).result, true);
  const { messages } = await stand.sim.transcript(ANNA);
  assert.deepEqual(
    messages.slice(1).map(({ deleted }) => deleted),
    [true, false, true],
  );
});

test('a message can be copied without and forwarded with its author', async (t) => {
  const stand = await startStand(t);
  const { messageIds } = await stand.sim.sendText(ANNA, 'original');
  const source = { chat_id: ANNA, from_chat_id: ANNA, message_id: messageIds[0] };
  const copied = await stand.api('copyMessage', source);
  assert.deepEqual(Object.keys(copied.result), ['message_id']);
  const forwarded = await stand.api('forwardMessage', source);
  assert.equal(((forwarded.result['forward_origin'] as Fields)['sender_user'] as Fields)['id'], ANNA);
  assert.equal(
    await refusal(stand, 'copyMessage', { ...source, message_id: 99 }),
    'Bad Request: message to copy not found',
  );
});

test('commands are kept by scope and language and are checked', async (t) => {
  const stand = await startStand(t);
  const commands = [{ command: 'start', description: 'Начать' }];
  await stand.api('setMyCommands', { commands, language_code: 'ru' });
  assert.deepEqual((await stand.api('getMyCommands', { language_code: 'ru' })).result, commands);
  assert.deepEqual((await stand.api('getMyCommands')).result, []);
  const bad = { commands: [{ command: 'Bad Name', description: 'x' }] };
  assert.equal(await refusal(stand, 'setMyCommands', bad), 'Bad Request: BOT_COMMAND_INVALID');
  await stand.api('deleteMyCommands', { language_code: 'ru' });
  assert.deepEqual((await stand.api('getMyCommands', { language_code: 'ru' })).result, []);
});

test('the commands of one chat are its own, and the chat must be known', async (t) => {
  const stand = await startStand(t);
  const commands = [{ command: 'admin', description: 'Панель' }];
  const scope = { type: 'chat', chat_id: ANNA };
  await stand.api('setMyCommands', { commands, scope });
  assert.deepEqual(
    (await stand.api('getMyCommands', { scope: { chat_id: String(ANNA), type: 'chat' } })).result,
    commands,
  );
  assert.deepEqual((await stand.api('getMyCommands', { scope, language_code: 'en' })).result, []);
  assert.deepEqual((await stand.api('getMyCommands')).result, []);
  const stranger = { commands, scope: { type: 'chat', chat_id: 777_777 } };
  assert.equal(await refusal(stand, 'setMyCommands', stranger), 'Bad Request: chat not found');
});

test('an admin has the panel among their commands, and one who never wrote keeps it from nobody', async (t) => {
  const stand = await startStand(t);
  const log = createLogList();
  const api = createTelegramApi({ token: TOKEN, apiRoot: stand.url });
  await createCommandMenus({ api, admins: [777_777, ANNA], log }).publish();
  const names = async (params: Fields): Promise<readonly string[]> => {
    const { result } = await stand.api<readonly { command: string }[]>('getMyCommands', params);
    return result.map(({ command }) => command);
  };
  const scope = { type: 'chat', chat_id: ANNA };
  const everybodys = await names({});
  assert.ok(everybodys.includes('start') && !everybodys.includes('admin'), everybodys.join());
  assert.deepEqual(await names({ scope }), [...everybodys, 'admin']);
  assert.deepEqual(await names({ scope, language_code: 'en' }), [...everybodys, 'admin']);
  assert.equal(log.lines.filter(({ message }) => message === 'commands.not-published').length, 1);
});

test('chat actions and drafts are checked; drafts are for private chats', async (t) => {
  const stand = await startStand(t);
  assert.ok((await stand.api('sendChatAction', { chat_id: ANNA, action: 'upload_photo' })).ok);
  const unknown = { chat_id: ANNA, action: 'dancing' };
  assert.equal(await refusal(stand, 'sendChatAction', unknown), 'Bad Request: wrong parameter action in request');
  assert.ok((await stand.api('sendMessageDraft', { chat_id: ANNA, draft_id: 1, text: '' })).ok);
  const chatId = -500;
  await stand.sim.sendText(ANNA, '/start', { chatId });
  assert.equal((await stand.api('sendMessageDraft', { chat_id: chatId, draft_id: 1, text: 'x' })).status, 400);
});

test('after logOut the bot is locked out for ten minutes', async (t) => {
  const stand = await startStand(t);
  assert.equal((await stand.api('close')).parameters?.retry_after, 600);
  await stand.api('logOut');
  assert.equal(await refusal(stand, 'getMe', {}), 'Logged out');
  stand.clock.now += 600_000;
  assert.ok((await stand.api('getMe')).ok);
});
