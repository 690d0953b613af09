/** Rules between fields, cut down to the fields that a schema has. */
import { assertNever } from '../../../shared/assert-never.ts';
import type { InputRule, InputSchema } from '../model.ts';

interface Fitted {
  readonly rules: readonly InputRule[];
  /** Fields that every way in needs, among them those that are the only way now. */
  readonly required: readonly string[];
}

type Has = (name: string) => boolean;

const kept = (rule: InputRule, stays: boolean): Fitted => ({ rules: stays ? [rule] : [], required: [] });

/** A choice of which only one member is left is no choice any more. */
function fittedChoice(rule: Extract<InputRule, { of: string[] }>, has: Has): Fitted {
  const of = rule.of.filter(has);
  return of.length < 2 ? { rules: [], required: of } : { rules: [{ ...rule, of }], required: [] };
}

function fittedBranches(rule: Extract<InputRule, { rule: 'one-of' }>, has: Has): Fitted {
  const branches = rule.branches
    .filter((branch) => branch.required.every(has))
    .map((branch) => ({ ...branch, fields: branch.fields.filter(has) }));
  const required = (branches[0]?.required ?? []).filter((name) =>
    branches.every((branch) => branch.required.includes(name)),
  );
  return { rules: branches.length < 2 ? [] : [{ ...rule, branches }], required };
}

const fieldsOf = (rule: Extract<InputRule, { rule: 'requires' | 'forbid' | 'max-items' | 'implies' }>): string[] => {
  switch (rule.rule) {
    case 'requires':
      return [rule.field, ...rule.needs];
    case 'forbid':
      return Object.keys(rule.when);
    case 'max-items':
      return [rule.field, ...Object.keys(rule.when)];
    case 'implies':
      return [...Object.keys(rule.when), ...rule.present, ...Object.keys(rule.values)];
    default:
      return assertNever(rule);
  }
};

function fittedGroups(rule: Extract<InputRule, { rule: 'exclusive' }>, has: Has): Fitted {
  const groups = rule.groups.map((group) => group.filter(has)).filter((group) => group.length > 0);
  return kept({ ...rule, groups }, groups.length > 1);
}

function fittedQuota(rule: Extract<InputRule, { rule: 'quota' }>, has: Has): Fitted {
  const weights = Object.fromEntries(Object.entries(rule.weights).filter(([name]) => has(name)));
  return kept({ ...rule, weights }, Object.keys(weights).length > 0);
}

function fittedRule(rule: InputRule, has: Has): Fitted {
  switch (rule.rule) {
    case 'at-least-one':
    case 'exactly-one':
      return fittedChoice(rule, has);
    case 'one-of':
      return fittedBranches(rule, has);
    case 'exclusive':
      return fittedGroups(rule, has);
    case 'quota':
      return fittedQuota(rule, has);
    case 'requires':
    case 'forbid':
    case 'max-items':
    case 'implies':
      return kept(rule, fieldsOf(rule).every(has));
    default:
      return assertNever(rule);
  }
}

export function fittingRules(rules: readonly InputRule[], schema: InputSchema): Fitted {
  const has: Has = (name) => Object.hasOwn(schema.properties, name);
  const fitted = rules.map((rule) => fittedRule(rule, has));
  return {
    rules: fitted.flatMap((each) => each.rules),
    required: [...new Set(fitted.flatMap((each) => each.required))],
  };
}
