import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MODELS, startStand } from './sandbox-kie-stand.ts';

interface Entry {
  readonly model: string;
  readonly taskType: readonly string[];
  readonly pricingDesc: string;
}

type Json = Readonly<Record<string, unknown>>;

interface Document {
  readonly openapi: string;
  readonly paths: Json;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

const pathOf = (id: string, what: string): string => `/api/v1/models/${encodeURIComponent(id)}/${what}`;

/** Every `$ref` of a document, wherever it stands. */
function refsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : refsIn(inner)));
}

/** The component that a reference names, by the rules of JSON pointers in URI fragments. */
function follow({ components }: Document, ref: string): Json | undefined {
  const name = decodeURIComponent(ref.replace('#/components/schemas/', ''));
  return components.schemas[name.replaceAll('~1', '/').replaceAll('~0', '~')];
}

test('the list tells every model, and can be narrowed', async (t) => {
  const { get, clock } = await startStand(t);
  const list = async (query: string) => {
    clock.now += 1_000;
    return (await get(`/api/v1/models${query}`)).data as { total: number; models: Entry[] };
  };
  const all = await list('');
  assert.equal(all.total, MODELS.length);
  assert.deepEqual(
    all.models.map(({ model }) => model),
    MODELS.map(({ id }) => id),
  );
  assert.match(all.models[0]!.pricingDesc, /2\.25 credits .* per image \(resolution 1K\)/);
  assert.deepEqual(
    (await list('?taskType=audio')).models.map(({ model }) => model),
    ['fake/audio'],
  );
  assert.equal((await list('?q=VIDEO')).total, 1);
  assert.equal((await list('?provider=nobody')).total, 0);
});

test('a schema is an OpenAPI 3.1 document whose encoded references lead to names with trailing blanks', async (t) => {
  const { get } = await startStand(t);
  const { data } = await get(pathOf('fake/image', 'schema'));
  const { model, openapi } = data as { model: string; openapi: Document };
  assert.equal(model, 'fake/image');
  assert.match(openapi.openapi, /^3\.1\./);
  assert.ok(Object.keys(openapi.components.schemas).every((name) => name.endsWith(' ')));
  const refs = refsIn(openapi);
  assert.ok(refs.length >= 3 && refs.every((ref) => ref.endsWith('%20')), refs.join());
  for (const ref of refs) assert.ok(follow(openapi, ref), ref);
  const input = follow(openapi, '#/components/schemas/Picture%20Input%20') as unknown as Document['components'] & Json;
  assert.deepEqual(input['required'], ['prompt', 'aspect_ratio']);
  const resolution = (input['properties'] as Record<string, { $ref: string }>)['resolution']!;
  assert.deepEqual(follow(openapi, resolution.$ref), MODELS[0]!.input.properties['resolution']);
});

test('one model has no document', async (t) => {
  const { get } = await startStand(t);
  assert.deepEqual((await get(pathOf('fake/text', 'schema'))).data, { model: 'fake/text', openapi: null });
});

test('the built-in catalog has models, and exactly one without a document', async (t) => {
  const { get, sim } = await startStand(t, 'snapshot');
  await sim.settings({ rateLimit: false });
  const { models } = (await get('/api/v1/models')).data as { models: Entry[] };
  assert.ok(models.length >= 3);
  const without = [];
  for (const { model } of models) {
    const { openapi } = (await get(pathOf(model, 'schema'))).data as { openapi: Document | null };
    if (openapi === null) without.push(model);
  }
  assert.equal(without.length, 1);
});

test('price and success rate of a model; unknown ones are 404', async (t) => {
  const { get, clock } = await startStand(t);
  const price = (await get(pathOf('fake/video', 'price'))).data as Json;
  assert.match(String(price['pricingDesc']), /^3 credits .* per second$/);
  clock.now += 1_000;
  const { points } = (await get(pathOf('fake/video', 'success-rate'))).data as { points: { time: number }[] };
  assert.equal(points.length, 144);
  assert.equal(points[1]!.time - points[0]!.time, 600_000);
  clock.now += 1_000;
  assert.equal((await get(pathOf('fake/none', 'price'))).code, 404);
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
