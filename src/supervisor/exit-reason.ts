/** Why a child ended. Different reasons are different things for the operator, so they are logged and counted apart. */

export const EXIT_REASONS = [
  /** A signal that we did not send: the kernel's out-of-memory killer, or somebody's hand. */
  'killed',
  /** V8 aborted because the heap limit was reached. */
  'memory',
  /** A restart would not help. */
  'fatal',
  /** We asked it to. */
  'stopped',
  /** It ended by itself, with whatever code: a child is never finished. */
  'crashed',
  /** Its heartbeats stopped. */
  'hung',
  /** It beats, but what it is there for does not happen. */
  'deaf',
  /** Its resident memory was over the limit. */
  'drained-for-memory',
] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

/** Why the supervisor itself wants a child gone. */
export type StopCause = Extract<ExitReason, 'stopped' | 'fatal' | 'hung' | 'deaf' | 'drained-for-memory'>;

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** EX_CONFIG of sysexits.h: a configuration that only a person can mend. */
export const EX_CONFIG = 78;

/** `cause` is why we wanted it gone, if we did. Heap exhaustion shows as SIGABRT (measured with Node 24). */
export function exitReason(exit: Exit, cause: StopCause | null): ExitReason {
  if (cause !== null) return cause;
  if (exit.signal === 'SIGABRT') return 'memory';
  if (exit.signal !== null) return 'killed';
  return exit.code === EX_CONFIG ? 'fatal' : 'crashed';
}
