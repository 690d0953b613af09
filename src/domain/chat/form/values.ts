/** Values of a form: a tree of JSON, and paths into it. */
import type * as z from 'zod';
import { isRecord } from '../../catalog/fields.ts';

export type Json = z.core.util.JSONType;
/** Choices by parameter name; as they come from storage they may be of an older form. */
export type Values = Readonly<Record<string, Json>>;
/** Names of parameters, and places in lists. Empty = the whole form. */
export type Path = readonly (string | number)[];

export function valueAt(values: Json | undefined, path: Path): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return values;
  if (typeof step === 'number') return Array.isArray(values) ? valueAt(values[step], rest) : undefined;
  return isRecord(values) && Object.hasOwn(values, step) ? valueAt(values[step], rest) : undefined;
}

/** With `value` at `path`, undefined = without it; what is missing on the way is made. A place behind the end of a list is its end. */
export function withValue(values: Values, path: Path, value: Json | undefined): Values {
  const changed = changedAt(values, path, value);
  return isRecord(changed) ? changed : values;
}

function changedAt(node: Json | undefined, path: Path, value: Json | undefined): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const items = Array.isArray(node) ? [...node] : [];
    const item = changedAt(items[step], rest, value);
    if (item === undefined) items.splice(step, 1);
    else items[Math.min(step, items.length)] = item;
    return items;
  }
  const record = isRecord(node) ? node : {};
  const part = changedAt(Object.hasOwn(record, step) ? record[step] : undefined, rest, value);
  const others = Object.entries(record).filter(([name]) => name !== step);
  if (part === undefined) return Object.fromEntries(others);
  // In place, so that the order of what was chosen stays.
  return Object.hasOwn(record, step)
    ? Object.fromEntries(Object.entries(record).map(([name, old]) => [name, name === step ? part : old]))
    : Object.fromEntries([...others, [step, part]]);
}
