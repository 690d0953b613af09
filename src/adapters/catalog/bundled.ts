/** The catalog that ships with the code: what is known before KIE has been asked. */
import { readFileSync } from 'node:fs';
import type { Catalog } from '../../domain/catalog/catalog.ts';
import { createCatalog } from '../../domain/catalog/catalog.ts';
import type { Snapshot } from '../../domain/catalog/model.ts';

const SNAPSHOT = new URL('../../domain/catalog/snapshot.json', import.meta.url);

/**
 * Reads the file anew; a role calls it once while it is wired. The file is part of the code: a test holds it against the
 * schema, so that a start need not (a quarter of a second).
 */
export function bundledCatalog(): Catalog {
  const { models, takenFrom } = JSON.parse(readFileSync(SNAPSHOT, 'utf8')) as Snapshot;
  return createCatalog(models, takenFrom);
}
