/** The pieces of a catalog round as jobs: a look every minute, and one job after the other while a round is open. */
import type { PgBoss } from 'pg-boss';
import { CATALOG_SYNC } from '../../adapters/queue/queues.ts';
import type { Metrics } from '../../adapters/metrics/metrics.ts';
import { pgError } from '../../adapters/postgres/errors.ts';
import { errorFields } from '../../shared/log.ts';
import { syncCatalog, type CatalogSyncDeps } from './catalog-sync.ts';

type Figures = Pick<Metrics<'generation'>, 'catalogSyncs' | 'catalogAge' | 'catalogModels'>;

interface SyncJobsDeps {
  readonly boss: Pick<PgBoss, 'work' | 'send' | 'schedule' | 'unschedule'>;
  readonly sync: CatalogSyncDeps;
  readonly metrics: Figures;
  readonly progressed: () => void;
  /** Aborts when the process is asked to stop. */
  readonly stopping: AbortSignal;
}

const EVERY_MINUTE = '* * * * *';
const SOON_SECONDS = 1;

async function showFigures({ sync, metrics }: SyncJobsDeps): Promise<void> {
  const { finishedAt } = await sync.rounds.view();
  if (finishedAt !== null) metrics.catalogAge.set(Math.max(0, (sync.now() - finishedAt.getTime()) / 1_000));
  for (const [state, count] of Object.entries(await sync.store.counts())) metrics.catalogModels.set({ state }, count);
}

async function runPiece(deps: SyncJobsDeps): Promise<void> {
  try {
    const piece = await syncCatalog(deps.sync, deps.stopping);
    deps.progressed();
    if (piece === 'more' && !deps.stopping.aborted) {
      await deps.boss.send(CATALOG_SYNC, {}, { startAfter: SOON_SECONDS });
    }
    await showFigures(deps);
  } catch (thrown) {
    if (deps.stopping.aborted) return; // the next process goes on with the open round
    const error = pgError(thrown);
    deps.sync.log[error.fault === 'transient' ? 'warn' : 'error']('catalog.sync.failed', { error: errorFields(error) });
  }
}

/** Safe to repeat. An interval of 0 means never; then a schedule of before is taken back. */
export function createSyncJobs(deps: SyncJobsDeps): { readonly work: () => Promise<void> } {
  let isRegistered = false;
  return {
    work: async () => {
      if (deps.sync.intervalMs === 0) {
        await deps.boss.unschedule(CATALOG_SYNC);
        return;
      }
      await deps.boss.schedule(CATALOG_SYNC, EVERY_MINUTE);
      if (!isRegistered) await deps.boss.work(CATALOG_SYNC, () => runPiece(deps));
      isRegistered = true;
      await deps.boss.send(CATALOG_SYNC, {});
    },
  };
}
