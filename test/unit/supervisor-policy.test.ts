import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type StopCause, exitReason } from '../../src/supervisor/exit-reason.ts';
import { isStartedByNpm } from '../../src/supervisor/parent-watch.ts';
import { nodeArgsFor, policyFrom } from '../../src/supervisor/policy.ts';
import {
  type RestartHistory,
  type RestartPolicy,
  backoffMs,
  decideRestart,
  recordRestart,
} from '../../src/supervisor/restart-policy.ts';
import { childrenOf, chooseRole } from '../../src/supervisor/service-role.ts';
import { stopShare } from '../../src/supervisor/stop-share.ts';

const POLICY: RestartPolicy = {
  firstDelayMs: 250,
  maxDelayMs: 30_000,
  windows: [
    { ms: 60_000, restarts: 5 },
    { ms: 3_600_000, restarts: 20 },
  ],
};

const EXITS: readonly [string, { code: number | null; signal: string | null }, StopCause | null, string][] = [
  ['SIGKILL by somebody else', { code: null, signal: 'SIGKILL' }, null, 'killed'],
  ['SIGTERM by somebody else', { code: null, signal: 'SIGTERM' }, null, 'killed'],
  ['a full heap', { code: null, signal: 'SIGABRT' }, null, 'memory'],
  ['an uncaught exception', { code: 1, signal: null }, null, 'crashed'],
  ['an end without being asked', { code: 0, signal: null }, null, 'crashed'],
  ['a bad configuration', { code: 78, signal: null }, null, 'fatal'],
  ['never started', { code: null, signal: null }, null, 'crashed'],
  ['asked to', { code: 0, signal: null }, 'stopped', 'stopped'],
  ['asked to, killed in the end', { code: null, signal: 'SIGKILL' }, 'stopped', 'stopped'],
  ['hung, killed by us', { code: null, signal: 'SIGKILL' }, 'hung', 'hung'],
  ['deaf, went when asked', { code: 0, signal: null }, 'deaf', 'deaf'],
  ['over its memory limit', { code: 0, signal: null }, 'drained-for-memory', 'drained-for-memory'],
  ['fatal, but crashed on the way out', { code: 1, signal: null }, 'fatal', 'fatal'],
];
for (const [what, exit, cause, expected] of EXITS) {
  test(`exit reason: ${what} is ${expected}`, () => assert.equal(exitReason(exit, cause), expected));
}

test('the backoff doubles from 250 ms to 30 s and stays there', () => {
  const delays = [0, 1, 2, 6, 7, 8, 50, 5_000].map((failures) => backoffMs(POLICY, failures, 0));
  assert.deepEqual(delays, [250, 500, 1_000, 16_000, 30_000, 30_000, 30_000, 30_000]);
});

test('jitter takes off at most a quarter', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), (failures, jitter) => {
      const full = backoffMs(POLICY, failures, 0);
      const delay = backoffMs(POLICY, failures, jitter);
      assert.ok(delay <= full && delay >= Math.floor(full * 0.75));
    }),
  );
});

test('the sixth end within a minute gives up', () => {
  const restartedAt = [1_000, 2_000, 4_000, 8_000, 16_000];
  const history: RestartHistory = { failures: 5, restartedAt };
  const verdict = decideRestart(POLICY, history, 17_000, 0);
  assert.deepEqual(verdict, { kind: 'give-up', window: { ms: 60_000, restarts: 5 } });
});

test('five ends spread over more than a minute do not', () => {
  const restartedAt = [1_000, 20_000, 40_000, 50_000, 60_000];
  const verdict = decideRestart(POLICY, { failures: 0, restartedAt }, 70_000, 0);
  assert.deepEqual(verdict, { kind: 'restart', at: 70_250 });
});

