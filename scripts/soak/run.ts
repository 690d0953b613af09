/** One soak: the service, its load, and what is seen of it until the time is up or somebody has seen enough. */
import { readdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { childrenOf } from '../../test/support/process-tree.ts';
import { memoryOf } from '../bench/processes.ts';
import { percentile } from '../bench/report.ts';
import { openDatabase, type Database } from './database.ts';
import { OWN_PROCESS, seriesOf, type Latency, type Period, type ProcessFigures, type Sample } from './figures.ts';
import { fund } from './funds.ts';
import { judge, type Judgement } from './judge.ts';
import { createLoad, CUSTOMER_IDS, type Load, type LoadCounts } from './load.ts';
import { lossesOf, type Totals } from './losses.ts';
import { openService, type LogCounts, type Service, type ServiceOptions } from './service.ts';

export interface SoakOptions extends ServiceOptions {
  readonly seconds: number;
  readonly sampleSeconds: number;
  /** Ends the load before its time; what was seen until then is judged. */
  readonly signal: AbortSignal;
  readonly onPeriod?: (period: Period, sample: Sample, counts: LoadCounts) => void;
}

export interface Outcome {
  /** How long the load lasted. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly samples: readonly Sample[];
  readonly periods: readonly Period[];
  readonly judgements: readonly Judgement[];
  readonly totals: Totals;
  readonly losses: readonly string[];
  readonly log: LogCounts;
  /** What the service told its admin. */
  readonly alerts: readonly string[];
}

/** Latencies are told by the minute; of a short run by its fifteenth part, so that there are enough to judge. */
const PERIOD_SECONDS = 60;
const PERIODS_AT_LEAST = 15;
/** Of the time that the load lasted. */
const WARM_UP = 0.2;
const PATIENCE_MS = 30_000;

const SUPERVISOR = 'supervisor';

/** The tree and this process, which must not grow either. Who ended between two looks is missing. */
function processesNow(pid: number): readonly { readonly name: string; readonly pid: number }[] {
  return [{ name: SUPERVISOR, pid }, ...childrenOf(pid), { name: OWN_PROCESS, pid: process.pid }];
}

function figuresOf(pid: number): ProcessFigures | null {
  try {
    return { handles: readdirSync(`/proc/${pid}/fd`).length, rssMb: memoryOf([pid]).rssMb };
  } catch {
    return null; // it ended a moment ago
  }
}

const latencyOf = (values: readonly number[]): Latency => ({
  ...{ count: values.length, p50: percentile(values, 0.5), p95: percentile(values, 0.95) },
});

interface Watched {
  readonly service: Service;
  readonly database: Database;
  readonly load: Load;
}

/** Looks at everything every `sampleSeconds` and sums up the latencies every period, until the signal. */
async function watch({ service, database, load }: Watched, options: SoakOptions, signal: AbortSignal) {
  const { seconds, sampleSeconds, onPeriod } = options;
  const samples: Sample[] = [];
  const periods: Period[] = [];
  const pids = new Map<string, Set<number>>();
  const looksInPeriod = Math.max(1, Math.floor(Math.min(PERIOD_SECONDS, seconds / PERIODS_AT_LEAST) / sampleSeconds));
  const startedAt = performance.now();
  const clock = (): number => (performance.now() - startedAt) / 1_000;
  let periodFrom = Date.now();

  async function look(): Promise<Sample> {
    // Of ourselves only what is still held is of interest: V8 grows as long as nobody asks it to collect.
    globalThis.gc?.();
    const processes: Record<string, ProcessFigures> = {};
    for (const { name, pid } of processesNow(service.bot.pid)) {
      const figures = figuresOf(pid);
      if (figures === null) continue;
      processes[name] = figures;
      pids.set(name, (pids.get(name) ?? new Set()).add(pid));
    }
    const at = clock();
    const [connections, tables] = [await database.connections(), await database.tables()];
    return { at, machineLoad: loadavg()[0] ?? NaN, processes, connections, tables, backlog: await database.backlog() };
  }
  async function sumUp(sample: Sample): Promise<void> {
    const to = Date.now();
    const { replies, deliveries } = load.takeTimes();
    const latencies = {
      ...(replies.length === 0 ? {} : { reply: latencyOf(replies) }),
      ...(deliveries.length === 0 ? {} : { delivery: latencyOf(deliveries) }),
      ...(await database.queueLatencies(periodFrom, to)),
    };
    periodFrom = to;
    const period = { at: sample.at, latencies };
    periods.push(period);
    onPeriod?.(period, sample, load.counts());
  }
  for (let dueAt = sampleSeconds; ; dueAt += sampleSeconds) {
    await pause(Math.max(0, (dueAt - clock()) * 1_000), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const sample = await look();
    samples.push(sample);
    if (samples.length % looksInPeriod === 0) await sumUp(sample);
  }
  const restarts = [...pids.values()].reduce((sum, seen) => sum + seen.size - 1, 0);
  return { samples, periods, restarts, lasted: clock() };
}

export async function soak(options: SoakOptions): Promise<Outcome> {
  const { databaseUrl, seconds, updates, generations } = options;
  const service = await openService(options);
  const database = openDatabase(databaseUrl);
  /** When it dies, and when we leave: the load must not outlive whom it is for. */
  const gone = new AbortController();
  void service.bot.ended.then(() => gone.abort());
  try {
    const load = createLoad(service.telegram, service.kie);
    await load.greet();
    await fund(databaseUrl, CUSTOMER_IDS);
    const over = AbortSignal.any([options.signal, gone.signal, AbortSignal.timeout(seconds * 1_000)]);
    const [seen] = await Promise.all([
      watch({ service, database, load }, options, over),
      load.go({ updates, generations }, over),
    ]);
    if (!gone.signal.aborted) await load.settle(PATIENCE_MS);
    // The end of a message is written after the message, and of a generation after its delivery.
    const stored = await settledTotals(database);
    const { toOthers, ...counts } = load.counts();
    const exitCode = await service.end();
    const log = service.log();
    const totals: Totals = { ...stored, ...counts, errorLines: log.errors, restarts: seen.restarts, exitCode };
    const warmUpSeconds = WARM_UP * seen.lasted;
    const { samples, periods, lasted } = seen;
    return {
      ...{ seconds: lasted, warmUpSeconds, samples, periods, totals, log, alerts: toOthers },
      judgements: seriesOf(samples, periods).map((series) => judge(series, warmUpSeconds)),
      losses: lossesOf(totals),
    };
  } finally {
    gone.abort();
    await database.close();
    await service.close();
  }
}

async function settledTotals(database: Database): ReturnType<Database['totals']> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const totals = await database.totals();
    const isSettled = totals.unhandled + totals.unsent + totals.unfinished === 0;
    if (isSettled || performance.now() > until) return totals;
    await pause(250);
  }
}
