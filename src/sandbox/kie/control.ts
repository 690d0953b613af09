/** The control calls under `/sim/`, for tests and the stand; never part of the original. Plain JSON, real HTTP codes. */
import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import { Model } from '../../domain/catalog/model.ts';
import { Failure, Fault, ModelFailure, SettingsPatch } from './settings.ts';
import type { CallbackTry, Task, TaskState } from './tasks.ts';
import type { World } from './world.ts';

/** A task as the journal shows it. Times are epoch milliseconds, credits are KIE's. */
export interface JournalTask {
  readonly taskId: string;
  readonly model: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly state: TaskState;
  readonly callBackUrl: string | null;
  readonly userId: number;
  readonly createTime: number;
  readonly completeTime: number | null;
  readonly billedCredits: number;
  readonly resultUrls: readonly string[];
  readonly failCode: string | null;
  readonly failMsg: string | null;
  readonly callbackTries: readonly CallbackTry[];
}

function journalOf(task: Task): JournalTask {
  return {
    taskId: task.taskId,
    model: task.model.id,
    input: task.input,
    state: task.state,
    callBackUrl: task.callBackUrl ?? null,
    userId: task.account.userId,
    createTime: task.createTime,
    completeTime: task.completeTime,
    billedCredits: task.creditsConsumed,
    resultUrls: task.result?.resultUrls ?? task.result?.data?.map((track) => track.audio_url) ?? [],
    failCode: task.failure?.failCode ?? null,
    failMsg: task.failure?.failMsg ?? null,
    callbackTries: task.callbackTries,
  };
}

/** A body that does not fit is a mistake in a test: 400 with what is wrong. */
function accept<T>(schema: z.ZodType<T>, act: (value: T) => unknown) {
  return async (request: Request, response: Response): Promise<void> => {
    const body = schema.safeParse(request.body ?? {});
    if (body.success) response.json((await act(body.data)) ?? {});
    else response.status(400).json({ problem: z.prettifyError(body.error) });
  };
}

const ModelId = z.strictObject({ id: z.string().min(1) });
const ModelChange = ModelId.extend({ changes: z.record(z.string(), z.unknown()) });

/** What is on offer, at run time. */
function shelfRouter(world: () => World): Router {
  const router = Router();
  router.post(
    '/sim/model',
    accept(Model, (model) => world().shelf.put(model)),
  );
  router.post('/sim/model/change', async (request, response) => {
    const { shelf } = world();
    const { id, changes } = ModelChange.parse(request.body);
    const changed = Model.safeParse({ ...(await shelf.find(id)), ...changes });
    if (changed.success) await shelf.put(changed.data);
    response
      .status(changed.success ? 200 : 400)
      .json({ problem: changed.success ? null : z.prettifyError(changed.error) });
  });
  router.post(
    '/sim/model/remove',
    accept(ModelId, async ({ id }) => ({ removed: await world().shelf.remove(id) })),
  );
  router.post(
    '/sim/model/fail',
    accept(ModelFailure, ({ id, failure }) => world().faults.failModel(id, failure)),
  );
  return router;
}

export function controlRouter(world: () => World, reset: () => void): Router {
  const router = Router();
  router.use(shelfRouter(world));
  const journal = (): readonly Task[] => {
    world().tasks.advance();
    return world().tasks.all();
  };
  router.get('/sim/tasks', (_request, response) => void response.json(journal().map(journalOf)));
  router.get('/sim/billed', (_request, response) => {
    const thousandths = journal().reduce((sum, task) => sum + Math.round(task.creditsConsumed * 1_000), 0);
    response.json({ credits: thousandths / 1_000 });
  });
  router.get('/sim/calls', (_request, response) => void response.json(world().calls));
  router.post(
    '/sim/settings',
    accept(SettingsPatch, (patch) => world().change(patch)),
  );
  router.post(
    '/sim/fault',
    accept(Fault.strict(), (fault) => world().faults.addFault(fault)),
  );
  router.post(
    '/sim/fail-next',
    accept(Failure.strict(), (failure) => world().faults.addFailure(failure)),
  );
  router.post('/sim/faults/clear', (_request, response) => {
    world().faults.clear();
    response.json({});
  });
  router.post(
    '/sim/credits',
    accept(z.strictObject({ credits: z.number().min(0), key: z.string().min(8).optional() }), ({ credits, key }) =>
      world().accounts.setCredits(credits, key),
    ),
  );
  router.post(
    '/sim/revoke',
    accept(z.strictObject({ key: z.string().min(8) }), ({ key }) => world().accounts.revoke(key)),
  );
  router.post(
    '/sim/expire',
    accept(z.strictObject({ url: z.string() }), ({ url }) => ({ expired: world().files.expire(url) })),
  );
  router.post('/sim/reset', (_request, response) => {
    reset();
    response.json({});
  });
  return router;
}
