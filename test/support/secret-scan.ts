/**
 * Whether any of a set of secrets is anywhere in what a service left behind: its lines, the tables of its database, the
 * journals of the sandboxes, its public answers. A finding names the secret, the form and the place, never the secret.
 */
import type { Queryable } from '../../src/adapters/postgres/transaction.ts';

export interface SecretFinding {
  /** The secret's name. */
  readonly secret: string;
  readonly form: string;
  /** Where it was found. */
  readonly place: string;
}

export interface SecretScan {
  readonly text: (place: string, text: string) => void;
  /** Every row of every table, whatever the type of its columns. Resolves with how many rows were looked through. */
  readonly database: (db: Queryable) => Promise<number>;
  readonly findings: () => readonly SecretFinding[];
  /** Characters looked through so far: a scan of nothing finds nothing. */
  readonly scanned: () => number;
}

/** Independent of the service's own list: what an attacker would look for. */
const FORMS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  'in JSON': (secret) => JSON.stringify(secret).slice(1, -1),
  'in an address': encodeURIComponent,
  base64: (secret) => Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  hex: (secret) => Buffer.from(secret).toString('hex'),
};

export function createSecretScan(secrets: Readonly<Record<string, string>>): SecretScan {
  const wanted = Object.entries(secrets).flatMap(([secret, value]) =>
    Object.entries(FORMS).map(([form, write]) => ({ secret, form, needle: write(value) })),
  );
  const findings: SecretFinding[] = [];
  let scanned = 0;
  const text = (place: string, words: string): void => {
    scanned += words.length;
    for (const { secret, form, needle } of wanted) {
      if (words.includes(needle)) findings.push({ secret, form, place });
    }
  };
  return {
    text,
    scanned: () => scanned,
    findings: () => findings,
    database: async (db) => {
      const { rows: tables } = await db.query<{ name: string }>(
        `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
         where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
      );
      let count = 0;
      for (const { name } of tables) {
        const { rows } = await db.query<{ words: string }>(`select t::text as words from ${name} t`);
        count += rows.length;
        for (const { words } of rows) text(`table ${name}`, words);
      }
      return count;
    },
  };
}
