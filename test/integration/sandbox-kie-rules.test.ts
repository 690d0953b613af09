/** What createTask refuses beyond single values: rules between fields, alternatives, files and earlier tasks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InputRule } from '../../src/domain/catalog/model.ts';
import type { SandboxModel } from '../../src/sandbox/kie/models.ts';
import { LATENCY_MS, MODELS, startStand, taskIdOf, type Stand } from './sandbox-kie-stand.ts';

const text = { type: 'string' };
const list = { type: 'array', items: text };
const switched = { type: 'boolean', default: false };

function modelWith(rules: readonly InputRule[]): SandboxModel {
  const properties = {
    a: text,
    b: text,
    c: list,
    d: list,
    on: switched,
    size: { ...text, enum: ['S', 'L'], default: 'S' },
  };
  return {
    ...MODELS[1]!,
    id: 'fake/rules',
    key: 'fake-rules',
    input: { type: 'object', properties, required: [] },
    rules: [...rules],
  };
}

const BRANCHES = [
  { title: 'one', fields: ['a', 'b'], required: ['a', 'b'] },
  { title: 'two', fields: ['c'], required: ['c'] },
];

/** A rule, an input that it refuses, in which words, and one that it lets pass. */
const CASES: readonly (readonly [InputRule, object, string, object])[] = [
  [{ rule: 'at-least-one', of: ['a', 'b'] }, {}, 'This field is required', { b: 'x' }],
  [{ rule: 'exactly-one', of: ['a', 'b'] }, {}, 'This field is required', { a: 'x' }],
  [
    { rule: 'exactly-one', of: ['a', 'b'] },
    { a: 'x', b: 'y' },
    'This b is not within the range of allowed options',
    { a: 'x', b: '' },
  ],
  [
    { rule: 'exclusive', groups: [['a'], ['c', 'd']] },
    { a: 'x', d: ['y'] },
    'This d is not within the range of allowed options',
    { c: ['x'], d: ['y'] },
  ],
  [{ rule: 'requires', field: 'b', needs: ['a'] }, { b: 'x' }, 'a is required', { a: 'x', b: 'y' }],
  [
    { rule: 'forbid', when: { size: ['L'], on: [true] } },
    { size: 'L', on: true },
    'This size is not within the range of allowed options',
    { size: 'L' },
  ],
  [
    { rule: 'quota', max: 3, weights: { c: 1, d: 2 } },
    { c: ['1', '2'], d: ['1'] },
    'This c is not within the range of allowed options',
    { c: ['1'], d: ['1'] },
  ],
  [
    { rule: 'max-items', when: { size: ['S'] }, field: 'c', max: 1 },
    { c: ['1', '2'] },
    'c cannot have more than 1 items',
    { c: ['1', '2'], size: 'L' },
  ],
  [
    { rule: 'implies', when: { on: [true] }, present: ['a'], values: { size: 'L' } },
    { on: true, size: 'L' },
    'a is required',
    { on: true, size: 'L', a: 'x' },
  ],
  [
    { rule: 'implies', when: { on: [true] }, present: [], values: { size: 'L' } },
    { on: true },
    'This size is not within the range of allowed options',
    {},
  ],
  [{ rule: 'one-of', branches: BRANCHES }, { a: 'x' }, 'b is required', { c: ['x'], a: 'ignored' }],
];

for (const [rule, refused, msg, accepted] of CASES) {
  test(`"${rule.rule}" refuses ${JSON.stringify(refused)} and accepts ${JSON.stringify(accepted)}`, async (t) => {
    const stand = await startStand(t, [modelWith([rule])]);
    const answer = await stand.post('/api/v1/jobs/createTask', { model: 'fake/rules', input: refused });
    assert.deepEqual(answer, { code: 500, msg, data: null });
    await stand.create('fake/rules', accepted);
  });
}

test('an empty code of a language is refused, an empty optional text is not', async (t) => {
  const [, model] = MODELS;
  const properties = { ...model!.input.properties, language_code: text, negative_prompt: text };
  const stand = await startStand(t, [{ ...model!, input: { ...model!.input, properties } }]);
  const order = (more: object) =>
    stand.post('/api/v1/jobs/createTask', { model: 'fake/video', input: { prompt: 'x', ...more } });
  assert.match((await order({ language_code: '' })).msg, /^language_code is not within the range/);
  assert.equal((await order({ negative_prompt: '' })).code, 200);
});

