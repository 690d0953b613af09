/** The composition root of the health child: everything long-lived is made here. */
import { taskIdOfCallback } from '../../adapters/kie/callback-body.ts';
import { verifyCallback } from '../../adapters/kie/callback-signature.ts';
import { createMetrics } from '../../adapters/metrics/metrics.ts';
import type { ConfigOf } from '../../config/env.ts';
import { systemClock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { ChildLink } from '../../supervisor/child-link.ts';
import { createHealthApp } from './app.ts';
import type { KieCallbackDeps } from './kie-callback.ts';
import { type HealthServer, createHealthServer } from './server.ts';
import { watchSupervision } from './supervision.ts';

/** KIE waits 15 s for the answer to a callback. */
const HINT_DEADLINE_MS = 10_000;
/** The supervisor reports every second. */
const SILENCE_LIMIT_MS = 10_000;
const NOT_FOUND_AFTER_MS = 50;
const LIMITS = { perAddress: 25, overall: 50 };
const PORT_BUSY_FOR_MS = 2_000;

function signatureCheck(key: string | undefined): KieCallbackDeps['isGenuine'] {
  if (key === undefined) return null;
  return (headers, taskId) => taskId !== null && verifyCallback(headers, taskId, key, systemClock.now()).ok;
}

export interface HealthParts {
  readonly server: HealthServer;
  /** From now on `/ready` is 503. */
  readonly markStopping: () => void;
}

export function wireHealth(link: ChildLink, config: ConfigOf<'health'>, log: Log, host: string): HealthParts {
  let isStopping = false;
  const app = createHealthApp({
    supervision: watchSupervision(link, systemClock),
    isStopping: () => isStopping,
    silenceLimitMs: SILENCE_LIMIT_MS,
    metrics: createMetrics('health'),
    limits: LIMITS,
    hint: (body) => link.request('generation', 'kie-callback', { ...body }, HINT_DEADLINE_MS),
    taskIdOf: taskIdOfCallback,
    isGenuine: signatureCheck(config.KIE_WEBHOOK_HMAC_KEY),
    notFoundAfterMs: NOT_FOUND_AFTER_MS,
    onAnswered: link.progress.bump,
    clock: systemClock,
    log,
  });
  return {
    server: createHealthServer(app, { host, port: config.PORT, busyForMs: PORT_BUSY_FOR_MS }),
    markStopping: () => {
      isStopping = true;
    },
  };
}
