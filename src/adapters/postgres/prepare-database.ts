/** What a child does with its database before it works: nothing but two looks, unless a version or an operator changed something. */
import type pg from 'pg';
import type { Log } from '../../shared/log.ts';
import { keepCurrency } from './books-currency.ts';
import { migrate } from './migrate.ts';
import type { SchemaNames } from './names.ts';

interface PrepareOptions {
  readonly pool: pg.Pool;
  readonly url: string;
  readonly schemas: SchemaNames;
  /** Of the operator's setting. */
  readonly currency: string;
  readonly log: Log;
}

/** Safe to repeat. Rejects with what `migrate` and `keepCurrency` reject with. */
export async function prepareDatabase({ pool, url, schemas, currency, log }: PrepareOptions): Promise<void> {
  await migrate({ url, schemas, log, pool });
  await keepCurrency(pool, schemas, currency);
}
