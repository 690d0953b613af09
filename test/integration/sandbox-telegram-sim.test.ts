import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api, InputFile, TelegramApiError } from 'node-telegram-bot-api';
import { createSim } from '../../src/sandbox/telegram/sim-client.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  ANNA,
  inline,
  OTHER_TOKEN,
  png,
  startStand,
  TOKEN,
  type Stand,
  type Update,
} from './sandbox-telegram-stand.ts';

type Fields = Record<string, unknown>;

const updates = async ({ api }: Stand): Promise<readonly Update[]> => (await api<Update[]>('getUpdates')).result;

test('two bots share nothing', async (t) => {
  const { url, api, as, sim } = await startStand(t);
  const other = createSim(url, '700002');
  await other.user({ id: ANNA, firstName: 'Anna' });
  await other.sendText(ANNA, 'to the second');
  await sim.sendText(ANNA, 'to the first');
  await sim.block(ANNA, true);
  const texts = async (token: string): Promise<unknown[]> =>
    (await as<Update[]>(token, 'getUpdates')).result.map(({ message }) => message?.text);
  assert.deepEqual(await texts(OTHER_TOKEN), ['to the second']);
  assert.deepEqual(await texts(TOKEN), ['to the first', undefined]);
  assert.ok((await as(OTHER_TOKEN, 'sendMessage', { chat_id: ANNA, text: 'hi' })).ok);
  assert.equal((await api('sendMessage', { chat_id: ANNA, text: 'hi' })).status, 403);
  await sim.reset();
  assert.equal((await api('sendMessage', { chat_id: ANNA, text: 'hi' })).description, 'Bad Request: chat not found');
  assert.equal((await other.transcript(ANNA)).messages.length, 2);
});

test('blocking and unblocking is told to the bot', async (t) => {
  const stand = await startStand(t);
  await stand.sim.block(ANNA, true);
  await stand.sim.block(ANNA, true);
  await stand.sim.block(ANNA, false);
  const changes = (await updates(stand)).map((update) => {
    const { old_chat_member, new_chat_member } = update['my_chat_member'] as Record<string, { status: string }>;
    return [old_chat_member?.status, new_chat_member?.status];
  });
  assert.deepEqual(changes, [
    ['member', 'kicked'],
    ['kicked', 'member'],
  ]);
  await stand.sim.block(ANNA, true);
  await assert.rejects(stand.sim.sendText(ANNA, 'x'), /has blocked the bot/);
});

test('a long text arrives in pieces of at most 4096 units and no character is torn', async (t) => {
  const stand = await startStand(t);
  const text = `a${'😀'.repeat(3_000)}`;
  await stand.sim.sendText(ANNA, text);
  const parts = (await updates(stand)).map(({ message }) => message?.text ?? '');
  assert.deepEqual(
    parts.map((part) => part.length),
    [4_095, 1_906],
  );
  assert.equal(parts.join(''), text);
});

test('edited messages, replies and commands look like those of Telegram', async (t) => {
  const stand = await startStand(t);
  const { result } = await stand.api('sendMessage', { chat_id: ANNA, text: 'question?' });
  const sent = await stand.sim.sendText(ANNA, '/model flux', { replyToMessageId: Number(result['message_id']) });
  stand.clock.now += 2_000;
  await stand.sim.editText(ANNA, sent.messageIds[0]!, '/model veo');
  const [message, edited] = await updates(stand);
  assert.deepEqual(message?.message?.['entities'], [{ type: 'bot_command', offset: 0, length: 6 }]);
  assert.equal((message.message['reply_to_message'] as Fields)['text'], 'question?');
  const change = edited?.['edited_message'] as Fields;
  assert.equal(change['text'], '/model veo');
  assert.equal(Number(change['edit_date']) - Number(change['date']), 2);
});

test('in a group the bot sees commands meant for it, replies to it and mentions of it', async (t) => {
  const stand = await startStand(t);
  const { sim, api } = stand;
  const group = { chatId: -77, chatTitle: 'Друзья' };
  const { result } = await api('getMe');
  const name = String(result['username']);
  await sim.sendText(ANNA, 'just talking', group);
  const posted = await api('sendMessage', { chat_id: -77, text: 'hello group' });
  await sim.sendText(ANNA, '/image cat', group);
  await sim.sendText(ANNA, '/image@someone_else_bot cat', group);
  await sim.sendText(ANNA, `/image@${name} dog`, group);
  await sim.sendText(ANNA, `hey @${name}`, group);
  await sim.sendText(ANNA, 'why?', { ...group, replyToMessageId: Number(posted.result['message_id']) });
  const [joined, ...rest] = await updates(stand);
  assert.equal((joined?.['my_chat_member'] as Record<string, Fields>)['new_chat_member']?.['status'], 'member');
  assert.deepEqual(
    rest.map(({ message }) => message?.text),
    ['/image cat', `/image@${name} dog`, `hey @${name}`, 'why?'],
  );
  assert.deepEqual(rest[0]?.message?.['chat'], {
    id: -77,
    type: 'group',
    title: 'Друзья',
    all_members_are_administrators: true,
  });
  const member = await api('getChatMember', { chat_id: -77, user_id: ANNA });
  assert.equal(member.result['status'], 'member');
});

