/** The only place where Postgres' and its driver's errors are read. */
import pg from 'pg';
import { AppError, toAppError } from '../../shared/errors.ts';

/** Classes and codes after which the same statement may succeed: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const TRANSIENT_SQLSTATE = /^(08|25006|25P03|40|53|55P03|57014|57P0[1-5]|58)/;
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  // No descriptor, buffer or local port left: others give some back.
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'EADDRNOTAVAIL',
]);

/** Wrong user or password, no such database, no right to connect: no waiting mends these. */
const REFUSED_SQLSTATE = new Set(['28000', '28P01', '3D000']);

/** The driver reports a dead client with plain errors that carry no code at all. */
const DRIVER_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable|Client was closed|Cannot use a pool after calling end|Connection ended/i;

function isTransient(thrown: unknown): boolean {
  if (thrown instanceof pg.DatabaseError) return TRANSIENT_SQLSTATE.test(thrown.code ?? '');
  if (thrown instanceof AggregateError) return thrown.errors.some(isTransient);
  if (!(thrown instanceof Error)) return false;
  if ('code' in thrown && SOCKET_CODES.has(String(thrown.code))) return true;
  return DRIVER_MESSAGES.test(thrown.message);
}

/** Total. Anything that is not the database's fault stays what it was. */
export function pgError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof pg.DatabaseError && REFUSED_SQLSTATE.has(thrown.code ?? '')) {
    return new AppError('CONFIG_INVALID', 'the database refuses the user, the password or the name', { cause: thrown });
  }
  if (isTransient(thrown)) return new AppError('DB_UNAVAILABLE', 'the database did not do its part', { cause: thrown });
  return toAppError(thrown);
}

/** Why the server refused a statement, also when `pgError` has wrapped it; undefined for whatever else was thrown. */
export function sqlStateOf(thrown: unknown): string | undefined {
  const error = thrown instanceof AppError ? thrown.cause : thrown;
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** A row with this key exists. */
export const isUniqueViolation = (thrown: unknown): boolean => sqlStateOf(thrown) === '23505';

/** It waited longer for a lock than it may, or in a circle. */
export const isLockTrouble = (thrown: unknown): boolean => ['55P03', '40P01'].includes(sqlStateOf(thrown) ?? '');

/** The server ended a statement that took longer than it may (`statementTimeout`). */
export const isTooSlow = (thrown: unknown): boolean => sqlStateOf(thrown) === '57014';

/** Perhaps only this work's own trouble, of its rows or its statements: where it is left out, others may be well. */
export const mayBeItsOwn = (thrown: unknown): boolean => isLockTrouble(thrown) || isTooSlow(thrown);

/** A statement or the connection failed, so that a transaction around it is over; also when `pgError` has wrapped it. */
export function isOfDatabase(thrown: unknown): boolean {
  const error = pgError(thrown);
  return error.code === 'DB_UNAVAILABLE' || error.cause instanceof pg.DatabaseError;
}
