/** Earlier works of a person as the input of another model. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import type { ModelInput } from '../../src/domain/catalog/model.ts';
import { formatWorkRef } from '../../src/domain/catalog/work-ref.ts';
import type { FailureReason } from '../../src/domain/generation/failure.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import type { Order } from '../support/generation.ts';
import { png } from '../support/media-bytes.ts';
import { bytesAt, madeRef, photo, startResolving, type Resolving } from '../support/resolving.ts';
import { bareFile } from '../support/result-file.ts';
import { sentFile } from '../support/sent-file.ts';

let stand: Resolving;
before(async () => {
  stand = await startResolving();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

interface Work {
  readonly id: string;
  readonly put: (columns: Readonly<Record<string, unknown>>) => Promise<void>;
}

/** An earlier generation of whoever gave the order. */
async function workOf({ chatId, traceId }: Order, modelId: string, columns: object = {}): Promise<Work> {
  const id = randomBytes(6).toString('hex');
  const what = { id, traceId, chatId, userId: chatId, language: 'ru', modelId, input: {}, credits: 4 } as const;
  const rest = { payment: null, progressMessageId: null, deadlineMs: 60_000 };
  await stand.deps.generations.insert(stand.database.pool, { ...what, ...rest });
  const put: Work['put'] = (more) => stand.rows.put(id, more);
  await put({ state: 'delivered', finished_at: new Date(), ...columns });
  return { id, put };
}

const resultsOf = (...urls: readonly string[]): object => ({
  results: JSON.stringify({ files: urls.map(bareFile), text: null }),
});
const URLS = ['https://files.example/1.png', 'https://files.example/2.png'] as const;
const setInput = (order: Order, input: ModelInput): Promise<void> =>
  stand.rows.put(order.generationId, { input: JSON.stringify(input) });

test("a result is used by KIE's own address while it is young, then by the copy that the chat has", async () => {
  const bytes = png(12, 12);
  const order = await stand.order({ modelId: 'test/picture' });
  const fileId = await sentFile(stand.telegram, order.chatId, photo(bytes));
  const message = (id: string | null): object => ({ messageId: 1, fileId: id, kind: 'photo' });
  const messages = JSON.stringify([message(null), message(fileId)]);
  const work = await workOf(order, 'test/picture', { ...resultsOf(...URLS), messages });
  await setInput(order, { image_url: madeRef(work.id, 1) });
  await submit(order, stand.deps);
  assert.equal((await stand.sentInput())['image_url'], URLS[1]);
  assert.equal(await stand.uploads(), 0);

  const old = new Date(Date.now() - 12 * 3_600_000 - 1_000);
  await work.put({ finished_at: old });
  const later = await stand.order({ modelId: 'test/picture' });
  await stand.rows.put(later.generationId, { user_id: order.chatId });
  await setInput(later, { image_url: madeRef(work.id, 1) });
  await submit(later, stand.deps);
  assert.ok(bytes.equals(await bytesAt((await stand.sentInput())['image_url'])));

  // Without a copy the old address is all there is.
  await work.put({ messages: JSON.stringify([message(fileId)]) });
  const third = await stand.order({ modelId: 'test/picture' });
  await stand.rows.put(third.generationId, { user_id: order.chatId });
  await setInput(third, { image_url: madeRef(work.id, 1) });
  await submit(third, stand.deps);
  assert.equal((await stand.sentInput())['image_url'], URLS[1]);
});

test("somebody else's work, one that is not finished, none at all, and a result that it has not", async () => {
  const owner = await stand.order({ modelId: 'test/picture' });
  const foreign = await workOf(owner, 'test/picture', resultsOf(...URLS));
  const mine = await stand.order({ modelId: 'test/picture' });
  const running = await workOf(mine, 'test/picture', { ...resultsOf(...URLS), state: 'delivering' });
  const short = await workOf(mine, 'test/picture', resultsOf(URLS[0]));
  const refs = [madeRef(foreign.id), madeRef(running.id), madeRef('aaaaaaaaaaaa'), madeRef(short.id, 1)];
  for (const image_url of refs) {
    const order = await stand.order({ modelId: 'test/picture', input: { image_url } });
    if (image_url !== refs[0]) await stand.rows.put(order.generationId, { user_id: mine.chatId });
    await stand.assertRefused(order, 'input-unreachable');
  }
});

test("in a group a result is everybody's, as its buttons are", async () => {
  const owner = await stand.order({ modelId: 'test/picture' });
  const work = await workOf(owner, 'test/picture', resultsOf(...URLS));
  const other = await stand.order({ modelId: 'test/picture', input: { image_url: madeRef(work.id) } });
  await stand.rows.put(other.generationId, { chat_id: owner.chatId });
  assert.deepEqual(await submit(other, stand.deps), { kind: 'done' });
  assert.equal((await stand.sentInput())['image_url'], URLS[0]);
});

