/** The judge of `npm run soak` can say no, and does not cry wolf. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../scripts/chaos/random.ts';
import { OWN_PROCESS, seriesOf, type Period, type Sample, type TableFigures } from '../../scripts/soak/figures.ts';
import { judge, median, type Limit, type Point, type Trend } from '../../scripts/soak/judge.ts';
import { lossesOf, type Totals } from '../../scripts/soak/losses.ts';

/** Half an hour, a look every ten seconds, as `npm run soak` does. */
const LOOKS = 180;
const WARM_UP = 360;
const TIMES = Array.from({ length: LOOKS }, (_, index) => (index + 1) * 10);
const LIMIT: Limit = { amount: 10, share: 0.08 };

const random = createRandom(7);
/** The same every time, between -1 and 1. */
const noise = (): number => 2 * random.next() - 1;

const pointsOf = (value: (at: number) => number): readonly Point[] => TIMES.map((at) => ({ at, value: value(at) }));
const judged = (points: readonly Point[], limit = LIMIT) => judge({ name: 'RSS', unit: 'MB', limit, points }, WARM_UP);

/** Since the warm-up, in hours. */
const hours = (at: number): number => (at - WARM_UP) / 3_600;

const HISTORIES: Readonly<Record<string, readonly [Trend, (at: number) => number]>> = {
  'a constant': ['flat', () => 100],
  'nothing at all': ['flat', () => 0],
  'noise of a few megabytes': ['flat', () => 100 + 5 * noise()],
  'noise that is wider than what may be lost': ['flat', () => 100 + 15 * noise()],
  'growth in the warm-up': ['flat', (at) => 60 + 40 * Math.min(1, at / WARM_UP)],
  'one high peak': ['flat', (at) => (at === 900 ? 900 : 100)],
  'the saw of a garbage collection': ['flat', (at) => 100 + ((at / 10) % 9)],
  'less than is allowed': ['flat', (at) => 100 + 20 * hours(at)],
  'a leak of a kilobyte for each of twenty updates a second': ['rising', (at) => 100 + 72 * hours(at)],
  'a leak under the saw of a garbage collection': ['rising', (at) => 100 + 72 * hours(at) + ((at / 10) % 9)],
  'a leak in noise': ['rising', (at) => 100 + 72 * hours(at) + 10 * noise()],
  'a step that stays': ['rising', (at) => (at < 1_000 ? 100 : 120)],
  'a leak that begins in the last quarter': ['rising', (at) => 100 + 2_000 * Math.max(0, hours(at - 1_080))],
  'what is given back': ['falling', (at) => 150 - 100 * hours(at)],
  'a rise within its own scatter': ['unclear', (at) => 100 + 40 * hours(at) + ((at / 10) % 2 === 0 ? 30 : -30)],
};

for (const [name, [trend, value]] of Object.entries(HISTORIES)) {
  test(`${trend}: ${name}`, () => {
    const judgement = judged(pointsOf(value));
    assert.equal(judgement.trend, trend, JSON.stringify(judgement));
    assert.equal(judgement.isGood, trend === 'flat' || trend === 'falling');
  });
}

test('the figures of a judgement are those of the judged time', () => {
  const judgement = judged(pointsOf((at) => (at < WARM_UP ? 900 : 100 + 60 * hours(at))));
  const { first, last, slopePerHour, allowed, highest, samples } = judgement;
  assert.equal(samples, 145);
  assert.ok(Math.abs(slopePerHour - 60) < 1e-6, `slope ${slopePerHour}`);
  assert.ok(first < 104 && last > 120, `${first} to ${last}`);
  assert.ok(highest < 125, 'a peak of the warm-up is nobody’s fault');
  assert.equal(allowed, 10);
});

test('one peak bends no slope', () => {
  assert.equal(judged(pointsOf((at) => (at === 900 ? 9_000 : 100))).slopePerHour, 0);
});

test('a share of much is more than the amount', () => {
  const twentyMore = pointsOf((at) => (at < 1_000 ? 300 : 320));
  assert.equal(judged(twentyMore).trend, 'flat');
  assert.equal(judged(twentyMore, { amount: 10, share: 0.05 }).trend, 'rising');
});

test('too high is too high, however flat', () => {
  const eight = pointsOf(() => 8);
  assert.equal(judged(eight, { amount: 2, share: 0, most: 7 }).trend, 'too high');
  assert.equal(judged(eight, { amount: 2, share: 0, most: 8 }).trend, 'flat');
});

test('few samples prove nothing', () => {
  const early = pointsOf(() => 100).filter(({ at }) => at < WARM_UP + 70);
  const judgement = judged(early);
  assert.equal(judgement.samples, 7);
  assert.deepEqual([judgement.trend, judgement.isGood], ['few', false]);
  assert.equal(judged([]).trend, 'few');
});

test('a history that cannot be one is refused', () => {
  assert.throws(() => judged(pointsOf((at) => (at === 900 ? NaN : 100))), /RSS is NaN at 900 s/);
  assert.throws(() => judged(pointsOf(() => Infinity)), /RSS is Infinity/);
  assert.throws(() => judged(pointsOf(() => 1).toReversed()), /not in the order/);
  assert.throws(() => judged([...pointsOf(() => 1), { at: 1_800, value: 1 }]), /not in the order/);
});

test('a median of an even number lies between', () => {
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([3, 1, 2]), 2);
  assert.ok(Number.isNaN(median([])));
});

