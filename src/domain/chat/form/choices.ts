/** What the person has chosen so far, and what is still to be asked. */
import { isGiven, isRecord } from '../../catalog/fields.ts';
import type { Model } from '../../catalog/model.ts';
import { PROMPT, type Field, type GroupField } from './fields.ts';
import { fits, prunedParts } from './fits.ts';
import { valueAt, type Json, type Path, type Values } from './values.ts';
import { fieldsOn, wayFor, type Way } from './ways.ts';

/** A model that this dialog can ask everything about. */
export interface Offered {
  readonly model: Model;
  /** Of all ways. */
  readonly fields: readonly Field[];
  readonly ways: readonly Way[];
}

/** An order sheet being filled in. */
export interface Sheet {
  readonly offered: Offered;
  /** Into `offered.ways`; null = not chosen. */
  readonly way: number | null;
  /** Only what the form can take. */
  readonly values: Values;
  /** The questions of the way that is taken. */
  readonly fields: readonly Field[];
}

/**
 * What was chosen, as far as it still fits the form. The prompt is kept even when it does not fit, because another model
 * may take it and nobody likes to type twice.
 */
export function sheetOf(offered: Offered, values: Values, way: number | null = null): Sheet {
  const prompt = wordsOf({ offered, values });
  const kept = prunedParts(offered.fields, values);
  const all = prompt === '' ? kept : { ...kept, [PROMPT]: prompt };
  const fields = fieldsOn(wayFor(offered.ways, all, way), offered.fields);
  return { offered, way, values: all, fields: wordsAreNeeded(offered, fields, all) ? fields.map(neededWords) : fields };
}

/** Words or something else, and nothing else is there. Settings alone are no order of anything. */
function wordsAreNeeded({ model }: Offered, fields: readonly Field[], values: Values): boolean {
  const hasSubstance = fields.some(
    ({ name, kind }) => name !== PROMPT && kind !== 'choice' && kind !== 'number' && isGiven(values[name]),
  );
  if (!hasSubstance) return true;
  const rule = (model.rules ?? []).find((one) => one.rule === 'at-least-one' && one.of.includes(PROMPT));
  return rule?.rule === 'at-least-one' && !rule.of.some((name) => name !== PROMPT && isGiven(values[name]));
}

const neededWords = (field: Field): Field => (field.name === PROMPT ? { ...field, required: true } : field);

/** The values that belong to the way that is taken. */
export function valuesOnWay({ fields, values }: Sheet): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => name === PROMPT || fields.some((field) => field.name === name)),
  );
}

export function wayIsOpen({ offered, values, way }: Sheet): boolean {
  return wayFor(offered.ways, values, way) === undefined;
}

/** The prompt among the choices, empty when there is none yet. */
export function promptOf(values: Readonly<Record<string, unknown>>): string {
  const prompt = Object.hasOwn(values, PROMPT) ? values[PROMPT] : '';
  return typeof prompt === 'string' ? prompt : '';
}

/** The same where the model takes words for it, or knows no such parameter: what else goes by that name is no words. */
export function wordsOf({ offered, values }: Pick<Sheet, 'offered' | 'values'>): string {
  const field = offered.fields.find(({ name }) => name === PROMPT);
  return field === undefined || field.kind === 'text' ? promptOf(values) : '';
}

/** Where the next answer is needed: required, without a default, and not answered. Null = nothing is missing. */
export function nextQuestion({ fields, values }: Pick<Sheet, 'fields' | 'values'>): Path | null {
  return missingIn(fields, values, []);
}

/** The same inside one part of a list. */
export function missingIn(fields: readonly Field[], values: Json | undefined, path: Path): Path | null {
  for (const field of fields) {
    const value = isRecord(values) && Object.hasOwn(values, field.name) ? values[field.name] : undefined;
    const open = openIn(field, value, [...path, field.name]);
    if (open !== null) return open;
  }
  return null;
}

function openIn(field: Field, value: Json | undefined, path: Path): Path | null {
  if (fits(field, value)) return null;
  if (field.kind === 'group' && isGiven(value)) return openInGroup(field, value, path);
  if (!field.required || field.default !== null) return null;
  return field.kind === 'group' ? openInGroup(field, value, path) : path;
}

function openInGroup(field: GroupField, value: Json | undefined, path: Path): Path {
  if (!field.many) return missingIn(field.fields, value, path) ?? path;
  const items = Array.isArray(value) ? value : [];
  for (const [index, item] of items.entries()) {
    const open = missingIn(field.fields, item, [...path, index]);
    if (open !== null) return open;
  }
  return missingIn(field.fields, {}, [...path, items.length]) ?? [...path, items.length];
}

/** What stands at a path: a question, or one part of a list of parts. Null when the form has no such place (any more). */
export type Place =
  | { readonly at: 'field'; readonly field: Field; readonly path: Path }
  | { readonly at: 'part'; readonly group: GroupField; readonly path: Path };

export function placeAt(fields: readonly Field[], path: Path): Place | null {
  const [name, ...rest] = path;
  const field = fields.find((one) => one.name === name);
  if (field === undefined) return null;
  const place = placeIn(field, rest);
  return place === null ? null : { ...place, path };
}

function placeIn(field: Field, rest: Path): Place | null {
  const [index, ...deeper] = rest;
  if (index === undefined) return { at: 'field', field, path: rest };
  if (field.kind !== 'group') return null;
  if (!field.many) return placeAt(field.fields, rest);
  if (typeof index !== 'number' || index < 0 || index >= field.max) return null;
  return deeper.length === 0 ? { at: 'part', group: field, path: rest } : placeAt(field.fields, deeper);
}

/** How many items the list at a path has. */
export function countAt(values: Values, path: Path): number {
  const value = valueAt(values, path);
  return Array.isArray(value) ? value.length : 0;
}
