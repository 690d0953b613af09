/** What holds for any sequence of events, whatever the children do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ChildEvent, type ChildPolicy, deadlineOf, newChild } from '../../src/supervisor/child.ts';
import { stepChild } from '../../src/supervisor/child-machine.ts';
import type { ChildName } from '../../src/supervisor/protocol.ts';
import {
  type ServiceEffect,
  type ServiceEvent,
  newService,
  stepService,
} from '../../src/supervisor/service-machine.ts';

const POLICY: ChildPolicy = {
  heartbeatTimeoutMs: 10_000,
  startTimeoutMs: 30_000,
  terminateGraceMs: 2_000,
  drainMs: 8_000,
  memoryLimitBytes: 1_000,
  restart: { firstDelayMs: 250, maxDelayMs: 30_000, windows: [{ ms: 60_000, restarts: 2 }] },
};
const SERVICE_POLICY = { child: POLICY, shutdownTimeoutMs: 25_000, killMarginMs: 500 };
const TICK_MS = 250;
const FAULT = { code: 'X', reason: 'r', remedy: 'm' };
const NAMES: readonly ChildName[] = ['polling', 'generation', 'health'];

const anyEvent: fc.Arbitrary<ChildEvent> = fc.oneof(
  fc.constant<ChildEvent>({ type: 'tick' }),
  fc.constant<ChildEvent>({ type: 'ready' }),
  fc.constant<ChildEvent>({ type: 'start' }),
  fc.record({
    type: fc.constant('beat' as const),
    rssBytes: fc.nat(1_100),
    loopDelayMs: fc.nat(100),
    progress: fc.record({ count: fc.nat(5), withinMs: fc.option(fc.integer({ min: 1, max: 5_000 })) }),
  }),
  fc.record({
    type: fc.constant('exited' as const),
    code: fc.option(fc.constantFrom(0, 1, 78)),
    signal: fc.option(fc.constantFrom('SIGKILL', 'SIGTERM', 'SIGABRT')),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.constant<ChildEvent>({ type: 'fatal', fault: FAULT }),
  fc.record({ type: fc.constant('stop' as const), graceMs: fc.nat(5_000) }),
  fc.constant<ChildEvent>({ type: 'kill' }),
  fc.record({ type: fc.constant('paused' as const), ms: fc.nat(20_000) }),
);

test('for any events: one process at a time, every end is answered, an ended child stays ended', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20_000), anyEvent), { maxLength: 80 }), (steps) => {
      let child = newChild('polling');
      let isRunning = false;
      let now = 0;
      for (const [afterMs, event] of steps) {
        // Only a running process can end, beat or speak.
        const needsProcess = !['tick', 'start', 'stop', 'kill', 'paused'].includes(event.type);
        if (needsProcess && !isRunning) continue;
        now += afterMs;
        const wasEnded = child.state.kind === 'ended';
        if (event.type === 'exited') isRunning = false;
        const [next, effects] = stepChild(child, event, now, POLICY);
        for (const effect of effects) {
          if (effect.do === 'fork') {
            assert.equal(isRunning, false, 'two processes at once');
            isRunning = true;
          }
          if (effect.do === 'signal' || effect.do === 'ask-to-stop') assert.ok(isRunning, 'spoke to nobody');
        }
        if (event.type === 'exited') assert.ok(['backoff', 'ended'].includes(next.state.kind));
        if (wasEnded) assert.equal(next.state.kind, 'ended');
        assert.equal(isRunning, ['starting', 'ready', 'stopping'].includes(next.state.kind));
        child = next;
      }
    }),
    { numRuns: 500 },
  );
});

test('a child that is not ended always has a deadline, unless SIGKILL is under way', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20_000), anyEvent), { maxLength: 40 }), (steps) => {
      let [child] = stepChild(newChild('health'), { type: 'start' }, 0, POLICY);
      let now = 0;
      for (const [afterMs, event] of steps) {
        now += afterMs;
        [child] = stepChild(child, event, now, POLICY);
        const isKilled = child.state.kind === 'stopping' && child.state.killAt === null;
        assert.equal(deadlineOf(child, POLICY) === null, child.state.kind === 'ended' || isKilled);
      }
    }),
  );
});

interface Deed {
  readonly afterMs: number;
  readonly on: ChildName | 'service';
  readonly event: ChildEvent;
}

const deeds = fc.array(
  fc.record({
    afterMs: fc.nat(15_000),
    on: fc.constantFrom<ChildName | 'service'>(...NAMES, 'service'),
    event: anyEvent,
  }),
  { maxLength: 80 },
);

/** A service whose children do anything they can, followed by a stop that they all ignore. */
function playService(sequence: readonly Deed[]): { effects: [number, ServiceEffect][]; stoppedAt: number } {
  let service = newService(NAMES);
  const running = new Set<ChildName>();
  const effects: [number, ServiceEffect][] = [];
  let now = 0;
  let stoppedAt = Infinity;
  const play = (event: ServiceEvent): void => {
    if (event.type === 'child' && event.event.type === 'exited') running.delete(event.name);
    const [next, wanted] = stepService(service, event, now, SERVICE_POLICY);
    if (service.phase.kind === 'running' && next.phase.kind !== 'running') stoppedAt = now;
    service = next;
    for (const effect of wanted) {
      effects.push([now, effect]);
      if (effect.do === 'fork') {
        assert.ok(!running.has(effect.child), 'two processes at once');
        assert.equal(service.phase.kind, 'running', 'a fork while the service ends');
        running.add(effect.child);
      }
    }
    // Nothing outlives SIGKILL.
    for (const effect of wanted) {
      if (effect.do !== 'signal' || effect.signal !== 'SIGKILL') continue;
      play({ type: 'child', name: effect.child, event: { type: 'exited', code: null, signal: 'SIGKILL', jitter: 0 } });
    }
  };
  /** As the shell does it: nothing is due for long without a tick. */
  const pass = (ms: number): void => {
    for (const end = now + ms; now < end;) {
      now = Math.min(end, now + TICK_MS);
      play({ type: 'tick' });
    }
  };
  play({ type: 'start' });
  for (const { afterMs, on, event } of sequence) {
    pass(afterMs);
    if (on !== 'service' && running.has(on)) play({ type: 'child', name: on, event });
    else if (event.type === 'tick' || event.type === 'paused' || event.type === 'stop') play(event);
  }
  play({ type: 'stop' });
  pass(40_000);
  return { effects, stoppedAt };
}

test('for any events the service ends once, in time, and forks nothing while it ends', () => {
  fc.assert(
    fc.property(deeds, (sequence) => {
      const { effects, stoppedAt } = playService(sequence);
      const finishes = effects.filter(([, effect]) => effect.do === 'finish');
      assert.equal(finishes.length, 1);
      assert.ok(finishes[0]![0] - stoppedAt <= SERVICE_POLICY.shutdownTimeoutMs);
    }),
    { numRuns: 150 },
  );
});

test('for any events every child stays within its restart budget', () => {
  fc.assert(
    fc.property(deeds, (sequence) => {
      const { effects } = playService(sequence);
      for (const name of NAMES) {
        // The first fork is the start.
        const restarts = effects.filter(([, effect]) => effect.do === 'fork' && effect.child === name).slice(1);
        for (const [end] of restarts) {
          const inWindow = restarts.filter(([at]) => at <= end && at > end - 60_000);
          assert.ok(inWindow.length <= 2, `${name} was restarted ${inWindow.length} times within a minute`);
        }
      }
    }),
    { numRuns: 150 },
  );
});
