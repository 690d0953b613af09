/** The models that this KIE offers: the repository's snapshot, or three of its own where there is none yet. */
import { readFile } from 'node:fs/promises';
import { Snapshot, type Model } from '../../domain/catalog/model.ts';

export interface SandboxModel extends Model {
  /** `false`: the catalog has no OpenAPI document for it (`openapi: null`). */
  readonly documented?: boolean;
  /** Pictures that one request makes where no parameter counts them. */
  readonly picturesPerRequest?: number;
}

const SNAPSHOT = new URL('../../domain/catalog/snapshot.json', import.meta.url);

const PROMPT = { type: 'string', minLength: 1, maxLength: 5_000, description: 'what to make' };

const BUILT_IN: readonly SandboxModel[] = [
  {
    id: 'nano-banana-2',
    key: 'nano-banana-2',
    title: { ru: 'Nano Banana 2', en: 'Nano Banana 2' },
    vendor: 'Google',
    tasks: ['text-to-image'],
    input: {
      type: 'object',
      properties: {
        prompt: PROMPT,
        aspect_ratio: { type: 'string', enum: ['1:1', '2:3', '3:2', '9:16', '16:9', 'auto'], default: 'auto' },
        resolution: { type: 'string', enum: ['1K', '2K', '4K'], default: '1K' },
      },
      required: ['prompt'],
    },
    output: 'image',
    prices: [
      { when: { resolution: '1K' }, credits: 8, unit: 'image' },
      { when: { resolution: '2K' }, credits: 12, unit: 'image' },
      { when: { resolution: '4K' }, credits: 18, unit: 'image' },
    ],
    usualSeconds: 20,
  },
  {
    id: 'grok-imagine/text-to-video',
    key: 'grok-imagine-text-to-video',
    title: { ru: 'Grok Imagine', en: 'Grok Imagine' },
    vendor: 'xAI',
    tasks: ['text-to-video'],
    input: {
      type: 'object',
      properties: {
        prompt: PROMPT,
        duration: { type: 'integer', minimum: 6, maximum: 30, default: 6 },
        resolution: { type: 'string', enum: ['480p', '720p'], default: '480p' },
      },
      required: ['prompt'],
    },
    output: 'video',
    prices: [
      { when: { resolution: '480p' }, credits: 1.6, unit: 'second' },
      { when: { resolution: '720p' }, credits: 3, unit: 'second' },
    ],
    usualSeconds: 130,
  },
  {
    id: 'elevenlabs/text-to-speech-multilingual-v2',
    key: 'elevenlabs-tts',
    title: { ru: 'ElevenLabs', en: 'ElevenLabs' },
    vendor: 'ElevenLabs',
    tasks: ['audio'],
    input: { type: 'object', properties: { text: PROMPT }, required: ['text'] },
    output: 'audio',
    prices: [{ when: {}, credits: 12, unit: '1000-characters' }],
    usualSeconds: 10,
    documented: false,
  },
];

/** The first Grok models answer one request with several pictures (seen in recordings). */
const GROK_PICTURES = 4;

/** What the snapshot does not tell. The last model stays without a document, as some of the original's do. */
function asOffered(model: Model, index: number, all: readonly Model[]): SandboxModel {
  const isGrokPicture = model.id.startsWith('grok-imagine/') && model.output === 'image';
  return {
    ...model,
    documented: index === 0 || index < all.length - 1,
    ...(isGrokPicture ? { picturesPerRequest: GROK_PICTURES } : {}),
  };
}

/** Fails when the snapshot exists but cannot be read: a stand with the wrong models would mislead. */
export async function loadModels(): Promise<readonly SandboxModel[]> {
  let text: string;
  try {
    text = await readFile(SNAPSHOT, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return BUILT_IN;
    throw error;
  }
  return Snapshot.parse(JSON.parse(text)).models.map(asOffered);
}
