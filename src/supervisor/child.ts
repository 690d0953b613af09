/** What the supervisor knows about one child, what can happen to it, and what is to be done about it. */
import { assertNever } from '../shared/assert-never.ts';
import type { Exit, ExitReason, StopCause } from './exit-reason.ts';
import type { ChildName } from './protocol.ts';
import type { RestartHistory, RestartPolicy } from './restart-policy.ts';

export interface ChildPolicy {
  /** Silence of a ready child that makes it hung. */
  readonly heartbeatTimeoutMs: number;
  /** The same until it is ready: loading code on a small machine blocks the event loop for seconds. */
  readonly startTimeoutMs: number;
  /** From SIGTERM to SIGKILL for a child that is hung, deaf or already ending itself. */
  readonly terminateGraceMs: number;
  /** What a child over its memory limit gets to finish its work. */
  readonly drainMs: number;
  readonly memoryLimitBytes: number;
  readonly restart: RestartPolicy;
}

/** What one incarnation has shown so far. Times are monotonic milliseconds. */
export interface Life {
  readonly startedAt: number;
  readonly lastBeatAt: number;
  readonly vitals: { readonly rssBytes: number; readonly loopDelayMs: number } | null;
  readonly progress: { readonly count: number; readonly at: number; readonly withinMs: number | null };
}

export type ChildState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' | 'ready'; readonly life: Life }
  | {
      readonly kind: 'stopping';
      readonly life: Life;
      readonly cause: StopCause;
      /** Null once SIGKILL is sent. */
      readonly killAt: number | null;
      /** The service is ending: it does not come back. */
      readonly isFinal: boolean;
    }
  | { readonly kind: 'backoff'; readonly until: number }
  /** For good. `isForced`: it had to be killed although it was only asked to stop. */
  | { readonly kind: 'ended'; readonly isForced: boolean };

export interface Child {
  readonly name: ChildName;
  readonly state: ChildState;
  readonly restarts: number;
  readonly history: RestartHistory;
  readonly exits: Readonly<Partial<Record<ExitReason, number>>>;
}

export interface Fault {
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
}

export interface Beat {
  readonly rssBytes: number;
  readonly loopDelayMs: number;
  readonly progress: { readonly count: number; readonly withinMs: number | null };
}

export type ChildEvent =
  | { readonly type: 'start' }
  | { readonly type: 'ready' }
  | ({ readonly type: 'beat' } & Beat)
  | { readonly type: 'fatal'; readonly fault: Fault }
  /** `jitter` (0 to 1) spreads the restart. `problem`: it could not even be started. */
  | ({ readonly type: 'exited'; readonly jitter: number; readonly problem?: string } & Exit)
  | { readonly type: 'stop'; readonly graceMs: number }
  | { readonly type: 'kill' }
  /** The supervisor itself was not running for so long: nobody's silence in that time means anything. */
  | { readonly type: 'paused'; readonly ms: number }
  | { readonly type: 'tick' };

export type ChildEffect =
  | { readonly do: 'fork' }
  | { readonly do: 'ask-to-stop'; readonly graceMs: number }
  | { readonly do: 'signal'; readonly signal: 'SIGTERM' | 'SIGKILL' }
  | {
      readonly do: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>>;
    }
  | { readonly do: 'end-service'; readonly code: 1 | 78; readonly fault: Fault };

export type ChildStep = readonly [Child, readonly ChildEffect[]];

export function newChild(name: ChildName): Child {
  return { name, state: { kind: 'idle' }, restarts: 0, history: { failures: 0, restartedAt: [] }, exits: {} };
}

/** When the silence of this child will have lasted too long. */
export function silentAt(state: Extract<ChildState, { kind: 'starting' | 'ready' }>, policy: ChildPolicy): number {
  return state.life.lastBeatAt + (state.kind === 'ready' ? policy.heartbeatTimeoutMs : policy.startTimeoutMs);
}

/** When this child next needs a `tick`; null when only an event can move it. */
export function deadlineOf(child: Child, policy: ChildPolicy): number | null {
  const { state } = child;
  switch (state.kind) {
    case 'starting':
    case 'ready': {
      const { at, withinMs } = state.life.progress;
      return Math.min(silentAt(state, policy), withinMs === null ? Infinity : at + withinMs);
    }
    case 'stopping':
      return state.killAt;
    case 'backoff':
      return state.until;
    case 'idle':
    case 'ended':
      return null;
    default:
      return assertNever(state);
  }
}
