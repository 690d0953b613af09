/**
 * The catalog as of now: the bundled one, what was learned from KIE since, corrected prices, and how long things really
 * take. It is read again on a hint and every minute; without a database it stays as it was.
 */
import type { Catalog } from '../../domain/catalog/catalog.ts';
import { createCatalog } from '../../domain/catalog/catalog.ts';
import { mergeCatalog, type LearnedEntry } from '../../domain/catalog/learn/merge.ts';
import type { Model } from '../../domain/catalog/model.ts';
import { withOverrides, type PriceOverride } from '../../domain/catalog/price-override.ts';
import { sleep } from '../../shared/clock.ts';
import { toAppError } from '../../shared/errors.ts';
import { errorFields, type Log } from '../../shared/log.ts';
import type { Service } from '../../shared/service.ts';

export interface CatalogNews {
  readonly entries: readonly LearnedEntry[];
  readonly overrides: readonly PriceOverride[];
  /** Median of this bot's own runs, by model id. */
  readonly runSeconds: ReadonlyMap<string, number>;
}

export interface LiveCatalog extends Service {
  /** Always reads what is newest. A model (and the list of all) stays the same object while nothing about it changes. */
  readonly catalog: Catalog;
  /** Never rejects. */
  readonly refresh: () => Promise<void>;
}

interface LiveCatalogDeps {
  readonly bundled: Catalog;
  readonly read: () => Promise<CatalogNews>;
  /** Calls back on a hint that something changed; returns how to end that. */
  readonly subscribe: (onHint: () => void) => () => void;
  readonly log: Log;
  readonly everyMs?: number;
  /** Hints come in bursts while a round is read: a re-read is at least so long after the one before. */
  readonly restMs?: number;
}

const EVERY_MS = 60_000;
const REST_MS = 2_000;

/** In steps that a person would say, so that one run more does not make a new model of it. */
export function roughSeconds(seconds: number): number {
  const step = seconds < 10 ? 1 : seconds < 60 ? 5 : seconds < 300 ? 15 : 60;
  return Math.max(1, Math.round(seconds / step) * step);
}

function timed(model: Model, runSeconds: ReadonlyMap<string, number>): Model {
  const seconds = runSeconds.get(model.id);
  return seconds === undefined ? model : { ...model, usualSeconds: roughSeconds(seconds) };
}

/** Hands out the object of before where nothing changed. */
function createKeeper(models: readonly Model[]): (models: readonly Model[]) => readonly Model[] {
  let known = new Map(models.map((model) => [model.id, { model, text: JSON.stringify(model) }]));
  let list = models;
  return (next) => {
    const kept = next.map((model) => {
      const text = JSON.stringify(model);
      const before = known.get(model.id);
      return before?.text === text ? before : { model, text };
    });
    known = new Map(kept.map((one) => [one.model.id, one]));
    const isSame = kept.length === list.length && kept.every(({ model }, index) => model === list[index]);
    if (!isSame) list = kept.map(({ model }) => model);
    return list;
  };
}

export function createLiveCatalog(deps: LiveCatalogDeps): LiveCatalog {
  const { bundled, log } = deps;
  const stopping = new AbortController();
  const keep = createKeeper(bundled.models);
  let current = bundled;
  let models = bundled.models;
  let wake = Promise.withResolvers<undefined>();
  let loop: Promise<void> | null = null;
  let unsubscribe = (): void => undefined;

  async function refresh(): Promise<void> {
    try {
      const news = await deps.read();
      const merged = withOverrides(mergeCatalog(bundled.models, news.entries), news.overrides);
      const next = keep(merged.map((model) => timed(model, news.runSeconds)));
      if (next === models) return;
      current = createCatalog(next, bundled.takenFrom);
      models = next;
    } catch (thrown) {
      const error = toAppError(thrown);
      log[error.fault === 'transient' ? 'warn' : 'error']('catalog.refresh.failed', { error: errorFields(error) });
    }
  }

  async function run(): Promise<void> {
    for (;;) {
      await Promise.race([wake.promise, sleep(deps.everyMs ?? EVERY_MS, stopping.signal)]);
      wake = Promise.withResolvers();
      if (stopping.signal.aborted) return;
      await refresh();
      await sleep(deps.restMs ?? REST_MS, stopping.signal);
    }
  }

  return {
    name: 'live catalog',
    refresh,
    catalog: {
      get takenFrom() {
        return current.takenFrom;
      },
      get models() {
        return current.models;
      },
      byId: (id) => current.byId(id),
      byKey: (key) => current.byKey(key),
      modelsFor: (task) => current.modelsFor(task),
    },
    start: async () => {
      if (loop !== null) return;
      unsubscribe = deps.subscribe(() => wake.resolve(undefined));
      loop = run();
      await refresh();
    },
    stop: async () => {
      unsubscribe();
      stopping.abort();
      await loop;
    },
  };
}
