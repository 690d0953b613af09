import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEY, LATENCY_MS, startStand, taskIdOf } from './sandbox-kie-stand.ts';

const PICTURE = { prompt: 'a red cube', aspect_ratio: '1:1' };

const APRIL_KEYS = [
  ...['taskId', 'model', 'state', 'param', 'resultJson', 'failCode', 'failMsg'],
  ...['costTime', 'completeTime', 'createTime'],
];

test('a task waits, queues, generates and succeeds, as the clock goes', async (t) => {
  const { create, record, clock } = await startStand(t);
  const taskId = await create('fake/image', PICTURE);
  assert.match(taskId, /^[0-9a-f]{32}$/);
  const states = [];
  for (let step = 0; step < 8; step += 1) {
    states.push((await record(taskId))['state']);
    clock.now += LATENCY_MS / 7;
  }
  assert.deepEqual([...new Set(states)], ['waiting', 'queuing', 'generating', 'success']);
});

test('recordInfo keeps the key order of April 2026, whole seconds and doubly encoded parameters', async (t) => {
  const { create, record, clock } = await startStand(t);
  const taskId = await create('fake/image', PICTURE, { callBackUrl: 'http://127.0.0.1:9/nobody' });
  const running = await record(taskId);
  assert.deepEqual(Object.keys(running), APRIL_KEYS);
  assert.equal(running['resultJson'], '');
  assert.equal(running['costTime'], null);
  const param = JSON.parse(String(running['param'])) as Record<string, string>;
  assert.equal(param['callBackUrl'], 'http://127.0.0.1:9/nobody');
  assert.deepEqual(JSON.parse(String(param['input'])), PICTURE);
  clock.now += LATENCY_MS;
  const done = await record(taskId);
  assert.deepEqual(Object.keys(done), APRIL_KEYS);
  assert.equal(done['costTime'], LATENCY_MS / 1_000);
  assert.equal(done['completeTime'], Number(done['createTime']) + LATENCY_MS);
});

test('the September shape adds the flag, the credits, the update time and the parsed result', async (t) => {
  const { sim, create, record, finish } = await startStand(t);
  await sim.settings({ shape: 'september' });
  const running = await record(await create('fake/image', PICTURE));
  assert.deepEqual(Object.keys(running), [...APRIL_KEYS, 'updateTime', 'successFlag', 'creditsConsumed', 'response']);
  assert.equal(running['successFlag'], 0);
  assert.equal(running['response'], null);
  const done = await finish('fake/image', PICTURE);
  assert.equal(done['successFlag'], 1);
  assert.equal(done['creditsConsumed'], 2.25);
  assert.deepEqual(done['response'], JSON.parse(String(done['resultJson'])));
});

test('only success is billed, by the price rules, and the balance is fractional', async (t) => {
  const { sim, get, finish } = await startStand(t);
  await sim.credits(100);
  await finish('fake/image', { ...PICTURE, resolution: '2K', n: 2 });
  await finish('fake/image', PICTURE);
  await finish('fake/video', { prompt: 'a wave', duration: 6 });
  await finish('fake/audio', { text: 'x'.repeat(50) });
  await sim.failNext({ failCode: '501', failMsg: 'no luck' });
  const failed = await finish('fake/image', PICTURE);
  assert.deepEqual([failed['state'], failed['failCode'], failed['failMsg']], ['fail', '501', 'no luck']);
  assert.equal(failed['resultJson'], '');
  const billed = 8 + 2.25 + 18 + 10;
  assert.equal(await sim.billed(), billed);
  assert.equal((await get('/api/v1/chat/credit')).data, 100 - billed);
  const journal = await sim.tasks();
  assert.deepEqual(
    journal.map(({ model, state, billedCredits }) => [model, state, billedCredits]),
    [
      ['fake/image', 'success', 8],
      ['fake/image', 'success', 2.25],
      ['fake/video', 'success', 18],
      ['fake/audio', 'success', 10],
      ['fake/image', 'fail', 0],
    ],
  );
});

test('a failure is planned for one model only, and used up', async (t) => {
  const { sim, finish } = await startStand(t);
  await sim.failNext({ model: 'fake/video' });
  assert.equal((await finish('fake/image', PICTURE))['state'], 'success');
  assert.equal((await finish('fake/video', { prompt: 'a wave' }))['state'], 'fail');
  assert.equal((await finish('fake/video', { prompt: 'a wave' }))['state'], 'success');
});

test('a text result is an object', async (t) => {
  const { finish } = await startStand(t);
  const record = await finish('fake/text', { prompt: 'скажи слово' });
  const { resultObject } = JSON.parse(String(record['resultJson'])) as { resultObject: { text: string } };
  assert.match(resultObject.text, /скажи слово/);
});

