import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Beat,
  type Child,
  type ChildEffect,
  type ChildEvent,
  type ChildPolicy,
  newChild,
} from '../../src/supervisor/child.ts';
import { stepChild } from '../../src/supervisor/child-machine.ts';

const POLICY: ChildPolicy = {
  heartbeatTimeoutMs: 10_000,
  startTimeoutMs: 30_000,
  terminateGraceMs: 2_000,
  drainMs: 8_000,
  memoryLimitBytes: 1_000,
  restart: { firstDelayMs: 250, maxDelayMs: 30_000, windows: [{ ms: 60_000, restarts: 2 }] },
};

const CRASH: ChildEvent = { type: 'exited', code: 1, signal: null, jitter: 0 };
const TICK: ChildEvent = { type: 'tick' };
const START: ChildEvent = { type: 'start' };
const FATAL: ChildEvent = { type: 'fatal', fault: { code: 'X', reason: 'r', remedy: 'm' } };

const beat = (more: Partial<Beat> = {}): ChildEvent => ({
  type: 'beat',
  rssBytes: 10,
  loopDelayMs: 1,
  progress: { count: 0, withinMs: null },
  ...more,
});

const progress = (count: number, withinMs: number | null): ChildEvent => beat({ progress: { count, withinMs } });

/** Plays events and returns the child with the effects of the last one. */
function play(events: readonly (readonly [number, ChildEvent])[], from = newChild('polling')): [Child, string[]] {
  let child = from;
  let effects: readonly ChildEffect[] = [];
  for (const [at, event] of events) [child, effects] = stepChild(child, event, at, POLICY);
  return [child, effects.map(brief)];
}

function brief(effect: ChildEffect): string {
  if (effect.do === 'log') return effect.message;
  if (effect.do === 'signal') return effect.signal;
  if (effect.do === 'ask-to-stop') return `stop within ${effect.graceMs}`;
  return effect.do === 'end-service' ? `end with ${effect.code}` : effect.do;
}

const READY: readonly (readonly [number, ChildEvent])[] = [
  [0, START],
  [100, { type: 'ready' }],
];

interface Row {
  readonly name: string;
  readonly events: readonly (readonly [number, ChildEvent])[];
  readonly state: string;
  readonly effects: readonly string[];
}

