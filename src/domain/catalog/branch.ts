/** Which of a model's ways an input goes, where its `one-of` rule has several with parameters of their own. */
import { effectiveValue, isGiven } from './fields.ts';
import type { InputRule, Model, ModelInput } from './model.ts';

type Branch = Extract<InputRule, { rule: 'one-of' }>['branches'][number];
type Ruled = Pick<Model, 'input' | 'rules'>;

const NONE: readonly Branch[] = [];

/** Empty where the model has but one way. */
export function branchesOf({ rules = [] }: Ruled): readonly Branch[] {
  return rules.find((rule) => rule.rule === 'one-of')?.branches ?? NONE;
}

/**
 * The branches whose required parameters all have a value, those that take the most of what is given. Several = nothing
 * tells them apart; none = the input is not complete, or there is nothing to choose.
 */
function branchesFor(model: Ruled, input: ModelInput): readonly Branch[] {
  const branches = branchesOf(model);
  const hasValue = (name: string): boolean => isGiven(effectiveValue(model, input, name));
  const isOwn = (name: string): boolean => Object.hasOwn(input, name) && isGiven(input[name]);
  const given = [...new Set(branches.flatMap((branch) => branch.fields))].filter(isOwn);
  const fitting = branches
    .filter((branch) => branch.required.every(hasValue))
    .map((branch) => ({ branch, left: given.filter((name) => !branch.fields.includes(name)).length }));
  const least = Math.min(...fitting.map(({ left }) => left));
  return fitting.filter(({ left }) => left === least).map(({ branch }) => branch);
}

/** The model as it is on these branches: without the parameters that none of them takes. */
export function onBranches<M extends Ruled>(model: M, branches: readonly Branch[]): M {
  const [first, ...others] = branches;
  if (first === undefined) return model;
  const fields = new Set(branches.flatMap((branch) => branch.fields));
  const strange = new Set(branchesOf(model).flatMap((branch) => branch.fields.filter((name) => !fields.has(name))));
  const required = first.required.filter((name) => others.every((branch) => branch.required.includes(name)));
  return {
    ...model,
    input: {
      ...model.input,
      properties: Object.fromEntries(Object.entries(model.input.properties).filter(([name]) => !strange.has(name))),
      required: [...new Set([...model.input.required, ...required])],
    },
    rules: (model.rules ?? []).filter((rule) => rule.rule !== 'one-of'),
  };
}

/** The model as it is for this input. */
export const onBranchOf = <M extends Ruled>(model: M, input: ModelInput): M =>
  onBranches(model, branchesFor(model, input));
