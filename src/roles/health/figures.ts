/** The supervisor's view of the children as metrics. It sends plain reports, so it needs no metrics library itself. */
import type { MetricSnapshot } from '../../adapters/metrics/snapshot.ts';
import type { ChildReport } from '../../supervisor/protocol.ts';
import { pollingStatus, queueDepths } from './readiness.ts';
import type { Supervision } from './supervision.ts';

type Sample = MetricSnapshot['values'][number];

const metric = (
  name: string,
  type: 'counter' | 'gauge',
  help: string,
  values: readonly Sample[],
): readonly MetricSnapshot[] => (values.length === 0 ? [] : [{ name, type, help, values: [...values] }]);

/** A figure that is not known yet (no heartbeat so far) has no sample: null would read as zero. */
const perChild = (children: readonly ChildReport[], read: (child: ChildReport) => number | null): Sample[] =>
  children.flatMap((child) => {
    const value = read(child);
    return value === null ? [] : [{ value, labels: { child: child.name } }];
  });

const inSeconds = (ms: number | null): number | null => (ms === null ? null : ms / 1_000);

const ROLES = ['polling', 'standby', 'starting', 'conflict'] as const;

export function supervisorFigures(supervision: Supervision): MetricSnapshot[] {
  const { peers } = supervision;
  if (peers === undefined) return [];
  const { children } = peers;
  const exits = children.flatMap((child) =>
    Object.entries(child.exits).map(([reason, value]) => ({ value, labels: { child: child.name, reason } })),
  );
  const { role: current } = pollingStatus(supervision);
  const roles = ROLES.map((role) => ({ value: role === current ? 1 : 0, labels: { role } }));
  const queues = Object.entries(queueDepths(supervision)).map(([queue, value]) => ({ value, labels: { queue } }));
  const rss = perChild(children, (child) => child.rssBytes);
  const delay = perChild(children, (child) => inSeconds(child.loopDelayMs));
  const beat = perChild(children, (child) => inSeconds(child.lastBeatAgeMs));
  const restarts = perChild(children, (child) => child.restarts);
  const up = perChild(children, (child) => (child.state === 'ready' ? 1 : 0));
  const uptime = [{ value: peers.uptimeMs / 1_000, labels: {} }];
  return [
    ...metric('kie_bot_uptime_seconds', 'gauge', 'Time since the supervisor started.', uptime),
    ...metric('kie_bot_supervisor_rss_bytes', 'gauge', 'Resident memory of the supervisor.', [
      { value: peers.rssBytes, labels: {} },
    ]),
    ...metric('kie_bot_child_up', 'gauge', 'Whether the child process is ready (1).', up),
    ...metric('kie_bot_child_restarts_total', 'counter', 'Restarts of the child process.', restarts),
    ...metric('kie_bot_child_exits_total', 'counter', 'Ends of the child process by reason.', exits),
    ...metric('kie_bot_child_rss_bytes', 'gauge', 'Resident memory of the child process.', rss),
    ...metric('kie_bot_child_event_loop_delay_seconds', 'gauge', 'Event loop delay, 99th percentile.', delay),
    ...metric('kie_bot_child_heartbeat_age_seconds', 'gauge', 'Time since the last heartbeat.', beat),
    ...metric('kie_bot_polling_role', 'gauge', 'The role of this instance has the value 1, the others 0.', roles),
    ...metric('kie_bot_queue_jobs', 'gauge', 'Jobs that wait or run.', queues),
  ];
}
