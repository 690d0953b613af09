/** From what KIE's live catalog says of one model to our description of it. */
import { modelKey } from '../key.ts';
import type { InputSchema, Model, PriceRule } from '../model.ts';
import type { ValidateInput } from '../validate.ts';
import { createValidateInput } from '../validate.ts';
import { corrected } from './corrections.ts';
import { inputOf, isCreateTask, pathsOf } from './document.ts';
import { fittingRules } from './fitting-rules.ts';
import type { LearnedInput } from './input-schema.ts';
import { inputSchema } from './input-schema.ts';
import type { JsonObject } from './json.ts';
import { keepKnownFacts, keepKnownRules, keepKnownRequired } from './known-facts.ts';
import { withKnownPrice } from './known-price.ts';
import { learnPrices } from './learn-prices.ts';
import { NotUnderstood } from './not-understood.ts';
import { withSources } from './sources.ts';
import { outputOf, tasksOf, usualSecondsOf } from './tasks.ts';
import { titleFromId } from './title.ts';

export interface CatalogFacts {
  readonly id: string;
  /** KIE's own, written for search engines; not shown to anybody. */
  readonly title: string;
  readonly vendor: string;
  /** KIE's words, such as `Text to Image`. */
  readonly taskTypes: readonly string[];
  /** Prose, or null. */
  readonly pricing: string | null;
  /** The OpenAPI 3.1 document of this model, `$ref`s and all. */
  readonly openapi: JsonObject | null;
}

type LeftOutReason = 'no document' | 'not createTask' | 'not understood';

export type Learned =
  /** `notes` are sentences for an admin. */
  | { readonly kind: 'model'; readonly model: Model; readonly notes: readonly string[] }
  | { readonly kind: 'left-out'; readonly reason: LeftOutReason; readonly detail: string };

const leftOut = (reason: LeftOutReason, detail: string): Learned => ({ kind: 'left-out', reason, detail });

/** What a document does not say of a model: from what we knew of it, else from KIE's words and its id. */
function namesOf(facts: CatalogFacts, known: Model | undefined): Omit<Model, 'input' | 'rules' | 'prices' | 'status'> {
  if (known !== undefined) {
    const { id, key, title, vendor, tasks, output, usualSeconds } = known;
    return { id, key, title, vendor, tasks, output, usualSeconds };
  }
  const tasks = tasksOf(facts.id, facts.taskTypes);
  const [task] = tasks;
  const output = outputOf(facts.id, facts.taskTypes, tasks);
  if (task === undefined || output === null) {
    const words = facts.taskTypes.length === 0 ? 'nothing' : facts.taskTypes.join(', ');
    throw new NotUnderstood(`what it is for: KIE says ${words}`);
  }
  return {
    id: facts.id,
    key: modelKey(facts.id),
    title: titleFromId(facts.id, task),
    vendor: facts.vendor,
    tasks: [...tasks],
    output,
    usualSeconds: usualSecondsOf(output),
  };
}

/** Many times what any model has. Every process holds all models, and compiles a schema in one go. */
const LARGEST = 65_536;
const DEEPEST = 24;

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

function checkSize(schema: InputSchema, rules: LearnedInput['rules']): void {
  const isFine = JSON.stringify([schema, rules]).length <= LARGEST && depthOf(schema) <= DEEPEST;
  if (!isFine) throw new NotUnderstood('its schema is too large');
}

function learnInput(facts: CatalogFacts, document: JsonObject, known: Model | undefined): LearnedInput {
  const learned = inputSchema(inputOf(document, facts.id));
  const kept = known === undefined ? learned.schema : keepKnownFacts(learned.schema, known.input);
  const schema = withSources(facts.id, corrected(facts.id, kept));
  const { rules, required } = fittingRules(keepKnownRules(learned.rules, known?.rules), schema);
  checkSize(schema, rules);
  return { ...learned, schema: { ...schema, required: [...new Set([...schema.required, ...required])] }, rules };
}

/** Prices by a parameter that is gone apply to nothing any more. */
const stillMeant = (prices: readonly PriceRule[], schema: InputSchema): readonly PriceRule[] =>
  prices.filter(({ when }) =>
    Object.keys(when).every((name) => name.startsWith('$') || Object.hasOwn(schema.properties, name)),
  );

function isCompiled(schema: InputSchema, validateInput: ValidateInput): boolean {
  const result = validateInput({ input: schema }, {});
  return result.ok || result.problems.every((problem) => problem.rule !== 'schema');
}

function learn(
  facts: CatalogFacts,
  document: JsonObject,
  known: Model | undefined,
  validateInput: ValidateInput,
): Learned {
  const names = namesOf(facts, known);
  const { schema, rules, notes } = learnInput(facts, document, known);
  const before = stillMeant(known?.prices ?? [], schema);
  const priced = learnPrices(facts, [names.title], schema, before);
  const whole = withKnownPrice(schema, priced.prices);
  const input = known === undefined ? whole : keepKnownRequired(whole, priced.prices, known.input);
  if (!isCompiled(input, validateInput)) throw new NotUnderstood('its schema is none');
  const model: Model = {
    ...names,
    input,
    ...(rules.length === 0 ? {} : { rules: [...rules] }),
    prices: [...priced.prices],
  };
  return { kind: 'model', model, notes: [...notes, ...priced.notes] };
}

function withoutDocument(facts: CatalogFacts, known: Model | undefined): Learned {
  if (known === undefined) return leftOut('no document', 'KIE has no document for it yet');
  const { rules, input } = known;
  const { prices, notes } = learnPrices(facts, [known.title], input, known.prices);
  const model = { ...namesOf(facts, known), input, ...(rules === undefined ? {} : { rules }), prices: [...prices] };
  return { kind: 'model', model, notes: ['KIE has no document for it', ...notes] };
}

/**
 * Our description of the model, or why there is none. Of a model that is `known` the name, the tasks and all that the
 * document does not say stay as they are. Never throws: whatever is not understood is a reason. Who learns many models
 * gives all of them one `validateInput`, which is costly to make.
 */
export function learnModel(
  facts: CatalogFacts,
  known: Model | undefined,
  validateInput: ValidateInput = createValidateInput(),
): Learned {
  try {
    const { openapi } = facts;
    if (openapi === null) return withoutDocument(facts, known);
    if (!isCreateTask(openapi)) {
      const paths = pathsOf(openapi);
      return leftOut(
        'not createTask',
        paths.length === 0 ? 'its document has no path' : `its document has ${paths.join(', ')}`,
      );
    }
    return learn(facts, openapi, known, validateInput);
  } catch (error) {
    // Anything else than NotUnderstood is a document that breaks the reader, such as one nested without end.
    const detail = error instanceof NotUnderstood ? error.message : `its document cannot be read: ${String(error)}`;
    return leftOut('not understood', detail);
  }
}
