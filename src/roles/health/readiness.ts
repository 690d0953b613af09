/** `/ready`: could this instance do its job now? Built field by field, so a child's status can never leak a secret. */
import * as z from 'zod';
import type { ChildReport } from '../../supervisor/protocol.ts';
import type { Supervision } from './supervision.ts';

const PollingStatus = z.object({
  role: z.enum(['polling', 'standby', 'starting', 'conflict']).catch('starting'),
  leaseOwner: z.string().max(200).nullable().catch(null),
  leaseEpoch: z.number().nullable().catch(null),
  /** Epoch milliseconds of the last finished getUpdates. */
  lastPollAt: z.number().nullable().catch(null),
});
type PollingStatus = z.output<typeof PollingStatus>;

/** Waiting and running jobs by queue. */
const Queues = z.record(z.string().max(100), z.number()).catch({});

export interface Readiness extends PollingStatus {
  readonly ready: boolean;
  readonly uptimeSeconds: number;
  readonly children: readonly Omit<ChildReport, 'status' | 'pid'>[];
  readonly queues: Readonly<Record<string, number>>;
}

const withoutStatus = ({ name, state, restarts, exits, rssBytes, loopDelayMs, lastBeatAgeMs }: ChildReport) => ({
  name,
  state,
  restarts,
  exits,
  rssBytes,
  loopDelayMs,
  lastBeatAgeMs,
});

/** What the generation child says of its queues; empty while it says nothing. */
export function queueDepths(supervision: Supervision): Readonly<Record<string, number>> {
  const generation = supervision.peers?.children.find((child) => child.name === 'generation');
  return Queues.parse(generation?.status['queues'] ?? {});
}

/** The polling child's own words, or `starting` while it has not said anything since it was last started. */
export function pollingStatus(supervision: Supervision): PollingStatus {
  const polling = supervision.peers?.children.find((child) => child.name === 'polling');
  return PollingStatus.parse(polling?.state === 'ready' ? polling.status : {});
}

/** Ready = every other child is, and the bot is either polled here or deliberately not. `isStopping` turns it red. */
export function readinessOf(supervision: Supervision, isStopping: boolean): Readiness {
  const children = supervision.peers?.children ?? [];
  const polling = pollingStatus(supervision);
  const needed = children.filter((child) => child.name !== 'health');
  const canServe = polling.role === 'polling' || polling.role === 'standby';
  return {
    ready: !isStopping && canServe && needed.every((child) => child.state === 'ready'),
    ...polling,
    uptimeSeconds: Math.round((supervision.peers?.uptimeMs ?? 0) / 1_000),
    children: children.map(withoutStatus),
    queues: queueDepths(supervision),
  };
}
