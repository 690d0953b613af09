/** Orders that name files of a person, on the stand of the generation steps, with models that take them. */
import assert from 'node:assert/strict';
import { loadSnapshot } from '../../src/domain/catalog/catalog.ts';
import { formatFileRef, type FileFacts } from '../../src/domain/catalog/file-ref.ts';
import { Model, type ModelInput } from '../../src/domain/catalog/model.ts';
import type { FailureReason } from '../../src/domain/generation/failure.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { startGenerationStand, type GenerationStand, type Order } from './generation.ts';
import { assertFailed } from './generation-ends.ts';
import { png } from './media-bytes.ts';
import { sentFile } from './sent-file.ts';

const uri = (media: string, accepts: readonly string[]): object => ({
  ...{ type: 'string', format: 'uri', 'x-media': media, 'x-accepts': accepts, 'x-max-size-mb': 10 },
});
const image = uri('image', ['image/jpeg', 'image/png']);

function model(id: string, properties: object, required: readonly string[] = []): Model {
  const key = id.replaceAll('/', '-');
  return Model.parse({
    ...{ id, key, title: { ru: id, en: id }, vendor: 'Test', tasks: ['image-to-image'], output: 'image' },
    input: { type: 'object', properties, required, additionalProperties: false },
    ...{ prices: [{ when: {}, credits: 4, unit: 'image' }], usualSeconds: 5 },
  });
}

const element = {
  type: 'object',
  properties: { name: { type: 'string' }, urls: { type: 'array', items: image, maxItems: 3 } },
};
const models = [
  model('test/picture', { prompt: { type: 'string', maxLength: 200 }, image_url: image }),
  model('test/many', {
    images: { type: 'array', items: image },
    video: uri('video', ['video/mp4']),
    audio: uri('audio', ['audio/wav', 'audio/mp3']),
    text: uri('document', ['text/markdown']),
    elements: { type: 'array', items: element },
  }),
  model('test/music', { prompt: { type: 'string' } }),
  model('test/further', {
    task_id: { type: 'string', 'x-source': { what: 'task', models: ['test/picture'] } },
    audio_id: { type: 'string', 'x-source': { what: 'track', models: ['test/music'] } },
    note: { type: 'string' },
  }),
];

export type SimFile = Parameters<typeof sentFile>[2];

export const photo = (bytes = png(64, 48)): SimFile => ({ kind: 'document', bytes, fileName: 'Мой паспорт.png' });
export const toRef = (fileId: string, facts: Partial<FileFacts> = {}): string =>
  formatFileRef({ source: 'telegram', fileId, media: 'image', ...facts });
export const madeRef = (generationId: string, index = 0): string =>
  formatFileRef({ source: 'result', generationId, index, media: 'image' });

export async function bytesAt(url: unknown): Promise<Buffer> {
  const response = await fetch(String(url));
  assert.equal(response.status, 200);
  return Buffer.from(await response.bytes());
}

export interface Resolving extends GenerationStand {
  /** An order of somebody new whose input names the files that they sent. */
  readonly orderWith: (
    modelId: string,
    files: readonly SimFile[],
    inputOf: (refs: readonly string[]) => ModelInput,
    deadlineMs?: number,
  ) => Promise<Order>;
  readonly onePicture: (file?: SimFile, deadlineMs?: number) => Promise<Order>;
  /** How often KIE was sent a file. */
  readonly uploads: () => Promise<number>;
  /** The input of the newest task. */
  readonly sentInput: () => Promise<Readonly<Record<string, unknown>>>;
  /** Nothing was begun: no attempt, the hold stands, the person has heard nothing. */
  readonly assertUntouched: (order: Order) => Promise<void>;
  /** The submit ends it for this reason, and KIE was not asked. */
  readonly assertRefused: (order: Order, reason: FailureReason) => Promise<void>;
}

export async function startResolving(): Promise<Resolving> {
  const catalog = loadSnapshot({ takenFrom: 'test', models });
  const stand = await startGenerationStand({ kie: { models }, deps: { catalog } });

  const orderWith: Resolving['orderWith'] = async (modelId, files, inputOf, deadlineMs = 3_600_000) => {
    const order = await stand.order({ modelId, deadlineMs });
    const refs: string[] = [];
    for (const file of files) refs.push(toRef(await sentFile(stand.telegram, order.chatId, file)));
    await stand.rows.put(order.generationId, { input: JSON.stringify(inputOf(refs)) });
    return order;
  };

  return {
    ...stand,
    orderWith,
    onePicture: (file = photo(), deadlineMs) =>
      orderWith('test/picture', [file], ([ref = '']) => ({ prompt: 'x', image_url: ref }), deadlineMs),
    uploads: async () => (await stand.kie.calls()).filter(({ path }) => path.includes('file-stream-upload')).length,
    sentInput: async () => (await stand.kie.tasks()).at(-1)?.input ?? {},
    assertUntouched: async ({ generationId, chatId }) => {
      assert.equal((await stand.rows.generation(generationId)).state, 'queued');
      assert.deepEqual(await stand.rows.attempts(generationId), []);
      assert.equal(await stand.rows.hold(generationId), 'held');
      const said = await stand.rows.outbox(chatId);
      assert.ok(said.every(({ purpose }) => purpose !== 'notice'));
    },
    assertRefused: async (order, reason) => {
      assert.deepEqual(await submit(order, stand.deps), { kind: 'done' });
      await assertFailed(stand, order, reason);
      assert.deepEqual(await stand.rows.attempts(order.generationId), []);
      assert.deepEqual(await stand.kie.tasks(), []);
    },
  };
}
