/** The rules between fields, which JSON Schema could say only in a form that nobody could explain to a person. */
import { effectiveValue, isGiven, isScalar } from './fields.ts';
import type { Condition, InputRule, Model, ModelInput } from './model.ts';

/** A rule that the input breaks: the fields a person may change to mend it, and the number it is about, if any. */
export interface BrokenRule {
  readonly rule: InputRule['rule'];
  readonly fields: readonly string[];
  readonly limit: number | null;
}

type Ruled = Pick<Model, 'input' | 'rules'>;

function holds(condition: Condition, model: Ruled, input: ModelInput): boolean {
  return Object.entries(condition).every(([name, values]) => {
    const value = effectiveValue(model, input, name);
    return isScalar(value) && values.includes(value);
  });
}

/** How many values the field holds; 0 = it is not given. */
function items(input: ModelInput, name: string): number {
  const value = Object.hasOwn(input, name) ? input[name] : undefined;
  if (!isGiven(value)) return 0;
  return Array.isArray(value) ? value.length : 1;
}

type Rule<Name extends InputRule['rule']> = Extract<InputRule, { rule: Name }>;
/** The fields of a broken rule, or null when the input keeps it. */
type Check<Name extends InputRule['rule']> = (
  rule: Rule<Name>,
  given: (name: string) => boolean,
  model: Ruled,
  input: ModelInput,
) => readonly string[] | null;

const CHECKS: { readonly [Name in InputRule['rule']]: Check<Name> } = {
  'at-least-one': (rule, given) => (rule.of.some(given) ? null : rule.of),
  'exactly-one': (rule, given) => (rule.of.filter(given).length === 1 ? null : rule.of),
  exclusive: (rule, given) => {
    const used = rule.groups.filter((group) => group.some(given));
    return used.length <= 1 ? null : used.flat().filter(given);
  },
  requires: (rule, given) =>
    !given(rule.field) || rule.needs.every(given) ? null : rule.needs.filter((name) => !given(name)),
  forbid: (rule, _given, model, input) => (holds(rule.when, model, input) ? Object.keys(rule.when) : null),
  quota: (rule, given, _model, input) => {
    const used = Object.entries(rule.weights).reduce((sum, [name, weight]) => sum + weight * items(input, name), 0);
    return used <= rule.max ? null : Object.keys(rule.weights).filter(given);
  },
  'max-items': (rule, _given, model, input) =>
    holds(rule.when, model, input) && items(input, rule.field) > rule.max ? [rule.field] : null,
  implies: (rule, given, model, input) => {
    if (!holds(rule.when, model, input)) return null;
    const absent = rule.present.filter((name) => !given(name));
    const different = Object.entries(rule.values).filter(
      ([name, value]) => effectiveValue(model, input, name) !== value,
    );
    const fields = [...absent, ...different.map(([name]) => name)];
    return fields.length === 0 ? null : fields;
  },
  'one-of': (rule, given) => {
    if (rule.branches.some((branch) => branch.required.every(given))) return null;
    return [...new Set(rule.branches.flatMap((branch) => branch.required))].filter((name) => !given(name));
  },
};

function broken<Name extends InputRule['rule']>(rule: Rule<Name>, model: Ruled, input: ModelInput): BrokenRule | null {
  const given = (name: string): boolean => items(input, name) > 0;
  const check: Check<Name> = CHECKS[rule.rule];
  const fields = check(rule, given, model, input);
  return fields === null ? null : { rule: rule.rule, fields, limit: 'max' in rule ? rule.max : null };
}

/** Every rule of the model that the input breaks; never throws. */
export function brokenRules(model: Ruled, input: ModelInput): readonly BrokenRule[] {
  return (model.rules ?? []).map((rule) => broken(rule, model, input)).filter((found) => found !== null);
}
