/** The HTTP application without its socket: four routes, and the same short refusal for everything else. */
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Metrics } from '../../adapters/metrics/metrics.ts';
import { METRICS_CONTENT_TYPE, renderMetrics } from '../../adapters/metrics/snapshot.ts';
import { toAppError } from '../../shared/errors.ts';
import { isRefusalStatus, refuse } from './answers.ts';
import { type FloodLimits, createFloodGate } from './flood-gate.ts';
import { supervisorFigures } from './figures.ts';
import { type KieCallbackDeps, kieCallback } from './kie-callback.ts';
import { needsRestart } from './liveness.ts';
import { readinessOf } from './readiness.ts';
import { recordRequests } from './record-requests.ts';
import type { Supervision } from './supervision.ts';

export interface HealthAppDeps extends Omit<KieCallbackDeps, 'count'> {
  readonly supervision: () => Supervision;
  readonly isStopping: () => boolean;
  /** How long the supervisor may say nothing before a restart is asked for. */
  readonly silenceLimitMs: number;
  readonly metrics: Pick<Metrics<'health'>, 'requests' | 'callbacks' | 'snapshot'>;
  readonly limits: FloodLimits;
  readonly onAnswered: () => void;
}

/** Nothing here is a page, so nothing may be loaded, framed or kept. */
const headers = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  xFrameOptions: { action: 'deny' },
});

const noStore: RequestHandler = (_request, response, next) => {
  response.set('cache-control', 'no-store');
  next();
};

function answerError(deps: Pick<HealthAppDeps, 'log'>): ErrorRequestHandler {
  return (thrown: unknown, _request, response, next) => {
    const status: unknown = thrown instanceof Error && 'status' in thrown ? thrown.status : undefined;
    const isTheirs = typeof status === 'number' && status >= 400 && status < 500;
    if (!isTheirs) deps.log.error('http.handler_failed', { error: toAppError(thrown) });
    if (response.headersSent) {
      next(thrown);
      return;
    }
    if (thrown instanceof URIError) refuse(response, 404);
    else if (isTheirs) refuse(response, isRefusalStatus(status) ? status : 400);
    else refuse(response, 500);
  };
}

export function createHealthApp(deps: HealthAppDeps): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', false).set('env', 'production');
  app.use(recordRequests(deps), headers, noStore);

  /** `only` is the value of Allow; GET answers HEAD too. */
  const route = (path: string, only: 'GET, HEAD' | 'POST', ...handlers: RequestHandler[]): void => {
    const known: RequestHandler = (_request, response, next) => {
      response.locals['route'] = path;
      next();
    };
    const at = app.route(path).all(known);
    if (only === 'POST') at.post(...handlers);
    else at.get(...handlers);
    at.all((_request, response) => {
      response.set('allow', only);
      refuse(response, 405);
    });
  };

  route('/health', 'GET, HEAD', (_request, response) => {
    const isSick = needsRestart(deps.supervision(), deps.silenceLimitMs);
    response
      .status(isSick ? 503 : 200)
      .type('text/plain')
      .send(isSick ? 'restart needed' : 'ok');
  });

  const readGate = createFloodGate(deps.limits);
  route('/ready', 'GET, HEAD', readGate, (_request, response) => {
    const readiness = readinessOf(deps.supervision(), deps.isStopping());
    response.status(readiness.ready ? 200 : 503).json(readiness);
  });

  route('/metrics', 'GET, HEAD', readGate, async (_request, response) => {
    const supervision = deps.supervision();
    const own = { process: 'health', metrics: await deps.metrics.snapshot() };
    const sources = [{ metrics: supervisorFigures(supervision) }, own, ...supervision.metrics];
    response.set('content-type', METRICS_CONTENT_TYPE).send(await renderMetrics(sources));
  });

  const count: KieCallbackDeps['count'] = (outcome) => deps.metrics.callbacks.inc({ outcome });
  const callbackGate = createFloodGate(deps.limits, () => count('throttled'));
  route('/kie/callback/:token', 'POST', callbackGate, ...kieCallback({ ...deps, count }));

  app.use((_request, response) => refuse(response, 404));
  app.use(answerError(deps));
  return app;
}
