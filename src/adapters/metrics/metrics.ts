/**
 * What each process counts. Names and units follow the Prometheus conventions: base units (seconds, bytes), `_total` on
 * counters and on nothing else, labels with few values: never an id, never text that a person typed.
 */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { type MetricSnapshot, toSnapshots } from './snapshot.ts';

export type ProcessName = 'polling' | 'generation' | 'health';

/** Gauges that carry the suffix reserved for counters; the same figures without it stay. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** From an answer out of memory to a call that times out. */
const CALL_SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** From the fastest image to a long video. */
const GENERATION_SECONDS = [2, 5, 10, 20, 40, 60, 120, 240, 480, 900, 1_800, 3_600];

/** `outcome` is `ok` or an error code of the catalogue. */
const telegramCalls = (registry: Registry) =>
  new Histogram({
    name: 'kie_bot_telegram_request_duration_seconds',
    help: 'Duration of Bot API calls other than getUpdates.',
    labelNames: ['method', 'outcome'],
    buckets: CALL_SECONDS,
    registers: [registry],
  });

function pollingMetrics(registry: Registry) {
  const registers = [registry];
  return {
    telegramCalls: telegramCalls(registry),
    /** `outcome` is `ok` or an error code of the catalogue. */
    polls: new Counter({
      name: 'kie_bot_polls_total',
      help: 'Finished getUpdates calls.',
      labelNames: ['outcome'],
      registers,
    }),
    updatesStored: new Counter({
      name: 'kie_bot_updates_stored_total',
      help: 'Updates written to the inbox, redelivered ones not counted.',
      registers,
    }),
    /** `outcome`: processed, parked. From the row's writing to its end. */
    updates: new Histogram({
      name: 'kie_bot_update_duration_seconds',
      help: 'Time from the storing of an update to the end of its handling.',
      labelNames: ['outcome'],
      buckets: CALL_SECONDS,
      registers,
    }),
    /**
     * `outcome`: answered in it, left to a transaction of its own, undone (it failed, and each is tried by itself). A part of
     * `left` that grows means that sharing pays less; ordering, paying and files are always left.
     */
    sharedUpdates: new Counter({
      name: 'kie_bot_shared_updates_total',
      help: 'Updates that came into a transaction shared by many chats.',
      labelNames: ['outcome'],
      registers,
    }),
    leaseHeld: new Gauge({
      name: 'kie_bot_lease_held',
      help: 'Whether this instance holds the poll lease (1) or stands by (0).',
      registers,
    }),
  };
}

function generationMetrics(registry: Registry) {
  const registers = [registry];
  return {
    telegramCalls: telegramCalls(registry),
    /** `outcome` is `ok` or an error code of the catalogue. */
    kieCalls: new Histogram({
      name: 'kie_bot_kie_request_duration_seconds',
      help: 'Duration of KIE AI calls.',
      labelNames: ['operation', 'outcome'],
      buckets: CALL_SECONDS,
      registers,
    }),
    /** `outcome`: done, later, retry, dead. */
    jobs: new Histogram({
      name: 'kie_bot_job_duration_seconds',
      help: 'Duration of queue jobs.',
      labelNames: ['queue', 'outcome'],
      buckets: CALL_SECONDS,
      registers,
    }),
    /** `outcome`: delivered, cancelled or a failure reason. */
    generations: new Histogram({
      name: 'kie_bot_generation_duration_seconds',
      help: 'Time from the confirmation of a generation to its terminal state.',
      labelNames: ['outcome'],
      buckets: GENERATION_SECONDS,
      registers,
    }),
    /** `outcome`: ok, list-not-believed or an error code of the catalogue. */
    catalogSyncs: new Counter({
      name: 'kie_bot_catalog_syncs_total',
      help: "Rounds of reading KIE AI's catalog that ended, or could not go on.",
      labelNames: ['outcome'],
      registers,
    }),
    catalogAge: new Gauge({
      name: 'kie_bot_catalog_age_seconds',
      help: "Time since KIE AI's catalog was last read completely.",
      registers,
    }),
    /** `state`: offered, left-out, withdrawn. */
    catalogModels: new Gauge({
      name: 'kie_bot_catalog_models',
      help: "Models of KIE AI's catalog by what is known of them.",
      labelNames: ['state'],
      registers,
    }),
    /** `check`: see src/domain/admin/trouble.ts. Of the last look that this process took. */
    findings: new Gauge({
      name: 'kie_bot_reconcile_findings',
      help: 'What the last look found out of order; 0 is well.',
      labelNames: ['check'],
      registers,
    }),
    /** `check`: as above. A look that fails leaves its number and this time as they were. */
    checkedAt: new Gauge({
      name: 'kie_bot_reconcile_last_success_timestamp_seconds',
      help: 'When this process last took the look with success, in Unix time.',
      labelNames: ['check'],
      registers,
    }),
    creditsSpent: new Counter({
      name: 'kie_bot_kie_credits_total',
      help: 'KIE AI credits that finished tasks cost.',
      registers,
    }),
  };
}

function healthMetrics(registry: Registry) {
  const registers = [registry];
  return {
    requests: new Histogram({
      name: 'kie_bot_http_request_duration_seconds',
      help: 'Duration of answered HTTP requests.',
      labelNames: ['method', 'route', 'status'],
      buckets: CALL_SECONDS,
      registers,
    }),
    /** `outcome`: accepted, unknown, refused, throttled, unavailable. */
    callbacks: new Counter({
      name: 'kie_bot_callbacks_total',
      help: 'KIE AI callbacks received.',
      labelNames: ['outcome'],
      registers,
    }),
  };
}

const OWN = { polling: pollingMetrics, generation: generationMetrics, health: healthMetrics } as const;

export type Metrics<P extends ProcessName> = ReturnType<(typeof OWN)[P]> & {
  /** Every figure of this process as plain JSON, fit for IPC: no NaN, no infinity, no undefined. */
  readonly snapshot: () => Promise<MetricSnapshot[]>;
};

/** A registry of its own per process: nothing is shared at module level, so a test may have many. */
export function createMetrics<P extends ProcessName>(process: P): Metrics<P> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  const own = OWN[process](registry) as ReturnType<(typeof OWN)[P]>;
  return Object.assign(own, { snapshot: async () => toSnapshots(await registry.getMetricsAsJSON()) });
}
