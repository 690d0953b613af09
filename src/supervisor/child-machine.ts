/**
 * One child's life as a pure step function: no clock, no process, no log. The shell performs the effects.
 *
 *   idle -> starting -> ready -> stopping -> backoff -> starting …
 *                                        \-> ended
 */
import { assertNever } from '../shared/assert-never.ts';
import {
  type Beat,
  type Child,
  type ChildEffect,
  type ChildEvent,
  type ChildPolicy,
  type ChildState,
  type ChildStep,
  type Fault,
  type Life,
  deadlineOf,
  silentAt,
} from './child.ts';
import { EX_CONFIG, type ExitReason, type StopCause, exitReason } from './exit-reason.ts';
import { type RestartHistory, type RestartPolicy, decideRestart, recordRestart } from './restart-policy.ts';

const stay = (child: Child): ChildStep => [child, []];

function fork(child: Child, now: number): ChildStep {
  const life: Life = {
    startedAt: now,
    lastBeatAt: now,
    vitals: null,
    progress: { count: 0, at: now, withinMs: null },
  };
  return [{ ...child, state: { kind: 'starting', life } }, [{ do: 'fork' }]];
}

function onBeat(child: Child, beat: Beat, now: number, policy: ChildPolicy): ChildStep {
  const { state } = child;
  if (state.kind !== 'starting' && state.kind !== 'ready') return stay(child);
  const { progress } = state.life;
  const hasProgressed = beat.progress.count > progress.count;
  const isNewlyExpected = progress.withinMs === null && beat.progress.withinMs !== null;
  const life: Life = {
    ...state.life,
    lastBeatAt: now,
    vitals: { rssBytes: beat.rssBytes, loopDelayMs: beat.loopDelayMs },
    progress: { ...beat.progress, at: hasProgressed || isNewlyExpected ? now : progress.at },
  };
  const history = hasProgressed ? { ...child.history, failures: 0 } : child.history;
  const alive: Child = { ...child, history, state: { ...state, life } };
  return beat.rssBytes > policy.memoryLimitBytes ? remove(alive, life, 'drained-for-memory', now, policy) : stay(alive);
}

/** Takes a child out that is not well; it comes back after its backoff. */
function remove(child: Child, life: Life, cause: StopCause, now: number, policy: ChildPolicy): ChildStep {
  const isDrain = cause === 'drained-for-memory';
  const graceMs = isDrain ? policy.drainMs : policy.terminateGraceMs;
  const fields = {
    child: child.name,
    silentMs: Math.round(now - life.lastBeatAt),
    ...(cause === 'deaf' ? { noProgressMs: Math.round(now - life.progress.at) } : {}),
    ...life.vitals,
  };
  return [
    { ...child, state: { kind: 'stopping', life, cause, killAt: now + graceMs, isFinal: false } },
    [
      { do: 'log', level: 'warn', message: `child.${cause}`, fields },
      { do: 'ask-to-stop', graceMs },
      ...(isDrain ? [] : [{ do: 'signal', signal: 'SIGTERM' } as const]),
    ],
  ];
}

function onTick(child: Child, now: number, policy: ChildPolicy): ChildStep {
  const at = deadlineOf(child, policy);
  if (at === null || now < at) return stay(child);
  const { state } = child;
  switch (state.kind) {
    case 'starting':
    case 'ready':
      return remove(child, state.life, now >= silentAt(state, policy) ? 'hung' : 'deaf', now, policy);
    case 'stopping':
      return kill(child, state);
    case 'backoff': {
      const history = recordRestart(policy.restart, child.history, now);
      return fork({ ...child, history, restarts: child.restarts + 1 }, now);
    }
    case 'idle':
    case 'ended':
      return stay(child);
    default:
      return assertNever(state);
  }
}

function kill(child: Child, state: Extract<ChildState, { kind: 'stopping' }>): ChildStep {
  const effects: ChildEffect[] = [
    { do: 'log', level: 'warn', message: 'child.killed_by_us', fields: { child: child.name } },
    { do: 'signal', signal: 'SIGKILL' },
  ];
  return [{ ...child, state: { ...state, killAt: null } }, effects];
}

/** Without asking, for good. */
function onKill(child: Child, now: number): ChildStep {
  const [asked] = onStop(child, 0, now);
  return asked.state.kind === 'stopping' ? kill(asked, asked.state) : stay(asked);
}

function onStop(child: Child, graceMs: number, now: number): ChildStep {
  const { state } = child;
  switch (state.kind) {
    case 'starting':
    case 'ready': {
      const { life } = state;
      return [
        { ...child, state: { kind: 'stopping', life, cause: 'stopped', killAt: now + graceMs, isFinal: true } },
        [{ do: 'ask-to-stop', graceMs }],
      ];
    }
    case 'stopping': {
      const killAt = state.killAt === null ? null : Math.min(state.killAt, now + graceMs);
      return stay({ ...child, state: { ...state, killAt, isFinal: true } });
    }
    case 'idle':
    case 'backoff':
      return stay({ ...child, state: { kind: 'ended', isForced: false } });
    case 'ended':
      return stay(child);
    default:
      return assertNever(state);
  }
}

