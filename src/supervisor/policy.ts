/** The operator's settings as the numbers that the machines work with. */
import type { ConfigOf } from '../config/env.ts';
import type { ServicePolicy } from './service-machine.ts';

type Settings = Pick<
  ConfigOf<'supervisor'>,
  'HEARTBEAT_TIMEOUT' | 'SHUTDOWN_TIMEOUT' | 'CHILD_MEMORY_LIMIT_MB' | 'RESTARTS_PER_MINUTE' | 'RESTARTS_PER_HOUR'
>;

export function policyFrom(settings: Settings): ServicePolicy {
  return {
    shutdownTimeoutMs: settings.SHUTDOWN_TIMEOUT,
    killMarginMs: 500,
    child: {
      heartbeatTimeoutMs: settings.HEARTBEAT_TIMEOUT,
      startTimeoutMs: 3 * settings.HEARTBEAT_TIMEOUT,
      terminateGraceMs: 2_000,
      drainMs: 10_000,
      memoryLimitBytes: settings.CHILD_MEMORY_LIMIT_MB * 1024 * 1024,
      restart: {
        firstDelayMs: 250,
        maxDelayMs: 30_000,
        windows: [
          { ms: 60_000, restarts: settings.RESTARTS_PER_MINUTE },
          { ms: 3_600_000, restarts: settings.RESTARTS_PER_HOUR },
        ],
      },
    },
  };
}

/**
 * Node's own flags for a child. Code, stacks and buffers need memory beside the heap, so the heap meets its own limit
 * before the process meets the one for RSS. A small young generation costs a few more scavenges and saves 8 to 15 MB of
 * each idle child; for so little, waking helpers takes longer than to scavenge alone (measured with Node 24).
 */
export function nodeArgsFor(settings: Pick<Settings, 'CHILD_MEMORY_LIMIT_MB'>): string[] {
  const heapMb = Math.floor(settings.CHILD_MEMORY_LIMIT_MB * 0.75);
  return [`--max-old-space-size=${heapMb}`, '--max-semi-space-size=1', '--no-parallel-scavenge'];
}
