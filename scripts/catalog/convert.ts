/** The facts file becomes the bundled catalog; every model that stays out does so by a rule that is named. */
import type { FieldSchema } from '../../src/domain/catalog/fields.ts';
import { mediaField } from '../../src/domain/catalog/fields.ts';
import { modelKey } from '../../src/domain/catalog/key.ts';
import type { InputRule, InputSchema, Model, PriceRule, Task } from '../../src/domain/catalog/model.ts';
import { OutputKind } from '../../src/domain/catalog/model.ts';
import { sold } from '../../src/domain/catalog/catalog.ts';
import { priceFields } from '../../src/domain/catalog/price.ts';
import type { FactField, FactModel } from './facts.ts';
import { inputRules } from './input-rules.ts';
import { objectSchema } from './input-schema.ts';
import { NotUnderstood } from './not-understood.ts';
import { byPopularity } from './order.ts';
import { priceRules } from './prices.ts';
import type { Scope } from './scope.ts';
import { tasksOf, usualSecondsOf } from './tasks.ts';
import { properName, titleOf } from './titles.ts';

type LeftOutReason =
  | 'chat'
  | 'legacy'
  | 'retired'
  | 'undocumented'
  | 'not createTask'
  | 'not text-to-image'
  | 'needs files'
  | 'no price'
  | 'price not told by the input'
  | 'not understood';

interface LeftOut {
  readonly id: string;
  readonly reason: LeftOutReason;
  readonly detail: string;
}

export interface Conversion {
  readonly models: readonly Model[];
  readonly leftOut: readonly LeftOut[];
}

const STATUSES: Readonly<Record<string, LeftOutReason>> = {
  legacy: 'legacy',
  retired: 'retired',
  undocumented: 'undocumented',
};

/** Reasons that hold for every scope. */
function outrightReason(fact: FactModel): LeftOutReason | null {
  if (fact.endpoint === 'chat') return 'chat';
  if (fact.status !== 'active') return STATUSES[fact.status] ?? 'not understood';
  return fact.endpoint === 'jobs' ? null : 'not createTask';
}

/**
 * Two names for one thing are on record for the first Nano Banana; the newer page's `aspect_ratio` is the one to send.
 * Counting parameters are declared as numbers by some pages; half an image is not meant.
 */
function corrected(fact: FactModel): readonly FactField[] {
  const twoNames = /^google\/nano-banana(-edit)?$/.test(fact.id);
  return fact.input
    .filter((field) => !(twoNames && field.name === 'image_size'))
    .map((field) => (field.name === 'max_images' ? { ...field, type: 'integer' } : field));
}

/** The middle way where a page names no default; the first choice otherwise. */
const PREFERRED: Readonly<Record<string, string>> = { rendering_speed: 'BALANCED' };

function chosenDefault(name: string, field: FieldSchema): FieldSchema[string] {
  const choices = field['enum'];
  if (Array.isArray(choices)) {
    const preferred = PREFERRED[name];
    return preferred !== undefined && choices.includes(preferred) ? preferred : (choices[0] ?? null);
  }
  if (field['type'] === 'boolean') return false;
  const minimum = field['minimum'];
  if (typeof minimum === 'number') return minimum;
  throw new NotUnderstood(`the price hangs on ${name}, which has no default`);
}

/**
 * An optional parameter that decides the price but has no documented default would leave the price unknown whenever it
 * is left out. It becomes required, with a default of ours, and is therefore always sent.
 */
function withKnownPrice(schema: InputSchema, prices: readonly PriceRule[]): InputSchema {
  const undecided = priceFields({ input: schema, prices: [...prices] }).filter(
    (name) => !schema.required.includes(name) && schema.properties[name]?.['default'] === undefined,
  );
  const properties = Object.fromEntries(
    Object.entries(schema.properties).map(([name, field]) => [
      name,
      undecided.includes(name) && mediaField(field) === null
        ? { ...field, default: chosenDefault(name, field) }
        : field,
    ]),
  );
  return { ...schema, properties, required: [...schema.required, ...undecided] };
}

function outputOf(fact: FactModel): OutputKind {
  const parsed = OutputKind.safeParse(fact.output);
  if (!parsed.success) throw new NotUnderstood(`the output ${fact.output}`);
  return parsed.data;
}

interface Shaped {
  readonly schema: InputSchema;
  readonly rules: readonly InputRule[];
  readonly tasks: readonly Task[];
}

function modelOf(fact: FactModel, shaped: Shaped): Model {
  const prices = priceRules(fact, shaped.schema);
  return {
    id: fact.id,
    key: modelKey(fact.id),
    title: titleOf(fact.id, properName(fact), shaped.tasks, false),
    vendor: fact.vendor,
    tasks: [...shaped.tasks],
    input: withKnownPrice(shaped.schema, prices),
    ...(shaped.rules.length === 0 ? {} : { rules: [...shaped.rules] }),
    output: outputOf(fact),
    prices: [...prices],
    usualSeconds: usualSecondsOf(fact),
  };
}

type Result = { readonly model: Model } | { readonly leftOut: LeftOut };

function convertOne(fact: FactModel, scope: Scope): Result {
  const out = (reason: LeftOutReason, detail = ''): Result => ({ leftOut: { id: fact.id, reason, detail } });
  const outright = outrightReason(fact);
  if (outright !== null) return out(outright);
  try {
    const whole = { schema: objectSchema(corrected(fact)), rules: inputRules(fact), tasks: tasksOf(fact) };
    const shaped = scope.narrow(whole);
    if (typeof shaped === 'string') return out(shaped);
    if (scope.onlySold && fact.prices.length === 0) return out('no price');
    const model = modelOf(fact, shaped);
    return scope.onlySold && !sold(model) ? out('price not told by the input', priceConditions(model)) : { model };
  } catch (error) {
    if (error instanceof NotUnderstood) return out('not understood', error.message);
    throw error;
  }
}

const priceConditions = (model: Model): string =>
  [...new Set(model.prices.flatMap((rule) => Object.keys(rule.when)))]
    .filter((name) => name.startsWith('$'))
    .join(', ');

function withoutClashes(models: readonly Model[]): Conversion {
  const clashing = models.filter((model) => models.some((other) => other !== model && other.key === model.key));
  return {
    models: models.filter((model) => !clashing.includes(model)),
    leftOut: clashing.map(({ id, key }) => ({ id, reason: 'not understood', detail: `the key ${key} is not unique` })),
  };
}

function withTitles(models: readonly Model[]): readonly Model[] {
  return models.map((model) => {
    const shared = models.some((other) => other !== model && other.title.en === model.title.en);
    return { ...model, title: titleOf(model.id, model.title.en, model.tasks, shared) };
  });
}

/** Deterministic: the order of the facts file does not matter. */
export function convert(facts: readonly FactModel[], scope: Scope): Conversion {
  const results = facts.map((fact) => convertOne(fact, scope));
  const unique = withoutClashes(results.flatMap((result) => ('model' in result ? [result.model] : [])));
  const leftOut = [...results.flatMap((result) => ('leftOut' in result ? [result.leftOut] : [])), ...unique.leftOut];
  return {
    models: withTitles(unique.models).toSorted(byPopularity),
    leftOut: leftOut.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
