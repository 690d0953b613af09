/** The catalog that ships with the code: what is known before KIE has been asked. */
import { readFileSync } from 'node:fs';
import type { Catalog } from '../../domain/catalog/catalog.ts';
import { loadSnapshot } from '../../domain/catalog/catalog.ts';

const SNAPSHOT = new URL('../../domain/catalog/snapshot.json', import.meta.url);

/** Reads and checks the file anew; a role calls it once while it is wired. Throws UNEXPECTED on a broken snapshot. */
export function bundledCatalog(): Catalog {
  const json: unknown = JSON.parse(readFileSync(SNAPSHOT, 'utf8'));
  return loadSnapshot(json);
}
