/** The catalog calls: one request per second for all of them together. */
import { Router, type Request, type Response } from 'express';
import type { PriceRule } from '../../domain/catalog/model.ts';
import { accountOf } from './auth.ts';
import { ok, refuse } from './envelope.ts';
import { admitted } from './jobs.ts';
import type { SandboxModel } from './models.ts';
import { openApiOf } from './openapi.ts';
import type { World } from './world.ts';

const USD_PER_CREDIT = 0.005;
const POINTS = 144;
const POINT_MS = 600_000;

function priceLine(rule: PriceRule): string {
  const when = Object.entries(rule.when).map(([name, value]) => `${name} ${String(value)}`);
  const condition = when.length === 0 ? '' : ` (${when.join(', ')})`;
  return `${rule.credits} credits ($${(rule.credits * USD_PER_CREDIT).toFixed(4)}) per ${rule.unit}${condition}`;
}

const pricingOf = (model: SandboxModel): string => model.prices.map(priceLine).join('; ');

function entryOf(model: SandboxModel): Record<string, unknown> {
  return {
    model: model.id,
    slug: model.key,
    title: model.title.en,
    provider: model.vendor,
    taskType: model.tasks,
    description: model.title.en,
    pricingDesc: pricingOf(model),
  };
}

function matches(model: SandboxModel, query: Request['query']): boolean {
  const { taskType, provider, q } = query;
  if (typeof taskType === 'string' && !model.tasks.some((task) => task === taskType)) return false;
  if (typeof provider === 'string' && model.vendor.toLowerCase() !== provider.toLowerCase()) return false;
  return typeof q !== 'string' || `${model.id} ${model.title.en}`.toLowerCase().includes(q.toLowerCase());
}

/** A day of ten-minute points, the newest last. */
function successRates(now: number): readonly Record<string, unknown>[] {
  const last = Math.floor(now / POINT_MS) * POINT_MS;
  return Array.from({ length: POINTS }, (_, index) => ({
    time: last - (POINTS - 1 - index) * POINT_MS,
    successRate: 0.97 + (index % 4) / 100,
  }));
}

type Answer = (model: SandboxModel, world: World) => unknown;

const ANSWERS: Readonly<Record<string, Answer>> = {
  schema: (model) => ({ model: model.id, openapi: openApiOf(model) }),
  price: (model) => ({ model: model.id, pricingDesc: pricingOf(model) }),
  'success-rate': (model, world) => ({ model: model.id, points: successRates(world.now()) }),
};

/** The key is checked and the shared limit counted; undefined when the request was already answered. */
function enter(world: World, request: Request, response: Response): World | undefined {
  const account = accountOf(world, request, response);
  if (account === undefined) {
    refuse(response, 401);
    return undefined;
  }
  return admitted(world, response, `catalog ${account.key}`, 1, 1_000) ? world : undefined;
}

export function catalogRouter(current: () => World): Router {
  const router = Router();
  router.get('/api/v1/models', async (request: Request, response: Response) => {
    const world = enter(current(), request, response);
    if (world === undefined) return;
    const models = (await world.models()).filter((model) => matches(model, request.query));
    ok(response, { total: models.length, models: models.map(entryOf) });
  });
  router.get('/api/v1/models/:id/:what', async (request: Request<{ id: string; what: string }>, response: Response) => {
    const { id, what } = request.params;
    const answer = ANSWERS[what];
    const world = enter(current(), request, response);
    if (world === undefined) return;
    const model = (await world.models()).find((each) => each.id === id);
    if (model === undefined || answer === undefined) refuse(response, 404);
    else ok(response, answer(model, world));
  });
  return router;
}