const FILE: SandboxModel = {
  ...MODELS[0]!,
  id: 'fake/file',
  key: 'fake-file',
  input: {
    type: 'object',
    properties: {
      parts: {
        type: 'array',
        items: { type: 'object', properties: { url: { type: 'string', format: 'uri', 'x-media': 'image' } } },
      },
    },
    required: ['parts'],
  },
  rules: [],
};
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const UPLOAD = { base64Data: PIXEL, uploadPath: 'a', fileName: 'a.png' };

test('input files, deep ones too, must be there: gone ones are refused or fail, as set', async (t) => {
  const stand = await startStand(t, [FILE]);
  const { downloadUrl } = (await stand.post('/api/file-base64-upload', UPLOAD)).data as { downloadUrl: string };
  const order = (url: string) =>
    stand.post('/api/v1/jobs/createTask', { model: 'fake/file', input: { parts: [{ url }] } });
  assert.equal((await order(downloadUrl)).code, 200);
  await stand.sim.settings({ deadMedia: 'refuse' });
  await stand.sim.expire(downloadUrl);
  assert.equal((await order(downloadUrl)).code, 451);
  assert.equal((await order('https://elsewhere.test/a.png')).code, 200);
  await stand.sim.settings({ foreignMedia: 'dead' });
  assert.equal((await order('https://elsewhere.test/a.png')).code, 451);
  assert.equal((await order('asset://a-1')).code, 200);
  for (const inner of [
    'telegram-file:AgAC?media=image',
    'result-file:abcdefghijkl/0?media=image',
    'data:image/png;base64,AA',
  ]) {
    assert.deepEqual([(await order(inner)).code, (await order(inner)).msg], [500, 'parts must be a valid url']);
  }
  await stand.sim.settings({ deadMedia: 'fail' });
  const taskId = taskIdOf(await order(downloadUrl));
  stand.clock.now += LATENCY_MS;
  assert.equal((await stand.record(taskId))['failCode'], '451');
});

const SONG: SandboxModel = { ...MODELS[2]!, id: 'ai-music-api/generate', key: 'song', tasks: ['music'] };
const source = (what: 'task' | 'track') => ({ type: 'string', 'x-source': { what, models: [SONG.id] } });
const FOLLOW_UP: SandboxModel = {
  ...MODELS[3]!,
  id: 'ai-music-api/timeStamped-lyrics',
  key: 'follow-up',
  input: { type: 'object', properties: { task_id: source('task'), audio_id: source('track') }, required: ['audio_id'] },
};

async function songs(stand: Stand) {
  const song = await stand.finish(SONG.id, { text: 'la' });
  const { data } = JSON.parse(String(song['resultJson'])) as { data: { id: string }[] };
  return { taskId: String(song['taskId']), trackIds: data.map(({ id }) => id) };
}

test('an earlier task must be finished, of the same account and of a fitting model; a track must be its own', async (t) => {
  const stand = await startStand(t, [...MODELS, SONG, FOLLOW_UP]);
  const first = await songs(stand);
  const second = await songs(stand);
  const order = async (input: object, key?: string) => {
    const { code, msg } = await stand.post('/api/v1/jobs/createTask', { model: FOLLOW_UP.id, input }, key);
    return `${code} ${msg}`;
  };
  const [audio_id] = first.trackIds;
  const noTask = '422 recordInfo is null';
  const noTrack = '422 Record does not exist';
  assert.equal(await order({ task_id: first.taskId, audio_id }), '200 success');
  assert.equal(await order({ audio_id }), '200 success');
  assert.equal(await order({ task_id: second.taskId, audio_id }), noTrack);
  assert.equal(await order({ audio_id: 'made-up' }), noTrack);
  assert.equal(await order({ task_id: 'made-up', audio_id }), noTask);
  assert.equal(await order({ task_id: first.taskId, audio_id }, 'fake-kie-key-2'), noTask);
  assert.equal(await order({ audio_id }, 'fake-kie-key-2'), noTrack);
  assert.equal(await order({ task_id: await stand.create(SONG.id, { text: 'la' }), audio_id }), noTask);
  const other = await stand.finish('fake/video', { prompt: 'x' });
  assert.equal(await order({ task_id: other['taskId'], audio_id }), noTask);
});

test('a model can be made to fail until it is mended', async (t) => {
  const { sim, finish } = await startStand(t);
  await sim.failModel('fake/video', { failCode: '501', failMsg: 'under repair' });
  for (let n = 0; n < 3; n += 1) {
    assert.equal((await finish('fake/video', { prompt: 'x' }))['failMsg'], 'under repair');
  }
  assert.equal((await finish('fake/audio', { text: 'x' }))['state'], 'success');
  await sim.failModel('fake/video', null);
  assert.equal((await finish('fake/video', { prompt: 'x' }))['state'], 'success');
});
