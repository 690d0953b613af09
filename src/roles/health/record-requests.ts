import type { RequestHandler } from 'express';
import type { Metrics } from '../../adapters/metrics/metrics.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';

export interface RecordRequestsDeps {
  readonly metrics: Pick<Metrics<'health'>, 'requests'>;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: Pick<Log, 'debug'>;
  /** An answer is what this process is there for: it counts as progress. */
  readonly onAnswered: () => void;
}

/**
 * Times every answer and logs it at debug, under the pattern of its route: the path itself may carry a callback token,
 * or anything else that a stranger typed.
 */
export function recordRequests(deps: RecordRequestsDeps): RequestHandler {
  return (request, response, next) => {
    const startedAt = deps.clock.monotonic();
    response.once('finish', () => {
      const durationMs = deps.clock.monotonic() - startedAt;
      const route = typeof response.locals['route'] === 'string' ? response.locals['route'] : 'unknown';
      const labels = { method: request.method, route, status: String(response.statusCode) };
      deps.metrics.requests.observe(labels, durationMs / 1_000);
      deps.onAnswered();
      deps.log.debug('http.answered', { ...labels, durationMs: Math.round(durationMs) });
    });
    next();
  };
}
