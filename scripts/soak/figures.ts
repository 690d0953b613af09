/** What is looked at, and how much of each may change. */
import type { Limit, Point, Series } from './judge.ts';

export interface ProcessFigures {
  readonly rssMb: number;
  readonly handles: number;
}

export interface TableFigures {
  /** With indexes and TOAST. */
  readonly bytes: number;
  /** PostgreSQL's own running estimates. */
  readonly live: number;
  readonly dead: number;
}

export interface Backlog {
  readonly inbox: number;
  readonly outbox: number;
  /** Due and not started. */
  readonly jobs: number;
}

/** The name of the soak's own process among the others. */
export const OWN_PROCESS = 'soak itself';

/** What there is at a moment. */
export interface Sample {
  readonly at: number;
  /** Of the machine in the last minute: with more than it has cores, latencies tell of the neighbours. Not judged. */
  readonly machineLoad: number;
  readonly processes: Readonly<Record<string, ProcessFigures>>;
  /** Sessions by application_name. */
  readonly connections: Readonly<Record<string, number>>;
  readonly tables: Readonly<Record<string, TableFigures>>;
  readonly backlog: Backlog;
}

export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
}

/** How long things took in a stretch of time, in milliseconds; what did not happen in it is missing. */
export interface Period {
  /** Its end. */
  readonly at: number;
  readonly latencies: Readonly<Record<string, Latency>>;
}

/**
 * Whose rows are kept for days: they grow with the load, and what must stay is the room that a row takes. Every other
 * table must keep its size, because its rows come and go or are written over.
 */
const KEPT = new Set([
  ...['bot.inbox', 'bot.outbox', 'bot.generation', 'bot.attempt', 'bot.allowance_hold', 'bot.transfer', 'bot.posting'],
  // A row for each person who ever wrote.
  ...['bot.app_user', 'bot.chat', 'bot.wallet'],
  // A row for each job of a day, and for each bill.
  ...['queue.job_common', 'shared.spend'],
]);
/** With fewer, an empty page or two are most of it. A table that has so many for half of the run is judged by the row. */
const ROWS_THAT_TELL = 1_000;
/** A vacuum comes once a minute at most; until then a busy table of few rows has collected thousands of dead ones. */
const ROWS_FOR_DEAD = 10_000;
const KB = 1_024;

/**
 * - memory: V8 lets its heap breathe by some megabytes; a kilobyte lost for each update would be 28 MB in half an hour.
 *   The soak itself has no such small young generation, and its garbage comes and goes by thirty;
 * - handles: a busy moment opens a dozen sockets that stay for a minute; one handle lost a minute would be 18;
 * - connections: the pools may breathe, but a process has six and its listener, as docs/architecture.md says;
 * - room of a row: vacuum comes at a fifth of dead rows by default, and what it has freed is used again;
 * - size of a table: its few rows are written over many times between two vacuums;
 * - dead rows in a hundred live ones: of at least ten thousand, because vacuum comes once a minute at most;
 * - latencies: a busy neighbour on the machine must not end a run, a queue that grows does;
 * - backlog: what arrived in the last half second.
 */
const LIMITS = {
  memory: { amount: 10, share: 0.08 },
  ownMemory: { amount: 30, share: 0 },
  handles: { amount: 12, share: 0 },
  connections: { amount: 4, share: 0, most: 7 },
  rowRoom: { amount: 0, share: 0.25 },
  tableSize: { amount: 256, share: 0.25 },
  dead: { amount: 20, share: 0, most: 75 },
  p50: { amount: 25, share: 0.5 },
  p95: { amount: 100, share: 0.5 },
  backlog: { amount: 10, share: 0.5 },
} as const satisfies Record<string, Limit>;

/** Names that any of the samples has, in the order of their first appearance. */
const namesOf = <T>(samples: readonly T[], of: (sample: T) => object): readonly string[] => [
  ...new Set(samples.flatMap((sample) => Object.keys(of(sample)))),
];

function processSeries(samples: readonly Sample[]): readonly Series[] {
  const names = namesOf(samples, ({ processes }) => processes);
  const pointsOf = (name: string, figure: keyof ProcessFigures): readonly Point[] =>
    samples.flatMap(({ at, processes }) => {
      const found = processes[name];
      return found === undefined ? [] : [{ at, value: found[figure] }];
    });
  return [
    ...names.map((name) => ({
      ...{ name: `RSS ${name}`, unit: 'MB', limit: name === OWN_PROCESS ? LIMITS.ownMemory : LIMITS.memory },
      points: pointsOf(name, 'rssMb'),
    })),
    ...names.map((name) => ({
      ...{ name: `handles ${name}`, unit: '', limit: LIMITS.handles, points: pointsOf(name, 'handles') },
    })),
  ];
}

const connectionSeries = (samples: readonly Sample[]): readonly Series[] =>
  namesOf(samples, ({ connections }) => connections).map((name) => ({
    ...{ name: `connections ${name}`, unit: '', limit: LIMITS.connections },
    points: samples.map(({ at, connections }) => ({ at, value: connections[name] ?? 0 })),
  }));

const deadOf = ({ live, dead }: TableFigures): number => (100 * dead) / Math.max(live, ROWS_FOR_DEAD);

function tableSeries(samples: readonly Sample[]): readonly Series[] {
  return namesOf(samples, ({ tables }) => tables).flatMap((name): readonly Series[] => {
    const seen = samples.flatMap(({ at, tables }) => {
      const table = tables[name];
      return table === undefined ? [] : [{ at, ...table }];
    });
    const dead: Series = {
      ...{ name: `dead rows ${name}`, unit: '%', limit: LIMITS.dead },
      points: seen.map((one) => ({ at: one.at, value: deadOf(one) })),
    };
    if (!KEPT.has(name)) {
      const points = seen.map(({ at, bytes }) => ({ at, value: bytes / KB }));
      return [{ name: `size ${name}`, unit: 'kB', limit: LIMITS.tableSize, points }, dead];
    }
    const telling = seen.filter(({ live }) => live >= ROWS_THAT_TELL);
    const points = telling.map(({ at, bytes, live }) => ({ at, value: bytes / live }));
    const isTelling = points.length > seen.length / 2;
    return isTelling ? [{ name: `a row of ${name}`, unit: 'B', limit: LIMITS.rowRoom, points }, dead] : [dead];
  });
}

const backlogSeries = (samples: readonly Sample[]): readonly Series[] =>
  (['inbox', 'outbox', 'jobs'] as const).map((name) => ({
    ...{ name: `backlog ${name}`, unit: '', limit: LIMITS.backlog },
    points: samples.map(({ at, backlog }) => ({ at, value: backlog[name] })),
  }));

const latencySeries = (periods: readonly Period[]): readonly Series[] =>
  namesOf(periods, ({ latencies }) => latencies).flatMap((name) =>
    (['p50', 'p95'] as const).map((share) => ({
      ...{ name: `${name} ${share}`, unit: 'ms', limit: LIMITS[share] },
      points: periods.flatMap(({ at, latencies }) => {
        const found = latencies[name];
        return found === undefined ? [] : [{ at, value: found[share] }];
      }),
    })),
  );

export const seriesOf = (samples: readonly Sample[], periods: readonly Period[]): readonly Series[] => [
  ...processSeries(samples),
  ...connectionSeries(samples),
  ...tableSeries(samples),
  ...backlogSeries(samples),
  ...latencySeries(periods),
];
