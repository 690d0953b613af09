/** Costly readings of a model, each done once per model object and kept as long as the tools live. */
import type { Model } from '../catalog/model.ts';
import { createValidateInput, type ValidateInput } from '../catalog/validate.ts';
import { fieldsOf, PROMPT } from './form/fields.ts';
import type { Offered } from './form/choices.ts';

export interface ChatTools {
  /** The model with its questions; null when this dialog cannot make it work. */
  readonly offer: (model: Model) => Offered | null;
  /** May throw on a schema that cannot be compiled. */
  readonly validate: ValidateInput;
}

/** One per process; every reducer call without it pays the readings anew. */
export function createChatTools(): ChatTools {
  const known = new WeakMap<Model, { readonly offered: Offered | null }>();
  return {
    validate: createValidateInput(),
    offer: (model) => {
      const found = known.get(model) ?? { offered: readModel(model) };
      known.set(model, found);
      return found.offered;
    },
  };
}

/** For now: pictures from a prompt, with nothing else required that a person could not type or tap. */
function readModel(model: Model): Offered | null {
  if (model.output !== 'image' || !model.tasks.includes('text-to-image') || model.prices.length === 0) return null;
  const fields = fieldsOf(model.input);
  const [first] = fields ?? [];
  if (fields === null || first?.name !== PROMPT || first.kind !== 'text') return null;
  return { model, fields };
}
