/**
 * The poll lease: exactly one process in the world may poll this bot. One row, on the database's clock; the epoch is
 * the fencing token (Kleppmann 2016: a lease alone cannot exclude a paused holder, the resource must check the token).
 * The resource here is the inbox.
 */
import type { SchemaNames } from './names.ts';
import { pgError } from './errors.ts';
import type { Queryable } from './transaction.ts';
import { AppError } from '../../shared/errors.ts';

export interface LeaseView {
  readonly owner: string | null;
  readonly epoch: number;
}

export type Acquired = { readonly kind: 'acquired'; readonly epoch: number } | ({ readonly kind: 'busy' } & LeaseView);

export interface LeaseStore {
  /** A new epoch when the lease is free or was ours; otherwise who has it. */
  readonly acquire: (owner: string) => Promise<Acquired>;
  /** False = lost: stop polling at once. */
  readonly renew: (owner: string, epoch: number) => Promise<boolean>;
  /** Ends our own lease and tells whoever waits; does nothing when it is no longer ours. */
  readonly release: (owner: string, epoch: number) => Promise<void>;
}

export const leaseChannel = (schemas: SchemaNames): string => `${schemas.bot}_lease`;

export function createLeaseStore(db: Queryable, schemas: SchemaNames, ttlMs: number): LeaseStore {
  const table = `${schemas.bot}.poll_lease`;
  const until = `now() + ${ttlMs} * interval '1 millisecond'`;

  async function query<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw pgError(error);
    }
  }

  return {
    acquire: (owner) =>
      query(async () => {
        const won = await db.query<{ epoch: string }>(
          `update ${table} set owner = $1, epoch = epoch + 1, expires_at = ${until}
           where expires_at < now() or owner = $1 returning epoch`,
          [owner],
        );
        if (won.rows[0] !== undefined) return { kind: 'acquired', epoch: Number(won.rows[0].epoch) };
        const held = await db.query<{ owner: string | null; epoch: string }>(`select owner, epoch from ${table}`);
        return { kind: 'busy', owner: held.rows[0]?.owner ?? null, epoch: Number(held.rows[0]?.epoch ?? 0) };
      }),
    renew: (owner, epoch) =>
      query(async () => {
        const kept = await db.query(
          `update ${table} set expires_at = ${until} where owner = $1 and epoch = $2 and expires_at > now()`,
          [owner, epoch],
        );
        return kept.rowCount === 1;
      }),
    release: (owner, epoch) =>
      query(async () => {
        await db.query(
          `with gone as (
             update ${table} set owner = null, expires_at = '-infinity' where owner = $1 and epoch = $2 returning 1)
           select pg_notify($3, '') from gone`,
          [owner, epoch, leaseChannel(schemas)],
        );
      }),
  };
}

/**
 * Inside a transaction: rejects with LEASE_LOST unless `epoch` still holds the lease. The shared row lock makes a taker
 * wait until this transaction has ended, so no write of an old epoch can land after a new one began.
 */
export async function fence(client: Queryable, schemas: SchemaNames, epoch: number): Promise<void> {
  const { rowCount } = await client.query(
    `select 1 from ${schemas.bot}.poll_lease where epoch = $1 and expires_at > clock_timestamp() for share`,
    [epoch],
  );
  if (rowCount !== 1) throw new AppError('LEASE_LOST', 'another instance holds the poll lease', { details: { epoch } });
}
