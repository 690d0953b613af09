import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openApiOf } from '../../src/sandbox/kie/openapi.ts';
import { loadModels } from '../../src/sandbox/kie/models.ts';
import { pricingProse } from '../../src/sandbox/kie/pricing.ts';
import { MODELS, startStand } from './sandbox-kie-stand.ts';

interface Entry {
  readonly model: string;
  readonly slug: string;
  readonly title: string;
  readonly taskType: readonly string[];
  readonly description: string | null;
  readonly pricingDesc: string | null;
}

interface List {
  readonly total: number;
  readonly models: readonly Entry[];
}

type Json = Readonly<Record<string, unknown>>;

interface Document {
  readonly openapi: string;
  readonly paths: Json;
  readonly components: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

const pathOf = (id: string, what: string): string => `/api/v1/models/${encodeURIComponent(id)}/${what}`;

/** Every `$ref` of a document, wherever it stands. */
function refsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : refsIn(inner)));
}

/** Every keyword and name of a document. */
function keysIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]);
}

/** The component that a reference names, by the rules of JSON pointers in URI fragments. */
function follow({ components }: Document, ref: string): Json | undefined {
  const [, , section = '', name = ''] = ref.split('/').map(decodeURIComponent);
  return components[section]?.[name.replaceAll('~1', '/').replaceAll('~0', '~')];
}

test('the list tells every model, and can be narrowed', async (t) => {
  const { get, clock } = await startStand(t);
  const list = async (query: string) => {
    clock.now += 1_000;
    return (await get(`/api/v1/models${query}`)).data as List;
  };
  const all = await list('');
  assert.equal(all.total, MODELS.length);
  assert.deepEqual(
    all.models.map(({ model, slug }) => [model, slug]),
    MODELS.map(({ id }) => [id, id]),
  );
  assert.match(all.models[0]!.title, /^Affordable Picture API — /);
  assert.deepEqual(all.models[0]!.taskType, ['Text to Image', 'Image to Image']);
  assert.ok(all.models.some(({ description }) => description === null));
  assert.ok(all.models.some(({ description }) => description !== null));
  const found = async (query: string) => (await list(query)).models.map(({ model }) => model);
  assert.deepEqual(await found('?taskType=Text%20to%20Speech'), ['fake/audio']);
  assert.deepEqual(await found('?taskType=Text+to+Speech,Text%20to%20Video'), ['fake/video', 'fake/audio']);
  assert.deepEqual(await found('?q=VIDEO&provider=fake'), ['fake/video']);
  assert.deepEqual(await found('?provider=nobody'), []);
});

test('a schema is an OpenAPI 3.1 document whose encoded references lead to names with trailing blanks', async (t) => {
  const { get } = await startStand(t);
  const { data } = await get(pathOf('fake/image', 'schema'));
  const { model, openapi } = data as { model: string; openapi: Document };
  assert.equal(model, 'fake/image');
  assert.match(openapi.openapi, /^3\.1\./);
  const refs = refsIn(openapi);
  assert.ok(refs.includes('#/components/responses/Error%20'), refs.join());
  assert.ok(refs.includes('#/components/schemas/response%20not%20with%20recordId'), refs.join());
  for (const ref of refs) assert.ok(follow(openapi, ref), ref);
  const input = follow(openapi, '#/components/schemas/Picture%20Input%20')!;
  assert.deepEqual(input['required'], ['prompt', 'aspect_ratio']);
  const shape = (input['properties'] as Record<string, { $ref: string }>)['aspect_ratio']!;
  assert.deepEqual(follow(openapi, shape.$ref), MODELS[0]!.input.properties['aspect_ratio']);
});

test('every model of the snapshot has a document that says all in words of JSON Schema', async () => {
  const models = await loadModels();
  for (const model of models) {
    const document = openApiOf(model) as unknown as Document;
    for (const ref of refsIn(document)) assert.ok(follow(document, ref), `${model.id} ${ref}`);
    const ours = keysIn(document).filter((key) =>
      /^(x-(media|accepts|max-size-mb|source)|additionalProperties)$/.test(key),
    );
    assert.deepEqual(ours, [], model.id);
    const text = JSON.stringify(document);
    for (const name of Object.keys(model.input.properties))
      assert.ok(text.includes(`"${name}":{`), `${model.id} ${name}`);
  }
});

