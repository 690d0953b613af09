import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError, hasCode } from '../../src/shared/errors.ts';
import { isUnavailable, scripted } from './kie-client-stand.ts';
import { json, type Script } from './kie-scripted-server.ts';

test('an upload is streamed as multipart with a file name that is safe and a folder nobody can guess', async (t) => {
  const data = { downloadUrl: 'https://tempfile.test/x.png', fileName: 'x.png' };
  const { server, client } = await scripted(
    t,
    (response) => json(response, { success: true, code: 200, msg: '', data }),
    {
      clock: { now: () => 1_000, monotonic: () => 0 },
    },
  );
  const content = Buffer.from([0, 13, 10, 45, 45, 255]);
  const file = { stream: new Blob([content]).stream(), fileName: '../кот "1"\r\nx: y.png', mimeType: 'image/png' };
  assert.deepEqual(await client.uploadStream({ ...file, size: content.length }), {
    url: 'https://tempfile.test/x.png',
    expiresAt: 1_000 + 24 * 3_600_000,
  });
  const { headers, body } = server.seen[0]!;
  assert.equal(headers['content-length'], String(body.length));
  const received = new Response(new Uint8Array(body), { headers: { 'content-type': headers['content-type']! } });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- not for servers; here it is a parser that is not ours
  const form = await received.formData();
  const sent = form.get('file') as File;
  assert.deepEqual(Buffer.from(await sent.arrayBuffer()), content);
  assert.equal(sent.type, 'image/png');
  assert.match(sent.name, /^[\w-][\w.-]*\.png$/);
  assert.equal(form.get('fileName'), sent.name);
  assert.match(form.get('uploadPath') as string, /^kie-ai-bot\/[0-9a-f-]{36}$/);
});

test('an upload of unknown size is sent in chunks, and older answers name the address fileUrl', async (t) => {
  const data = { fileUrl: 'https://tempfile.test/old.bin' };
  const { server, client } = await scripted(t, (response) =>
    json(response, { success: true, code: 200, msg: '', data }),
  );
  const stream = (async function* () {
    for (let part = 0; part < 50; part += 1) yield await Promise.resolve(new Uint8Array(20_000).fill(part));
  })();
  assert.equal(
    (await client.uploadStream({ stream, fileName: 'a', mimeType: 'odd' })).url,
    'https://tempfile.test/old.bin',
  );
  assert.equal(server.seen[0]!.headers['transfer-encoding'], 'chunked');
  assert.ok(server.seen[0]!.body.length > 1_000_000);
});

test('an upload is not tried again, and says whether KIE or the source failed', async (t) => {
  const { server, client } = await scripted(t, (response) =>
    json(response, { code: 500, msg: 'oops', data: null }, 500),
  );
  const file = { stream: new Blob(['x']).stream(), fileName: 'x', mimeType: 'image/png' };
  await assert.rejects(client.uploadStream(file), isUnavailable);
  assert.equal(server.seen.length, 1);
  const broken = (async function* () {
    yield await Promise.resolve(new Uint8Array(10));
    throw new AppError('TELEGRAM_UNAVAILABLE', 'the download broke');
  })();
  await assert.rejects(client.uploadStream({ ...file, stream: broken }), (error) =>
    hasCode(error, 'TELEGRAM_UNAVAILABLE'),
  );
});

test('a download link is the bare text in data', async (t) => {
  const link = 'https://tempfile.test/short-lived';
  const { server, client } = await scripted(t, (response) => json(response, { code: 200, msg: 'success', data: link }));
  assert.equal(await client.downloadUrl('https://tempfile.test/a.png'), link);
  assert.deepEqual(JSON.parse(server.seen[0]!.body.toString()), { url: 'https://tempfile.test/a.png' });
});

const entry = {
  model: 'wan/v2-2-t2v',
  slug: 's',
  title: 'Wan',
  provider: 'Wan',
  taskType: ['Text to Video'],
  description: null,
  pricingDesc: '5 credits',
};
const answers: Readonly<Record<string, unknown>> = {
  '/api/v1/models': { total: 3, models: [entry, { title: 'without an id' }, 7] },
  '/api/v1/models/wan/v2-2-t2v/schema': { model: entry.model, openapi: { openapi: '3.1.0', paths: {} } },
  '/api/v1/models/none/schema': { model: 'none', openapi: null },
  '/api/v1/models/wan/v2-2-t2v/price': { model: entry.model, pricingDesc: '5 credits' },
  '/api/v1/models/wan/v2-2-t2v/success-rate': {
    model: entry.model,
    points: [
      { start: '2026-09-08T07:30:00Z', end: '2026-09-08T07:40:00Z', successRate: 100, errorRate: 0, isNormal: true },
      { start: '2026-09-08T07:40:00Z', end: '2026-09-08T07:50:00Z', successRate: null, errorRate: null },
    ],
  },
};
const catalog: Script = (response, _nth, { path }) =>
  path in answers
    ? json(response, { code: 200, msg: 'success', data: answers[path] })
    : json(response, { code: 404, msg: 'no', data: null });

test('the catalog is read, its odd entries left out', async (t) => {
  const { client } = await scripted(t, catalog);
  assert.deepEqual(await client.listModels(), [
    {
      id: 'wan/v2-2-t2v',
      title: 'Wan',
      vendor: 'Wan',
      taskTypes: ['Text to Video'],
      description: '',
      pricing: '5 credits',
    },
  ]);
  assert.deepEqual(await client.modelSchema('wan/v2-2-t2v'), { openapi: '3.1.0', paths: {} });
  assert.equal(await client.modelPrice('wan/v2-2-t2v'), '5 credits');
  assert.deepEqual(
    (await client.modelSuccessRate('wan/v2-2-t2v')).map((point) => point.percent),
    [100, null],
  );
});

test('a model whose id no database holds, or that leads to another address, does not cost the list', async (t) => {
  const ids = ['a\0b', 'a\ud800', 'a\nb', '../../x', 'a/./b', 'a//b', ' ', 'x'.repeat(201), `it's "a" b`, '__proto__'];
  const models = ids.map((model) => ({ model }));
  const { client } = await scripted(t, (response) =>
    json(response, { code: 200, msg: 'success', data: { total: models.length, models } }),
  );
  assert.deepEqual(
    (await client.listModels()).map(({ id }) => id),
    [`it's "a" b`, '__proto__'],
  );
});

test('a model without a document, or none at all, has no schema and no price', async (t) => {
  const { client } = await scripted(t, catalog);
  assert.equal(await client.modelSchema('none'), null);
  assert.equal(await client.modelSchema('never/heard-of'), null);
  assert.equal(await client.modelPrice('never/heard-of'), null);
  assert.deepEqual(await client.modelSuccessRate('never/heard-of'), []);
});

test('catalog calls made at once are spaced', async (t) => {
  const times: number[] = [];
  const script: Script = (response, nth, seen) => {
    times.push(performance.now());
    catalog(response, nth, seen);
  };
  const { client } = await scripted(t, script, { catalogIntervalMs: 60 });
  await Promise.all([client.modelPrice('a'), client.modelPrice('b'), client.modelPrice('c')]);
  assert.ok(times[2]! - times[0]! >= 100, `three calls within ${times[2]! - times[0]!} ms`);
});
