/** How one child looks from outside, for its siblings. */
import { assertNever } from '../shared/assert-never.ts';
import type { Child, ChildState } from './child.ts';
import type { ChildReport, JsonObject } from './protocol.ts';

function stateName(state: ChildState): ChildReport['state'] {
  switch (state.kind) {
    case 'idle':
      return 'starting';
    case 'ended':
      return 'exited';
    case 'starting':
    case 'ready':
    case 'stopping':
    case 'backoff':
      return state.kind;
    default:
      return assertNever(state);
  }
}

export function reportOf(
  child: Child,
  seen: { readonly now: number; readonly pid: number | null; readonly status: JsonObject },
): ChildReport {
  const { state } = child;
  const life = 'life' in state ? state.life : null;
  return {
    name: child.name,
    state: stateName(state),
    pid: seen.pid,
    restarts: child.restarts,
    exits: { ...child.exits },
    rssBytes: life?.vitals?.rssBytes ?? null,
    loopDelayMs: life?.vitals?.loopDelayMs ?? null,
    lastBeatAgeMs: life === null ? null : Math.max(0, Math.round(seen.now - life.lastBeatAt)),
    status: seen.status,
  };
}
