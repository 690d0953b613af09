/** Costly readings of a model, each done once per model object and kept as long as the tools live. */
import type { Model } from '../catalog/model.ts';
import { isForSale } from '../billing/sale.ts';
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
  /** The same text as long as a model's questions and prices stay what they are. */
  readonly stamp: (model: Model) => string;
  /** May throw on a schema that cannot be compiled. */
  readonly validate: ValidateInput;
  /** Models by words that a person might use for them, the best first. */
  readonly search: (models: readonly Model[], query: string, limit: number) => readonly Model[];
}

/** One per process; every reducer call without it pays the readings anew. */
export function createChatTools(): ChatTools {
  const known = new WeakMap<Model, { readonly offered: Offered | null }>();
  const searches = new WeakMap<readonly Model[], Search>();
  const stamps = new WeakMap<Model, string>();
  return {
    validate: createValidateInput(),
    stamp: (model) => {
      const { input, rules, prices, flatPrice } = model;
      const stamp = stamps.get(model) ?? fingerprint(JSON.stringify([input, rules, prices, flatPrice]));
      stamps.set(model, stamp);
      return stamp;
    },
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

/** FNV-1a, 32 bits: tells an edited model from the one before; nobody gains by a collision. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** No price, no sale; and nothing that asks for what no person could give. */
function readModel(model: Model): Offered | null {
  if (model.status === 'withdrawn' || !isForSale(model) || !isStorable(model.id)) return null;
  const fields = fieldsOf(model.input);
  if (fields.length === 0 || unaskable(model.input, fields).length > 0) return null;
  return { model, fields, ways: waysOf(model, fields) };
}
