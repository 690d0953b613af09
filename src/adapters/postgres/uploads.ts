/** Input files that KIE has: their addresses, as long as they live. */
import type pg from 'pg';
import { pgError } from './errors.ts';
import type { SchemaNames } from './names.ts';

export interface Uploads {
  /** The address of a file of this generation that still lives at `aliveAt`. */
  readonly find: (generationId: string, reference: string, aliveAt: Date) => Promise<string | null>;
  /** Also counts as a touch of the generation, which is therefore not stuck. */
  readonly remember: (
    generationId: string,
    reference: string,
    upload: { readonly url: string; readonly expiresAt: Date },
  ) => Promise<void>;
  /** Removes what has expired. */
  readonly prune: () => Promise<number>;
}

export function createUploads(pool: pg.Pool, { bot }: SchemaNames): Uploads {
  const ask = async <R extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<pg.QueryResult<R>> => {
    try {
      return await pool.query<R>(text, values);
    } catch (error) {
      throw pgError(error);
    }
  };

  return {
    find: async (generationId, reference, aliveAt) => {
      const { rows } = await ask<{ url: string }>(
        `select url from ${bot}.generation_upload where generation_id = $1 and reference = $2 and expires_at > $3`,
        [generationId, reference, aliveAt],
      );
      return rows[0]?.url ?? null;
    },

    remember: async (generationId, reference, { url, expiresAt }) => {
      await ask(
        `with touched as (update ${bot}.generation set updated_at = now() where id = $1)
         insert into ${bot}.generation_upload (generation_id, reference, url, expires_at) values ($1, $2, $3, $4)
         on conflict (generation_id, reference) do update set url = excluded.url, expires_at = excluded.expires_at`,
        [generationId, reference, url, expiresAt],
      );
    },

    prune: async () => (await ask(`delete from ${bot}.generation_upload where expires_at < now()`, [])).rowCount ?? 0,
  };
}
