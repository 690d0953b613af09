/** The look at a person's file before the dialog hears of it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { createTelegramFiles, type OpenTelegramFile } from '../../src/adapters/telegram/file-source.ts';
import { createInspectMedia, type InspectMedia } from '../../src/roles/polling/inspect-media.ts';
import { createTurns } from '../../src/roles/polling/inspect-turns.ts';
import type { Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { createLogList, type ListLog } from '../support/list-log.ts';
import { jpeg, png, wav } from '../support/media-bytes.ts';
import { ANNA, startStand, TOKEN } from './sandbox-telegram-stand.ts';

type SimFile = Parameters<Sim['sendMedia']>[1];
type Row = Parameters<InspectMedia>[0];

interface Looking {
  readonly sim: Sim;
  readonly inspect: InspectMedia;
  readonly stopping: AbortController;
  readonly log: ListLog;
  /** Sends a file as Anna and gives the update as it would lie in the inbox. */
  readonly row: (file: SimFile, chat?: { chatId: number; replyToMessageId?: number }) => Promise<Row>;
  readonly getFiles: () => Promise<number>;
}

const rowOf = (updateId: number, payload: unknown): Row => ({
  ...{ updateId, payload, traceId: randomUUID(), attempts: 0, receivedAt: new Date() },
});

async function startLooking(t: TestContext, change: { most?: number; open?: OpenTelegramFile } = {}): Promise<Looking> {
  const { url, sim, api } = await startStand(t);
  const stopping = new AbortController();
  const log = createLogList();
  const inspect = createInspectMedia({
    open: change.open ?? createTelegramFiles({ token: TOKEN, apiRoot: url }),
    botUsername: () => 'sandbox_700001_bot',
    timeoutMs: 300,
    most: change.most ?? 2,
    stopping: stopping.signal,
    log,
  });
  let offset = 0;
  return {
    ...{ sim, inspect, stopping, log },
    row: async (file, chat) => {
      await sim.sendMedia(ANNA, file, chat);
      const { result } = await api<{ update_id: number }[]>('getUpdates', { offset });
      const last = result.at(-1);
      assert.ok(last !== undefined);
      offset = last.update_id + 1;
      return rowOf(last.update_id, last);
    },
    getFiles: async () => (await sim.calls({ method: 'getFile' })).length,
  };
}

test('a document that lies about its type is what its bytes say, with its size in pixels', async (t) => {
  const { inspect, row } = await startLooking(t);
  const lie = await row({ kind: 'document', bytes: png(640, 360), fileName: 'song.mp3', mimeType: 'audio/mpeg' });
  const seen = await inspect(lie);
  assert.equal(seen?.updateId, lie.updateId);
  const expected = { media: 'image', mime: 'image/png', width: 640, height: 360, name: 'song.mp3' };
  assert.partialDeepStrictEqual(seen.file, expected);
  assert.deepEqual(await inspect(lie), seen, 'looking again harms nothing');
});

test('a sound keeps its length, and a page that calls itself a picture is none', async (t) => {
  const { inspect, row } = await startLooking(t);
  const sound = await inspect(await row({ kind: 'audio', bytes: wav(2), durationSeconds: 2 }));
  assert.partialDeepStrictEqual(sound?.file, { media: 'audio', mime: 'audio/wav', seconds: 2 });
  const page = await row({ kind: 'document', bytes: Buffer.from('<html>'), mimeType: 'image/png' });
  assert.partialDeepStrictEqual((await inspect(page))?.file, { media: 'document', mime: 'text/plain' });
});

