import type { AppError } from '../../shared/errors.ts';

/** What a job says about itself; the queue adapter turns it into pg-boss' vocabulary. */
export type Outcome =
  | { readonly kind: 'done' }
  /** It failed and may be tried again by the queue's own backoff. */
  | { readonly kind: 'retry'; readonly error: AppError }
  /** Not a failure: the provider is still working, a limit was reached. A successor runs after the delay. */
  | { readonly kind: 'later'; readonly delaySeconds: number }
  /** It will never succeed: straight to the dead letters. */
  | { readonly kind: 'dead'; readonly error: AppError };

export const done: Outcome = { kind: 'done' };
export const later = (delaySeconds: number): Outcome => ({ kind: 'later', delaySeconds });
