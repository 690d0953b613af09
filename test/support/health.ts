/** The health application on a free port of 127.0.0.1, with whatever parts a test wants to own. */
import { createMetrics } from '../../src/adapters/metrics/metrics.ts';
import { type HealthAppDeps, createHealthApp } from '../../src/roles/health/app.ts';
import { createHealthServer } from '../../src/roles/health/server.ts';
import type { Supervision } from '../../src/roles/health/supervision.ts';
import { systemClock } from '../../src/shared/clock.ts';
import type { Log } from '../../src/shared/log.ts';
import type { Peers } from '../../src/supervisor/child-link.ts';
import type { ChildReport } from '../../src/supervisor/protocol.ts';

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

export function createListLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at =
    (level: string): Log['info'] =>
    (message, fields) =>
      void lines.push({ level, message, fields });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export const report = (name: ChildReport['name'], more: Partial<ChildReport> = {}): ChildReport => ({
  name,
  state: 'ready',
  pid: 4_242,
  restarts: 0,
  exits: {},
  rssBytes: 60_000_000,
  loopDelayMs: 2,
  lastBeatAgeMs: 300,
  status: {},
  ...more,
});

export const peersOf = (children: readonly ChildReport[]): Peers => ({
  v: 1,
  type: 'peers',
  uptimeMs: 61_000,
  rssBytes: 50_000_000,
  children: [...children],
});

/** A service in full health that polls. */
export const POLLING = { role: 'polling', leaseOwner: 'srv-1', leaseEpoch: 7, lastPollAt: 1_764_000_000_000 };
export const healthy = peersOf([
  report('polling', { status: POLLING }),
  report('generation', { status: { queues: { 'generation.submit': 3 } } }),
  report('health'),
]);

export const supervisionOf = (more: Partial<Supervision> = {}): Supervision => ({
  peers: healthy,
  silentForMs: 200,
  isGivingUp: false,
  metrics: [],
  ...more,
});

/** The caller closes it. */
export async function startHealthApp(more: Partial<HealthAppDeps> = {}) {
  const log = createListLog();
  const app = createHealthApp({
    supervision: supervisionOf,
    isStopping: () => false,
    silenceLimitMs: 10_000,
    metrics: createMetrics('health'),
    limits: { perAddress: 10_000, overall: 10_000 },
    hint: () => Promise.resolve({ known: true }),
    taskIdOf: () => null,
    isGenuine: null,
    notFoundAfterMs: 0,
    onAnswered: () => undefined,
    clock: systemClock,
    log,
    ...more,
  });
  const server = createHealthServer(app, { host: '127.0.0.1', port: 0, busyForMs: 0 });
  const port = await server.listen();
  return { url: `http://127.0.0.1:${port}`, port, log, close: () => server.close(0) };
}