test('what needs no look gets none: photos, more than 20 MB, words, group talk, and broken updates', async (t) => {
  const { inspect, row, getFiles } = await startLooking(t);
  assert.equal(await inspect(await row({ kind: 'photo', bytes: png(30, 30) })), null);
  const file = { file_id: 'F', file_size: 20 * 1024 * 1024 + 1, mime_type: 'video/mp4' };
  const [chat, from] = [
    { id: ANNA, type: 'private' },
    { id: ANNA, is_bot: false, first_name: 'Anna' },
  ];
  const update = (message: object): Row =>
    rowOf(1, { update_id: 1, message: { message_id: 1, chat, from, ...message } });
  assert.equal(await inspect(update({ document: file })), null);
  assert.equal(await inspect(update({ text: 'cat' })), null);
  assert.equal(await inspect(update({ sticker: { file_id: 'F' } })), null);
  const small = { file_id: 'F', file_size: 5 };
  assert.equal(await inspect(update({ chat: { id: -5, type: 'group' }, document: small })), null);
  assert.equal(await inspect(rowOf(1, { nonsense: true })), null);
  assert.equal(await getFiles(), 0);
});

test('a reply to the bot in a group is looked at', async (t) => {
  const { inspect, getFiles } = await startLooking(t);
  const bot = { id: 700_001, is_bot: true, first_name: 'b', username: 'sandbox_700001_bot' };
  const message = { message_id: 1, chat: { id: -5, type: 'group' }, from: { id: 7, is_bot: false, first_name: 'A' } };
  const document = { file_id: 'AgACunknown', file_size: 5 };
  const row = rowOf(3, { update_id: 3, message: { ...message, document, reply_to_message: { from: bot } } });
  assert.equal(await inspect(row), null, 'the id is of no file');
  assert.equal(await getFiles(), 1);
});

test('a Telegram that fails or is silent leaves what it said, in time, and says so in the log', async (t) => {
  const { inspect, row, sim, log } = await startLooking(t);
  const update = await row({ kind: 'document', bytes: jpeg(5, 5), mimeType: 'image/jpeg' });
  for (const method of ['getFile', 'file']) {
    for (const behaviour of ['hang', 'reset', 'html'] as const) {
      await sim.fault({ method, behaviour });
      assert.equal(await inspect(update), null, `${method} ${behaviour}`);
    }
  }
  assert.deepEqual([...new Set(log.messages())], ['file.inspect.failed']);
  assert.ok(!JSON.stringify(log.lines).includes(TOKEN.slice(7)));
  assert.partialDeepStrictEqual((await inspect(update))?.file, { width: 5, height: 5 });
});

test('the way to a stop is not long: a look that hangs ends at once, and no other begins', async (t) => {
  const { inspect, row, sim, stopping } = await startLooking(t);
  const update = await row({ kind: 'document', bytes: png(5, 5) });
  await sim.fault({ method: 'file', behaviour: 'hang' });
  const look = inspect(update);
  stopping.abort();
  assert.equal(await look, null);
  assert.equal(await inspect(update), null);
});

test('no more looks at once than allowed: the next one goes without', async (t) => {
  const held = Promise.withResolvers<never>();
  let opened = 0;
  const open: OpenTelegramFile = () => {
    opened += 1;
    return held.promise;
  };
  const { inspect, row } = await startLooking(t, { most: 2, open });
  const update = await row({ kind: 'document', bytes: png(5, 5) });
  const looks = [Promise.resolve(inspect(update)), Promise.resolve(inspect(update))];
  assert.equal(await inspect(update), null);
  assert.equal(opened, 2);
  held.reject(new Error('over'));
  assert.deepEqual(await Promise.all(looks), [null, null]);
  assert.equal(await inspect(update), null, 'the place is free again, and the file still broken');
  assert.equal(opened, 3);
});

test('turns: so many at once, in the order of asking, and a failure gives its turn back', async () => {
  const turns = createTurns(2);
  const order: string[] = [];
  let running = 0;
  let most = 0;
  const work = (name: string) => async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    order.push(name);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (name === 'b') throw new Error('b fails');
  };
  const all = ['a', 'b', 'c', 'd', 'e'].map((name) => turns(work(name)));
  const outcomes = await Promise.allSettled(all);
  assert.deepEqual(order, ['a', 'b', 'c', 'd', 'e']);
  assert.equal(most, 2);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
  );
  assert.equal(await turns(() => Promise.resolve('again')), 'again');
});