test('twenty restarts within an hour give up although no minute was full', () => {
  const restartedAt = Array.from({ length: 20 }, (_, index) => index * 120_000);
  const verdict = decideRestart(POLICY, { failures: 0, restartedAt }, 20 * 120_000, 0);
  assert.equal(verdict.kind === 'give-up' && verdict.window.restarts, 20);
});

test('for any sequence of ends no window ever holds more restarts than its budget', () => {
  const windows = fc.array(
    fc.record({ ms: fc.integer({ min: 1, max: 50_000 }), restarts: fc.integer({ min: 1, max: 6 }) }),
    { minLength: 1, maxLength: 3 },
  );
  const lives = fc.array(fc.record({ ms: fc.nat(20_000), lateMs: fc.nat(500), progressed: fc.boolean() }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(windows, lives, (chosen, sequence) => {
      const policy: RestartPolicy = { firstDelayMs: 10, maxDelayMs: 5_000, windows: chosen };
      let history: RestartHistory = { failures: 0, restartedAt: [] };
      const restarts: number[] = [];
      let now = 0;
      for (const life of sequence) {
        now += life.ms;
        if (life.progressed) history = { ...history, failures: 0 };
        const verdict = decideRestart(policy, history, now, 0.5);
        if (verdict.kind === 'give-up') break;
        now = verdict.at + life.lateMs; // A timer may be late, never early.
        history = recordRestart(policy, { ...history, failures: history.failures + 1 }, now);
        restarts.push(now);
      }
      for (const { ms, restarts: budget } of chosen) {
        for (const end of restarts) {
          assert.ok(restarts.filter((at) => at <= end && at > end - ms).length <= budget);
        }
      }
    }),
  );
});

test('the role: an argument wins over ROLES, and without both the health switch decides', () => {
  assert.equal(chooseRole('generator', { ROLES: 'web', ENABLE_HEALTH_SERVER: true }), 'generator');
  assert.equal(chooseRole(undefined, { ROLES: 'generator', ENABLE_HEALTH_SERVER: true }), 'generator');
  assert.equal(chooseRole(undefined, { ROLES: undefined, ENABLE_HEALTH_SERVER: true }), 'web');
  assert.equal(chooseRole(undefined, { ROLES: undefined, ENABLE_HEALTH_SERVER: false }), 'worker');
});

test('the children of each role, in stop order', () => {
  assert.deepEqual(childrenOf('web', true), ['polling', 'generation', 'health']);
  assert.deepEqual(childrenOf('web', false), ['polling', 'generation']);
  assert.deepEqual(childrenOf('worker', true), ['polling', 'generation']);
  assert.deepEqual(childrenOf('generator', true), ['generation']);
});

test('npm is recognised by both of its variables', () => {
  assert.equal(isStartedByNpm(['start', '/usr/lib/npm-cli.js']), true);
  assert.equal(isStartedByNpm(['start', undefined]), false);
  assert.equal(isStartedByNpm([undefined, undefined]), false);
  assert.equal(isStartedByNpm(['', '']), false);
});

test('settings become budgets, and the heap limit stays below the one for resident memory', () => {
  const settings = {
    HEARTBEAT_TIMEOUT: 10_000,
    SHUTDOWN_TIMEOUT: 25_000,
    CHILD_MEMORY_LIMIT_MB: 256,
    RESTARTS_PER_MINUTE: 5,
    RESTARTS_PER_HOUR: 20,
  };
  const policy = policyFrom(settings);
  assert.deepEqual(policy.child.restart, POLICY);
  assert.equal(policy.child.heartbeatTimeoutMs, 10_000);
  assert.equal(policy.shutdownTimeoutMs, 25_000);
  assert.equal(policy.child.memoryLimitBytes, 268_435_456);
  assert.ok(nodeArgsFor(settings).includes('--max-old-space-size=192'));
});

test('every child gets a share of the stop, the last one all that is left', () => {
  assert.deepEqual([2, 1, 0].map(stopShare), [0.4, 0.8, 1]);
});
