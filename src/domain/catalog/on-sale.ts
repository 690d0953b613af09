/** The models as the operator sells them: some hidden, some at a price of their own. */
import type { ModelTerms } from '../admin/settings.ts';
import type { Model } from './model.ts';

/** The same list (and the same model objects) come out while the same list and the same terms go in. */
export function createOnSale(): (models: readonly Model[], terms: ReadonlyMap<string, ModelTerms>) => readonly Model[] {
  const priced = new WeakMap<Model, Model>();
  let last: { models: readonly Model[]; terms: ReadonlyMap<string, ModelTerms>; sold: readonly Model[] } | null = null;

  function sold(model: Model, own: bigint | null): Model {
    if (own === null) return model;
    const flatPrice = String(own);
    const known = priced.get(model);
    const next = known?.flatPrice === flatPrice ? known : { ...model, flatPrice };
    priced.set(model, next);
    return next;
  }

  return (models, terms) => {
    if (terms.size === 0) return models;
    if (last?.models !== models || last.terms !== terms) {
      const shown = models.filter(({ id }) => terms.get(id)?.isHidden !== true);
      last = { models, terms, sold: shown.map((model) => sold(model, terms.get(model.id)?.price ?? null)) };
    }
    return last.sold;
  };
}
