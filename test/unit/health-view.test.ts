import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsRestart } from '../../src/roles/health/liveness.ts';
import { readinessOf } from '../../src/roles/health/readiness.ts';
import { watchSupervision } from '../../src/roles/health/supervision.ts';
import type { Peers } from '../../src/supervisor/child-link.ts';
import { createFakeLink } from '../support/fake-link.ts';
import { POLLING, healthy, peersOf, report, supervisionOf } from '../support/health.ts';

const LIMIT_MS = 10_000;

test('a restart is asked for only when nobody looks after the children any more', () => {
  const sick = peersOf([report('polling', { state: 'backoff' }), report('generation', { state: 'exited' })]);
  const rows = [
    { name: 'before the first report', supervision: { peers: undefined, silentForMs: null }, expected: false },
    { name: 'in full health', supervision: {}, expected: false },
    { name: 'while children are restarted', supervision: { peers: sick }, expected: false },
    { name: 'silent up to the limit', supervision: { silentForMs: LIMIT_MS }, expected: false },
    { name: 'silent for longer', supervision: { silentForMs: LIMIT_MS + 1 }, expected: true },
    { name: 'the supervisor gives up', supervision: { isGivingUp: true }, expected: true },
  ];
  for (const { name, supervision, expected } of rows) {
    assert.equal(needsRestart(supervisionOf(supervision), LIMIT_MS), expected, name);
  }
});

test('ready means: every child is, and the bot is polled here or deliberately not', () => {
  const withPolling = (status: Peers['children'][number]['status'], more = {}) =>
    peersOf([report('polling', { status, ...more }), report('generation'), report('health')]);
  const rows: { name: string; peers: Peers | undefined; isStopping?: boolean; role: string; ready: boolean }[] = [
    { name: 'polling', peers: healthy, role: 'polling', ready: true },
    { name: 'standby', peers: withPolling({ role: 'standby' }), role: 'standby', ready: true },
    { name: 'conflict', peers: withPolling({ role: 'conflict' }), role: 'conflict', ready: false },
    { name: 'a role of another version', peers: withPolling({ role: 'new' }), role: 'starting', ready: false },
    { name: 'no status yet', peers: withPolling({}), role: 'starting', ready: false },
    {
      name: 'the last words of a poller that was restarted',
      peers: withPolling(POLLING, { state: 'starting' }),
      role: 'starting',
      ready: false,
    },
    {
      name: 'generation is down',
      peers: peersOf([report('polling', { status: POLLING }), report('generation', { state: 'backoff' })]),
      role: 'polling',
      ready: false,
    },
    {
      name: 'health itself is not waited for',
      peers: peersOf([
        report('polling', { status: POLLING }),
        report('generation'),
        report('health', { state: 'starting' }),
      ]),
      role: 'polling',
      ready: true,
    },
    { name: 'stopping', peers: healthy, isStopping: true, role: 'polling', ready: false },
    { name: 'nothing heard yet', peers: undefined, role: 'starting', ready: false },
  ];
  for (const { name, peers, isStopping = false, role, ready } of rows) {
    const readiness = readinessOf(supervisionOf({ peers }), isStopping);
    assert.equal(readiness.role, role, name);
    assert.equal(readiness.ready, ready, name);
  }
});

test('/ready shows known fields only, whatever a child put into its status', () => {
  const secret = 'postgresql://user:fake@db/name';
  const peers = peersOf([
    report('polling', { status: { ...POLLING, dsn: secret, leaseEpoch: secret } }),
    report('generation', { status: { queues: { submit: secret }, error: { stack: secret } } }),
  ]);
  const readiness = readinessOf(supervisionOf({ peers }), false);
  assert.ok(!JSON.stringify(readiness).includes('postgresql'));
  assert.equal(readiness.leaseEpoch, null);
  assert.equal(readiness.leaseOwner, 'srv-1');
});

test('silence is counted from the last report, and the figures of a child that fell silent are dropped', () => {
  let now = 1_000;
  const link = createFakeLink();
  const look = watchSupervision(link, { monotonic: () => now });
  assert.equal(look().silentForMs, null);
  link.tell.peers(healthy);
  link.tell.metrics('polling', [{ name: 'a_total', help: 'A.', type: 'counter', values: [{ value: 1, labels: {} }] }]);
  now += 400;
  assert.equal(look().silentForMs, 400);
  assert.deepEqual(
    look().metrics.map((source) => source.process),
    ['polling'],
  );
  now += 30_000;
  assert.deepEqual(look().metrics, []);
  link.tell.giveUp({ v: 1, type: 'giveUp', child: 'polling', reason: 'it crashed', remedy: 'look at the log' });
  assert.equal(look().isGivingUp, true);
});
