/**
 * The service as a few files of plain JavaScript, made by `npm ci` (scripts/bundle.js): a third of the memory that
 * loading eight hundred modules takes, and half of the time. It is used only while it is what the sources say.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** `import.meta.url` of a source stays what it is in the bundle: see scripts/bundle.js. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Under node_modules, so that a new installation begins anew, and platforms keep it with what they build. */
export const CACHE = join(ROOT, 'node_modules/.cache/kie-ai-bot');

export interface Manifest {
  /** Where the project lay: the bundle holds absolute paths of what is read at run time. */
  readonly root: string;
  /** Every source that went in, from `root`. */
  readonly sources: readonly string[];
  /** Of their names, sizes and times: while it is the same, nobody has touched them. */
  readonly stamp: string;
  /** Of their text: what counts where a platform gave them new times. */
  readonly fingerprint: string;
}

/** Throws when one of them cannot be looked at. */
export const stampOf = (root: string, sources: readonly string[]): string =>
  sources
    .map((source) => {
      const { size, mtimeMs } = statSync(join(root, source));
      return `${source}:${size}:${mtimeMs}`;
    })
    .join('\n');

/** Throws when one of them cannot be read. */
export function fingerprintOf(root: string, sources: readonly string[]): string {
  // Only when it is needed: loading it takes longer than looking at all the files.
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
  for (const source of sources)
    hash
      .update(`${source}\0`)
      .update(readFileSync(join(root, source)))
      .update('\0');
  return hash.digest('hex');
}

/** The bundle's entry, or null when there is none or a source has changed since. */
export function freshBundle(): string | null {
  const folder = join(CACHE, 'bundle');
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
    const { root, sources } = manifest;
    const isUntouched = root === ROOT && stampOf(ROOT, sources) === manifest.stamp;
    const isFresh = isUntouched || (root === ROOT && fingerprintOf(ROOT, sources) === manifest.fingerprint);
    return isFresh ? join(folder, 'main.mjs') : null;
  } catch {
    return null; // not made, or a source is gone: the sources run as they are
  }
}
