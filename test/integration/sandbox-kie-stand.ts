/** What the tests of the KIE sandbox share: a sandbox on a clock of the test's own, and a caller with a key. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { SandboxModel } from '../../src/sandbox/kie/models.ts';
import { createKieSim, type KieSim } from '../../src/sandbox/kie/sim-client.ts';
import { startKieSandbox } from '../../src/sandbox/kie/start.ts';

export const KEY = 'fake-kie-key-1';
export const LATENCY_MS = 7_000;

export interface Envelope {
  readonly code: number;
  readonly msg: string;
  readonly data: unknown;
}

export interface Stand {
  readonly url: string;
  readonly sim: KieSim;
  readonly clock: { now: number };
  readonly get: (path: string, key?: string) => Promise<Envelope>;
  readonly post: (path: string, body: unknown, key?: string) => Promise<Envelope>;
  /** Creates a task and tells its id. */
  readonly create: (model: string, input: object, more?: object) => Promise<string>;
  readonly record: (taskId: string) => Promise<Record<string, unknown>>;
  /** Creates a task, lets it finish, tells its record. */
  readonly finish: (model: string, input: object) => Promise<Record<string, unknown>>;
}

const prompt = { type: 'string', minLength: 1, maxLength: 100 };

const common = { vendor: 'Fake', usualSeconds: 5 };

export const MODELS: readonly SandboxModel[] = [
  {
    ...common,
    id: 'fake/image',
    key: 'fake-image',
    title: { ru: 'Картинка', en: 'Picture' },
    tasks: ['text-to-image', 'image-to-image'],
    input: {
      type: 'object',
      properties: {
        prompt,
        aspect_ratio: { type: 'string', enum: ['1:1', '16:9', '9:16', 'auto'], default: 'auto' },
        resolution: { type: 'string', enum: ['1K', '2K'], default: '1K' },
        n: { type: 'integer', minimum: 1, maximum: 4, default: 1 },
        image_urls: { type: 'array', maxItems: 2, items: { type: 'string', format: 'uri' } },
      },
      required: ['prompt', 'aspect_ratio'],
      additionalProperties: false,
    },
    rules: [{ rule: 'forbid', when: { aspect_ratio: ['auto'], resolution: ['2K'] } }],
    output: 'image',
    prices: [
      { when: { resolution: '1K' }, credits: 2.25, unit: 'image' },
      { when: { resolution: '2K' }, credits: 4, unit: 'image' },
    ],
  },
  {
    ...common,
    id: 'fake/video',
    key: 'fake-video',
    title: { ru: 'Видео', en: 'Video' },
    tasks: ['text-to-video'],
    input: {
      type: 'object',
      properties: { prompt, duration: { type: 'integer', minimum: 4, maximum: 12, default: 5 } },
      required: ['prompt'],
    },
    output: 'video',
    prices: [{ when: {}, credits: 3, unit: 'second' }],
  },
  {
    ...common,
    id: 'fake/audio',
    key: 'fake-audio',
    title: { ru: 'Звук', en: 'Sound' },
    tasks: ['speech'],
    input: { type: 'object', properties: { text: prompt }, required: ['text'] },
    output: 'audio',
    prices: [{ when: {}, credits: 10, unit: '1000-characters' }],
  },
  {
    ...common,
    id: 'fake/text',
    key: 'fake-text',
    title: { ru: 'Текст', en: 'Text' },
    tasks: ['text'],
    input: { type: 'object', properties: { prompt }, required: ['prompt'] },
    output: 'text',
    prices: [{ when: {}, credits: 1, unit: 'request' }],
  },
];

async function readEnvelope(response: Response): Promise<Envelope> {
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/json;charset=UTF-8');
  return (await response.json()) as Envelope;
}

export function taskIdOf({ code, msg, data }: Envelope): string {
  assert.equal(code, 200, msg);
  const { taskId, recordId } = data as { taskId: string; recordId: string };
  assert.equal(taskId, recordId);
  return taskId;
}

/** A sandbox with a frozen clock, stopped after the test. Without `models` it has those above. */
export async function startStand(
  t: TestContext,
  models: readonly SandboxModel[] | 'snapshot' = MODELS,
): Promise<Stand> {
  const clock = { now: 1_776_862_567_160 };
  const sandbox = await startKieSandbox({
    now: () => clock.now,
    latencyMs: LATENCY_MS,
    ...(models === 'snapshot' ? {} : { models }),
  });
  t.after(sandbox.stop);
  const { url } = sandbox;
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  const get: Stand['get'] = async (path, key = KEY) => readEnvelope(await fetch(url + path, { headers: bearer(key) }));
  const post: Stand['post'] = async (path, body, key = KEY) => {
    const headers = { ...bearer(key), 'content-type': 'application/json' };
    return await readEnvelope(await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) }));
  };
  const create: Stand['create'] = async (model, input, more = {}) =>
    taskIdOf(await post('/api/v1/jobs/createTask', { model, input, ...more }));
  const record: Stand['record'] = async (taskId) =>
    (await get(`/api/v1/jobs/recordInfo?taskId=${taskId}`)).data as Record<string, unknown>;
  const finish: Stand['finish'] = async (model, input) => {
    const taskId = await create(model, input);
    clock.now += LATENCY_MS;
    return await record(taskId);
  };
  return { url, sim: createKieSim(url), clock, get, post, create, record, finish };
}

/** The files that a finished record names. */
export function resultUrls(record: Record<string, unknown>): readonly string[] {
  return (JSON.parse(String(record['resultJson'])) as { resultUrls: string[] }).resultUrls;
}
