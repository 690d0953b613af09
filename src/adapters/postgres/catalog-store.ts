/** What was learned of every model of KIE's live catalog, with its versions. One store for all bots of a database. */
import type pg from 'pg';
import * as z from 'zod';
import type { LearnedEntry } from '../../domain/catalog/learn/merge.ts';
import { Model } from '../../domain/catalog/model.ts';
import { pgError } from './errors.ts';
import { storableJson } from './inbox.ts';
import type { SchemaNames } from './names.ts';
import { inTransaction, type Queryable } from './transaction.ts';

/** Told after every change that somebody who reads the catalog should see. */
export const CATALOG_CHANNEL = 'kie_shared_catalog';

/** An entry of KIE's list, as far as a model is learned from it. */
const ListFacts = z.object({
  title: z.string(),
  vendor: z.string(),
  taskTypes: z.array(z.string()),
  pricing: z.string().nullable(),
});
export type ListFacts = Readonly<z.infer<typeof ListFacts>>;

/** What is known of a model before a new list is looked at. */
export interface ListedBefore {
  readonly id: string;
  readonly state: LearnedEntry['state'];
  readonly factsHash: string | null;
  readonly missed: number;
}

export interface ListChange {
  readonly present: readonly { readonly id: string; readonly facts: ListFacts; readonly factsHash: string }[];
  readonly missing: readonly string[];
  /** Models whose documents are read again, the longest unread first, besides those that are new or changed. */
  readonly rereads: number;
}

export interface DueModel {
  readonly id: string;
  readonly facts: ListFacts;
  readonly model: Model | null;
  /** When its success rate was last read. */
  readonly successAt: Date | null;
}

/** `model`: null = it was not understood, and what is stored stays. */
export interface LearnedModel {
  readonly model: Model | null;
  readonly modelHash: string | null;
  readonly reason: string | null;
  readonly notes: readonly string[];
  readonly schemaHash: string | null;
  readonly priceHash: string | null;
}

export interface StoredVersion {
  readonly version: number;
  readonly state: LearnedEntry['state'];
  readonly reason: string | null;
  readonly notes: readonly string[];
  readonly at: Date;
}

export interface CatalogStore {
  readonly before: () => Promise<readonly ListedBefore[]>;
  /** Opens a round. Returns the models that are withdrawn by this list, and those that came back with it. */
  readonly applyList: (
    change: ListChange,
  ) => Promise<{ readonly withdrawn: readonly string[]; readonly returned: readonly string[] }>;
  /** The next model of the open round; null = none is left. */
  readonly nextDue: () => Promise<DueModel | null>;
  /** True when the model is not what it was: then it has a new version. */
  readonly saveLearned: (id: string, learned: LearnedModel) => Promise<boolean>;
  /** Its turn is over without anything learned, for this reason: what is stored stays. */
  readonly skip: (id: string, reason: string) => Promise<void>;
  readonly saveSuccessRate: (id: string, percent: number | null) => Promise<void>;
  /** For `mergeCatalog`. A model that this code cannot read counts as never understood. */
  readonly entries: () => Promise<readonly LearnedEntry[]>;
  /** Changes whenever `entries` does. */
  readonly stamp: () => Promise<string>;
  readonly counts: () => Promise<Readonly<Record<LearnedEntry['state'], number>>>;
  /** The newest version first. */
  readonly history: (id: string) => Promise<readonly StoredVersion[]>;
}

/** A model is withdrawn when so many believed lists in a row do not have it. */
const MISSED_LISTS = 2;

const State = z.enum(['offered', 'left-out', 'withdrawn']);
const StoredModel = Model.nullable().catch(null);
const DueRow = z
  .object({ id: z.string(), facts: ListFacts, model: StoredModel, success_at: z.date().nullable() })
  .transform((row): DueModel => ({ id: row.id, facts: row.facts, model: row.model, successAt: row.success_at }));

