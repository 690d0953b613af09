/** The facts file becomes the bundled catalog; every model that stays out does so by a rule that is named. */
import { modelKey } from '../../src/domain/catalog/key.ts';
import { corrected } from '../../src/domain/catalog/learn/corrections.ts';
import { fittingRules } from '../../src/domain/catalog/learn/fitting-rules.ts';
import { withKnownPrice } from '../../src/domain/catalog/learn/known-price.ts';
import { NotUnderstood } from '../../src/domain/catalog/learn/not-understood.ts';
import { withSources } from '../../src/domain/catalog/learn/sources.ts';
import type { Model } from '../../src/domain/catalog/model.ts';
import { OutputKind } from '../../src/domain/catalog/model.ts';
import type { FactModel } from './facts.ts';
import { inputRules } from './input-rules.ts';
import { objectSchema } from './input-schema.ts';
import { byPopularity } from './order.ts';
import { priceRules } from './prices.ts';
import { tasksOf, usualSecondsOf } from './tasks.ts';
import { titleOf } from './titles.ts';

type LeftOutReason = 'chat' | 'legacy' | 'retired' | 'undocumented' | 'not createTask' | 'not understood';

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

function outrightReason(fact: FactModel): LeftOutReason | null {
  if (fact.endpoint === 'chat') return 'chat';
  if (fact.status !== 'active') return STATUSES[fact.status] ?? 'not understood';
  return fact.endpoint === 'jobs' ? null : 'not createTask';
}

function outputOf(fact: FactModel): OutputKind {
  const parsed = OutputKind.safeParse(fact.output);
  if (!parsed.success) throw new NotUnderstood(`the output ${fact.output}`);
  return parsed.data;
}

function modelOf(fact: FactModel): Model {
  const tasks = tasksOf(fact);
  const schema = withSources(fact.id, corrected(fact.id, objectSchema(fact.input)));
  const { rules, required } = fittingRules(inputRules(fact), schema);
  const prices = priceRules(fact, schema);
  const input = withKnownPrice({ ...schema, required: [...new Set([...schema.required, ...required])] }, prices);
  return {
    id: fact.id,
    key: modelKey(fact.id),
    title: titleOf(fact, tasks, false),
    vendor: fact.vendor,
    tasks: [...tasks],
    input,
    ...(rules.length === 0 ? {} : { rules: [...rules] }),
    output: outputOf(fact),
    prices: [...prices],
    usualSeconds: usualSecondsOf(fact),
  };
}

type Result = { readonly model: Model } | { readonly leftOut: LeftOut };

function convertOne(fact: FactModel): Result {
  const out = (reason: LeftOutReason, detail = ''): Result => ({ leftOut: { id: fact.id, reason, detail } });
  const outright = outrightReason(fact);
  if (outright !== null) return out(outright);
  try {
    return { model: modelOf(fact) };
  } catch (error) {
    if (error instanceof NotUnderstood) return out('not understood', error.message);
    throw error;
  }
}

function withoutClashes(models: readonly Model[]): Conversion {
  const clashing = models.filter((model) => models.some((other) => other !== model && other.key === model.key));
  return {
    models: models.filter((model) => !clashing.includes(model)),
    leftOut: clashing.map(({ id, key }) => ({ id, reason: 'not understood', detail: `the key ${key} is not unique` })),
  };
}

/** Models that share a name are told apart by what they do. */
function withTitles(models: readonly Model[], facts: readonly FactModel[]): readonly Model[] {
  const factOf = new Map(facts.map((fact) => [fact.id, fact]));
  return models.map((model) => {
    const fact = factOf.get(model.id);
    const isShared = models.some((other) => other !== model && other.title.ru === model.title.ru);
    return fact === undefined || !isShared ? model : { ...model, title: titleOf(fact, model.tasks, true) };
  });
}

/** Everything that the task API serves. Deterministic: the order of the facts file does not matter. */
export function convert(facts: readonly FactModel[]): Conversion {
  const results = facts.map(convertOne);
  const unique = withoutClashes(results.flatMap((result) => ('model' in result ? [result.model] : [])));
  const leftOut = [...results.flatMap((result) => ('leftOut' in result ? [result.leftOut] : [])), ...unique.leftOut];
  return {
    models: withTitles(unique.models, facts).toSorted(byPopularity),
    leftOut: leftOut.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
