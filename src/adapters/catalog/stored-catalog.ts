/** The live catalog of one process, fed from this bot's database. */
import type pg from 'pg';
import type { Catalog } from '../../domain/catalog/catalog.ts';
import type { LearnedEntry } from '../../domain/catalog/learn/merge.ts';
import type { Log } from '../../shared/log.ts';
import { CATALOG_CHANNEL, createCatalogStore } from '../postgres/catalog-store.ts';
import type { Listener } from '../postgres/listener.ts';
import type { SchemaNames } from '../postgres/names.ts';
import { createPriceDrifts } from '../postgres/price-drift.ts';
import { medianRunSeconds } from '../postgres/run-times.ts';
import { createLiveCatalog, type CatalogNews, type LiveCatalog } from './live-catalog.ts';

interface StoredCatalogDeps {
  readonly pool: pg.Pool;
  readonly schemas: SchemaNames;
  readonly listener: Pick<Listener, 'on'>;
  readonly bundled: Catalog;
  readonly log: Log;
}

/** The models themselves are many and change seldom: they are read again only after a change. */
function createNews({ pool, schemas, bundled }: StoredCatalogDeps): () => Promise<CatalogNews> {
  const store = createCatalogStore(pool, schemas);
  const drifts = createPriceDrifts(pool, schemas);
  const bundledIds = bundled.models.map(({ id }) => id);
  let read: { readonly stamp: string; readonly entries: readonly LearnedEntry[] } | null = null;
  return async () => {
    const stamp = await store.stamp();
    if (read?.stamp !== stamp) read = { stamp, entries: await store.entries() };
    const { entries } = read;
    const ids = [...new Set([...bundledIds, ...entries.map(({ id }) => id)])];
    return { entries, overrides: await drifts.overrides(), runSeconds: await medianRunSeconds(pool, schemas, ids) };
  };
}

export function createStoredCatalog(deps: StoredCatalogDeps): LiveCatalog {
  return createLiveCatalog({
    bundled: deps.bundled,
    read: createNews(deps),
    subscribe: (onHint) => deps.listener.on(CATALOG_CHANNEL, onHint, onHint),
    log: deps.log,
  });
}
