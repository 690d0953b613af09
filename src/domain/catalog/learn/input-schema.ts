/** From the `input` of a document to our schema and the rules between its fields. */
import type { FieldSchema } from '../fields.ts';
import type { InputRule, InputSchema } from '../model.ts';
import { asObject, merged } from './composition.ts';
import type { Json, JsonObject } from './json.ts';
import { isObject } from './json.ts';
import { list } from './keywords.ts';
import { NotUnderstood } from './not-understood.ts';
import type { Parameters } from './parameter.ts';
import { namesIn, parameters } from './parameter.ts';

export interface LearnedInput {
  readonly schema: InputSchema;
  readonly rules: readonly InputRule[];
  /** Sentences for an admin. */
  readonly notes: readonly string[];
}

interface Way extends Parameters {
  readonly title: string;
  readonly needs: readonly string[];
}

type Fields = Readonly<Record<string, FieldSchema>>;

/** Of one parameter that several ways declare: all its choices, else as the first one says. */
function eitherWay(first: FieldSchema, second: FieldSchema): FieldSchema {
  const [choices, more] = [first['enum'], second['enum']];
  if (!Array.isArray(choices) || !Array.isArray(more)) return first;
  return { ...first, enum: [...new Set([...choices, ...more])] };
}

function unionOf(fields: Fields, others: Fields): Fields {
  const union = new Map(Object.entries(fields));
  for (const [name, field] of Object.entries(others)) {
    const first = union.get(name);
    union.set(name, first === undefined ? field : eitherWay(first, field));
  }
  return Object.fromEntries(union);
}

function wayOf(way: Json, base: JsonObject): Way {
  const schema = merged(way);
  const title = schema['title'] ?? schema['description'];
  const own = parameters(schema);
  const needs = [...new Set([...namesIn(base['required']), ...namesIn(schema['required'])])];
  return { ...own, needs, title: typeof title === 'string' ? title : '' };
}

/** Ways that only say which of the fields must be there. */
const onlyRequire = (ways: readonly Way[], base: readonly string[]): readonly string[] | null => {
  const extra = ways.map((way) => way.needs.filter((name) => !base.includes(name)));
  const plain = ways.every((way) => Object.keys(way.properties).length === 0);
  return plain && extra.every((names) => names.length === 1) ? extra.flat() : null;
};

/** What only some of the ways take; two of them at once are refused. */
function exclusiveGroups(ways: readonly Way[]): readonly string[][] {
  const inAll = (name: string): boolean => ways.every((way) => Object.hasOwn(way.properties, name));
  const alone = (way: Way, name: string): boolean =>
    ways.every((other) => other === way || !Object.hasOwn(other.properties, name));
  return ways
    .map((way) => Object.keys(way.properties).filter((name) => !inAll(name) && alone(way, name)))
    .filter((group) => group.length > 0);
}

function rulesOfWays(ways: readonly Way[], base: Parameters, exactly: boolean): readonly InputRule[] {
  const names = onlyRequire(ways, base.required);
  if (names !== null) return [{ rule: exactly ? 'exactly-one' : 'at-least-one', of: [...new Set(names)] }];
  const groups = exactly ? exclusiveGroups(ways) : [];
  const exclusive: InputRule[] = groups.length < 2 ? [] : [{ rule: 'exclusive', groups: [...groups] }];
  if (ways.some((way) => way.needs.length === 0)) return exclusive;
  const branches = ways.map(({ title, properties, needs }) => ({
    title: title === '' ? needs.join(', ') : title,
    fields: [...new Set([...Object.keys(base.properties), ...Object.keys(properties), ...needs])],
    required: [...needs],
  }));
  return [...exclusive, { rule: 'one-of', branches }];
}

interface Alternatives {
  readonly ways: readonly Json[];
  readonly exactly: boolean;
}

/** `oneOf` and `anyOf` of the input itself and of the parts that it is put together from. */
function alternativesOf(schema: JsonObject): readonly Alternatives[] {
  const own = (['oneOf', 'anyOf'] as const).flatMap((keyword) => {
    const ways = list(schema[keyword]);
    return ways === undefined || ways.length === 0 ? [] : [{ ways, exactly: keyword === 'oneOf' }];
  });
  return [...own, ...(list(schema['allOf']) ?? []).filter(isObject).flatMap(alternativesOf)];
}

/** A way that is the only one is no choice: all it needs is simply needed. */
function withWays(base: Parameters, schema: JsonObject, { ways: said, exactly }: Alternatives): LearnedInput {
  const ways = said.map((way) => wayOf(way, schema));
  const properties = ways.reduce((union, way) => unionOf(union, way.properties), base.properties);
  const [first] = ways;
  const inAll = (first?.needs ?? []).filter((name) => ways.every((way) => way.needs.includes(name)));
  return {
    schema: { type: 'object', properties, required: [...new Set([...base.required, ...inAll])] },
    rules: ways.length < 2 ? [] : rulesOfWays(ways, base, exactly),
    notes: ways.flatMap((way) => way.dropped),
  };
}

/**
 * KIE drops unknown names silently, so that a misspelled one would change the result; in our schema it is a problem.
 * Throws NotUnderstood, among others where something is required that the document does not describe.
 */
export function inputSchema(input: JsonObject): LearnedInput {
  const schema = merged(input);
  let base = parameters(schema);
  const rules: InputRule[] = [];
  const notes = [...base.dropped];
  for (const alternatives of alternativesOf(input)) {
    const more = withWays(base, schema, alternatives);
    base = { ...base, ...more.schema };
    rules.push(...more.rules);
    notes.push(...more.notes);
  }
  const described = new Set([...Object.keys(base.properties), ...Object.keys(asObject(schema['properties']))]);
  const undescribed = [...base.required, ...namesIn(schema['required'])].filter((name) => !described.has(name));
  if (undescribed.length > 0) throw new NotUnderstood(`${undescribed.join(', ')} is required and not described`);
  if (Object.keys(base.properties).length === 0) throw new NotUnderstood('the input has no parameters');
  return {
    schema: {
      type: 'object',
      properties: base.properties,
      required: base.required.filter((name) => Object.hasOwn(base.properties, name)),
      additionalProperties: false,
    },
    rules,
    notes,
  };
}