test('alternatives are branches of the input, each with what it requires', async (t) => {
  const { get, sim } = await startStand(t);
  const [base] = MODELS;
  const properties = {
    task_id: { type: 'string' },
    video_url: { type: 'string', format: 'uri' },
    prompt: { type: 'string' },
  };
  await sim.patchModel(base!.id, {
    input: { type: 'object', properties, required: ['prompt'] },
    rules: [
      {
        rule: 'one-of',
        branches: [
          { title: 'TaskId', fields: ['task_id'], required: ['task_id'] },
          { title: 'Video', fields: ['video_url'], required: ['video_url'] },
        ],
      },
    ],
  });
  const { openapi } = (await get(pathOf('fake/image', 'schema'))).data as { openapi: Document };
  const input = follow(openapi, '#/components/schemas/Picture%20Input%20')!;
  assert.deepEqual([Object.keys(input['properties'] as Json), input['required']], [['prompt'], ['prompt']]);
  assert.deepEqual(
    (input['oneOf'] as Json[]).map((branch) => [
      branch['title'],
      branch['required'],
      Object.keys(branch['properties'] as Json),
    ]),
    [
      ['TaskId', ['task_id'], ['task_id']],
      ['Video', ['video_url'], ['video_url']],
    ],
  );
});

test('documents and prices may be missing or odd, and a list may be cut off or empty', async (t) => {
  const { get, sim } = await startStand(t);
  await sim.settings({ rateLimit: false, documents: { 'fake/text': null }, pricing: { 'fake/text': 'ask us' } });
  assert.deepEqual((await get(pathOf('fake/text', 'schema'))).data, { model: 'fake/text', openapi: null });
  assert.deepEqual((await get(pathOf('fake/text', 'price'))).data, { model: 'fake/text', pricingDesc: 'ask us' });
  const total = async () => ((await get('/api/v1/models')).data as List).total;
  await sim.settings({ catalogList: 'half' });
  assert.equal(await total(), MODELS.length / 2);
  await sim.settings({ catalogList: 'empty' });
  assert.equal(await total(), 0);
  await sim.reset();
  assert.equal(await total(), MODELS.length);
});

test('the built-in catalog has models, and a few of them wait for their documents', async (t) => {
  const { get, sim } = await startStand(t, 'snapshot');
  const { documents } = await sim.settings({ rateLimit: false });
  const { models } = (await get('/api/v1/models')).data as List;
  const without = [];
  for (const { model } of models) {
    const { openapi } = (await get(pathOf(model, 'schema'))).data as { openapi: Document | null };
    if (openapi === null) without.push(model);
  }
  const waiting = models.map(({ model }) => model).filter((id) => Object.hasOwn(documents, id));
  assert.ok(waiting.length > 0);
  assert.deepEqual(without, waiting);
});

test('a model is put up, changed and taken away while the sandbox runs, and a reset undoes it all', async (t) => {
  const { get, sim, post } = await startStand(t);
  await sim.settings({ rateLimit: false });
  const ids = async () => ((await get('/api/v1/models')).data as List).models.map(({ model }) => model);
  await sim.putModel({ ...MODELS[1]!, id: 'new/video', key: 'new-video' });
  assert.deepEqual((await ids()).at(-1), 'new/video');
  await sim.patchModel('new/video', { prices: [{ when: {}, credits: 7, unit: 'video' }] });
  const price = (await get(pathOf('new/video', 'price'))).data as Json;
  assert.equal(price['pricingDesc'], 'A video costs 7 credits (0.035 USD).');
  assert.equal(await sim.removeModel('fake/image'), true);
  assert.equal(await sim.removeModel('fake/image'), false);
  const gone = await post('/api/v1/jobs/createTask', {
    model: 'fake/image',
    input: { prompt: 'x', aspect_ratio: '1:1' },
  });
  assert.equal(gone.code, 422);
  await assert.rejects(sim.patchModel('fake/none', {}), /id/);
  await sim.reset();
  assert.deepEqual(
    await ids(),
    MODELS.map(({ id }) => id),
  );
});