const sampleOf = (at: number, tables: Readonly<Record<string, TableFigures>>): Sample => ({
  ...{ at, machineLoad: 1, processes: { polling: { rssMb: 90, handles: 30 } }, connections: { polling: 3 }, tables },
  backlog: { inbox: 0, outbox: 1, jobs: 0 },
});
/** What a soak says of a table with that history; null = that kind of figure is not judged of it. */
function tableVerdict(name: string, kind: RegExp, table: (at: number) => TableFigures): Trend | null {
  const series = seriesOf(
    TIMES.map((at) => sampleOf(at, { [name]: table(at) })),
    [],
  ).find((one) => one.name.endsWith(name) && kind.test(one.name));
  return series === undefined ? null : judge(series, WARM_UP).trend;
}

test('a table that keeps its rows may grow with them and no more; every other must keep its size', () => {
  const inStep = (at: number): TableFigures => ({ live: 20 * at, bytes: 6_000 * at, dead: 0 });
  const bloated = (at: number): TableFigures => ({ live: 20 * at, bytes: 6_000 * at * (1 + at / 1_800), dead: 0 });
  assert.equal(tableVerdict('bot.inbox', /^a row/, inStep), 'flat');
  assert.equal(tableVerdict('bot.inbox', /^a row/, bloated), 'rising');
  assert.equal(tableVerdict('bot.alert', /^size/, inStep), 'rising');
  assert.equal(
    tableVerdict('bot.alert', /^size/, () => ({ live: 1, bytes: 49_152, dead: 40 })),
    'flat',
  );
  const young = (at: number): TableFigures => ({ live: at > 1_700 ? 1_001 : 900, bytes: 100_000, dead: 0 });
  assert.equal(tableVerdict('bot.inbox', /^a row/, young), null);
});

test('dead rows may come and go between two vacuums, not pile up', () => {
  const swept = (at: number): TableFigures => ({ live: 20 * at, bytes: 1, dead: (at % 60) * 40 });
  const unswept = (at: number): TableFigures => ({ live: 2_000, bytes: 1, dead: 3 * at });
  const hopeless = (): TableFigures => ({ live: 1, bytes: 1, dead: 7_501 });
  assert.equal(tableVerdict('bot.outbox', /^dead/, swept), 'flat');
  assert.equal(tableVerdict('bot.outbox', /^dead/, unswept), 'rising');
  assert.equal(tableVerdict('bot.poll_lease', /^dead/, hopeless), 'too high');
});

test('every process, session, latency and backlog has a series of its own', () => {
  const latencies = { reply: { count: 100, p50: 10, p95: 20 } };
  const samples = TIMES.map((at) => sampleOf(at, {}));
  const late: Sample = { ...sampleOf(1_900, {}), connections: { polling: 3, stranger: 1 } };
  const periods: readonly Period[] = [{ at: 60, latencies }];
  const found = seriesOf([...samples, late], periods);
  assert.deepEqual(
    found.map(({ name }) => name),
    [
      ...['RSS polling', 'handles polling', 'connections polling', 'connections stranger'],
      ...['backlog inbox', 'backlog outbox', 'backlog jobs', 'reply p50', 'reply p95'],
    ],
  );
  const stranger = found.find(({ name }) => name === 'connections stranger');
  assert.deepEqual([stranger?.points[0]?.value, stranger?.points.at(-1)?.value], [0, 1]);
});

test('twenty megabytes more are a leak of the service and not one of the soak', () => {
  const samples = TIMES.map((at) => {
    const figures = { rssMb: at < 1_000 ? 100 : 120, handles: 30 };
    return { ...sampleOf(at, {}), processes: { polling: figures, [OWN_PROCESS]: figures } };
  });
  const memory = seriesOf(samples, []).filter(({ unit }) => unit === 'MB');
  assert.deepEqual(
    memory.map((series) => judge(series, WARM_UP).trend),
    ['rising', 'flat'],
  );
});

const SOUND: Totals = {
  ...{ asked: 500, answered: 500, unasked: 0, ordered: 40, delivered: 40, copies: 0, stored: 500, unhandled: 0 },
  ...{ parked: 0, unsent: 0, undeliverable: 0, unfinished: 0, deadLetters: 0, errorLines: 0, restarts: 0 },
  ...{ brokenMoneyRules: [], exitCode: 0 },
};
const LOST: readonly (readonly [Partial<Totals>, string])[] = [
  [{ answered: 499 }, '1 updates without an answer'],
  [{ unasked: 2 }, '2 messages that nobody had asked for'],
  [{ delivered: 38 }, '2 orders that were not delivered'],
  [{ copies: 1 }, '1 results that came twice'],
  [{ stored: 501 }, '1 updates too many or too few in the inbox'],
  [{ stored: 498 }, '2 updates too many or too few in the inbox'],
  [{ unhandled: 3 }, '3 updates that were never handled'],
  [{ parked: 1 }, '1 updates that were set aside'],
  [{ unsent: 4 }, '4 messages left in the outbox'],
  [{ undeliverable: 1 }, '1 messages that were given up'],
  [{ unfinished: 1 }, '1 generations that did not end delivered'],
  [{ deadLetters: 1 }, '1 dead letters'],
  [{ errorLines: 7 }, '7 log lines of level error'],
  [{ restarts: 1 }, '1 children that were started again'],
  [{ brokenMoneyRules: ['all postings sum to zero'] }, 'the books: all postings sum to zero'],
  [{ exitCode: null }, 'the service ended with a signal'],
  [{ exitCode: 1 }, 'the service ended with 1'],
  [{ ordered: 0, delivered: 0 }, 'nothing was asked or ordered, so nothing could be lost'],
];

test('a sound run lost nothing', () => assert.deepEqual(lossesOf(SOUND), []));
for (const [change, expected] of LOST) {
  test(`lost: ${expected}`, () => assert.deepEqual(lossesOf({ ...SOUND, ...change }), [expected]));
}
