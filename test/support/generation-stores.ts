/** What the steps of a generation reach the database with, all of it through one pool. */
import type pg from 'pg';
import { createAttempts } from '../../src/adapters/postgres/attempts.ts';
import { createGenerations } from '../../src/adapters/postgres/generations.ts';
import type { SchemaNames } from '../../src/adapters/postgres/names.ts';
import { createOutbox } from '../../src/adapters/postgres/outbox.ts';
import { createShare } from '../../src/adapters/postgres/shared-transaction.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { createWithAttempts } from '../../src/roles/generation/with-attempts.ts';

type Stores = Pick<GenerationDeps, 'pool' | 'generations' | 'attempts' | 'withAttempts' | 'share' | 'outbox'>;

export function storesOn(pool: pg.Pool, schemas: SchemaNames): Stores {
  const [generations, attempts] = [createGenerations(pool, schemas), createAttempts(schemas)];
  return {
    ...{ pool, generations, attempts, outbox: createOutbox(pool, schemas) },
    withAttempts: createWithAttempts({ pool, generations, attempts }),
    share: createShare(pool),
  };
}
