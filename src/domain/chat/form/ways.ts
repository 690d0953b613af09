/**
 * Some models work in one of several ways: from words alone, from a first frame, from references. The rules between a
 * model's parameters say so; a person is asked which way first, and then only about what belongs to it.
 */
import { isGiven } from '../../catalog/fields.ts';
import type { InputRule, Model } from '../../catalog/model.ts';
import type { Field } from './fields.ts';
import type { Values } from './values.ts';

export interface Way {
  /** What makes it this way, for its name; empty = nothing but words. */
  readonly marks: readonly string[];
  readonly required: readonly string[];
  /** Parameters of other ways. */
  readonly excluded: readonly string[];
}

type Rule<Name extends InputRule['rule']> = Extract<InputRule, { rule: Name }>;

/** Empty when there is nothing to choose and nothing to know. */
export function waysOf({ rules = [] }: Pick<Model, 'rules'>, fields: readonly Field[]): readonly Way[] {
  const asked = new Map(fields.map((field) => [field.name, field]));
  const find = <Name extends InputRule['rule']>(name: Name): Rule<Name> | undefined =>
    rules.find((rule): rule is Rule<Name> => rule.rule === name);
  const branches = ofBranches(find('one-of'), asked);
  if (branches.length > 0) return branches;
  const exactly = find('exactly-one');
  if (exactly !== undefined) return ofMembers(exactly.of, asked, exactly.of);
  const exclusive = find('exclusive');
  if (exclusive !== undefined) return ofGroups(exclusive, rules, asked);
  const some = find('at-least-one');
  return some?.of.every((name) => isSubstance(asked.get(name))) === true ? ofMembers(some.of, asked, []) : [];
}

type Asked = ReadonlyMap<string, Field>;

const without = (names: readonly string[], others: readonly string[]): readonly string[] =>
  names.filter((name) => !others.includes(name));

/** Branches that ask for the same are one; a branch that needs what cannot be asked is none. */
function ofBranches(rule: Rule<'one-of'> | undefined, asked: Asked): readonly Way[] {
  if (rule === undefined) return [];
  const every = [...new Set(rule.branches.flatMap((branch) => branch.fields))];
  const common = every.filter((name) => rule.branches.every((branch) => branch.required.includes(name)));
  const ways = rule.branches
    .filter((branch) => branch.required.every((name) => asked.has(name)))
    .map((branch): Way => ({
      marks: without(branch.required, common).filter((name) => isSubstance(asked.get(name))),
      required: branch.required,
      excluded: without(every, branch.fields),
    }));
  const different = new Map(
    ways.map((way) => [JSON.stringify([way.required.toSorted(), way.excluded.toSorted()]), way]),
  );
  return [...different.values()];
}

function ofMembers(names: readonly string[], asked: Asked, others: readonly string[]): readonly Way[] {
  return names
    .filter((name) => asked.has(name))
    .map((name) => ({ marks: [name], required: [name], excluded: without(others, [name]) }));
}

/** No group at all, or one of them by one of its files; what another parameter must come with is no way of its own. */
function ofGroups({ groups }: Rule<'exclusive'>, rules: readonly InputRule[], asked: Asked): readonly Way[] {
  const every = groups.flat();
  const dependent = rules.flatMap((rule) => (rule.rule === 'requires' ? [rule.field] : []));
  const byFile = groups.flatMap((group) =>
    group
      .filter((name) => !dependent.includes(name) && isLeading(asked.get(name)))
      .map((name) => ({ marks: [name], required: [name], excluded: without(every, group) })),
  );
  return [{ marks: [], required: [], excluded: every }, ...byFile];
}

/** Something to send: not a switch or a number. */
const isSubstance = (field: Field | undefined): boolean => field?.kind === 'file' || field?.kind === 'work';

/** Sound alone is an addition, no way to begin. */
function isLeading(field: Field | undefined): boolean {
  if (field?.kind === 'group') return field.fields.some(isLeading);
  return field?.kind === 'file' && field.media !== 'audio';
}

/** The way that was chosen, or the one that what is given speaks for; undefined = to be asked. */
export function wayFor(ways: readonly Way[], values: Values, chosen: number | null): Way | undefined {
  const [only, ...others] = ways;
  if (others.length === 0) return only ?? ANY_WAY;
  const way = chosen === null ? undefined : ways[chosen];
  if (way !== undefined) return way;
  const given = (name: string): boolean => Object.hasOwn(values, name) && isGiven(values[name]);
  return ways
    .filter(({ marks, excluded }) => marks.length > 0 && marks.every(given) && !excluded.some(given))
    .toSorted((a, b) => b.marks.length - a.marks.length)[0];
}

const ANY_WAY: Way = { marks: [], required: [], excluded: [] };

/** The questions of one way. */
export function fieldsOn(way: Way | undefined, fields: readonly Field[]): readonly Field[] {
  if (way === undefined) return fields;
  return fields
    .filter(({ name }) => !way.excluded.includes(name))
    .map((field) => (way.required.includes(field.name) ? { ...field, required: true } : field));
}
