/** createTask, recordInfo, the credits and the download links. */
import { randomUUID } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import type { Account } from './accounts.ts';
import { accountOf } from './auth.ts';
import { messageOf, ok, refuse, UNKNOWN_MODEL } from './envelope.ts';
import { measure } from './measured.ts';
import { filesOf, type Order } from './order.ts';
import { priceInCredits } from './price.ts';
import { recordOf } from './record.ts';
import type { TaskFailure } from './tasks.ts';
import type { World } from './world.ts';

const CreateTask = z.object({
  model: z.string().optional(),
  input: z.record(z.string(), z.unknown()).optional(),
  callBackUrl: z.string().optional(),
});

const CREATE_WINDOW_MS = 10_000;
const POLLS_PER_SECOND = 10;

type Handler = (world: World, account: Account, request: Request, response: Response) => void | Promise<void>;

/** Refuses a bad key with 401, then hands over. */
function authorized(world: () => World, handler: Handler) {
  return async (request: Request, response: Response): Promise<void> => {
    const account = accountOf(world(), request, response);
    if (account === undefined) refuse(response, 401);
    else await handler(world(), account, request, response);
  };
}

/** True when the request may pass; otherwise it was answered with 429. */
export function admitted(world: World, response: Response, key: string, limit: number, windowMs: number): boolean {
  if (!world.settings().rateLimit || world.limits.admit(key, limit, windowMs)) return true;
  refuse(response, 429);
  return false;
}

/** Whether an input file cannot be fetched: one of ours that is gone, or a foreign one where those count as dead. */
function hasDeadFile({ files, settings }: World, order: Order): boolean {
  return filesOf(order).some(({ url }) => {
    if (files.isOurs(url)) return files.find(url) === undefined;
    return settings().foreignMedia === 'dead' && !url.startsWith('asset:');
  });
}

interface Refusal {
  readonly code: number;
  readonly msg: string;
}

/** What speaks against a task that nothing has been paid for yet. */
function objection(world: World, account: Account, order: Order): Refusal | undefined {
  const wrong = world.checkInput(order);
  if (wrong !== undefined) return { code: 500, msg: wrong };
  const source = world.sources.problem(account, order);
  if (source !== undefined) return { code: 422, msg: source };
  const isDead = world.settings().deadMedia === 'refuse' && hasDeadFile(world, order);
  return isDead ? { code: 451, msg: messageOf(451) } : undefined;
}

/** A task whose input cannot be fetched fails, unless it was refused at once. */
function unreachableInput(world: World, order: Order): TaskFailure | undefined {
  return hasDeadFile(world, order) ? { failCode: '451', failMsg: messageOf(451) } : undefined;
}

const createTask: Handler = async (world, account, request, response) => {
  const { createsPer10s } = world.settings();
  if (!admitted(world, response, `create ${account.key}`, createsPer10s, CREATE_WINDOW_MS)) return;
  const body = CreateTask.safeParse(request.body);
  if (!body.success) {
    refuse(response, 400);
    return;
  }
  const { model: id, input = {}, callBackUrl } = body.data;
  const model = id === undefined ? undefined : await world.shelf.find(id);
  if (model === undefined) {
    refuse(response, 422, UNKNOWN_MODEL);
    return;
  }
  const order = { model, input };
  const refusal = objection(world, account, order);
  if (refusal !== undefined) {
    refuse(response, refusal.code, refusal.msg);
    return;
  }
  const earlier = world.sources.earlier(order);
  const price = priceInCredits({ ...order, earlier, measured: await measure(order, world.files) });
  if (account.balance - world.tasks.reserved(account) < price) {
    refuse(response, 402);
    return;
  }
  const plannedFailure = world.faults.takeFailure(model.id) ?? unreachableInput(world, order);
  const { taskId } = world.tasks.create({ account, model, input, callBackUrl, earlier, price, plannedFailure });
  ok(response, { taskId, recordId: taskId });
};

const recordInfo: Handler = (world, account, request, response) => {
  const { taskId } = request.query;
  if (typeof taskId !== 'string' || taskId === '') {
    refuse(response, 400, 'taskId parameter is required');
    return;
  }
  if (!admitted(world, response, `poll ${taskId}`, POLLS_PER_SECOND, 1_000)) return;
  const task = world.tasks.find(taskId);
  if (task?.account !== account) refuse(response, 422, 'recordInfo is null');
  else ok(response, recordOf(task, world.settings().shape));
};

const credit: Handler = (world, account, _request, response) => {
  world.tasks.advance();
  ok(response, account.balance);
};

/** Only files that KIE made or keeps get a link, valid for twenty minutes. */
const downloadUrl: Handler = (world, _account, request, response) => {
  const url = z.object({ url: z.string() }).safeParse(request.body).data?.url ?? '';
  const file = world.files.find(url);
  if (file === undefined) {
    refuse(response, 422, 'url is wrong');
    return;
  }
  const name = new URL(url).pathname.split('/').at(-1) ?? 'file';
  const expiresAt = Math.min(file.expiresAt, world.now() + world.settings().downloadUrlTtlMs);
  ok(response, world.files.put(`/download/${randomUUID()}/${name}`, { ...file, expiresAt }));
};

export function jobsRouter(world: () => World): Router {
  const router = Router();
  router.post('/api/v1/jobs/createTask', authorized(world, createTask));
  router.get('/api/v1/jobs/recordInfo', authorized(world, recordInfo));
  router.get('/api/v1/chat/credit', authorized(world, credit));
  router.post('/api/v1/common/download-url', authorized(world, downloadUrl));
  return router;
}
