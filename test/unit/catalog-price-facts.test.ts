import assert from 'node:assert/strict';
import test from 'node:test';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import { inputFacts, workFacts } from '../../src/domain/catalog/input-facts.ts';
import type { Model, ModelInput } from '../../src/domain/catalog/model.ts';
import { priceFields, quote } from '../../src/domain/catalog/price.ts';
import { formatWorkRef } from '../../src/domain/catalog/work-ref.ts';
import { sampleFile } from '../support/model-input.ts';

const catalog = bundledCatalog();
function model(id: string): Model {
  const found = catalog.byId(id);
  assert.ok(found, id);
  return found;
}
const video = (seconds: number): string => sampleFile('video', { seconds });
const voice = (seconds: number): string => sampleFile('audio', { seconds });
const picture = (width: number, height: number): string => sampleFile('image', { width, height });
const work = (facts: { readonly resolution?: string; readonly tier?: string } = {}): string =>
  formatWorkRef({ what: 'task', generationId: 'abcdefghij12', index: 0, ...facts });
const ADDRESS = 'https://example.com/file';

interface Row {
  readonly name: string;
  readonly id: string;
  readonly input: ModelInput;
  /** Credits, or why there are none. */
  readonly costs: number | string;
}

const rows: readonly Row[] = [
  {
    name: 'an avatar is as long as its voice, begun seconds whole',
    id: 'kling/ai-avatar-standard',
    input: { image_url: picture(512, 512), audio_url: voice(4.2) },
    costs: 40,
  },
  {
    name: 'a voice of unknown length',
    id: 'kling/ai-avatar-standard',
    input: { image_url: picture(512, 512), audio_url: sampleFile('audio', { seconds: 0 }) },
    costs: 'not-computable',
  },
  {
    name: 'an address instead of a file',
    id: 'kling/ai-avatar-standard',
    input: { image_url: ADDRESS, audio_url: ADDRESS },
    costs: 'not-computable',
  },
  {
    name: 'a lip-sync is as long as the voice, not as the video',
    id: 'volcengine/video-to-video-lip-sync',
    input: { mode: 'lite', video_url: video(9), audio_url: voice(3) },
    costs: 24,
  },
  {
    name: 'a lip-sync that is not fitted to the voice',
    id: 'volcengine/video-to-video-lip-sync',
    input: { mode: 'lite', video_url: video(9), audio_url: voice(3), align_audio: false },
    costs: 'not-computable',
  },
  {
    name: 'frames count where they are parameters, not the voice',
    id: 'wan/2-2-a14b-speech-to-video-turbo',
    input: { audio_url: voice(60), image_url: picture(512, 512) },
    costs: 60,
  },
  {
    name: 'an isolated voice is as long as the sound',
    id: 'elevenlabs/audio-isolation',
    input: { audio_url: voice(90) },
    costs: 18,
  },
  {
    name: 'an enlarged video is as long as the video',
    id: 'topaz/video-upscale',
    input: { video_url: video(7.5), upscale_factor: '4' },
    costs: 112,
  },
  {
    name: 'a transferred motion is as long as the video, in a list too',
    id: 'kling-2.6/motion-control',
    input: { input_urls: [picture(9, 9)], video_urls: [video(6)], mode: '1080p' },
    costs: 108,
  },
  {
    name: 'a duration of zero is that of the video',
    id: 'wan/2-7-videoedit',
    input: { video_url: video(4), duration: 0, resolution: '720p' },
    costs: 64,
  },
  {
    name: 'a chosen duration wins over the video',
    id: 'wan/2-7-videoedit',
    input: { video_url: video(4), duration: 2, resolution: '720p' },
    costs: 32,
  },
  {
    name: 'a duration left to the model is not that of a reference',
    id: 'bytedance/seedance-2',
    input: { duration: -1, resolution: '480p', reference_video_urls: [video(4)] },
    costs: 'not-computable',
  },
  {
    name: 'several videos are billed together, each with its begun second',
    id: 'bytedance/seedance-2',
    input: { duration: 5, resolution: '480p', reference_video_urls: [video(2.1), video(1.1)] },
    costs: 11.5 * (5 + 3 + 2),
  },
  {
    name: 'one video of unknown length among several',
    id: 'bytedance/seedance-2',
    input: { duration: 5, resolution: '480p', reference_video_urls: [video(2), ADDRESS] },
    costs: 'not-computable',
  },
  {
    name: 'a video inside a list of objects is a video',
    id: 'gemini-omni-video',
    input: { duration: '4', resolution: '4k', video_list: [{ url: video(5), start: 0, ends: 5 }] },
    costs: 252,
  },
  {
    name: 'the branch without a duration is as long as its video',
    id: 'kling-3.0-omni/reference-to-video',
    input: { prompt: 'x', video_urls: [video(8)], aspect_ratio: '16:9', audio: false, resolution: '720p' },
    costs: 14 * 8,
  },
  {
    name: 'the branch with a duration has that duration',
    id: 'kling-3.0-omni/reference-to-video',
    input: {
      prompt: 'x',
      image_urls: [picture(9, 9)],
      video_urls: [video(8)],
      audio: false,
      resolution: '720p',
      duration: 3,
    },
    costs: 14 * 3,
  },
  {
    name: 'a picture that keeps its size',
    id: 'qwen/image-to-image',
    input: { image_url: picture(1500, 1001) },
    costs: 8,
  },
  {
    name: 'a picture of unknown size',
    id: 'qwen/image-to-image',
    input: { image_url: sampleFile('image', { width: 0, height: 0 }) },
    costs: 'not-computable',
  },
  {
    name: 'a chosen size wins over that of the picture',
    id: 'qwen/image-edit',
    input: { image_url: picture(4000, 4000), image_size: 'square', num_images: '2' },
    costs: 10,
  },
  {
    name: '2048 is 2K',
    id: 'topaz/image-upscale',
    input: { image_url: picture(700, 1024), upscale_factor: '2' },
    costs: 10,
  },
  {
    name: '2049 is 4K',
    id: 'topaz/image-upscale',
    input: { image_url: picture(2049, 1), upscale_factor: '1' },
    costs: 20,
  },
  {
    name: '8192 is 8K',
    id: 'topaz/image-upscale',
    input: { image_url: picture(2048, 9), upscale_factor: '4' },
    costs: 40,
  },
  {
    name: 'beyond 8K nothing is sold',
    id: 'topaz/image-upscale',
    input: { image_url: picture(2049, 9), upscale_factor: '4' },
    costs: 'not-computable',
  },
  {
    name: 'a follow-up costs by the resolution of the earlier work',
    id: 'grok-imagine/extend',
    input: { task_id: work({ resolution: '720p' }), extend_times: '10' },
    costs: 45,
  },
  {
    name: 'a resolution that cannot be extended',
    id: 'grok-imagine/extend',
    input: { task_id: work({ resolution: '1080p' }), extend_times: '10' },
    costs: 'no-matching-rule',
  },
  {
    name: 'an enlargement costs by what it starts from',
    id: 'grok-imagine/upscale',
    input: { task_id: work({ resolution: '480p' }), resolution: '1080p' },
    costs: 30,
  },
  {
    name: 'a follow-up costs by the tier',
    id: 'veo/extend',
    input: { task_id: work({ tier: 'quality' }) },
    costs: 250,
  },
  { name: 'an earlier work of unknown tier', id: 'veo/extend', input: { task_id: work() }, costs: 'not-computable' },
  {
    name: 'a reference that was typed as a prompt says nothing',
    id: 'veo/extend',
    input: { task_id: 'a1b2', prompt: work({ tier: 'lite' }) },
    costs: 'not-computable',
  },
];

