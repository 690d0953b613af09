/** Files that a model does not take, and everything that can go wrong on their way. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { formatFileRef, parseFileRef } from '../../src/domain/catalog/file-ref.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { ADMIN } from '../support/generation.ts';
import { assertFailed } from '../support/generation-ends.ts';
import { pngOf, wav } from '../support/media-bytes.ts';
import { photo, startResolving, toRef, type Resolving, type SimFile } from '../support/resolving.ts';

const MB = 1024 * 1024;

let stand: Resolving;
before(async () => {
  stand = await startResolving();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

const REFUSED: readonly (readonly [string, () => SimFile])[] = [
  [
    'a page that calls itself a picture',
    () => ({ kind: 'document', bytes: Buffer.from('<html>'), mimeType: 'image/png' }),
  ],
  ['a sound in place of a picture', () => ({ kind: 'audio', bytes: wav(0.1) })],
  ['a type that the model does not read', () => photo(Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'))],
  ['a byte more than the model takes', () => photo(pngOf(10 * MB + 1))],
  ['a byte more than a bot may have', () => photo(pngOf(20 * MB + 1))],
];
for (const [what, file] of REFUSED) {
  test(`${what} is refused before anything is uploaded or made`, async () => {
    await stand.assertRefused(await stand.onePicture(file()), 'invalid-input');
    assert.equal(await stand.uploads(), 0);
  });
}

test('a file of exactly what the model takes passes', async () => {
  assert.deepEqual(await submit(await stand.onePicture(photo(pngOf(10 * MB))), stand.deps), { kind: 'done' });
  assert.equal((await stand.kie.tasks()).length, 1);
});

test('a sound that is longer than the sender’s program says is not sold for the price of the shorter one', async () => {
  for (const [told, isTaken] of [
    [1, false],
    [6, true],
  ] as const) {
    await stand.refresh();
    const order = await stand.orderWith('test/many', [{ kind: 'audio', bytes: wav(6) }], ([ref]) => {
      const sent = parseFileRef(ref);
      assert.ok(sent !== null);
      return { audio: formatFileRef({ ...sent, media: 'audio', seconds: told }) };
    });
    if (!isTaken) await stand.assertRefused(order, 'invalid-input');
    else assert.deepEqual([await submit(order, stand.deps), (await stand.kie.tasks()).length], [{ kind: 'done' }, 1]);
  }
});

test('a file that Telegram does not know ends the order', async () => {
  const order = await stand.order({ modelId: 'test/picture', input: { image_url: toRef('AgACnobody') } });
  await stand.assertRefused(order, 'input-unreachable');
});

test('a file that is gone or away, as Telegram puts it, is waited for, and not for ever', async () => {
  const description = 'Bad Request: wrong file_id or the file is temporarily unavailable';
  await stand.telegram.fault({ method: 'getFile', errorCode: 400, description, times: 0 });
  const order = await stand.onePicture();
  assert.equal((await submit(order, stand.deps)).kind, 'later');
  await stand.assertUntouched(order);
  await stand.advance(121_000);
  await stand.assertRefused(order, 'input-unreachable');
});

interface Trouble {
  readonly name: string;
  readonly cause: () => Promise<unknown>;
}
const upload = { method: 'POST', path: 'file-stream-upload' } as const;
const TROUBLES: readonly Trouble[] = [
  { name: 'getFile fails', cause: () => stand.telegram.fault({ method: 'getFile', errorCode: 500 }) },
  { name: 'getFile breaks off', cause: () => stand.telegram.fault({ method: 'getFile', behaviour: 'reset' }) },
  { name: 'the file vanishes after getFile', cause: () => stand.telegram.fault({ method: 'file', errorCode: 404 }) },
  { name: 'the download breaks off', cause: () => stand.telegram.fault({ method: 'file', behaviour: 'truncated' }) },
  { name: 'the token is refused', cause: () => stand.telegram.fault({ method: 'getFile', errorCode: 401 }) },
  { name: 'the upload breaks off', cause: () => stand.kie.fault({ ...upload, behaviour: 'reset' }) },
  { name: "the upload's answer is lost", cause: () => stand.kie.fault({ ...upload, behaviour: 'accept-then-drop' }) },
  { name: 'the upload host is a page', cause: () => stand.kie.fault({ ...upload, behaviour: 'html' }) },
  { name: 'the upload host is overloaded', cause: () => stand.kie.fault({ ...upload, code: 455 }) },
  { name: 'the upload host refuses the key', cause: () => stand.kie.fault({ ...upload, code: 401, httpStatus: 401 }) },
  { name: 'the upload host forbids', cause: () => stand.kie.fault({ ...upload, code: 403 }) },
];
for (const { name, cause } of TROUBLES) {
  test(`${name}: later, with nothing begun and no slot taken, and then it works`, async () => {
    // More than fits into the buffers between two processes.
    const order = await stand.onePicture(photo(pngOf(3 * MB)));
    await cause();
    let slots = 0;
    const limiter: Resolving['deps']['limiter'] = {
      tryTake: () => {
        slots += 1;
        return stand.deps.limiter.tryTake();
      },
    };
    const outcome = await submit(order, { ...stand.deps, limiter });
    assert.ok(outcome.kind === 'later' && outcome.delaySeconds >= 1, JSON.stringify(outcome));
    await stand.assertUntouched(order);
    assert.equal(slots, 0);
    assert.deepEqual(await submit(order, { ...stand.deps, limiter }), { kind: 'done' });
    assert.equal((await stand.kie.tasks()).length, 1);
  });
}

test('a Telegram that stays away lasts no longer than the deadline', async () => {
  const order = await stand.onePicture(photo(), 20_000);
  await stand.telegram.fault({ method: 'getFile', errorCode: 429, retryAfter: 3_600, times: 0 });
  const outcome = await submit(order, stand.deps);
  assert.ok(outcome.kind === 'later' && outcome.delaySeconds <= 20, JSON.stringify(outcome));
  await stand.advance(21_000);
  await stand.assertRefused(order, 'deadline');
});

const toldAdmin = async (): Promise<readonly string[]> =>
  (await stand.rows.outbox(ADMIN)).map(({ payload }) => payload.text ?? '');

test('a key that may not upload fails the orders with files only, and the operator hears of it until a file is taken', async () => {
  await stand.kie.fault({ ...upload, code: 401, httpStatus: 401, times: 2 });
  const order = await stand.onePicture();
  assert.equal((await submit(order, stand.deps)).kind, 'later');
  await stand.advance(121_000);
  await stand.assertRefused(order, 'unavailable');
  assert.deepEqual(await stand.deps.intake.stops(), [], 'orders are taken');
  const [alarm, ...more] = await toldAdmin();
  assert.match(alarm ?? '', /не берёт файлы[^]*KIE_UPLOAD_REFUSED[^]*без файлов идут/);
  assert.deepEqual(more, []);

  const without = await stand.order({ modelId: 'test/picture', input: { prompt: 'x' } });
  assert.deepEqual(await submit(without, stand.deps), { kind: 'done' });
  assert.equal((await toldAdmin()).length, 1, 'a task says nothing about files');
  assert.deepEqual(await submit(await stand.onePicture(), stand.deps), { kind: 'done' });
  assert.match((await toldAdmin())[1] ?? '', /Закончилось[^]*KIE_UPLOAD_REFUSED/);
});

test('a key that the account refuses too stops all orders, although nothing but files was ordered', async () => {
  await stand.kie.fault({ ...upload, code: 401, httpStatus: 401 });
  await stand.kie.fault({ method: 'GET', path: 'chat/credit', code: 401 });
  await stand.assertRefused(await stand.onePicture(), 'unavailable');
  const stops = await stand.deps.intake.stops();
  assert.deepEqual(
    stops.map(({ code, fromCredits }) => [code, fromCredits]),
    [['KIE_UNAUTHORIZED', 0]],
  );
  assert.equal((await toldAdmin()).length, 1);
});

test('an order that is cancelled while its file is on the way makes no task', async () => {
  const order = await stand.onePicture();
  const openFile: Resolving['deps']['openFile'] = async (fileId, signal) => {
    await stand.deps.generations.transition(stand.database.pool, order.generationId, 'cancelled');
    return await stand.deps.openFile(fileId, signal);
  };
  assert.deepEqual(await submit(order, { ...stand.deps, openFile }), { kind: 'done' });
  assert.equal((await stand.rows.generation(order.generationId)).state, 'cancelled');
  assert.deepEqual(await stand.kie.tasks(), []);
});

test('an order whose file takes until after the deadline makes no task', async () => {
  const order = await stand.onePicture(photo(), 20_000);
  let passedMs = 0;
  const openFile: Resolving['deps']['openFile'] = async (fileId, signal) => {
    passedMs = 21_000;
    return await stand.deps.openFile(fileId, signal);
  };
  const now = (): number => stand.deps.now() + passedMs;
  assert.deepEqual(await submit(order, { ...stand.deps, openFile, now }), { kind: 'done' });
  await assertFailed(stand, order, 'deadline');
  assert.deepEqual(await stand.kie.tasks(), []);
});

test('what the model does not take is said before KIE is asked', async () => {
  await stand.assertRefused(
    await stand.order({ modelId: 'test/picture', input: { prompt: 'x'.repeat(201) } }),
    'invalid-input',
  );
  await stand.assertRefused(await stand.order({ modelId: 'test/picture', input: { nobody: 'x' } }), 'invalid-input');
  const stale = await stand.order({ modelId: 'test/picture', input: { image_url: 'telegram-file:' } });
  await stand.assertRefused(stale, 'invalid-input');
  const order = await stand.order({ modelId: 'gone/model' });
  await submit(order, stand.deps);
  await assertFailed(stand, order, 'unavailable'); // KIE's own word on a model that nobody knows
});

test('no secret was printed or stored', async () => {
  await stand.assertNoSecrets();
  assert.ok(!stand.printed.join('').includes('/file/bot'));
});
