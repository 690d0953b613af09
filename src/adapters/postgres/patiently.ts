/**
 * Statements with a time of their own, above all those that read whole tables. The pool gives a statement fifteen seconds and then takes the database for absent,
 * which is waited for and tried again; one that needs longer would be begun for ever, and never end.
 */
import type pg from 'pg';
import { statementTimeout } from './locks.ts';

/** On small machines a few million rows are read in it; jobs that run such statements may take longer. */
const PATIENCE_MS = 120_000;

/** For a transaction in which the server would end them sooner; it still does so before the driver. */
export const PATIENT = statementTimeout(PATIENCE_MS - 10_000);

/** The driver reads `query_timeout` of a single query; its types do not know. */
export function patiently(text: string, values: readonly unknown[] = [], withinMs = PATIENCE_MS): pg.QueryConfig {
  const query: pg.QueryConfig & { readonly query_timeout: number } = {
    ...{ text, values: [...values], query_timeout: withinMs },
  };
  return query;
}