test("a model that goes on gets KIE's own ids of the earlier task and track", async () => {
  const order = await stand.order({ modelId: 'test/further' });
  const picture = await workOf(order, 'test/picture', resultsOf(URLS[0]));
  await stand.rows.putAttempt(picture.id, { token: `of-${picture.id}-refused`, outcome: 'refused' });
  await stand.rows.putAttempt(picture.id, {
    token: `of-${picture.id}`,
    taskId: `task-${picture.id}`,
    outcome: 'created',
  });
  const tracks = ['track-0', 'track-1'].map((trackId, n) => ({
    ...bareFile(`https://files.example/${n}.mp3`),
    trackId,
  }));
  const song = await workOf(order, 'test/music', { results: JSON.stringify({ files: tracks, text: null }) });
  await setInput(order, {
    task_id: formatWorkRef({ what: 'task', generationId: picture.id, index: 0, resolution: '720p' }),
    audio_id: formatWorkRef({ what: 'track', generationId: song.id, index: 1 }),
  });
  // The local KIE knows no such task: what counts is what it was sent.
  const sent: unknown[] = [];
  const createTask: Resolving['deps']['kie']['createTask'] = async (request) => {
    sent.push(request.input);
    return await stand.deps.kie.createTask({ ...request, model: 'test/picture', input: { prompt: 'x' } });
  };
  assert.deepEqual(await submit(order, { ...stand.deps, kie: { ...stand.deps.kie, createTask } }), { kind: 'done' });
  assert.deepEqual(sent, [{ task_id: `task-${picture.id}`, audio_id: 'track-1' }]);
});

test('of two tasks of one work the one that came to something is meant', async () => {
  const order = await stand.order({ modelId: 'test/further' });
  const work = await workOf(order, 'test/picture', resultsOf(URLS[0]));
  for (const taskId of ['first', 'second']) {
    await stand.rows.putAttempt(work.id, {
      token: `${taskId}-${work.id}`,
      taskId: `${taskId}-${work.id}`,
      outcome: 'created',
    });
  }
  await setInput(order, { task_id: formatWorkRef({ what: 'task', generationId: work.id, index: 0 }) });
  const sent: unknown[] = [];
  const kie: Resolving['deps']['kie'] = {
    ...stand.deps.kie,
    recordInfo: async (taskId) =>
      taskId.startsWith('second')
        ? ({ ...(await stand.deps.kie.recordInfo('none')), state: 'success' } as never)
        : { state: 'missing' },
    createTask: async (request) => {
      sent.push(request.input);
      return await stand.deps.kie.createTask({ ...request, model: 'test/picture', input: { prompt: 'x' } });
    },
  };
  assert.deepEqual(await submit(order, { ...stand.deps, kie }), { kind: 'done' });
  assert.deepEqual(sent, [{ task_id: `second-${work.id}` }]);
});

test("a follow-up of somebody else's work, of another model, or of a work without the id is refused", async () => {
  const owner = await stand.order({ modelId: 'test/further' });
  const foreign = await workOf(owner, 'test/picture', resultsOf(URLS[0]));
  await stand.rows.putAttempt(foreign.id, { token: `f-${foreign.id}`, taskId: `f-${foreign.id}`, outcome: 'created' });
  const mine = await stand.order({ modelId: 'test/further' });
  const song = await workOf(mine, 'test/music', resultsOf(URLS[0]));
  const bare = await workOf(mine, 'test/picture', resultsOf(URLS[0]));
  const task = (generationId: string): ModelInput => ({
    task_id: formatWorkRef({ what: 'task', generationId, index: 0 }),
  });
  const track = (generationId: string): ModelInput => ({
    audio_id: formatWorkRef({ what: 'track', generationId, index: 0 }),
  });
  const rows: readonly [ModelInput, FailureReason][] = [
    [task(foreign.id), 'input-unreachable'],
    [task(song.id), 'invalid-input'],
    [task(bare.id), 'input-unreachable'],
    [track(song.id), 'input-unreachable'],
    [{ task_id: track(song.id)['audio_id'] ?? null }, 'invalid-input'],
  ];
  for (const [input, reason] of rows) {
    const order = await stand.order({ modelId: 'test/further', input });
    await stand.rows.put(order.generationId, { user_id: mine.chatId });
    await stand.assertRefused(order, reason);
  }
});

test('no secret was printed or stored', async () => {
  await stand.assertNoSecrets();
  assert.ok(!stand.printed.join('').includes('/file/bot'));
});
