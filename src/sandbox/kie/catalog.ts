/** The catalog calls: one request per second for all of them together. */
import { Router, type Request, type Response } from 'express';
import type { Model, Task } from '../../domain/catalog/model.ts';
import { accountOf } from './auth.ts';
import { ok, refuse } from './envelope.ts';
import { admitted } from './jobs.ts';
import type { SandboxModel } from './models.ts';
import { openApiOf } from './openapi.ts';
import { pricingProse } from './pricing.ts';
import { successRates } from './success-rates.ts';
import type { World } from './world.ts';

const TASK_WORDS: Readonly<Record<Task, string>> = {
  'text-to-image': 'Text to Image',
  'image-to-image': 'Image to Image',
  'remove-background': 'Background Removal',
  upscale: 'Upscale',
  'text-to-video': 'Text to Video',
  'image-to-video': 'Image to Video',
  'video-to-video': 'Video to Video',
  'lip-sync': 'Lip Sync',
  music: 'Text to Music',
  speech: 'Text to Speech',
  sound: 'Sound Effects',
  text: 'Text Generation',
};

const taskTypesOf = (model: Model): readonly string[] => model.tasks.map((task) => TASK_WORDS[task]);

/** Every third model or so has no description, as some of the original's have none. */
const descriptionOf = ({ id, title, vendor }: Model): string | null =>
  id.length % 3 === 0 ? null : `${title.en} by ${vendor}, through one API.`;

function pricingOf(world: World, model: SandboxModel): string | null {
  const told = world.settings().pricing[model.id];
  return told === undefined ? pricingProse(model) : told;
}

function documentOf(world: World, model: SandboxModel): unknown {
  const told = world.settings().documents[model.id];
  return told === undefined ? openApiOf(model) : told;
}

function entryOf(world: World, model: SandboxModel): Record<string, unknown> {
  const taskType = taskTypesOf(model);
  return {
    model: model.id,
    slug: model.id,
    title: `Affordable ${model.title.en} API — Premium ${(taskType[0] ?? '').replaceAll(' ', '-')} Generation`,
    provider: model.vendor,
    taskType,
    description: descriptionOf(model),
    pricingDesc: pricingOf(world, model),
  };
}

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

function matches(model: SandboxModel, { taskType, provider, q }: Request['query']): boolean {
  if (typeof taskType === 'string') {
    const wanted = taskType.split(',');
    if (!taskTypesOf(model).some((type) => wanted.some((each) => same(each, type)))) return false;
  }
  if (typeof provider === 'string' && !same(model.vendor, provider)) return false;
  return typeof q !== 'string' || `${model.id} ${model.title.en}`.toLowerCase().includes(q.toLowerCase());
}

async function listOf(world: World, query: Request['query']): Promise<readonly SandboxModel[]> {
  const all = await world.shelf.models();
  const { catalogList } = world.settings();
  const share = { full: 1, half: 0.5, empty: 0 }[catalogList];
  return all.slice(0, Math.ceil(all.length * share)).filter((model) => matches(model, query));
}

type Answer = (model: SandboxModel, world: World) => unknown;

const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['schema', (model, world) => ({ model: model.id, openapi: documentOf(world, model) })],
  ['price', (model, world) => ({ model: model.id, pricingDesc: pricingOf(world, model) })],
  [
    'success-rate',
    ({ id }, world) => ({ model: id, points: successRates(id, world.now(), world.faults.isFailing(id)) }),
  ],
]);

/** The key is checked and the shared limit counted; undefined when the request was already answered. */
function enter(world: World, request: Request, response: Response): World | undefined {
  const account = accountOf(world, request, response);
  if (account === undefined) {
    refuse(response, 401);
    return undefined;
  }
  return admitted(world, response, `catalog ${account.key}`, 1, 1_000) ? world : undefined;
}

/** An id has one or two segments; its slash may come as it is or encoded. */
const ONE_MODEL = /^\/api\/v1\/models\/(.+)\/([\w-]+)$/;

export function catalogRouter(current: () => World): Router {
  const router = Router();
  router.get('/api/v1/models', async (request: Request, response: Response) => {
    const world = enter(current(), request, response);
    if (world === undefined) return;
    const models = await listOf(world, request.query);
    ok(response, { total: models.length, models: models.map((model) => entryOf(world, model)) });
  });
  router.get(ONE_MODEL, async (request: Request, response: Response) => {
    const { '0': id = '', '1': what = '' } = request.params as Readonly<Record<string, string>>;
    const world = enter(current(), request, response);
    if (world === undefined) return;
    const model = await world.shelf.find(id);
    const answer = ANSWERS.get(what);
    if (model === undefined || answer === undefined) refuse(response, 404);
    else ok(response, answer(model, world));
  });
  return router;
}
