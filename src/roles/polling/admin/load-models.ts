/** The figures of the pages about models. */
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import type { ModelInList } from '../../../domain/admin/models/data.ts';
import { DRIFTS_SHOWN } from '../../../domain/admin/pages/drifts.ts';
import { MODELS_PER_PART } from '../../../domain/admin/pages/models.ts';
import type { ModelTerms } from '../../../domain/admin/settings.ts';
import type { Pricing } from '../../../domain/billing/money.ts';
import { leastPrice } from '../../../domain/billing/sale.ts';
import type { Model } from '../../../domain/catalog/model.ts';
import { priceFrom } from '../../../domain/catalog/price-range.ts';
import type { AdminDeps } from './deps.ts';
import type { Loaders } from './loaders.ts';

const MOST_FOUND = 100;
const MOST_DRIFTS = 99;
const NO_TERMS: ModelTerms = { isHidden: false, price: null };

interface Now {
  readonly pricing: Pricing;
  readonly termsOf: (model: Model) => ModelTerms;
}

/** Read anew: the action before may have changed them. */
async function now(tx: Queryable, { settings, settingsStore, desk }: AdminDeps): Promise<Now> {
  const { values, terms } = await settingsStore.read(tx);
  const { usdRate, markup } = { ...settings.current(), ...values };
  return { pricing: { currency: desk.currency, usdRate, markup }, termsOf: ({ id }) => terms.get(id) ?? NO_TERMS };
}

async function found(tx: Queryable, modelId: string, deps: AdminDeps): Promise<(ModelInList & Now) | null> {
  const model = deps.desk.catalog().byId(modelId);
  if (model === undefined) return null;
  const terms = await now(tx, deps);
  return { model, terms: terms.termsOf(model), ...terms };
}

export const MODEL_LOADERS: Pick<Loaders, 'models' | 'model' | 'modelprice' | 'drifts' | 'stats'> = {
  models: async (tx, { query, part }, deps) => {
    const all = deps.desk.catalog().models;
    const models = query === null ? all : deps.desk.search(all, query, MOST_FOUND);
    const { termsOf } = await now(tx, deps);
    const last = Math.max(0, Math.ceil(models.length / MODELS_PER_PART) - 1);
    const from = Math.min(part, last) * MODELS_PER_PART;
    const rows = models.slice(from, from + MODELS_PER_PART).map((model) => ({ model, terms: termsOf(model) }));
    return { rows, count: models.length };
  },
  model: async (tx, { modelId }, deps) => {
    const one = await found(tx, modelId, deps);
    if (one === null) return { found: null };
    const { model, terms, pricing } = one;
    const { drifts, statistics } = deps.desk;
    return {
      found: {
        ...{ model, terms, pricing, least: leastPrice(model, pricing), credits: priceFrom(model) },
        figures: await statistics.ofModel(tx, modelId),
        drifts: (await drifts.list('open', MOST_DRIFTS, { db: tx, modelId })).length,
      },
    };
  },
  modelprice: async (tx, { modelId }, deps) => ({ found: await found(tx, modelId, deps) }),
  drifts: async (tx, { modelId }, { desk }) => {
    const open = await desk.drifts.list('open', DRIFTS_SHOWN + 1, { db: tx, modelId });
    return {
      rows: open.slice(0, DRIFTS_SHOWN).map((drift) => ({
        ...drift,
        title: desk.catalog().byId(drift.modelId)?.title ?? { ru: drift.modelId, en: drift.modelId },
        ...{ parameters: drift.parameters.values, isExact: drift.parameters.isExact },
      })),
      hasMore: open.length > DRIFTS_SHOWN,
    };
  },
  stats: async (tx, { days }, deps) => {
    const { statistics, catalog } = deps.desk;
    const figures = await statistics.period(tx, days);
    const { pricing } = await now(tx, deps);
    const known = figures.models.flatMap(({ name }) => catalog().byId(name) ?? []);
    return { figures, pricing, titles: new Map(known.map(({ id, title }) => [id, title])) };
  },
};
