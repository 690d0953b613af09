/**
 * `POST /kie/callback/:token`: KIE AI says that a task ended. It is only a hint (the result is re-read with our key), so
 * nothing of the body is trusted or passed on but the task id, and 200 is answered only after the generation child has
 * stored the hint: KIE tries three times.
 */
import type { IncomingHttpHeaders } from 'node:http';
import express, { type RequestHandler } from 'express';
import * as z from 'zod';
import { type Clock, sleep } from '../../shared/clock.ts';
import { toAppError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { JsonObject } from '../../supervisor/protocol.ts';
import { refuse } from './answers.ts';

type CallbackOutcome = 'accepted' | 'unknown' | 'refused' | 'throttled' | 'unavailable';

export interface KieCallbackDeps {
  /** Hands the hint to the generation child; rejects when it does not answer in time. */
  readonly hint: (body: { readonly token: string; readonly taskId: string | null }) => Promise<JsonObject>;
  readonly taskIdOf: (body: unknown) => string | null;
  /** Null when the operator has set no key: then nothing is signed. */
  readonly isGenuine: ((headers: IncomingHttpHeaders, taskId: string | null) => boolean) | null;
  readonly count: (outcome: CallbackOutcome) => void;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * No 404 is answered sooner after the request than this: a token that was never issued must not be recognisable by
   * the speed of the refusal.
   */
  readonly notFoundAfterMs: number;
}

const TOKEN = /^[A-Za-z0-9_-]{20,64}$/;
const Reply = z.object({ known: z.boolean() });
const RETRY_AFTER_SECONDS = 5;

const MAX_BODY_BYTES = 100 * 1_024;

/** Any content type: the body counts, not what the sender calls it. Without one the token alone is the hint. */
const readJson = express.json({ limit: MAX_BODY_BYTES, type: () => true });

/** The reader above would take all of a body that is too large before it says so; one that says its size is cut off at once. */
const refuseHuge: RequestHandler = (request, response, next) => {
  if (Number(request.headers['content-length'] ?? 0) <= MAX_BODY_BYTES) {
    next();
    return;
  }
  response.set('connection', 'close');
  refuse(response, 413);
};

async function isKnown(deps: KieCallbackDeps, token: string, taskId: string | null): Promise<boolean | null> {
  try {
    return Reply.parse(await deps.hint({ token, taskId })).known;
  } catch (thrown) {
    deps.log.warn('callback.not_stored', { error: toAppError(thrown) });
    return null;
  }
}

/** The handlers of the route, in order. */
export function kieCallback(deps: KieCallbackDeps): RequestHandler[] {
  const receive: RequestHandler = async (request, response) => {
    const startedAt = deps.clock.monotonic();
    const notFound = async (): Promise<void> => {
      deps.count('unknown');
      await sleep(Math.max(0, deps.notFoundAfterMs - (deps.clock.monotonic() - startedAt)));
      refuse(response, 404);
    };
    const { token } = request.params;
    if (typeof token !== 'string' || !TOKEN.test(token)) {
      await notFound();
      return;
    }
    const taskId = deps.taskIdOf(request.body);
    if (deps.isGenuine !== null && !deps.isGenuine(request.headers, taskId)) {
      deps.count('refused');
      deps.log.warn('callback.signature_refused', {});
      refuse(response, 401);
      return;
    }
    const known = await isKnown(deps, token, taskId);
    if (known === false) {
      await notFound();
      return;
    }
    deps.count(known === null ? 'unavailable' : 'accepted');
    if (known === null) refuse(response, 503, RETRY_AFTER_SECONDS);
    else response.json({ code: 200 });
  };
  return [refuseHuge, readJson, receive];
}
