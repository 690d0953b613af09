/** What descriptions say of the files that a parameter takes. Source: KIE's pages, which say it in prose only. */
import type { JsonObject } from './json.ts';
import { given } from './keywords.ts';

const MIME = /\b(?:image|video|audio)\/[a-z0-9.+-]*[a-z0-9]/gi;
const SIZE = /\bmax(?:imum)?\.?(?: (?:file )?size)?:? ?(\d+(?:\.\d+)?) ?MB\b/i;

/** `x-accepts` and `x-max-size-mb`, each where the text says it. */
export function fileLimits(text: string): JsonObject {
  const types = [...new Set((text.match(MIME) ?? []).map((type) => type.toLowerCase()))];
  const size = Number(SIZE.exec(text)?.[1] ?? NaN);
  return given({
    'x-accepts': types.length === 0 ? undefined : types,
    'x-max-size-mb': size > 0 ? size : undefined,
  });
}
