/** Costly readings of a model, each done once per model object and kept as long as the tools live. */
import type { Model } from '../catalog/model.ts';
import { priceFrom } from '../catalog/price-range.ts';
import { createModelSearch } from '../catalog/search.ts';
import { createValidateInput, type ValidateInput } from '../catalog/validate.ts';
import type { Offered } from './form/choices.ts';
import { fieldsOf, unaskable } from './form/read-fields.ts';
import { isStorable } from './html.ts';
import { waysOf } from './form/ways.ts';

type Search = ReturnType<typeof createModelSearch>;

export interface ChatTools {
  /** The model with its questions; null when this dialog cannot make it work, or it has no price. */
  readonly offer: (model: Model) => Offered | null;
  /** May throw on a schema that cannot be compiled. */
  readonly validate: ValidateInput;
  /** Models by words that a person might use for them, the best first. */
  readonly search: (models: readonly Model[], query: string, limit: number) => readonly Model[];
}

/** One per process; every reducer call without it pays the readings anew. */
export function createChatTools(): ChatTools {
  const known = new WeakMap<Model, { readonly offered: Offered | null }>();
  const searches = new WeakMap<readonly Model[], Search>();
  return {
    validate: createValidateInput(),
    offer: (model) => {
      const found = known.get(model) ?? { offered: readModel(model) };
      known.set(model, found);
      return found.offered;
    },
    search: (models, query, limit) => {
      const search = searches.get(models) ?? createModelSearch(models);
      searches.set(models, search);
      return search(query, limit);
    },
  };
}

/** No price, no sale; and nothing that asks for what no person could give. */
function readModel(model: Model): Offered | null {
  if (model.status === 'withdrawn' || priceFrom(model) === null || !isStorable(model.id)) return null;
  const fields = fieldsOf(model.input);
  if (fields.length === 0 || unaskable(model.input, fields).length > 0) return null;
  return { model, fields, ways: waysOf(model, fields) };
}
