/** `/bot<token>/<method>` and `/file/bot<token>/<path>`: who calls, what fails on order, what is answered. */
import { setTimeout as delay } from 'node:timers/promises';
import { Router, type Request, type Response } from 'express';
import { ApiError, errorBody } from './api-error.ts';
import type { Bot } from './bot.ts';
import { Described, type Call } from './call.ts';
import type { SimCall } from './contract.ts';
import type { SimFault } from './fault-contract.ts';
import { sendFaultyAnswer, type Answer } from './faulty-answer.ts';
import { checkLoggedIn } from './methods/account.ts';
import { findMethod } from './methods/index.ts';
import { Params } from './params.ts';
import { readParams } from './params-body.ts';
import type { World } from './world.ts';

const TOKEN = /^(\d{6,}):[\w-]{30,}$/;
const unauthorized = (): ApiError => new ApiError(401, 'Unauthorized');
const notFound = (): ApiError => new ApiError(404, 'Not Found');

function botOf(world: World, token: string): Bot {
  const id = TOKEN.exec(token)?.[1];
  if (id === undefined) throw unauthorized();
  const bot = world.bot(id);
  if (bot.revoked) throw unauthorized();
  return bot;
}

async function answerTo(run: () => unknown): Promise<Answer> {
  try {
    const result = await run();
    if (!(result instanceof Described)) return { status: 200, body: { ok: true, result } };
    return { status: 200, body: { ok: true, result: result.result, description: result.description } };
  } catch (error) {
    if (error instanceof ApiError) return { status: error.code, body: errorBody(error) };
    throw error;
  }
}

/** Aborts when the caller hangs up before the answer, or when the sandbox stops. */
function goneSignal(world: World, response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return AbortSignal.any([gone.signal, world.stopping]);
}

/** Ends early when the caller has gone. */
async function pause(fault: SimFault, signal: AbortSignal): Promise<void> {
  await delay(fault.delayMs ?? 1_000, undefined, { signal }).catch(() => undefined);
}

const EXECUTED: ReadonlySet<string> = new Set(['delay', 'truncated', 'accept-then-drop']);

async function perform(call: Call, name: string, fault: SimFault | null): Promise<Answer> {
  if (fault !== null && !EXECUTED.has(fault.behaviour)) return { status: 0, body: null };
  if (fault?.behaviour === 'delay') await pause(fault, call.signal);
  return await answerTo(() => {
    checkLoggedIn(call);
    const found = findMethod(name);
    if (found === undefined) throw notFound();
    return found.method(call);
  });
}

interface Journal {
  readonly bot: Bot;
  readonly method: string;
  readonly params: Params;
  readonly fault: SimFault | null;
  readonly startedAt: number;
  readonly at: number;
}

function record({ bot, method, params, fault, startedAt, at }: Journal, { status, body }: Answer): void {
  const call: SimCall = {
    id: (bot.calls.at(-1)?.id ?? 0) + 1,
    ...{ method, at, durationMs: Math.round(performance.now() - startedAt), params: params.toJson() },
    ...{ status, answer: body, faultId: fault?.id ?? null },
  };
  bot.calls.push(call);
  bot.bus.emit('call', { botId: bot.id, call });
}

async function serveCall(world: World, request: Request, response: Response, bot: Bot, given: string): Promise<void> {
  const method = findMethod(given)?.name ?? given;
  const fault = world.faults.take(bot.id, method);
  const signal = goneSignal(world, response);
  const journal = { bot, method, fault, startedAt: performance.now(), at: bot.now() };
  let params = new Params(new Map());
  let answer: Answer;
  try {
    params = await readParams(request);
    answer = await perform({ bot, world, params, signal }, given, fault);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    answer = { status: error.code, body: errorBody(error) };
  }
  if (fault !== null && fault.behaviour !== 'delay') answer = await sendFaultyAnswer(response, fault, answer, signal);
  else if (signal.aborted) answer = { status: 0, body: null };
  else response.status(answer.status).json(answer.body);
  record({ ...journal, params }, answer);
}

/** The path's own parts, before anything is known about them. */
function pathParts(request: Request, expression: RegExp): readonly [string, string] {
  const [, token = '', rest = ''] = expression.exec(request.path) ?? [];
  try {
    return [decodeURIComponent(token), decodeURIComponent(rest)];
  } catch {
    return ['', '']; // A malformed escape names nothing.
  }
}

function refuse(response: Response, error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
  response.status(error.code).json(errorBody(error));
}

async function serveFile(world: World, request: Request, response: Response): Promise<void> {
  const [token, path] = pathParts(request, /^\/file\/bot([^/]+)\/(.+)$/);
  try {
    const bot = botOf(world, token);
    const file = bot.files.byLink(path, bot.now());
    if (file === undefined) throw notFound();
    const fault = world.faults.take(bot.id, 'file');
    const signal = goneSignal(world, response);
    if (fault?.behaviour === 'delay') await pause(fault, signal);
    else if (fault !== null) {
      await sendFaultyAnswer(response, fault, { status: 200, body: file.bytes }, signal);
      return;
    }
    response.type('application/octet-stream').send(file.bytes);
  } catch (error) {
    refuse(response, error);
  }
}

export function apiRouter(world: World): Router {
  const router = Router();
  router.all(/^\/bot[^/]*\/[^/]*\/?$/, async (request, response) => {
    const [token, method] = pathParts(request, /^\/bot([^/]*)\/([^/]*)/);
    try {
      await serveCall(world, request, response, botOf(world, token), method);
    } catch (error) {
      refuse(response, error);
    }
  });
  router.all(/^\/file\/bot/, (request, response) => serveFile(world, request, response));
  return router;
}
