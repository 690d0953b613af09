/** The rows P4 and P7 of the list of faults: crash loops of any period, with the policy of production and a clock of our own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChildEvent } from '../../src/supervisor/child.ts';
import { policyFrom } from '../../src/supervisor/policy.ts';
import type { ChildName } from '../../src/supervisor/protocol.ts';
import { type ServiceEvent, newService, stepService } from '../../src/supervisor/service-machine.ts';

const POLICY = policyFrom({
  HEARTBEAT_TIMEOUT: 10_000,
  SHUTDOWN_TIMEOUT: 25_000,
  CHILD_MEMORY_LIMIT_MB: 256,
  RESTARTS_PER_MINUTE: 5,
  RESTARTS_PER_HOUR: 20,
});
const STEP_MS = 50;
const BEAT = { type: 'beat', rssBytes: 1, loopDelayMs: 0 } as const;

interface Loop {
  readonly of: ChildName;
  /** How long each incarnation lives. */
  readonly periodMs: number;
  /** Whether each gets something done before it ends, which resets the backoff. */
  readonly works: boolean;
  readonly forMs: number;
}

/** Plays the service with one child in a crash loop and healthy siblings. Times are since the start. */
function play({ of, periodMs, works, forMs }: Loop) {
  let service = newService(['polling', 'generation', 'health']);
  const forkedAt: Record<ChildName, number[]> = { polling: [], generation: [], health: [] };
  let end = null as { readonly code: number; readonly at: number } | null;
  let now = 0;
  const step = (event: ServiceEvent): void => {
    const [next, effects] = stepService(service, event, now, POLICY);
    service = next;
    for (const effect of effects) {
      if (effect.do === 'fork') forkedAt[effect.child].push(now);
      if (effect.do === 'finish') end = { code: effect.code, at: now };
      if (effect.do === 'ask-to-stop') tell(effect.child, { type: 'exited', code: 0, signal: null, jitter: 0 });
    }
  };
  const tell = (name: ChildName, event: ChildEvent): void => step({ type: 'child', name, event });
  step({ type: 'start' });
  for (; now <= forMs && end === null; now += STEP_MS) {
    for (const { name, state } of service.children) {
      if (state.kind !== 'starting' && state.kind !== 'ready') continue;
      const count = name === of && !works ? 0 : 1;
      tell(name, { ...BEAT, progress: { count, withinMs: null } });
      const isOver = name === of && now - (forkedAt[name].at(-1) ?? 0) >= periodMs;
      if (isOver) tell(name, { type: 'exited', code: null, signal: 'SIGKILL', jitter: 0 });
    }
    step({ type: 'tick' });
  }
  return { end: end, forkedAt, service };
}

interface Row {
  readonly periodMs: number;
  readonly works: boolean;
  readonly restarts: number;
  /** Seconds until the service ended, at the most. */
  readonly within: number;
}

const ROWS: readonly Row[] = [
  { periodMs: 0, works: false, restarts: 5, within: 10 },
  { periodMs: 0, works: true, restarts: 5, within: 5 },
  { periodMs: 900, works: false, restarts: 5, within: 15 },
  { periodMs: 900, works: true, restarts: 5, within: 10 },
  { periodMs: 1_100, works: false, restarts: 5, within: 16 },
  { periodMs: 1_100, works: true, restarts: 5, within: 10 },
  { periodMs: 20_000, works: false, restarts: 20, within: 20 * 60 },
  { periodMs: 20_000, works: true, restarts: 20, within: 10 * 60 },
];
for (const { periodMs, works, restarts, within } of ROWS) {
  const how = works ? 'that works in between' : 'that does nothing else';
  test(`P7: a crash loop of ${periodMs / 1_000} s ${how}: ${restarts} restarts, then the service ends with 1`, () => {
    const { end, forkedAt } = play({ of: 'generation', periodMs, works, forMs: 3_600_000 });
    assert.equal(end?.code, 1);
    assert.equal(forkedAt.generation.length, 1 + restarts);
    assert.ok(end.at <= within * 1_000, `${end.at} ms`);
    const pauses = forkedAt.generation.slice(1).map((at, nth) => at - (forkedAt.generation[nth] ?? 0) - periodMs);
    if (!works)
      assert.ok(
        pauses.every((pause, nth) => nth === 0 || pause >= (pauses[nth - 1] ?? 0)),
        pauses.join(),
      );
    assert.deepEqual([forkedAt.polling.length, forkedAt.health.length], [1, 1], 'nobody else was restarted');
  });
}

test('P4: health killed a hundred times, as often as its budget allows: the poller keeps its process and its budget', () => {
  // Each lives 185 s: 19 an hour, in five hours and a bit.
  const { end, forkedAt, service } = play({ of: 'health', periodMs: 185_000, works: true, forMs: 100 * 185_500 });
  assert.equal(end, null, 'the service goes on');
  assert.ok(forkedAt.health.length > 100, `${forkedAt.health.length}`);
  const poller = service.children.find((child) => child.name === 'polling');
  assert.deepEqual(forkedAt.polling, [0]);
  assert.deepEqual(poller?.history, { failures: 0, restartedAt: [] });
});
