/**
 * The whole service as a pure step function over its children: one-for-one restarts while it runs, an ordered stop
 * within a budget when it ends. The shell performs the effects.
 */
import { assertNever } from '../shared/assert-never.ts';
import { type Child, type ChildEffect, type ChildEvent, type ChildPolicy, type Fault, newChild } from './child.ts';
import { stepChild } from './child-machine.ts';
import type { ChildName } from './protocol.ts';
import { stopShare } from './stop-share.ts';

export interface ServicePolicy {
  readonly child: ChildPolicy;
  /** The whole stop, from the request to the end of the last child. */
  readonly shutdownTimeoutMs: number;
  /** What is left of it for SIGKILL to be obeyed and for our own end. */
  readonly killMarginMs: number;
}

export type Phase =
  | { readonly kind: 'running' }
  /** `code` is what the process will end with. */
  | { readonly kind: 'stopping'; readonly code: number; readonly deadline: number }
  | { readonly kind: 'finished'; readonly code: number };

export interface ServiceState {
  readonly phase: Phase;
  /** In stop order; they are all started at once. */
  readonly children: readonly Child[];
}

export type ServiceEvent =
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  /** Whoever asked is not willing to wait. */
  | { readonly type: 'kill' }
  | { readonly type: 'tick' }
  | { readonly type: 'paused'; readonly ms: number }
  | { readonly type: 'child'; readonly name: ChildName; readonly event: ChildEvent };

export type ServiceEffect =
  | (Exclude<ChildEffect, { do: 'end-service' }> & { readonly child: ChildName })
  /** To everybody who can still tell the admins. */
  | { readonly do: 'announce'; readonly child: ChildName; readonly code: 1 | 78; readonly fault: Fault }
  | { readonly do: 'finish'; readonly code: number };

export type ServiceStep = readonly [ServiceState, readonly ServiceEffect[]];

export function newService(stopOrder: readonly ChildName[]): ServiceState {
  return { phase: { kind: 'running' }, children: stopOrder.map(newChild) };
}

/** What one event does to the children it concerns; the end of the service is not decided here. */
function stepChildren(
  service: ServiceState,
  event: ChildEvent,
  concerns: (child: Child) => boolean,
  at: { readonly now: number; readonly policy: ServicePolicy },
): ServiceStep {
  const effects: ServiceEffect[] = [];
  let { phase } = service;
  const children = service.children.map((child) => {
    if (!concerns(child)) return child;
    const [next, wanted] = stepChild(child, event, at.now, at.policy.child);
    for (const effect of wanted) {
      if (effect.do !== 'end-service') {
        effects.push({ ...effect, child: child.name });
      } else if (phase.kind === 'running') {
        // The first cause decides the code; what fails while the service is ending changes nothing.
        effects.push({ do: 'announce', child: child.name, code: effect.code, fault: effect.fault });
        phase = { kind: 'stopping', code: effect.code, deadline: at.now + at.policy.shutdownTimeoutMs };
      }
    }
    return next;
  });
  return [{ phase, children }, effects];
}

/** Nobody comes back while the service ends: whoever is not running now, or is already on its way out, stays out. */
const isComingBack = ({ state }: Child): boolean =>
  state.kind === 'idle' || state.kind === 'backoff' || (state.kind === 'stopping' && !state.isFinal);

/** While the service ends: asks the next child in order as soon as the one before it is gone. */
function advanceStop(service: ServiceState, at: { now: number; policy: ServicePolicy }): ServiceStep {
  const { phase } = service;
  if (phase.kind !== 'stopping') return [service, []];
  const leftMs = Math.max(0, phase.deadline - at.policy.killMarginMs - at.now);
  const [settled, first] = stepChildren(service, { type: 'stop', graceMs: leftMs }, isComingBack, at);
  const { children } = settled;
  const index = children.findIndex((child) => child.state.kind !== 'ended');
  const next = children[index];
  if (next === undefined) {
    const isForced = children.some((child) => child.state.kind === 'ended' && child.state.isForced);
    const code = phase.code === 0 && isForced ? 1 : phase.code;
    return [{ children, phase: { kind: 'finished', code } }, [...first, { do: 'finish', code }]];
  }
  if (next.state.kind === 'stopping') return [settled, first];
  const graceMs = Math.floor(leftMs * stopShare(children.length - 1 - index));
  const [asked, second] = stepChildren(settled, { type: 'stop', graceMs }, (child) => child === next, at);
  return [asked, [...first, ...second]];
}

function beginStop(service: ServiceState, at: { now: number; policy: ServicePolicy }): ServiceState {
  if (service.phase.kind !== 'running') return service;
  return { ...service, phase: { kind: 'stopping', code: 0, deadline: at.now + at.policy.shutdownTimeoutMs } };
}

function react(service: ServiceState, event: ServiceEvent, at: { now: number; policy: ServicePolicy }): ServiceStep {
  switch (event.type) {
    case 'start': {
      // The last to stop is the first to start: health answers probes before the others load their code.
      const [started, effects] = stepChildren(service, event, () => true, at);
      return [started, effects.toReversed()];
    }
    case 'tick':
    case 'paused':
      return stepChildren(service, event, () => true, at);
    case 'child':
      return stepChildren(service, event.event, (child) => child.name === event.name, at);
    case 'stop':
      return [beginStop(service, at), []];
    case 'kill':
      return stepChildren(beginStop(service, at), event, () => true, at);
    default:
      return assertNever(event);
  }
}

/** `now` is monotonic milliseconds and never runs backwards. */
export function stepService(
  service: ServiceState,
  event: ServiceEvent,
  now: number,
  policy: ServicePolicy,
): ServiceStep {
  if (service.phase.kind === 'finished') return [service, []];
  const at = { now, policy };
  const [reacted, effects] = react(service, event, at);
  const [advanced, more] = advanceStop(reacted, at);
  return [advanced, [...effects, ...more]];
}
