/** How long a transaction waits for a row that another one has locked, and for one statement. */

/** `pass-by`: does without it, and waits for nobody. */
export type AtLocked = 'wait' | 'pass-by';

/** The end of a `for update`. */
export const atLockedSql = (atLocked: AtLocked): string => (atLocked === 'wait' ? '' : ' skip locked');

/** Until the transaction ends or says otherwise no lock is waited for longer: then it is DB_UNAVAILABLE, see `isLockTrouble`. */
export const lockTimeout = (ms: number): string => `set local lock_timeout = ${ms}`;

/** What a statement of an update may take. Less than the driver's timeout (pool.ts), so that the server's word comes first. */
const STATEMENT_MS = 10_000;

/**
 * Until the transaction ends or says otherwise the server ends a statement that takes longer: then it is DB_UNAVAILABLE, see
 * `isTooSlow`. Unlike the driver's timeout, which a silent network meets as well, that is the word of a server that is there,
 * and it leaves nothing running.
 */
export const statementTimeout = (ms = STATEMENT_MS): string => `set local statement_timeout = ${ms}`;

/** In a transaction that many share: whose row somebody else has locked may wait alone, the others should not. */
export const SHARED_LOCK_TIMEOUT = lockTimeout(200);

/** With all rows locked nothing is left to wait for but the commits of others, whose notices go out one after the other. */
export const NO_LOCK_TIMEOUT = lockTimeout(0);
