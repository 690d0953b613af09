/**
 * What stays of a model that we knew when its document is read anew. Pages say much in prose that people read for the
 * bundled catalog (types and sizes of files, ranges, defaults); where the document is silent, that stays.
 */
import type { FieldSchema } from '../fields.ts';
import type { InputRule, InputSchema, Model, PriceRule } from '../model.ts';
import { priceFields } from '../price.ts';
import type { Json, JsonObject } from './json.ts';
import { isObject } from './json.ts';
import { isWithin } from './keywords.ts';

const MEDIA = ['format', 'x-media', 'x-accepts', 'x-max-size-mb'];
/** Whoever says one of these says what the values are. */
const RANGE = ['enum', 'anyOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'pattern'];

const isNumeric = (type: Json | undefined): boolean => type === 'integer' || type === 'number';

function nested(live: Json | undefined, known: Json | undefined): Json | undefined {
  return isObject(live) && isObject(known) ? withKnownFacts(live, known) : (live ?? known);
}

function nestedFields(live: Json | undefined, known: Json | undefined): Json | undefined {
  if (!isObject(live) || !isObject(known)) return live;
  return Object.fromEntries(
    Object.entries(live).map(([name, field]) => [
      name,
      Object.hasOwn(known, name) ? (nested(field, known[name]) ?? field) : field,
    ]),
  );
}

const fits = (value: Json | undefined, choices: Json | undefined): boolean =>
  !Array.isArray(choices) || (value !== undefined && choices.includes(value));

/** Only what is said of a parameter of the same type can be true of it. */
function withKnownFacts(live: JsonObject, known: JsonObject): FieldSchema {
  if (live['type'] !== known['type'] && !(isNumeric(live['type']) && isNumeric(known['type']))) return live;
  const saysRange = RANGE.some((keyword) => live[keyword] !== undefined);
  const silent = Object.entries(known).filter(([keyword]) => {
    if (keyword === 'items' || keyword === 'properties' || keyword === 'required') return false;
    return live[keyword] === undefined && !(saysRange && RANGE.includes(keyword));
  });
  const media = known['x-media'] === undefined ? [] : Object.entries(known).filter(([name]) => MEDIA.includes(name));
  const field: Record<string, Json> = { ...live, ...Object.fromEntries([...silent, ...media]) };
  for (const [keyword, value] of [
    ['items', nested(live['items'], known['items'])],
    ['properties', nestedFields(live['properties'], known['properties'])],
  ] as const) {
    if (value !== undefined) field[keyword] = value;
  }
  if (!fits(field['default'], field['enum']) || !isWithin(field['default'], field)) {
    Reflect.deleteProperty(field, 'default');
  }
  return field;
}

/** Documents leave a blank behind some names; where a page's example showed the plain one, that is what KIE reads. */
function knownName(name: string, known: InputSchema): string {
  return !Object.hasOwn(known.properties, name) && Object.hasOwn(known.properties, name.trim()) ? name.trim() : name;
}

/** The order is that of the questions: known parameters keep their place, new ones come behind. */
function inKnownOrder<T>(entries: readonly T[], nameOf: (entry: T) => string, known: readonly string[]): T[] {
  const place = (entry: T): number => {
    const found = known.indexOf(nameOf(entry));
    return found < 0 ? known.length : found;
  };
  return entries.toSorted((a, b) => place(a) - place(b));
}

export function keepKnownFacts(live: InputSchema, known: InputSchema): InputSchema {
  const properties = Object.entries(live.properties).map(([liveName, field]): [string, FieldSchema] => {
    const name = knownName(liveName, known);
    const before = Object.hasOwn(known.properties, name) ? known.properties[name] : undefined;
    return [name, before === undefined ? field : withKnownFacts(field, before)];
  });
  const required = live.required.map((name) => knownName(name, known));
  return {
    ...live,
    properties: Object.fromEntries(inKnownOrder(properties, ([name]) => name, Object.keys(known.properties))),
    required,
  };
}

/** What decides the price is sent in any case, if it ever was; the rest is required as the document says. */
export function keepKnownRequired(schema: InputSchema, prices: readonly PriceRule[], known: InputSchema): InputSchema {
  const deciding = priceFields({ input: schema, prices: [...prices] }).filter((name) => known.required.includes(name));
  const required = [...new Set([...schema.required, ...deciding])];
  return { ...schema, required: inKnownOrder(required, (name) => name, known.required) };
}

const isWay = (rule: InputRule): boolean => ['at-least-one', 'exactly-one', 'one-of', 'exclusive'].includes(rule.rule);

/** What tells the branches apart, whatever they are called and whatever else they take. */
function branchNeeds(rules: readonly InputRule[]): string {
  const branches = rules.flatMap((rule) => (rule.rule === 'one-of' ? [rule.branches] : []));
  const needs = branches.map((ways) =>
    ways
      .map(({ required }) => required.filter((name) => !ways.every((way) => way.required.includes(name))))
      .map((names) => names.toSorted().join())
      .toSorted(),
  );
  return JSON.stringify(needs);
}

/**
 * Ways to call a model that the document tells apart as before stay as they were described; others are newer than all
 * that was known of them. Rules that only people have read in the pages stay in any case.
 */
export function keepKnownRules(live: readonly InputRule[], known: Model['rules'] = []): readonly InputRule[] {
  if (branchNeeds(live) !== branchNeeds(known)) return [...known.filter((rule) => !isWay(rule)), ...live];
  const isBranched = known.some((rule) => rule.rule === 'one-of');
  const added = live.filter((rule) => isWay(rule) && rule.rule !== 'one-of' && !isBranched);
  return [
    ...known,
    ...added.filter((rule) => !known.some((before) => JSON.stringify(before) === JSON.stringify(rule))),
  ];
}
