/** The client against the local KIE AI, which was written from the recordings and without the client's code. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { taskIdOfCallback } from '../../src/adapters/kie/callback-body.ts';
import { verifyCallback } from '../../src/adapters/kie/callback-signature.ts';
import { createKieClient, type KieClient, type TaskRecord } from '../../src/adapters/kie/client.ts';
import { createResultFetch, readResultBytes } from '../../src/adapters/kie/result-fetch.ts';
import { createKieSim, type KieSim } from '../../src/sandbox/kie/sim-client.ts';
import { startKieSandbox, type KieSandbox } from '../../src/sandbox/kie/start.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { waitFor } from '../support/wait-for.ts';
import { startScriptedServer } from './kie-scripted-server.ts';

const KEY = 'fake-kie-key-0123456789';
const request = { model: 'nano-banana-2', input: { prompt: 'a red cube' }, callBackUrl: null };

let sandbox: KieSandbox;
let sim: KieSim;
let client: KieClient;

before(async () => {
  sandbox = await startKieSandbox({ latencyMs: 150 });
  sim = createKieSim(sandbox.url);
  client = createKieClient({
    apiBase: sandbox.url,
    uploadBase: sandbox.url,
    apiKey: KEY,
    timeouts: { createMs: 1_000 },
    retry: { firstDelayMs: 1 },
  });
});
beforeEach(async () => {
  await sim.reset();
  await sim.settings({ latencyMs: 150 });
});
after(() => sandbox.stop());

async function create(): Promise<string> {
  const outcome = await client.createTask(request);
  assert.ok(outcome.kind === 'created', outcome.kind);
  return outcome.taskId;
}

async function finished(taskId: string): Promise<TaskRecord> {
  return await waitFor('the task to end', async () => {
    const record = await client.recordInfo(taskId);
    return record.state === 'running' ? null : record;
  });
}

for (const shape of ['april', 'september'] as const) {
  test(`a picture is made and fetched, with the records of ${shape} 2026`, async () => {
    await sim.settings({ shape });
    const taskId = await create();
    assert.equal((await client.recordInfo(taskId)).state, 'running');
    const record = await finished(taskId);
    assert.ok(record.state === 'success');
    assert.equal(record.creditsConsumed === null, shape === 'april');
    const file = await createResultFetch({ allowPrivateHosts: true })(record.files[0]!.url);
    assert.deepEqual([file.mime, file.kind, file.extension], ['image/png', 'image', 'png']);
    const bytes = await readResultBytes(file);
    assert.equal(bytes.byteLength, file.size);
  });
}

test('a task that fails says why, and an unknown task is missing', async () => {
  await sim.failNext({ failCode: '500', failMsg: 'Your prompt was flagged by our content policy.' });
  const record = await finished(await create());
  assert.ok(record.state === 'fail');
  assert.equal(record.reason, 'content-policy');
  assert.deepEqual(await client.recordInfo('0'.repeat(32)), { state: 'missing' });
});

for (const behaviour of ['accept-then-drop', 'truncated', 'hang', 'html', 'reset', 'empty'] as const) {
  test(`createTask spoilt by "${behaviour}" is unknown and makes at most one task`, async () => {
    await sim.fault({ path: 'createTask', behaviour });
    assert.equal((await client.createTask(request)).kind, 'unknown');
    const made = (await sim.tasks()).length;
    assert.equal(made, behaviour === 'accept-then-drop' || behaviour === 'truncated' ? 1 : 0);
  });
}

test('createTask refused by KIE makes no task', async () => {
  const refusals = [
    [{ code: 402 }, 'KIE_INSUFFICIENT_CREDITS'],
    [{ code: 429 }, 'KIE_RATE_LIMITED'],
    [{ code: 455 }, 'KIE_UNAVAILABLE'],
    [{ code: 505 }, 'KIE_FEATURE_OFF'],
  ] as const;
  for (const [fault, code] of refusals) {
    await sim.fault({ path: 'createTask', ...fault });
    const outcome = await client.createTask(request);
    assert.ok(outcome.kind === 'refused' && hasCode(outcome.error, code), `${fault.code}`);
  }
  const unknownModel = await client.createTask({ ...request, model: 'no/such-model' });
  assert.ok(unknownModel.kind === 'refused' && hasCode(unknownModel.error, 'KIE_UNKNOWN_MODEL'));
  const badInput = await client.createTask({ ...request, input: {} });
  assert.ok(badInput.kind === 'refused' && hasCode(badInput.error, 'KIE_REJECTED'));
  assert.deepEqual(await sim.tasks(), []);
});

test('a signed callback is genuine and names its task', async (t) => {
  await sim.settings({ hmacKey: 'fake-webhook-key' });
  const receiver = await startScriptedServer(t, (response) => response.writeHead(200).end());
  const outcome = await client.createTask({ ...request, callBackUrl: `${receiver.url}/kie/callback/t0ken` });
  assert.ok(outcome.kind === 'created');
  const { headers, body } = await waitFor('the callback', () => receiver.seen[0]);
  const taskId = taskIdOfCallback(JSON.parse(body.toString()));
  assert.equal(taskId, outcome.taskId);
  assert.deepEqual(verifyCallback(headers, taskId, 'fake-webhook-key', Date.now()), { ok: true });
  assert.equal(verifyCallback(headers, taskId, 'another-key', Date.now()).ok, false);
});

test('an upload can be fetched again, and credits and download links are read', async () => {
  const credits = await client.credits();
  assert.ok(credits > 0);
  const record = await finished(await create());
  assert.ok(record.state === 'success');
  const png = await readResultBytes(await createResultFetch({ allowPrivateHosts: true })(record.files[0]!.url));
  const stream = new Blob([new Uint8Array(png)]).stream();
  const uploaded = await client.uploadStream({
    stream,
    fileName: 'фото.png',
    mimeType: 'image/png',
    size: png.byteLength,
  });
  const again = await createResultFetch({ allowPrivateHosts: true })(uploaded.url);
  assert.deepEqual(await readResultBytes(again), png);
  assert.match(await client.downloadUrl(record.files[0]!.url), /^http/);
  await assert.rejects(client.downloadUrl('https://elsewhere.test/a.png'), (error) => hasCode(error, 'KIE_REJECTED'));
  assert.ok((await client.credits()) < credits);
});

test("Suno's two tracks are read with title, cover, length and id, and a follow-up finds them", async () => {
  const song = { model: 'ai-music-api/generate', callBackUrl: null };
  const input = { model: 'V6', custom_mode: true, instrumental: true, prompt: 'a cat', style: 'folk', title: 'Cat' };
  const created = await client.createTask({ ...song, input });
  assert.ok(created.kind === 'created', created.kind);
  const record = await finished(created.taskId);
  assert.ok(record.state === 'success');
  assert.deepEqual(
    record.files.map(({ title, seconds }) => [title, seconds]),
    [
      ['Cat', 9.6],
      ['Cat', 9.6],
    ],
  );
  const [track] = record.files;
  const file = await createResultFetch({ allowPrivateHosts: true })(track!.url);
  assert.deepEqual([file.mime, file.kind, file.extension], ['audio/mpeg', 'audio', 'mp3']);
  await readResultBytes(file);
  assert.ok(track!.coverUrl);
  const follow = { task_id: created.taskId, audio_id: track!.trackId };
  const request = { model: 'ai-music-api/convert-to-wav-format', callBackUrl: null };
  assert.equal((await client.createTask({ ...request, input: follow })).kind, 'created');
  const foreign = await client.createTask({ ...request, input: { ...follow, audio_id: 'made-up' } });
  assert.equal(foreign.kind, 'refused');
});

test('the catalog lists models, with their documents and prices', async () => {
  const models = await client.listModels();
  assert.ok(models.some((model) => model.id === request.model));
  assert.equal((await client.modelSchema(request.model))?.['openapi'], '3.1.0');
  assert.match((await client.modelPrice(request.model)) ?? '', /credits/);
});
