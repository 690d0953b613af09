/** One person's conversation, played through the local Telegram exactly as a client would. */
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import { loadTexts } from '../../src/adapters/texts/fluent.ts';
import type { Model } from '../../src/domain/catalog/model.ts';
import { priceFrom } from '../../src/domain/catalog/price-range.ts';
import { WorkSource } from '../../src/domain/catalog/work-ref.ts';
import { lastMessageId, orderModel, resultsAfter, type Person } from '../../src/sandbox/person/order.ts';
import type { SimMedia, SimMessage } from '../../src/sandbox/telegram/contract.ts';
import type { Sim } from '../../src/sandbox/telegram/sim-client.ts';

interface SavedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Conversation {
  readonly transcript: string;
  readonly files: readonly SavedFile[];
  /** From the confirmation to the delivered result. */
  readonly seconds: number;
}

export const PERSON = { id: 800001, firstName: 'Аня', languageCode: 'ru' };
const USUAL_MODEL = 'nano-banana-pro';
const PATIENCE_MS = 15_000;
const RESULT_WITHIN_MS = 60_000;

const EXTENSIONS: Readonly<Record<string, string>> = {
  ...{ 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp', 'image/gif': 'gif', 'video/mp4': 'mp4' },
  ...{ 'audio/wav': 'wav', 'audio/x-wav': 'wav', 'audio/mpeg': 'mp3', 'audio/ogg': 'ogg', 'text/plain': 'txt' },
  ...{ 'application/json': 'json' },
};

/** Models that must have made something before this one can go on from it. */
function forerunner(model: Model): Model | null {
  const catalog = bundledCatalog();
  const required = model.input.required.flatMap((name) => {
    const source = WorkSource.safeParse(model.input.properties[name]?.['x-source']);
    return source.success ? source.data.models : [];
  });
  return required.map((id) => catalog.byId(id)).find((one) => one !== undefined && forerunner(one) === null) ?? null;
}

async function make(person: Person, model: Model): Promise<{ messages: readonly SimMessage[]; seconds: number }> {
  const before = await lastMessageId(person);
  await orderModel(person, model.title.ru);
  const confirmedAt = performance.now();
  const messages = await resultsAfter(person, before, RESULT_WITHIN_MS);
  return { messages, seconds: (performance.now() - confirmedAt) / 1_000 };
}

async function save(sim: Sim, media: SimMedia, index: number): Promise<SavedFile> {
  const extension = EXTENSIONS[media.mimeType] ?? 'bin';
  return { name: `result${index === 0 ? '' : `-${index + 1}`}.${extension}`, bytes: await sim.file(media.fileId) };
}

/** Rejects when there is no such model, or none that is sold. */
export async function converse(sim: Sim, modelId: string = USUAL_MODEL): Promise<Conversation> {
  const model = bundledCatalog().byId(modelId);
  if (model === undefined) throw new Error(`there is no model ${modelId}; npm run catalog:sync prints their ids`);
  if (priceFrom(model) === null) throw new Error(`${modelId} has no price that is known before, so it is not sold`);
  await sim.user(PERSON);
  const person: Person = { sim, id: PERSON.id, t: loadTexts().ru, patienceMs: PATIENCE_MS };
  const first = forerunner(model);
  if (first !== null) await make(person, first);
  const { messages, seconds } = await make(person, model);
  const media = messages.flatMap((message) => (message.media === null ? [] : [message.media]));
  const files = await Promise.all(media.map((one, index) => save(sim, one, index)));
  const words = messages.find(({ text }) => text !== null)?.text;
  const text = files.length === 0 && words ? [{ name: 'result.txt', bytes: Buffer.from(words) }] : [];
  return { transcript: await sim.transcriptText(PERSON.id), files: [...files, ...text], seconds };
}
