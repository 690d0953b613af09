/** Which parameters name an earlier KIE task or track, and whose. */
import type { FieldSchema } from '../fields.ts';
import type { InputSchema } from '../model.ts';
import type { WorkSource } from '../work-ref.ts';
import { NotUnderstood } from './not-understood.ts';

const GROK_PICTURES = ['grok-imagine/text-to-image', 'grok-imagine/image-to-image'];
const GROK_VIDEOS = ['grok-imagine/text-to-video', 'grok-imagine/image-to-video'];
const GROK_2_PICTURES = ['grok-imagine-image-2-0/text-to-image'];
const VEO_VIDEOS = ['veo-3-1', 'veo/extend'];
const PIXVERSE_VIDEOS = ['text-to-video', 'image-to-video', 'reference-to-video', 'transition', 'extend'].map(
  (way) => `pixverse-v6/${way}`,
);

const suno = (...names: readonly string[]): readonly string[] => names.map((name) => `ai-music-api/${name}`);
/** Those that answer with songs, each of which has an id. */
const SONGS = suno(
  ...['generate', 'extend', 'upload-and-cover-audio', 'upload-and-extend-audio'],
  ...['add-instrumental', 'add-vocals', 'mashup', 'replace-section'],
);
const PHRASES = suno('validation-phrase', 'regenerate-phrase');

/**
 * Source: KIE's pages of these models, as in the notes of the facts file; for Suno's voices the order that clients
 * keep: recording -> phrase -> voice -> is it ready; for MIDI, the older page, which wants a separated track.
 */
const MODELS_BY_USER: Readonly<Record<string, readonly string[]>> = {
  'grok-imagine/extend': GROK_VIDEOS,
  'grok-imagine/upscale': [...GROK_VIDEOS, 'grok-imagine/extend'],
  'grok-imagine/image-to-video': GROK_PICTURES,
  'grok-imagine-image-2-0/segment-map': GROK_2_PICTURES,
  'grok-imagine-image-2-0/segment-edit': [...GROK_2_PICTURES, 'grok-imagine-image-2-0/segment-map'],
  'veo/extend': VEO_VIDEOS,
  'veo/get-1080p-video': VEO_VIDEOS,
  'veo/get-4k-video': VEO_VIDEOS,
  'runway/extend-ai-video': ['runway', 'runway/extend-ai-video'],
  'pixverse-v6/extend': PIXVERSE_VIDEOS,
  'ai-music-api/extend': SONGS,
  'ai-music-api/replace-section': SONGS,
  'ai-music-api/separate-vocals': SONGS,
  'ai-music-api/convert-to-wav-format': SONGS,
  'ai-music-api/create-music-video': SONGS,
  'ai-music-api/cover-generate': SONGS,
  'ai-music-api/generate-persona': SONGS,
  'ai-music-api/suno-recovery-audio': SONGS,
  'ai-music-api/timeStamped-lyrics': SONGS,
  'ai-music-api/generate-midi-from-audio': suno('separate-vocals'),
  'ai-music-api/create-voice': PHRASES,
  'ai-music-api/regenerate-phrase': PHRASES,
  'ai-music-api/check-voice': suno('create-voice'),
};

/** `audio_ids` and `character_ids` of Gemini Omni are neither: those come from calls of their own. */
const WHAT_BY_NAME: readonly (readonly [RegExp, WorkSource['what']])[] = [
  [/^task_?id$/i, 'task'],
  [/^audio_?id$/i, 'track'],
];

/** Undefined = the parameter names no earlier work. */
const whatOf = (name: string, field: FieldSchema): WorkSource['what'] | undefined =>
  field['type'] === 'string' ? WHAT_BY_NAME.find(([pattern]) => pattern.test(name.trim()))?.[1] : undefined;

/**
 * Says on every parameter that names an earlier work whose it may be. Where nobody knows, no form can ask for it: an
 * optional one is dropped, a required one throws NotUnderstood.
 */
export function withSources(id: string, schema: InputSchema): InputSchema {
  const models = Object.hasOwn(MODELS_BY_USER, id) ? MODELS_BY_USER[id] : undefined;
  const properties = Object.entries(schema.properties).flatMap(([name, field]): [string, FieldSchema][] => {
    const what = whatOf(name, field);
    if (what === undefined) return [[name, field]];
    if (models !== undefined) return [[name, { ...field, 'x-source': { what, models: [...models] } }]];
    if (!schema.required.includes(name)) return [];
    throw new NotUnderstood(`${name} names an earlier ${what}, and nobody knows of which models`);
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}