function onFatal(child: Child, fault: Fault, now: number, policy: ChildPolicy): ChildStep {
  const { state } = child;
  if (state.kind !== 'starting' && state.kind !== 'ready') return stay(child);
  const killAt = now + policy.terminateGraceMs;
  return [
    { ...child, state: { kind: 'stopping', life: state.life, cause: 'fatal', killAt, isFinal: true } },
    [{ do: 'end-service', code: EX_CONFIG, fault }],
  ];
}

function onExit(
  child: Child,
  exit: Extract<ChildEvent, { type: 'exited' }>,
  now: number,
  policy: ChildPolicy,
): ChildStep {
  const { state } = child;
  if (state.kind !== 'starting' && state.kind !== 'ready' && state.kind !== 'stopping') return stay(child);
  const cause = state.kind === 'stopping' ? state.cause : null;
  const reason = exitReason(exit, cause);
  const fields = {
    child: child.name,
    reason,
    code: exit.code,
    signal: exit.signal,
    ...(exit.problem === undefined ? {} : { problem: exit.problem }),
    uptimeMs: Math.round(now - state.life.startedAt),
  };
  const level = reason === 'stopped' ? 'info' : 'error';
  const log: ChildEffect = { do: 'log', level, message: 'child.exited', fields };
  const counted: Child = { ...child, exits: { ...child.exits, [reason]: (child.exits[reason] ?? 0) + 1 } };
  const isForced = state.kind === 'stopping' && state.killAt === null;
  if (state.kind === 'stopping' && state.isFinal) {
    return [{ ...counted, state: { kind: 'ended', isForced } }, [log]];
  }
  if (reason === 'fatal') {
    const fault: Fault = {
      code: 'CONFIG_INVALID',
      reason: `${child.name} ended with code ${EX_CONFIG}`,
      remedy: `read what ${child.name} wrote before it ended`,
    };
    return [{ ...counted, state: { kind: 'ended', isForced } }, [log, { do: 'end-service', code: EX_CONFIG, fault }]];
  }
  return restartOrGiveUp(counted, reason, log, { now, jitter: exit.jitter, policy: policy.restart });
}

function restartOrGiveUp(
  child: Child,
  reason: ExitReason,
  log: ChildEffect,
  at: { readonly now: number; readonly jitter: number; readonly policy: RestartPolicy },
): ChildStep {
  const verdict = decideRestart(at.policy, child.history, at.now, at.jitter);
  if (verdict.kind === 'give-up') {
    const { restarts, ms } = verdict.window;
    const fault: Fault = {
      code: 'GAVE_UP',
      reason: `${child.name} ended again (${reason}) after ${restarts} restarts within ${Math.round(ms / 1_000)} s`,
      remedy: `read the last lines of ${child.name} in the log; the platform starts the whole service again`,
    };
    return [{ ...child, state: { kind: 'ended', isForced: false } }, [log, { do: 'end-service', code: 1, fault }]];
  }
  const history: RestartHistory = { ...child.history, failures: child.history.failures + 1 };
  const fields = { child: child.name, inMs: Math.round(verdict.at - at.now), failures: history.failures };
  return [
    { ...child, history, state: { kind: 'backoff', until: verdict.at } },
    [log, { do: 'log', level: 'info', message: 'child.restarts', fields }],
  ];
}

/** Everybody's silence is forgiven for as long as the supervisor could not listen. */
function forgive(child: Child, ms: number, now: number): Child {
  const { state } = child;
  if (state.kind !== 'starting' && state.kind !== 'ready') return child;
  const { life } = state;
  const later = (at: number): number => Math.min(now, at + ms);
  const progress = { ...life.progress, at: later(life.progress.at) };
  return { ...child, state: { ...state, life: { ...life, lastBeatAt: later(life.lastBeatAt), progress } } };
}

/** `now` is monotonic milliseconds and never runs backwards. */
export function stepChild(child: Child, event: ChildEvent, now: number, policy: ChildPolicy): ChildStep {
  switch (event.type) {
    case 'start':
      return child.state.kind === 'idle' ? fork(child, now) : stay(child);
    case 'ready': {
      const { state } = child;
      if (state.kind !== 'starting') return stay(child);
      const life: Life = { ...state.life, lastBeatAt: now };
      const fields = { child: child.name, afterMs: Math.round(now - life.startedAt) };
      return [
        { ...child, state: { kind: 'ready', life } },
        [{ do: 'log', level: 'info', message: 'child.ready', fields }],
      ];
    }
    case 'beat':
      return onBeat(child, event, now, policy);
    case 'fatal':
      return onFatal(child, event.fault, now, policy);
    case 'exited':
      return onExit(child, event, now, policy);
    case 'stop':
      return onStop(child, event.graceMs, now);
    case 'kill':
      return onKill(child, now);
    case 'paused':
      return stay(forgive(child, event.ms, now));
    case 'tick':
      return onTick(child, now, policy);
    default:
      return assertNever(event);
  }
}
