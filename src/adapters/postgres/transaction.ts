import pg from 'pg';
import { AppError, hasCode } from '../../shared/errors.ts';
import { pgError, sqlStateOf } from './errors.ts';

/** What runs a statement: a pool, or the client of one transaction. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

/**
 * A machine that vanishes inside a transaction leaves its row locks to the server's TCP keepalive, which is two hours;
 * the poll lease may be among them. Less than the lease's TTL, and much more than we ever think between two statements.
 * `set local`, because a transaction-pooling proxy refuses such a setting as a start-up parameter.
 */
const BEGIN = `begin; set local idle_in_transaction_session_timeout = '10s'`;

/** The part of node-postgres' client that its types leave out. */
interface Wired {
  readonly connection?: { readonly stream?: { readonly cork?: () => void; readonly uncork?: () => void } };
}

/** After one statement has failed the server refuses the others of its transaction; that one is the reason. */
const isConsequence = (thrown: unknown): boolean => sqlStateOf(thrown) === '25P02';

/**
 * What `send` sends, before it first waits, leaves as one packet (on a pool it leaves as it comes). Waits for all of it,
 * and rejects with the failure that the others followed from.
 */
export async function together<T extends readonly unknown[] | []>(
  on: Queryable,
  send: () => T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const stream = (on as Wired).connection?.stream;
  stream?.cork?.();
  let sent: T;
  try {
    sent = send();
  } finally {
    stream?.uncork?.();
  }
  const ends = await Promise.allSettled(sent);
  const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  if (failures.length > 0) throw failures.find((one) => !isConsequence(one)) ?? failures[0];
  return ends.map((end) => (end.status === 'fulfilled' ? end.value : undefined)) as {
    -readonly [K in keyof T]: Awaited<T[K]>;
  };
}

/** `together` without a transaction, for looks. A connection that broke is thrown away. Rejects with an AppError. */
export async function onOneConnection<T extends readonly unknown[] | []>(
  pool: pg.Pool,
  send: (db: Queryable) => T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const client = await pool.connect().catch((error: unknown) => {
    throw pgError(error);
  });
  try {
    const found = await together(client, () => send(client));
    client.release();
    return found;
  } catch (error) {
    client.release(isSilent(error));
    throw pgError(error);
  }
}

/** The connection is dead or silent: a rollback on it would only wait for one more timeout. */
const isSilent = (error: unknown): boolean =>
  !(error instanceof pg.DatabaseError) && hasCode(pgError(error), 'DB_UNAVAILABLE');

/**
 * Runs `work` in one transaction. Rejects with an AppError; a connection that broke is thrown away, not returned to the
 * pool. A failure of COMMIT itself is ambiguous: callers make their work safe to repeat.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return await inTransactionFrom(pool, () => Promise.resolve(), work);
}

/**
 * The same, with a first statement that goes out together with BEGIN; it must be harmless without a transaction. Ends with
 * ROLLBACK where `isKept` says that the result is not worth a commit.
 */
export async function inTransactionFrom<F, T>(
  pool: pg.Pool,
  first: (client: pg.PoolClient) => Promise<F>,
  work: (client: pg.PoolClient, found: F) => Promise<T>,
  isKept: (result: T) => boolean = () => true,
): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw pgError(error);
  });
  try {
    const [, found] = await together(client, () => [client.query(BEGIN), first(client)]);
    const result = await work(client, found);
    const isCommitted = isKept(result);
    const { command } = await client.query(isCommitted ? 'commit' : 'rollback');
    // What PostgreSQL answers, without an error, when a statement had failed and nobody said so.
    if (isCommitted && command === 'ROLLBACK')
      throw new AppError('UNEXPECTED', 'a failed statement was passed over in a transaction');
    client.release();
    return result;
  } catch (error) {
    const isHealthy =
      !isSilent(error) &&
      (await client.query('rollback').then(
        () => true,
        () => false,
      ));
    client.release(!isHealthy);
    throw pgError(error);
  }
}
