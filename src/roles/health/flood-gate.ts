import type { RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { refuse } from './answers.ts';

export interface FloodLimits {
  /** Requests per second from one remote address. */
  readonly perAddress: number;
  /** Requests per second from everybody together. */
  readonly overall: number;
}

/**
 * Answers 429 with Retry-After over the limit. The remote address is the socket's: a forwarded one can be forged, and
 * behind a platform's proxy, where all requests share one address, the smaller limit is the one that counts.
 */
export function createFloodGate(limits: FloodLimits, onThrottled: () => void = () => undefined): RequestHandler {
  const perAddress = new RateLimiterMemory({ points: limits.perAddress, duration: 1 });
  const overall = new RateLimiterMemory({ points: limits.overall, duration: 1 });
  return async (request, response, next) => {
    try {
      await perAddress.consume(request.socket.remoteAddress ?? 'unknown');
      await overall.consume('all');
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) throw thrown;
      onThrottled();
      refuse(response, 429, Math.ceil(thrown.msBeforeNext / 1_000));
      return;
    }
    next();
  };
}
