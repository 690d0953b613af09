/** Settings and terms of models that an admin changed at run time. Every change is announced to all processes. */
import * as z from 'zod';
import {
  readSetting,
  SETTING_NAMES,
  type ModelTerms,
  type SettingName,
  type Settings,
} from '../../domain/admin/settings.ts';
import { storableJson } from './inbox.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export interface StoredSettings {
  readonly values: Partial<Settings>;
  readonly terms: ReadonlyMap<string, ModelTerms>;
}

export interface SettingsStore {
  /** A stored value that this version cannot read counts as not set. */
  readonly read: (db: Queryable) => Promise<StoredSettings>;
  /** For whoever changes a part of a setting: until this transaction ends, the next one to ask for it waits here. */
  readonly lock: (tx: Queryable, name: SettingName) => Promise<void>;
  readonly set: <N extends SettingName>(tx: Queryable, name: N, value: Settings[N], adminId: number) => Promise<void>;
  /** Back to what the environment says. */
  readonly reset: (tx: Queryable, name: SettingName) => Promise<void>;
  readonly setTerms: (tx: Queryable, modelId: string, terms: ModelTerms, adminId: number) => Promise<void>;
  /** What is not named stays as it is, also when another admin changes it in the same moment. */
  readonly changeTerms: (tx: Queryable, modelId: string, change: Partial<ModelTerms>, adminId: number) => Promise<void>;
}

export const settingsChannel = (schemas: SchemaNames): string => `${schemas.bot}_settings`;

const TermsRow = z.object({
  model_id: z.string(),
  is_hidden: z.boolean(),
  price: z.coerce.bigint().nullable(),
});

function isSettingName(name: string): name is SettingName {
  return (SETTING_NAMES as readonly string[]).includes(name);
}

export function createSettingsStore(schemas: SchemaNames): SettingsStore {
  const { bot } = schemas;
  const announce = async (tx: Queryable): Promise<void> => {
    await tx.query(`select pg_notify($1, '')`, [settingsChannel(schemas)]);
  };
  return {
    read: async (db) => {
      const settings = await db.query<{ name: string; value: unknown }>(`select name, value from ${bot}.setting`);
      const terms = await db.query(`select model_id, is_hidden, price from ${bot}.model_terms`);
      const values = settings.rows.flatMap(({ name, value }) => {
        const read = isSettingName(name) ? readSetting(name, value) : undefined;
        return read === undefined ? [] : [[name, read] as const];
      });
      const rows = terms.rows.map((row) => TermsRow.parse(row));
      return {
        values: Object.fromEntries(values),
        terms: new Map(rows.map((row) => [row.model_id, { isHidden: row.is_hidden, price: row.price }])),
      };
    },
    lock: async (tx, name) => {
      // Not the row: what nobody has changed has none.
      await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`${bot}.setting:${name}`]);
    },
    set: async (tx, name, value, adminId) => {
      await tx.query(
        `insert into ${bot}.setting as s (name, value, updated_by) values ($1, $2, $3)
         on conflict (name) do update set value = excluded.value, updated_by = excluded.updated_by, updated_at = now()`,
        [name, storableJson(value), adminId],
      );
      await announce(tx);
    },
    reset: async (tx, name) => {
      await tx.query(`delete from ${bot}.setting where name = $1`, [name]);
      await announce(tx);
    },
    setTerms: async (tx, modelId, { isHidden, price }, adminId) => {
      await tx.query(
        `insert into ${bot}.model_terms (model_id, is_hidden, price, updated_by) values ($1, $2, $3, $4)
         on conflict (model_id) do update set is_hidden = excluded.is_hidden, price = excluded.price,
           updated_by = excluded.updated_by, updated_at = now()`,
        [modelId, isHidden, price, adminId],
      );
      await announce(tx);
    },
    changeTerms: async (tx, modelId, { isHidden, price }, adminId) => {
      await tx.query(
        `insert into ${bot}.model_terms as m (model_id, is_hidden, price, updated_by)
         values ($1, coalesce($2::boolean, false), $3, $4)
         on conflict (model_id) do update set is_hidden = coalesce($2::boolean, m.is_hidden),
           price = case when $5 then excluded.price else m.price end,
           updated_by = excluded.updated_by, updated_at = now()`,
        [modelId, isHidden ?? null, price ?? null, adminId, price !== undefined],
      );
      await announce(tx);
    },
  };
}
