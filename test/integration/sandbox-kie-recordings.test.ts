/** The recorded requests, sent to the sandbox: its answers must have the recorded keys, in order, and types. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { KEY, LATENCY_MS, startStand, taskIdOf } from './sandbox-kie-stand.ts';

interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly request: Record<string, unknown> | null;
  readonly response: Record<string, unknown>;
}

const FIXTURE = new URL('../fixtures/kie/exchanges.json', import.meta.url);
const scenarios = JSON.parse(readFileSync(FIXTURE, 'utf8')) as Record<string, readonly Exchange[]>;
const exchanges = Object.values(scenarios).flat();
const recorded = (part: string): readonly Exchange[] => exchanges.filter(({ url }) => url.includes(part));

/** Keys in order and types, without the values; JSON texts are looked into. */
function shapeOf(value: unknown): unknown {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value === 'object') return Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]);
  if (typeof value === 'string' && value.startsWith('{')) return ['json', shapeOf(JSON.parse(value))];
  return typeof value;
}

/** The recorded server orders the keys of `input` by their hashes: there the order means nothing. */
function withSortedInput(answer: unknown): unknown {
  const { data, ...rest } = answer as { data: Record<string, unknown> };
  const { input, ...param } = JSON.parse(String(data['param'])) as { input: string };
  const sorted = Object.entries(JSON.parse(input) as object).toSorted(([a], [b]) => a.localeCompare(b));
  return { ...rest, data: { ...data, param: JSON.stringify({ input: Object.fromEntries(sorted), ...param }) } };
}

/** Fields that the documentation has required since the recording was made. */
const REQUIRED_SINCE: Readonly<Record<string, object>> = { 'grok-imagine/text-to-image': { enable_pro: false } };

function requestOf(exchange: Exchange): { readonly model: string; readonly input: object } {
  const { model, input } = exchange.request as { model: string; input: object };
  return { model, input: { ...input, ...REQUIRED_SINCE[model] } };
}

test('the balance', async (t) => {
  const { get, sim } = await startStand(t);
  await sim.credits(5916.25);
  assert.deepEqual(await get('/api/v1/chat/credit'), recorded('/chat/credit')[0]!.response);
});

test('a download link for a foreign file', async (t) => {
  const { post } = await startStand(t);
  const [{ request, response }] = recorded('/common/download-url') as [Exchange];
  assert.deepEqual(await post('/api/v1/common/download-url', request), response);
});

test('base64 uploads', async (t) => {
  const stand = await startStand(t);
  for (const { request, response } of recorded('/file-base64-upload')) {
    const answer = await stand.post('/api/file-base64-upload', request);
    assert.deepEqual(shapeOf(answer), shapeOf(response));
    const { fileName, fileSize, mimeType } = response['data'] as Record<string, unknown>;
    const got = answer.data as Record<string, unknown>;
    assert.deepEqual([got['fileName'], got['fileSize'], got['mimeType']], [fileName, fileSize, mimeType]);
  }
});

test('stream uploads', async (t) => {
  const stand = await startStand(t);
  const uploads = recorded('/file-stream-upload');
  assert.ok(uploads.length > 0);
  for (const { response } of uploads) {
    const { mimeType, filePath } = response['data'] as { mimeType: string; filePath: string };
    const form = new FormData();
    form.set('file', new Blob(['bytes'], { type: mimeType }), 'photo');
    form.set('uploadPath', filePath.split('/').slice(2, -1).join('/'));
    const init = { method: 'POST', headers: { authorization: `Bearer ${KEY}` }, body: form };
    const answer = await (await fetch(`${stand.url}/api/file-stream-upload`, init)).json();
    assert.deepEqual(shapeOf(answer), shapeOf(response));
    const { filePath: path } = (answer as { data: { filePath: string } }).data;
    const masked = (text: string) => text.replaceAll(/\d+-[a-z0-9]+(?=\.)/g, '*').replace(/kieai\/\d+/, 'kieai/*');
    assert.equal(masked(path), masked(filePath));
  }
});

test('created tasks and their records, from the first poll to the result', async (t) => {
  const stand = await startStand(t, 'snapshot');
  const { models } = (await stand.get('/api/v1/models')).data as { models: { model: string }[] };
  const offered = new Set(models.map(({ model }) => model));
  const replayed = [];
  for (const scenario of Object.values(scenarios)) {
    const created = scenario.find(
      ({ url, request }) => url.endsWith('createTask') && offered.has(String(request?.['model'])),
    );
    if (created === undefined) continue;
    const answer = await stand.post('/api/v1/jobs/createTask', requestOf(created));
    assert.deepEqual(shapeOf(answer), shapeOf(created.response), answer.msg);
    for (const { response } of scenario.filter(({ url }) => url.includes('recordInfo'))) {
      const { state } = response['data'] as { state: string };
      if (state === 'generating') stand.clock.now += LATENCY_MS / 2;
      if (state === 'success') stand.clock.now += LATENCY_MS;
      const record = await stand.get(`/api/v1/jobs/recordInfo?taskId=${taskIdOf(answer)}`);
      assert.equal((record.data as { state: string }).state, state);
      assert.deepEqual(shapeOf(withSortedInput(record)), shapeOf(withSortedInput(response)));
    }
    replayed.push(created.request?.['model']);
  }
  assert.ok(replayed.length >= 1, `none of the recorded models is offered: ${[...offered].join()}`);
});