const REFUSALS: readonly (readonly [name: string, model: string, input: object, code: number, msg: RegExp])[] = [
  ['an unknown model', 'fake/none', PICTURE, 422, /^The model name you specified is not supported\./],
  ['a missing field', 'fake/image', { prompt: 'x' }, 500, /^aspect_ratio is required$/],
  ['an empty required field', 'fake/image', { ...PICTURE, prompt: '' }, 500, /^prompt is required$/],
  [
    'a value outside the enum',
    'fake/image',
    { ...PICTURE, resolution: '8K' },
    500,
    /^resolution is not within the range of allowed options$/,
  ],
  ['an empty optional enum', 'fake/image', { ...PICTURE, resolution: '' }, 500, /^resolution is not within the range/],
  ['a number out of range', 'fake/video', { prompt: 'x', duration: 99 }, 500, /^duration is not within the range/],
  [
    'a prompt that is too long',
    'fake/image',
    { ...PICTURE, prompt: 'я'.repeat(101) },
    500,
    /^prompt cannot exceed 100/,
  ],
  [
    'bytes instead of a link',
    'fake/image',
    { ...PICTURE, image_urls: ['data:image/png;base64,AA'] },
    500,
    /^image_urls/,
  ],
  [
    'fields that do not go together',
    'fake/image',
    { prompt: 'x', aspect_ratio: 'auto', resolution: '2K' },
    500,
    /^This aspect_ratio is not within the range of allowed options$/,
  ],
];

for (const [name, model, input, code, msg] of REFUSALS) {
  test(`createTask refuses ${name}`, async (t) => {
    const { post, sim } = await startStand(t);
    const answer = await post('/api/v1/jobs/createTask', { model, input });
    assert.equal(answer.code, code);
    assert.match(answer.msg, msg);
    assert.equal(answer.data, null);
    assert.deepEqual(await sim.tasks(), []);
  });
}

test('unknown keys are ignored, and numbers may come as strings', async (t) => {
  const { create, sim } = await startStand(t);
  await create('fake/image', { ...PICTURE, nsfw_checker: false, n: '2' });
  await create('fake/video', { prompt: 'x', duration: '6' });
  assert.deepEqual((await sim.tasks())[1]?.input, { prompt: 'x', duration: '6' });
});

test('an unknown task is a 422 with no data', async (t) => {
  const { get } = await startStand(t);
  const answer = await get('/api/v1/jobs/recordInfo?taskId=00000000000000000000000000000000');
  assert.deepEqual(answer, { code: 422, msg: 'recordInfo is null', data: null });
});

test('keys are accounts of their own until they are revoked; short ones are none', async (t) => {
  const { get, post, sim } = await startStand(t);
  const denied = { code: 401, msg: 'You do not have access permissions' };
  assert.deepEqual(await get('/api/v1/chat/credit', 'short'), denied);
  await sim.credits(5, 'fake-kie-key-2');
  assert.equal((await get('/api/v1/chat/credit', 'fake-kie-key-2')).data, 5);
  assert.equal((await get('/api/v1/chat/credit')).data, 1_000);
  const mine = taskIdOf(await post('/api/v1/jobs/createTask', { model: 'fake/image', input: PICTURE }));
  const foreign = await get(`/api/v1/jobs/recordInfo?taskId=${mine}`, 'fake-kie-key-2');
  assert.equal(foreign.msg, 'recordInfo is null');
  await sim.revoke(KEY);
  assert.deepEqual(await get('/api/v1/chat/credit'), denied);
});

test('credits that running tasks will cost cannot be spent twice', async (t) => {
  const { sim, post } = await startStand(t);
  await sim.credits(5);
  const codes = [];
  for (let n = 0; n < 3; n += 1) {
    codes.push((await post('/api/v1/jobs/createTask', { model: 'fake/image', input: PICTURE })).code);
  }
  assert.deepEqual(codes, [200, 200, 402]);
});

test('twenty creates in ten seconds per key, then 429 inside HTTP 200, until the window has slid on', async (t) => {
  const { post, clock, sim } = await startStand(t);
  const create = (key?: string) => post('/api/v1/jobs/createTask', { model: 'fake/image', input: PICTURE }, key);
  for (let n = 0; n < 20; n += 1) {
    assert.equal((await create()).code, 200);
    clock.now += 100;
  }
  const refused = await create();
  assert.deepEqual([refused.code, refused.data], [429, null]);
  assert.equal((await create('fake-kie-key-2')).code, 200);
  clock.now += 8_000;
  assert.equal((await create()).code, 200);
  assert.equal((await create()).code, 429);
  await sim.settings({ rateLimit: false });
  assert.equal((await create()).code, 200);
});

test('ten polls a second per task, then 429', async (t) => {
  const { get, create, clock } = await startStand(t);
  const path = `/api/v1/jobs/recordInfo?taskId=${await create('fake/image', PICTURE)}`;
  for (let n = 0; n < 10; n += 1) assert.equal((await get(path)).code, 200);
  assert.equal((await get(path)).code, 429);
  clock.now += 1_000;
  assert.equal((await get(path)).code, 200);
});

test('a reset forgets tasks, balances, faults and settings', async (t) => {
  const { sim, get, create } = await startStand(t);
  await create('fake/image', PICTURE);
  await sim.credits(1);
  await sim.fault({ code: 455, times: 9 });
  await sim.settings({ shape: 'september' });
  await sim.reset();
  assert.deepEqual(await sim.tasks(), []);
  assert.equal((await get('/api/v1/chat/credit')).data, 1_000);
  assert.equal((await sim.settings({})).shape, 'april');
});

test('a control call with a wrong setting is refused with the reason', async (t) => {
  const { sim } = await startStand(t);
  await assert.rejects(sim.settings({ latencyMs: -1 }), /latencyMs/);
});