test('the transcript is readable and complete', async (t) => {
  const stand = await startStand(t);
  await stand.sim.sendMedia(ANNA, { kind: 'photo', bytes: png(20, 10), fileName: 'cat.png', caption: 'мой кот' });
  const { result } = await stand.api('sendMessage', {
    chat_id: ANNA,
    text: '<b>Меню</b>',
    parse_mode: 'HTML',
    reply_markup: inline([
      { text: 'Да', callback_data: 'y' },
      { text: 'Нет', callback_data: 'n' },
    ]),
  });
  await stand.api('editMessageText', { chat_id: ANNA, message_id: result['message_id'], text: 'Готово' });
  assert.equal(
    await stand.sim.transcriptText(ANNA),
    'Анна: /start\nАнна: [photo cat.png, 64 bytes] мой кот\nsandbox_700001_bot (edited): Готово\n',
  );
  const [, photo, menu] = (await stand.sim.transcript(ANNA)).messages;
  assert.equal(photo?.caption, 'мой кот');
  assert.equal(photo.media?.width, 20);
  assert.deepEqual([menu?.from, menu?.edits, menu?.keyboard], ['bot', 1, []]);
});

interface StreamEvent {
  readonly name: string;
  readonly data: Fields;
}

async function collectEvents(url: string, signal: AbortSignal, into: StreamEvent[]): Promise<void> {
  const response = await fetch(`${url}/sim/bots/700001/events`, { signal });
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, name, data] = /^event: (.+)\ndata: (.+)$/.exec(block) ?? [];
      into.push({ name: name ?? 'comment', data: JSON.parse(data ?? '{}') as Fields });
    }
  }
}

test('everything that happens is streamed as it happens, to the page of that bot only', async (t) => {
  const { url, sim, api, as } = await startStand(t);
  const events: StreamEvent[] = [];
  const end = new AbortController();
  const reading = collectEvents(url, end.signal, events);
  await waitFor('the stream', () => events.some(({ name }) => name === 'comment'));
  const { result } = await api('sendMessage', { chat_id: ANNA, text: 'one' });
  const target = { chat_id: ANNA, message_id: result['message_id'] };
  await api('editMessageText', { ...target, text: 'two' });
  await api('deleteMessage', target);
  await api('sendChatAction', { chat_id: ANNA, action: 'typing' });
  await as(OTHER_TOKEN, 'getMe');
  await sim.sendText(ANNA, 'user');
  await waitFor('the last event', () => events.some(({ name }) => name === 'update'));
  end.abort();
  await assert.rejects(reading, { name: 'AbortError' });
  const names = events.filter(({ name }) => name !== 'comment').map(({ name }) => name);
  assert.deepEqual(names, [
    'message',
    'call',
    'edit',
    'call',
    'delete',
    'call',
    'chatAction',
    'call',
    'message',
    'update',
  ]);
  const edit = events.find(({ name }) => name === 'edit')?.data['message'] as Fields;
  assert.equal(edit['text'], 'two');
});

test('a message may be sent as a form, and its kind is guessed', async (t) => {
  const stand = await startStand(t);
  const body = new FormData();
  body.set('userId', String(ANNA));
  body.set('caption', 'из браузера');
  body.append('file', new Blob([Uint8Array.from(png(4, 4))], { type: 'image/png' }), 'a.png');
  body.append('file', new Blob(['%PDF-1.7'], { type: 'application/pdf' }), 'договор.pdf');
  const response = await fetch(`${stand.url}/sim/bots/700001/messages`, { method: 'POST', body });
  assert.equal(response.status, 200);
  const [photo, document] = await updates(stand);
  assert.equal(photo?.message?.['caption'], 'из браузера');
  assert.ok(photo.message['photo'] !== undefined);
  assert.equal((document?.message?.['document'] as Fields)['file_name'], 'договор.pdf');
});

test('a wrong control request says what is wrong', async (t) => {
  const { url, sim } = await startStand(t);
  await assert.rejects(sim.sendText(999, 'x'), /knows no user 999/);
  await assert.rejects(sim.sendText(ANNA, ' '), /give text or media/);
  await assert.rejects(sim.user({ id: -1 }), /id: /);
  await assert.rejects(createSim(url, 'abc').updates(), /bot id/);
  const broken = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' };
  assert.equal((await fetch(`${url}/sim/faults`, broken)).status, 400);
  assert.equal((await fetch(`${url}/sim/nothing`)).status, 404);
});

test('a file is served with its type and in ranges, for players', async (t) => {
  const { sim, url } = await startStand(t);
  await sim.sendMedia(ANNA, { kind: 'voice', bytes: Buffer.from('OggS0123456789') });
  const { media } = (await sim.transcript(ANNA)).messages.at(-1)!;
  const response = await fetch(`${url}/sim/bots/700001/files/${media!.fileId}`, { headers: { range: 'bytes=4-6' } });
  assert.equal(response.status, 206);
  assert.equal(response.headers.get('content-type'), 'audio/ogg');
  assert.equal(response.headers.get('content-range'), 'bytes 4-6/14');
  assert.equal(await response.text(), '012');
});

test('the client library of the product understands it', async (t) => {
  const { url, sim } = await startStand(t);
  const api = new Api(TOKEN, { apiRoot: url, maxRetries: 0 });
  assert.equal((await api.getMe()).id, 700_001);
  const photo = await api.sendPhoto({ chat_id: ANNA, photo: new InputFile(png(7, 8), { filename: 'a.png' }) });
  assert.equal(photo.photo?.at(-1)?.height, 8);
  await sim.sendText(ANNA, 'привет');
  const [update] = await api.getUpdates({ offset: 0 });
  assert.ok(update !== undefined && 'message' in update);
  assert.equal(update.message.text, 'привет');
  const refused = api.sendMessage({ chat_id: 1, text: 'x' });
  await assert.rejects(refused, { name: TelegramApiError.name, errorCode: 400 });
});
