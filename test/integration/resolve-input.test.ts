/** From a person's files to addresses that KIE can read. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { formatWorkRef } from '../../src/domain/catalog/work-ref.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { BOT_TOKEN } from '../support/generation.ts';
import { jpeg, mp4, png, wav } from '../support/media-bytes.ts';
import { bytesAt, madeRef, photo, startResolving, toRef, type Resolving, type SimFile } from '../support/resolving.ts';

let stand: Resolving;
before(async () => {
  stand = await startResolving();
});
beforeEach(() => stand.refresh());
after(() => stand.close());

test("a person's file is at KIE, byte for byte, under a name that tells nothing of them", async () => {
  const bytes = png(640, 480);
  const order = await stand.onePicture(photo(bytes));
  assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
  const { image_url: url, prompt } = await stand.sentInput();
  assert.ok(typeof url === 'string' && url.startsWith(stand.kieUrl) && url.endsWith('/file.png'), String(url));
  assert.equal(prompt, 'x');
  assert.ok(bytes.equals(await bytesAt(url)));
  const body = JSON.stringify(await stand.kie.tasks());
  for (const secret of [BOT_TOKEN, 'telegram-file', '/file/bot']) assert.ok(!body.includes(secret), secret);
  const stored = await stand.rows.generation(order.generationId);
  assert.match(JSON.stringify(stored), /telegram-file:/, 'the order itself keeps the reference');
});

test('files in lists, in objects in lists, of every kind, and one file in two places is uploaded once', async () => {
  const files: SimFile[] = [
    photo(png(9, 9)),
    photo(jpeg(8, 8)),
    { kind: 'document', bytes: mp4(), fileName: 'a.mp4' },
    { kind: 'audio', bytes: wav(0.1), mimeType: 'audio/mpeg' },
    { kind: 'document', bytes: Buffer.from('# Заголовок'), fileName: 'a.md', mimeType: 'text/markdown' },
  ];
  const order = await stand.orderWith(
    'test/many',
    files,
    ([one = '', two = '', film = '', sound = '', words = '']) => ({
      images: [one, two, 'https://files.example/own.png'],
      video: film,
      audio: sound,
      text: words.replace('media=image', 'media=document&mime=text%2Fmarkdown'),
      elements: [{ name: one, urls: [two, one] }, { name: 'empty' }],
    }),
  );
  assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
  const input = await stand.sentInput();
  const [first, second, own] = input['images'] as string[];
  assert.equal(own, 'https://files.example/own.png');
  const elements = input['elements'] as { name: string; urls?: string[] }[];
  assert.deepEqual(elements[0]?.urls, [second, first]);
  assert.match(elements[0].name, /^telegram-file:/, 'a name is no file');
  const kinds = ['video', 'audio', 'text'].map((name) => String(input[name]).split('.').at(-1));
  assert.deepEqual(kinds, ['mp4', 'wav', 'md']);
  assert.ok((await bytesAt(first)).equals(png(9, 9)) && (await bytesAt(input['video'])).equals(mp4()));
  assert.equal(await stand.uploads(), 5);
});

test('words that look like a reference are words', async () => {
  const [telegram, made] = [toRef('AgAC'), madeRef('abcdefghijkl')];
  const task = formatWorkRef({ what: 'task', generationId: 'abcdefghijkl', index: 0 });
  const order = await stand.order({ modelId: 'test/picture', input: { prompt: `${telegram} ${made}`.slice(0, 200) } });
  await submit(order, stand.deps);
  assert.equal((await stand.sentInput())['prompt'], `${telegram} ${made}`.slice(0, 200));
  await submit(await stand.order({ modelId: 'test/further', input: { note: task } }), stand.deps);
  assert.equal((await stand.sentInput())['note'], task);
  assert.equal(await stand.uploads(), 0);
});

test('another try does not upload again while the address lives an hour more', async () => {
  const order = await stand.onePicture();
  const limiter = { tryTake: () => Promise.resolve({ ok: false as const, retryAfterMs: 900 }) };
  assert.deepEqual(await submit(order, { ...stand.deps, limiter }), { kind: 'later', delaySeconds: 1 });
  await stand.assertUntouched(order);
  await stand.kie.fault({ method: 'POST', path: 'createTask', code: 455 });
  assert.equal((await submit(order, stand.deps)).kind, 'later');
  assert.equal(await stand.uploads(), 1);
  const { pool, schemas } = stand.database;
  const age = `update ${schemas.bot}.generation_upload set expires_at = now() + interval '59 minutes'`;
  await pool.query(`${age} where generation_id = $1`, [order.generationId]);
  assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
  assert.equal(await stand.uploads(), 2);
  const { rows } = await pool.query<{ left: number }>(
    `select extract(epoch from expires_at - now())::float as left from ${schemas.bot}.generation_upload where generation_id = $1`,
    [order.generationId],
  );
  assert.ok(rows.length === 1 && (rows[0]?.left ?? 0) > 23 * 3_600);
});

test('the second attempt after an unknown outcome uses what was uploaded for the first', async () => {
  const order = await stand.onePicture();
  await stand.kie.fault({ method: 'POST', path: 'createTask', behaviour: 'reset' });
  assert.equal((await submit(order, stand.deps)).kind, 'later');
  await stand.advance(61_000);
  assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
  assert.equal((await stand.rows.attempts(order.generationId)).length, 2);
  assert.equal(await stand.uploads(), 1);
});

test('expired addresses are cleared away, living ones stay', async () => {
  const [old, young] = [await stand.onePicture(), await stand.onePicture()];
  await submit(old, stand.deps);
  await submit(young, stand.deps);
  const { pool, schemas } = stand.database;
  await pool.query(`update ${schemas.bot}.generation_upload set expires_at = now() where generation_id = $1`, [
    old.generationId,
  ]);
  await stand.deps.uploads.prune();
  const { rows } = await pool.query<{ id: string }>(`select generation_id as id from ${schemas.bot}.generation_upload`);
  const left = rows.map(({ id }) => id);
  assert.ok(!left.includes(old.generationId) && left.includes(young.generationId));
});

test('no secret was printed or stored', async () => {
  await stand.assertNoSecrets();
  assert.ok(!stand.printed.join('').includes('/file/bot'));
});
