import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gapsOf, judgeDeploys } from '../../scripts/chaos/deploys.ts';
import { chooseFaults, FAULTS } from '../../scripts/chaos/faults/registry.ts';
import { quantile } from '../../scripts/chaos/report.ts';
import { makeSchedule } from '../../scripts/chaos/schedule.ts';
import { shrink } from '../../scripts/chaos/shrink.ts';
import { call, emptyHistory, message } from '../support/chaos-history.ts';

const plan = (seed: number, lastsMs = 60_000) => makeSchedule({ seed, lastsMs, faults: FAULTS, people: 4 });

test('the same seed gives the same schedule, another one another', () => {
  assert.deepEqual(plan(7), plan(7));
  assert.notDeepEqual(plan(7).steps, plan(8).steps);
  assert.notDeepEqual(plan(7).actions, plan(8).actions);
});

test('faults are in time and in order, of known names, and never two of a group at once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      const { steps } = plan(seed, 120_000);
      const busyUntil = new Map<string, number>();
      let last = 0;
      for (const { at, fault, lastsMs, dice } of steps) {
        const { group, lastsMs: lasts } = FAULTS[fault]!;
        assert.ok(at >= last && at < 120_000 && lastsMs >= lasts[0] && lastsMs <= lasts[1] && dice >= 0 && dice < 1);
        assert.ok(at >= (busyUntil.get(group) ?? 0), `two of ${group} at once`);
        busyUntil.set(group, at + lastsMs);
        last = at;
      }
    }),
  );
});

test('over many seeds every fault comes up, and everybody orders', () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 100; seed += 1) for (const { fault } of plan(seed).steps) seen.add(fault);
  assert.deepEqual([...seen].toSorted(), Object.keys(FAULTS).toSorted());
  const ordering = new Set(plan(1).actions.flatMap(({ deed, person }) => (deed === 'order' ? [person] : [])));
  assert.equal(ordering.size, 4);
});

test('faults are chosen by names and groups; a wrong name is refused', () => {
  assert.deepEqual(Object.keys(chooseFaults('db-cut, kie-fail')), ['db-cut', 'kie-fail']);
  assert.ok(Object.keys(chooseFaults('database')).every((name) => name.startsWith('db-')));
  assert.deepEqual(Object.keys(chooseFaults('all')), Object.keys(FAULTS));
  assert.throws(() => chooseFaults('db-cut,nonsense'), /no fault nonsense/);
});

/** Fails when it has all of `culprits`; counts the runs. */
function fakeRunner(culprits: readonly number[]) {
  const runner = {
    runs: 0,
    fails: (items: readonly number[]): Promise<boolean> => {
      runner.runs += 1;
      return Promise.resolve(culprits.every((one) => items.includes(one)));
    },
  };
  return runner;
}

test('shrinking finds exactly the faults that matter, in their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.subarray([...Array(24).keys()], { minLength: 1, maxLength: 4 }), async (culprits) => {
      const { fails } = fakeRunner(culprits);
      const found = await shrink({ items: [...Array(24).keys()], fails, mayGoOn: () => true });
      assert.deepEqual(found, culprits);
    }),
  );
});

test('shrinking stops when its time is up, with what it has', async () => {
  const runner = fakeRunner([3, 20]);
  const items = [...Array(24).keys()];
  const found = await shrink({ items, fails: runner.fails, mayGoOn: () => runner.runs < 6 });
  assert.equal(runner.runs, 6);
  assert.ok(found.includes(3) && found.includes(20));
  assert.deepEqual(await shrink({ items, fails: runner.fails, mayGoOn: () => false }), items);
});

test('quantiles are of the nearest rank', () => {
  assert.equal(quantile([], 0.5), null);
  assert.deepEqual(
    [0.5, 0.95, 1].map((share) => quantile([4, 1, 3, 2], share)),
    [2, 4, 4],
  );
});

test('the gap of a hand-over is from the end of the last poll to the start of the next', () => {
  const polls = [
    { at: 0, durationMs: 900 },
    { at: 900, durationMs: 100 },
    { at: 1_300, durationMs: 10 },
    { at: 1_310, durationMs: 10 },
  ].map((one) => call({ method: 'getUpdates', ...one }));
  assert.deepEqual(gapsOf(polls, [1_200]), [300]);
  assert.deepEqual(gapsOf(polls, [-1]), [], 'the first lease of all follows no poll');
});

test('a deploy is judged by conflicts and by the answers', () => {
  const asked = message({ from: 'user' });
  const judged = (messages: (typeof asked)[]): readonly string[] =>
    judgeDeploys({ ...emptyHistory(), messages }, new Set([asked.chatId]));
  assert.deepEqual(judged([asked, message({})]), []);
  assert.equal(judged([asked]).length, 1);
  assert.equal(judged([asked, message({}), message({})]).length, 1);
  const polls = [call({ method: 'getUpdates', status: 409 })];
  assert.match(judgeDeploys({ ...emptyHistory(), telegramCalls: polls }, new Set())[0] ?? '', /409/);
});
