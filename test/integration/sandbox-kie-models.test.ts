/** Every model that the sandbox offers can be ordered, finishes, is billed, and leaves behind what it promises. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeMelody } from '../../src/sandbox/kie/media/melody.ts';
import { encodePng } from '../../src/sandbox/kie/media/png.ts';
import { sampleVideo } from '../../src/sandbox/kie/media/video.ts';
import { loadModels } from '../../src/sandbox/kie/models.ts';
import { smallestInput, type Material } from './sandbox-kie-inputs.ts';
import { KEY, LATENCY_MS, startStand, type Stand } from './sandbox-kie-stand.ts';

interface Result {
  readonly resultUrls?: readonly string[];
  readonly resultObject?: Readonly<Record<string, unknown>>;
  readonly data?: readonly { readonly id: string; readonly audio_url: string; readonly image_url: string }[];
}

const MARKS: Readonly<Record<string, readonly [offset: number, mark: string]>> = {
  'image/png': [1, 'PNG'],
  'video/mp4': [4, 'ftyp'],
  'audio/wav': [8, 'WAVE'],
  'audio/mpeg': [0, '\xff\xf3'],
};
const KINDS: Readonly<Record<string, RegExp>> = { image: /^image\//, video: /^video\//, audio: /^audio\// };

async function upload({ url }: Stand, bytes: Buffer, fileName: string): Promise<string> {
  const form = new FormData();
  form.set('uploadPath', 'inputs');
  form.set('fileName', fileName);
  form.set('file', new Blob([new Uint8Array(bytes)]), fileName);
  const init = { method: 'POST', headers: { authorization: `Bearer ${KEY}` }, body: form };
  const { data } = (await (await fetch(`${url}/api/file-stream-upload`, init)).json()) as {
    data: { downloadUrl: string };
  };
  return data.downloadUrl;
}

async function uploads(stand: Stand): Promise<Readonly<Record<string, string>>> {
  const picture = await encodePng({ width: 64, height: 36, pixels: new Uint8Array(64 * 36 * 3).fill(90) });
  return {
    image: await upload(stand, picture, 'cat.png'),
    video: await upload(stand, await sampleVideo(), 'clip.mp4'),
    audio: await upload(stand, composeMelody(3), 'tune.wav'),
    document: await upload(stand, Buffer.from('text'), 'notes.txt'),
  };
}

async function fetchResult(address: string): Promise<string> {
  const response = await fetch(address);
  const type = response.headers.get('content-type') ?? '';
  const bytes = Buffer.from(await response.arrayBuffer());
  const [offset, mark] = MARKS[type] ?? [0, 'no such type'];
  assert.equal(bytes.toString('latin1', offset, offset + mark.length), mark, `${address} is no ${type}`);
  return type;
}

test('every model of the catalog makes what it promises out of the smallest input it accepts', async (t) => {
  const stand = await startStand(t, 'snapshot');
  await stand.sim.settings({ rateLimit: false, shape: 'september' });
  await stand.sim.credits(1_000_000);
  const models = await loadModels();
  const files = await uploads(stand);
  const finished = new Map<string, Promise<string>>();

  const resultOf = async (taskId: string): Promise<Result> => {
    const record = await stand.record(taskId);
    assert.equal(record['state'], 'success', `${String(record['model'])}: ${String(record['failMsg'])}`);
    assert.deepEqual(record['response'], JSON.parse(String(record['resultJson'])));
    return record['response'] as Result;
  };
  const finish = (id: string): Promise<string> => {
    const known = finished.get(id) ?? order(id);
    finished.set(id, known);
    return known;
  };
  const material: Material = {
    file: (kind) => files[kind] ?? '',
    work: async (what, wanted = ['ai-music-api/generate']) => {
      const id = wanted.find((each) => finished.has(each)) ?? wanted[0]!;
      const taskId = await finish(id);
      return what === 'task' ? taskId : (await resultOf(taskId)).data![0]!.id;
    },
  };
  const order = async (id: string): Promise<string> => {
    const model = models.find((each) => each.id === id);
    assert.ok(model, id);
    const answer = await stand.post('/api/v1/jobs/createTask', {
      model: id,
      input: await smallestInput(model, material),
    });
    assert.equal(answer.code, 200, `${id}: ${answer.msg}`);
    stand.clock.now += LATENCY_MS;
    return (answer.data as { taskId: string }).taskId;
  };

  for (const { id, output } of models) {
    const { resultUrls = [], data = [], resultObject } = await resultOf(await finish(id));
    const addresses = [...resultUrls, ...data.map((track) => track.audio_url)];
    if (output === 'text') assert.ok(Object.keys(resultObject ?? {}).length > 0, id);
    else assert.match(await fetchResult(addresses[0] ?? ''), KINDS[output]!, id);
  }
  const journal = await stand.sim.tasks();
  const priced = new Set(models.filter(({ prices }) => prices.some(({ credits }) => credits > 0)).map(({ id }) => id));
  const free = journal.filter(({ model, billedCredits }) => priced.has(model) && billedCredits === 0);
  assert.deepEqual(
    free.map(({ model }) => model),
    [],
  );
});
