/**
 * Reads KIE's live catalog in short pieces: first the list, then model by model what is new, changed or long unread.
 * KIE takes one catalog call a second, so a round lasts minutes; a piece lasts seconds, and the next process goes on
 * where this one stopped or died.
 */
import { createHash } from 'node:crypto';
import type { CatalogApi } from '../../adapters/kie/catalog-api.ts';
import type { CatalogRounds } from '../../adapters/postgres/catalog-round.ts';
import type { CatalogStore, DueModel } from '../../adapters/postgres/catalog-store.ts';
import type { Catalog } from '../../domain/catalog/catalog.ts';
import { learnModel } from '../../domain/catalog/learn/learn-model.ts';
import { priceFrom } from '../../domain/catalog/price-range.ts';
import type { ValidateInput } from '../../domain/catalog/validate.ts';
import { toAppError, type AppError, type ErrorCode } from '../../shared/errors.ts';
import { errorFields, type Log } from '../../shared/log.ts';
import { planList } from './catalog-sync-plan.ts';

export interface CatalogSyncDeps {
  readonly kie: CatalogApi;
  readonly store: CatalogStore;
  readonly rounds: CatalogRounds;
  readonly bundled: Catalog;
  readonly validateInput: ValidateInput;
  /** Of this process, for the turn. */
  readonly holder: string;
  readonly intervalMs: number;
  readonly now: () => number;
  readonly log: Log;
  /** `ok`, or why the round could not go on. */
  readonly onEnd: (outcome: string) => void;
  readonly tell: {
    readonly operator: (error: AppError) => Promise<void>;
    readonly oddList: (expected: number, found: number) => Promise<void>;
  };
}

/** `more`: the round goes on in another piece. */
export type SyncPiece = 'idle' | 'more' | 'done' | 'failed';

/** Well below the grace of a stop, and a handful of models. */
const PIECE_MS = 8_000;
/** Several of KIE's slowest answers; whoever is silent for longer is dead. */
const HOLD_MS = 180_000;
const RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 3_600_000;
const ODD_LIST_RETRY_MS = 3_600_000;
/** A little less than the day in which every model comes round. */
const SUCCESS_RATE_AGE_MS = 20 * 3_600_000;

/** The fault of one model's documents: the others can be read all the same. */
const OF_ONE_MODEL: ReadonlySet<ErrorCode> = new Set([
  'KIE_UNREADABLE',
  'KIE_REJECTED',
  'KIE_UNKNOWN_MODEL',
  'KIE_UNKNOWN_TASK',
  'KIE_FEATURE_OFF',
  'UNEXPECTED',
]);

type OpenApi = Awaited<ReturnType<CatalogApi['modelSchema']>>;

const fingerprint = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
const fingerprintOrNull = (value: unknown): string | null => (value === null ? null : fingerprint(value));

async function readSuccessRate({ id, successAt }: DueModel, deps: CatalogSyncDeps, signal: AbortSignal): Promise<void> {
  if (successAt !== null && deps.now() - successAt.getTime() < SUCCESS_RATE_AGE_MS) return;
  const points = await deps.kie.modelSuccessRate(id, signal);
  const percents = points.flatMap(({ percent }) => (percent === null ? [] : [percent]));
  const mean = percents.reduce((sum, percent) => sum + percent, 0) / percents.length;
  await deps.store.saveSuccessRate(id, percents.length === 0 ? null : mean);
}

/** What is stored of a model after its documents were read. */
function learnedOf(
  { id, facts, model: stored }: DueModel,
  { pricing, openapi }: { readonly pricing: string | null; readonly openapi: OpenApi },
  deps: Pick<CatalogSyncDeps, 'bundled' | 'validateInput'>,
) {
  const bundled = deps.bundled.byId(id);
  // Without a document, what an earlier one said is newer than what the code shipped with.
  const known = openapi === null ? (stored ?? bundled) : (bundled ?? stored);
  const learned = learnModel({ ...facts, id, pricing, openapi }, known ?? undefined, deps.validateInput);
  const hashes = { schemaHash: fingerprintOrNull(openapi), priceHash: fingerprintOrNull(pricing) };
  if (learned.kind === 'model') {
    const { model, notes } = learned;
    return { ...hashes, model, modelHash: fingerprint(model), reason: null, notes };
  }
  const reason = learned.detail === '' ? learned.reason : `${learned.reason}: ${learned.detail}`;
  return { ...hashes, model: null, modelHash: null, reason, notes: [] };
}