for (const { name, id, input, costs } of rows) {
  test(`facts of an input: ${name}`, () => {
    const made = quote(model(id), input);
    assert.equal(made.ok ? made.credits : made.reason, costs);
  });
}

test('what is told wins over what the input shows', () => {
  const made = quote(model('topaz/video-upscale'), { video_url: video(7) }, { outputSeconds: 2 });
  assert.deepEqual(made, { ok: true, credits: 16 });
  const tier = { conditions: { $tier: 'lite' } };
  assert.deepEqual(quote(model('veo/extend'), { task_id: work({ tier: 'fast' }) }, tier), { ok: true, credits: 30 });
});

test('a file in the field of another kind is not counted as what it is', () => {
  assert.deepEqual(inputFacts(model('google/nano-banana-edit'), { image_urls: [video(3)] }), { conditions: {} });
});

test('Veo’s own names of its tiers are those of its follow-ups', () => {
  const veo = model('veo-3-1');
  assert.deepEqual(workFacts(veo, { model: 'veo3', resolution: '4k' }), { resolution: '4k', tier: 'quality' });
  assert.deepEqual(workFacts(veo, { model: 'veo3_lite' }), { resolution: '720p', tier: 'lite' });
  assert.deepEqual(workFacts(veo, {}), { resolution: '720p', tier: 'fast' }, 'by default');
  const tiers = model('veo/extend').prices.map(({ when }) => when['$tier']);
  const names = veo.input.properties['model']?.['enum'];
  assert.ok(Array.isArray(names));
  assert.deepEqual(names.map((name) => workFacts(veo, { model: name }).tier).toSorted(), tiers.toSorted());
});

test('a follow-up inherits the tier, and a resolution it does not set itself', () => {
  const earlier = work({ resolution: '480p', tier: 'fast' });
  assert.deepEqual(workFacts(model('veo/extend'), { task_id: earlier }), { resolution: '480p', tier: 'fast' });
  assert.deepEqual(workFacts(model('grok-imagine/upscale'), { task_id: earlier }), {
    resolution: '720p',
    tier: 'fast',
  });
  assert.deepEqual(workFacts(model('z-image'), { prompt: 'x' }), {});
});

test('the factor decides the price of an enlarged picture', () => {
  assert.deepEqual(priceFields(model('topaz/image-upscale')), ['upscale_factor']);
});