test('a slash in the id may come as it is', async (t) => {
  const { get, clock } = await startStand(t);
  for (const what of ['schema', 'price', 'success-rate']) {
    const encoded = await get(pathOf('fake/video', what));
    clock.now += 1_000;
    assert.deepEqual(await get(`/api/v1/models/fake/video/${what}`), encoded);
    clock.now += 1_000;
  }
  assert.equal((await get('/api/v1/models/fake/video/secrets')).code, 404);
});

test('price and success rate of a model; unknown ones are 404', async (t) => {
  const { get, clock, sim } = await startStand(t);
  const price = (await get(pathOf('fake/video', 'price'))).data as Json;
  assert.equal(price['pricingDesc'], 'Each second costs 3 credits (0.015 USD).');
  clock.now += 1_000;
  const pointsOf = async (id: string) => {
    clock.now += 1_000;
    return ((await get(pathOf(id, 'success-rate'))).data as { points: Json[] }).points;
  };
  const points = await pointsOf('fake/video');
  assert.equal(points.length, 144);
  assert.deepEqual(Object.keys(points[0]!), ['start', 'end', 'successRate', 'errorRate', 'isNormal']);
  assert.match(String(points[0]!['start']), /^\d{4}-\d\d-\d\dT\d\d:\d0:00Z$/);
  assert.equal(points[0]!['end'], points[1]!['start']);
  assert.ok(points.some((point) => point['successRate'] === null && point['errorRate'] === null));
  await sim.failModel('fake/video', { failCode: '500', failMsg: 'no' });
  assert.deepEqual([...new Set((await pointsOf('fake/video')).map((point) => point['isNormal']))], [false]);
  clock.now += 1_000;
  assert.equal((await get(pathOf('fake/none', 'price'))).code, 404);
});

test('some models of the snapshot are not watched', async (t) => {
  const { get, sim } = await startStand(t, 'snapshot');
  await sim.settings({ rateLimit: false });
  const lengths = new Set<number>();
  for (const { id } of await loadModels()) {
    lengths.add(((await get(pathOf(id, 'success-rate'))).data as { points: Json[] }).points.length);
  }
  assert.deepEqual([...lengths].toSorted(), [0, 144]);
});

test('a price list is prose, one sentence a price', () => {
  const prose = pricingProse({
    prices: [
      { when: { duration: '5', resolution: '720p', sound: true }, credits: 160, unit: 'video' },
      { when: { mode: 'pro', $videoInput: false }, credits: 1.6, unit: 'second' },
      { when: {}, credits: 0.4, unit: '1000-characters' },
    ],
  });
  assert.deepEqual(prose?.split('. '), [
    'A 5-second video at 720p with sound costs 160 credits (0.80 USD)',
    'Each second with mode pro without video input costs 1.6 credits (0.008 USD)',
    'Every 1000 characters costs 0.4 credits (0.002 USD).',
  ]);
  assert.equal(pricingProse({ prices: [] }), null);
});

test('all catalog calls together: one a second, then 429 inside HTTP 200', async (t) => {
  const { get, clock } = await startStand(t);
  assert.equal((await get('/api/v1/models')).code, 200);
  assert.equal((await get(pathOf('fake/image', 'schema'))).code, 429);
  assert.equal((await get(pathOf('fake/image', 'price'), 'fake-kie-key-2')).code, 200);
  clock.now += 1_000;
  assert.equal((await get(pathOf('fake/image', 'schema'))).code, 200);
});

test('the catalog wants a key', async (t) => {
  const { get } = await startStand(t);
  assert.equal((await get('/api/v1/models', 'bad')).code, 401);
});