export function createCatalogStore(pool: pg.Pool, schemas: SchemaNames): CatalogStore {
  const models = `${schemas.shared}.catalog_model`;
  const versions = `${schemas.shared}.catalog_version`;

  async function rows<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<readonly R[]> {
    try {
      return (await pool.query<R>(text, values)).rows;
    } catch (error) {
      throw pgError(error);
    }
  }

  /** Keeps whatever versions these models have by now, and tells the readers. */
  async function record(tx: Queryable, ids: readonly string[]): Promise<void> {
    await tx.query(
      `insert into ${versions} (id, version, state, model, reason, notes, schema_hash, price_hash, at)
       select id, version, state, model, reason, notes, schema_hash, price_hash, changed_at
       from ${models} where id = any ($1) on conflict do nothing`,
      [ids],
    );
    await tx.query('select pg_notify($1, $2)', [CATALOG_CHANNEL, '']);
  }

  async function moved(tx: Queryable, sets: string, where: string, values: unknown[]): Promise<string[]> {
    const { rows: changed } = await tx.query<{ id: string }>(
      `update ${models} set ${sets}, version = version + 1, changed_at = now() where ${where} returning id`,
      values,
    );
    return changed.map(({ id }) => id);
  }

  const applyList: CatalogStore['applyList'] = ({ present, missing, rereads }) =>
    inTransaction(pool, async (tx) => {
      const listed = present.map(({ id }) => id);
      await tx.query(
        `insert into ${models} as m (id, state, reason, facts, facts_hash, due)
         select id, 'left-out', 'not read yet', facts, "factsHash", true
         from json_to_recordset($1::json) as e (id text, facts json, "factsHash" text)
         on conflict (id) do update set facts = excluded.facts, facts_hash = excluded.facts_hash, missed = 0,
           due = m.due or m.facts_hash is distinct from excluded.facts_hash`,
        [storableJson(present)],
      );
      await tx.query(
        `insert into ${models} as m (id, state, reason, missed)
         select id, 'left-out', 'not in the list of KIE AI', 1 from unnest($1::text[]) as id
         on conflict (id) do update set missed = m.missed + 1, due = false`,
        [missing],
      );
      const gone = `state = 'withdrawn', reason = 'no longer in the list of KIE AI'`;
      const withdrawn = await moved(tx, gone, `missed >= $1 and state <> 'withdrawn'`, [MISSED_LISTS]);
      const back = `state = 'left-out', reason = 'offered again, not read yet', due = true`;
      const returned = await moved(tx, back, `state = 'withdrawn' and id = any ($1)`, [listed]);
      await tx.query(
        `update ${models} set due = true where id in (
           select id from ${models} where id = any ($1) order by learned_at nulls first, id limit $2)`,
        [listed, rereads],
      );
      await tx.query(`update ${schemas.shared}.catalog_sync set is_open = true, started_at = now()`);
      await record(tx, [...listed, ...missing]);
      return { withdrawn, returned };
    });

  const saveLearned: CatalogStore['saveLearned'] = (id, learned) =>
    inTransaction(pool, async (tx) => {
      const state = learned.model === null ? 'left-out' : 'offered';
      const { rows: changed } = await tx.query(
        `update ${models} m set state = $2, model = coalesce($3::json, m.model),
           model_hash = coalesce($4, m.model_hash), reason = $5, notes = $6::json, schema_hash = $7, price_hash = $8,
           due = false, learned_at = now(), version = m.version + old.differs,
           changed_at = case when old.differs = 1 then now() else m.changed_at end
         from (
           select id, (state <> $2 or model_hash is distinct from coalesce($4, model_hash)
             or reason is distinct from $5 or notes::text <> $6)::int as differs
           from ${models} where id = $1 for update) as old
         where m.id = old.id returning 1 as found, old.differs`,
        [
          ...[id, state, learned.model === null ? null : storableJson(learned.model), learned.modelHash],
          ...[learned.reason, storableJson(learned.notes), learned.schemaHash, learned.priceHash],
        ],
      );
      const isNew = z
        .array(z.object({ differs: z.number() }))
        .parse(changed)
        .some(({ differs }) => differs === 1);
      if (isNew) await record(tx, [id]);
      return isNew;
    });

  return {
    applyList,
    saveLearned,
    before: () =>
      rows<{ id: string; state: LearnedEntry['state']; factsHash: string | null; missed: number }>(
        `select id, state, facts_hash as "factsHash", missed from ${models}`,
      ),
    nextDue: async () => {
      const [row] = await rows(
        `select id, facts, model, success_at from ${models} where due and facts is not null
         order by learned_at nulls first, id limit 1`,
      );
      return row === undefined ? null : DueRow.parse(row);
    },
    skip: async (id, reason) => {
      await rows(`update ${models} set due = false, learned_at = now(), reason = $2 where id = $1`, [id, reason]);
    },
    saveSuccessRate: async (id, percent) => {
      await rows(`update ${models} set success_rate = $2, success_at = now() where id = $1`, [id, percent]);
    },
    entries: async () => {
      const found = await rows<{ id: string; state: string; model: unknown }>(`select id, state, model from ${models}`);
      return found.map((row) => ({ id: row.id, state: State.parse(row.state), model: StoredModel.parse(row.model) }));
    },
    stamp: async () => {
      const sql = `select count(*) || '/' || coalesce(sum(version), 0) || '/' || coalesce(max(changed_at)::text, '') as stamp from ${models}`;
      return (await rows<{ stamp: string }>(sql))[0]?.stamp ?? '';
    },
    counts: async () => {
      const found = await rows<{ state: LearnedEntry['state']; count: number }>(
        `select state, count(*)::int as count from ${models} group by state`,
      );
      const count = Object.fromEntries(found.map((row) => [row.state, row.count]));
      return { offered: 0, 'left-out': 0, withdrawn: 0, ...count };
    },
    history: (id) =>
      rows<StoredVersion & pg.QueryResultRow>(
        `select version, state, reason, notes, at from ${versions} where id = $1 order by version desc`,
        [id],
      ),
  };
}
