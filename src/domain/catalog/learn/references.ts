/** `$ref`s of an OpenAPI document, put in place of what they point to. */
import type { Json, JsonObject } from './json.ts';
import { at, isObject } from './json.ts';
import { NotUnderstood } from './not-understood.ts';

/** References that double with every step would grow a small document beyond all bounds. */
const MOST_PARTS = 20_000;

/** Keys are literal: blanks at their end count, and each step is percent-encoded on top of JSON Pointer's `~0`, `~1`. */
function unescaped(step: string): string {
  try {
    return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    throw new NotUnderstood(`a reference with the step ${step}`);
  }
}

function target(document: JsonObject, reference: string): Json {
  const [start, ...steps] = reference.split('/');
  let found: Json | undefined = start === '#' ? document : undefined;
  for (const step of steps) {
    const key = unescaped(step);
    found = Array.isArray(found) && /^\d+$/.test(key) ? found[Number(key)] : at(found, key);
  }
  if (found === undefined) throw new NotUnderstood(`a reference to ${reference}, which is not in the document`);
  return found;
}

/** What stands under these is data, in which a key `$ref` means nothing. */
const DATA = new Set(['default', 'example', 'examples', 'enum', 'const']);
/** What stands under this are names, which may be anything. */
const NAMES = 'properties';

/**
 * The part with every reference resolved; what stands beside a reference adds to what it points to. Throws NotUnderstood
 * for references that lead nowhere, out of the document or in a circle.
 */
export function resolved(document: JsonObject, part: Json): Json {
  let parts = 0;

  function resolve(value: Json, through: readonly string[], under = ''): Json {
    parts += 1;
    if (parts > MOST_PARTS) throw new NotUnderstood('the document is too large');
    if (Array.isArray(value)) return value.map((item) => resolve(item, through));
    if (!isObject(value)) return value;
    const reference = under === NAMES ? undefined : value['$ref'];
    const own = Object.entries(value)
      .filter(([key]) => reference === undefined || key !== '$ref')
      .map(([key, inner]) => [key, under !== NAMES && DATA.has(key) ? inner : resolve(inner, through, key)] as const);
    return reference === undefined ? Object.fromEntries(own) : follow(reference, Object.fromEntries(own), through);
  }

  function follow(reference: Json, beside: JsonObject, through: readonly string[]): Json {
    if (typeof reference !== 'string') throw new NotUnderstood('a reference that is no text');
    if (through.includes(reference)) throw new NotUnderstood(`the reference ${reference} leads back to itself`);
    const pointed = resolve(target(document, reference), [...through, reference]);
    return isObject(pointed) ? { ...pointed, ...beside } : pointed;
  }

  return resolve(part, []);
}