async function readModel(due: DueModel, deps: CatalogSyncDeps, signal: AbortSignal): Promise<void> {
  const { id, facts } = due;
  const openapi = await deps.kie.modelSchema(id, signal);
  const pricing = (await deps.kie.modelPrice(id, signal)) ?? facts.pricing;
  const learned = learnedOf(due, { pricing, openapi }, deps);
  const isChanged = await deps.store.saveLearned(id, learned);
  if (isChanged) deps.log.info('catalog.model.changed', { model: id, reason: learned.reason });
  const current = learned.model ?? due.model ?? deps.bundled.byId(id);
  if (current !== undefined && priceFrom(current) !== null) await readSuccessRate(due, deps, signal);
}

/** A model whose documents KIE cannot tell keeps what is known of it. Rejects with what concerns all of them. */
async function tryModel(due: DueModel, deps: CatalogSyncDeps, signal: AbortSignal): Promise<void> {
  try {
    await readModel(due, deps, signal);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (!OF_ONE_MODEL.has(error.code)) throw error;
    deps.log[error.fault === 'defect' ? 'error' : 'warn']('catalog.model.unreadable', {
      ...{ model: due.id, error: errorFields(error) },
    });
    await deps.store.skip(due.id, `its documents could not be read: ${error.message}`);
  }
}

/** False when the list is not believed. */
async function openRound(deps: CatalogSyncDeps, signal: AbortSignal): Promise<boolean> {
  const list = await deps.kie.listModels(signal);
  const plan = planList({
    ...{ list, fingerprint },
    before: await deps.store.before(),
    bundledIds: deps.bundled.models.map(({ id }) => id),
    intervalMs: deps.intervalMs,
  });
  if (!plan.believed) {
    const { expected, found } = plan;
    deps.log.error('catalog.list.not-believed', { expected, found });
    await deps.rounds.fail('list-not-believed', ODD_LIST_RETRY_MS);
    await deps.tell.oddList(expected, found);
    deps.onEnd('list-not-believed');
    return false;
  }
  const { withdrawn, returned } = await deps.store.applyList(plan);
  if (withdrawn.length > 0) deps.log.warn('catalog.models.withdrawn', { models: withdrawn });
  if (returned.length > 0) deps.log.info('catalog.models.returned', { models: returned });
  return true;
}

async function readDue(deps: CatalogSyncDeps, signal: AbortSignal): Promise<SyncPiece> {
  const until = performance.now() + PIECE_MS;
  while (performance.now() < until && !signal.aborted) {
    const due = await deps.store.nextDue();
    if (due === null) {
      await deps.rounds.finish(deps.holder);
      deps.onEnd('ok');
      deps.log.info('catalog.synced', await deps.store.counts());
      return 'done';
    }
    await tryModel(due, deps, signal);
    if (!(await deps.rounds.keep(deps.holder, HOLD_MS))) return 'idle';
  }
  return 'more';
}

async function giveUp(error: AppError, failures: number, deps: CatalogSyncDeps): Promise<SyncPiece> {
  const growing = Math.min(RETRY_MS * 2 ** Math.min(failures, 10), LONGEST_RETRY_MS);
  const waitMs = error.fault === 'transient' ? Math.max(growing, error.retryAfterMs ?? 0) : LONGEST_RETRY_MS;
  deps.log[error.fault === 'defect' ? 'error' : 'warn']('catalog.sync.failed', { error: errorFields(error), waitMs });
  await deps.rounds.fail(error.code, waitMs);
  await deps.tell.operator(error);
  deps.onEnd(error.code);
  return 'failed';
}

/**
 * One piece of a round, if one is due and nobody else is at it. Rejects only when the database does: then the turn runs
 * out by itself.
 */
export async function syncCatalog(deps: CatalogSyncDeps, signal: AbortSignal): Promise<SyncPiece> {
  const turn = await deps.rounds.take(deps.holder, HOLD_MS, deps.intervalMs);
  if (turn === null) return 'idle';
  try {
    if (!turn.isOpen && !(await openRound(deps, signal))) return 'failed';
    return await readDue(deps, signal);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (signal.aborted || error.code === 'DB_UNAVAILABLE') throw error;
    return await giveUp(error, turn.failures, deps);
  } finally {
    await deps.rounds.leave(deps.holder);
  }
}