const ROWS: readonly Row[] = [
  { name: 'start forks', events: [[0, START]], state: 'starting', effects: ['fork'] },
  { name: 'a second start does nothing', events: [...READY, [200, START]], state: 'ready', effects: [] },
  { name: 'ready', events: READY, state: 'ready', effects: ['child.ready'] },
  {
    name: 'silence just below the limit is fine',
    events: [...READY, [5_000, beat()], [14_999, TICK]],
    state: 'ready',
    effects: [],
  },
  {
    name: 'silence makes it hung: asked, SIGTERM',
    events: [...READY, [5_000, beat()], [15_000, TICK]],
    state: 'stopping',
    effects: ['child.hung', 'stop within 2000', 'SIGTERM'],
  },
  {
    name: 'then SIGKILL',
    events: [...READY, [10_100, TICK], [12_100, TICK]],
    state: 'stopping',
    effects: ['child.killed_by_us', 'SIGKILL'],
  },
  {
    name: 'SIGKILL is sent once',
    events: [...READY, [10_100, TICK], [12_100, TICK], [99_000, TICK]],
    state: 'stopping',
    effects: [],
  },
  {
    name: 'a late beat does not save it',
    events: [...READY, [10_100, TICK], [10_200, beat()], [12_100, TICK]],
    state: 'stopping',
    effects: ['child.killed_by_us', 'SIGKILL'],
  },
  {
    name: 'loading may be silent for longer than working',
    events: [
      [0, START],
      [29_999, TICK],
    ],
    state: 'starting',
    effects: [],
  },
  {
    name: 'but not for ever',
    events: [
      [0, START],
      [30_000, TICK],
    ],
    state: 'stopping',
    effects: ['child.hung', 'stop within 2000', 'SIGTERM'],
  },
  {
    name: 'beats without the expected progress make it deaf',
    events: [...READY, [1_000, progress(1, 3_000)], [3_900, progress(1, 3_000)], [4_000, TICK]],
    state: 'stopping',
    effects: ['child.deaf', 'stop within 2000', 'SIGTERM'],
  },
  {
    name: 'progress keeps it',
    events: [...READY, [1_000, progress(1, 3_000)], [3_900, progress(2, 3_000)], [4_000, TICK]],
    state: 'ready',
    effects: [],
  },
  {
    name: 'no progress is expected in standby',
    events: [
      ...READY,
      [1_000, progress(1, 3_000)],
      [2_000, progress(1, null)],
      [9_000, progress(1, null)],
      [9_500, TICK],
    ],
    state: 'ready',
    effects: [],
  },
  {
    name: 'the time of standby is not held against it',
    events: [...READY, [1_000, progress(1, null)], [9_000, progress(1, 3_000)], [11_999, TICK]],
    state: 'ready',
    effects: [],
  },
  {
    name: 'over the memory limit: drained, no SIGTERM',
    events: [...READY, [1_000, beat({ rssBytes: 1_001 })]],
    state: 'stopping',
    effects: ['child.drained-for-memory', 'stop within 8000'],
  },
  {
    name: 'a drain that does not end is killed',
    events: [...READY, [1_000, beat({ rssBytes: 1_001 })], [9_000, TICK]],
    state: 'stopping',
    effects: ['child.killed_by_us', 'SIGKILL'],
  },
  {
    name: 'a crash waits for its backoff',
    events: [...READY, [200, CRASH]],
    state: 'backoff',
    effects: ['child.exited', 'child.restarts'],
  },
  { name: 'and not a moment less', events: [...READY, [200, CRASH], [449, TICK]], state: 'backoff', effects: [] },
  { name: 'then forks again', events: [...READY, [200, CRASH], [450, TICK]], state: 'starting', effects: ['fork'] },
  { name: 'an end is counted once', events: [...READY, [200, CRASH], [201, CRASH]], state: 'backoff', effects: [] },
  {
    name: 'the third end within the window gives up',
    events: [...READY, [200, CRASH], [450, TICK], [500, CRASH], [1_000, TICK], [1_100, CRASH]],
    state: 'ended',
    effects: ['child.exited', 'end with 1'],
  },
  {
    name: 'hung counts in the budget like a crash',
    events: [
      ...[...READY, [200, CRASH], [450, TICK], [500, CRASH], [1_000, TICK]],
      [31_000, TICK],
      [31_100, { type: 'exited', code: null, signal: 'SIGTERM', jitter: 0 }],
    ] as Row['events'],
    state: 'ended',
    effects: ['child.exited', 'end with 1'],
  },
  { name: 'fatal ends the service', events: [...READY, [200, FATAL]], state: 'stopping', effects: ['end with 78'] },
  {
    name: 'fatal said twice is told once',
    events: [...READY, [200, FATAL], [201, FATAL]],
    state: 'stopping',
    effects: [],
  },
  {
    name: 'fatal never comes back',
    events: [...READY, [200, FATAL], [300, CRASH], [99_000, TICK]],
    state: 'ended',
    effects: [],
  },
  {
    name: 'exit code 78 ends the service',
    events: [
      [0, START],
      [50, { type: 'exited', code: 78, signal: null, jitter: 0 }],
    ],
    state: 'ended',
    effects: ['child.exited', 'end with 78'],
  },
  {
    name: 'stop asks',
    events: [...READY, [200, { type: 'stop', graceMs: 700 }]],
    state: 'stopping',
    effects: ['stop within 700'],
  },
  {
    name: 'stop is enforced at its deadline',
    events: [...READY, [200, { type: 'stop', graceMs: 700 }], [900, TICK]],
    state: 'stopping',
    effects: ['child.killed_by_us', 'SIGKILL'],
  },
  {
    name: 'stopped stays stopped',
    events: [...READY, [200, { type: 'stop', graceMs: 700 }], [300, CRASH], [99_000, TICK]],
    state: 'ended',
    effects: [],
  },
  {
    name: 'stop in backoff ends it without a fork',
    events: [...READY, [200, CRASH], [300, { type: 'stop', graceMs: 700 }], [99_000, TICK]],
    state: 'ended',
    effects: [],
  },
  {
    name: 'stop while it is being replaced: it does not come back',
    events: [...READY, [10_100, TICK], [10_200, { type: 'stop', graceMs: 9_000 }], [10_300, CRASH]],
    state: 'ended',
    effects: ['child.exited'],
  },
  {
    name: 'kill does not ask',
    events: [...READY, [200, { type: 'kill' }]],
    state: 'stopping',
    effects: ['child.killed_by_us', 'SIGKILL'],
  },
  {
    name: 'a pause of the supervisor is forgiven',
    events: [...READY, [60_000, { type: 'paused', ms: 55_000 }], [60_001, TICK]],
    state: 'ready',
    effects: [],
  },
  {
    name: 'but buys nobody more than a fresh start',
    events: [...READY, [60_000, beat()], [60_001, { type: 'paused', ms: 55_000 }], [70_001, TICK]],
    state: 'stopping',
    effects: ['child.hung', 'stop within 2000', 'SIGTERM'],
  },
];
for (const row of ROWS) {
  test(row.name, () => {
    const [child, effects] = play(row.events);
    assert.equal(child.state.kind, row.state);
    assert.deepEqual(effects, row.effects);
  });
}

test('the backoff grows until something gets done, and uptime alone is nothing', () => {
  const idle = play([...READY, [200, CRASH], [450, TICK], [500, { type: 'ready' }]])[0];
  const uptime = play(
    [
      [50_000, beat()],
      [55_000, CRASH],
    ],
    idle,
  )[0];
  assert.deepEqual(uptime.state, { kind: 'backoff', until: 55_500 });
  const active = play(
    [
      [50_000, progress(1, null)],
      [55_000, CRASH],
    ],
    idle,
  )[0];
  assert.deepEqual(active.state, { kind: 'backoff', until: 55_250 });
});

test('ends are counted by reason, restarts together', () => {
  const [child] = play([
    ...READY,
    [200, CRASH],
    [450, TICK],
    [1_000, { type: 'exited', code: null, signal: 'SIGABRT', jitter: 0 }],
    [2_000, TICK],
    [3_000, { type: 'stop', graceMs: 10 }],
    [3_001, { type: 'exited', code: 0, signal: null, jitter: 0 }],
  ]);
  assert.deepEqual(child.exits, { crashed: 1, memory: 1, stopped: 1 });
  assert.equal(child.restarts, 2);
});
