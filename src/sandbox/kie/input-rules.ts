/** The rules between fields, as createTask refuses them. Written apart from the product's own, on purpose. */
import type { Condition, InputRule } from '../../domain/catalog/model.ts';
import { isGiven, valueOf, type Order } from './order.ts';

const itemsIn = (order: Order, name: string): number => {
  const value = order.input[name];
  if (!isGiven(value)) return 0;
  return Array.isArray(value) ? value.length : 1;
};

const holds = (order: Order, when: Condition): boolean =>
  Object.entries(when).every(([name, values]) =>
    values.some((value) => String(value) === String(valueOf(order, name))),
  );

const REQUIRED = 'This field is required';
const required = (name: string | undefined): string => (name === undefined ? REQUIRED : `${name} is required`);
const outOfRange = (name: string | undefined): string =>
  `This ${name ?? 'field'} is not within the range of allowed options`;

type Rule<Name extends InputRule['rule']> = Extract<InputRule, { rule: Name }>;
/** What is wrong, in the original's words, or undefined. */
type Check<Name extends InputRule['rule']> = (rule: Rule<Name>, order: Order) => string | undefined;

const given = (order: Order, name: string): boolean => itemsIn(order, name) > 0;

function exactlyOne({ of }: Rule<'exactly-one'>, order: Order): string | undefined {
  const [first, second] = of.filter((name) => given(order, name));
  if (first === undefined) return REQUIRED;
  return second === undefined ? undefined : outOfRange(second);
}

function exclusive({ groups }: Rule<'exclusive'>, order: Order): string | undefined {
  const [, second] = groups.filter((group) => group.some((name) => given(order, name)));
  return second === undefined ? undefined : outOfRange(second.find((name) => given(order, name)));
}

function requires({ field, needs }: Rule<'requires'>, order: Order): string | undefined {
  const absent = given(order, field) ? needs.find((name) => !given(order, name)) : undefined;
  return absent === undefined ? undefined : required(absent);
}

function quota({ max, weights }: Rule<'quota'>, order: Order): string | undefined {
  const used = Object.entries(weights).reduce((sum, [name, weight]) => sum + weight * itemsIn(order, name), 0);
  return used <= max ? undefined : outOfRange(Object.keys(weights).find((name) => given(order, name)));
}

function implies({ when, present, values }: Rule<'implies'>, order: Order): string | undefined {
  if (!holds(order, when)) return undefined;
  const absent = present.find((name) => !given(order, name));
  if (absent !== undefined) return required(absent);
  const wrong = Object.entries(values).find(([name, value]) => String(valueOf(order, name)) !== String(value));
  return wrong === undefined ? undefined : outOfRange(wrong[0]);
}

/** Of the branch that lacks the least. Parameters of other branches are ignored, as unknown ones are. */
function oneOf({ branches }: Rule<'one-of'>, order: Order): string | undefined {
  const missing = branches.map((branch) => branch.required.filter((name) => !given(order, name)));
  const [least] = missing.toSorted((a, b) => a.length - b.length);
  return least === undefined || least.length === 0 ? undefined : required(least[0]);
}

const CHECKS: { readonly [Name in InputRule['rule']]: Check<Name> } = {
  'at-least-one': ({ of }, order) => (of.some((name) => given(order, name)) ? undefined : REQUIRED),
  'exactly-one': exactlyOne,
  exclusive,
  requires,
  forbid: ({ when }, order) => (holds(order, when) ? outOfRange(Object.keys(when)[0]) : undefined),
  quota,
  'max-items': ({ when, field, max }, order) =>
    holds(order, when) && itemsIn(order, field) > max ? `${field} cannot have more than ${max} items` : undefined,
  implies,
  'one-of': oneOf,
};

function problemOf<Name extends InputRule['rule']>(rule: Rule<Name>, order: Order): string | undefined {
  const check: Check<Name> = CHECKS[rule.rule];
  return check(rule, order);
}

/** The message of the first rule that the input breaks. */
export function brokenRule(order: Order): string | undefined {
  for (const rule of order.model.rules ?? []) {
    const problem = problemOf(rule, order);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
