/** Promo codes as an admin makes and watches them. */
import type { PromoCard } from '../../domain/admin/promos/data.ts';
import type { PromoDraft, PromoKind } from '../../domain/admin/promos/pages.ts';
import type { Part } from '../../domain/admin/parts.ts';
import type { SchemaNames } from './names.ts';
import { limitOf, partOf } from './panel-part.ts';
import type { Queryable } from './transaction.ts';

export interface PromoCodes {
  /** The newest first. */
  readonly list: (tx: Queryable, part: number) => Promise<Part<PromoCard>>;
  /** The how-manieth code that was ever made; null = there are not so many. */
  readonly byNumber: (tx: Queryable, number: number) => Promise<PromoCard | null>;
  /** Its number; null = the code is taken, and nothing was written. */
  readonly create: (tx: Queryable, draft: PromoDraft, adminId: number) => Promise<number | null>;
  readonly setActive: (tx: Queryable, code: string, isActive: boolean) => Promise<void>;
}

interface Row {
  number: string;
  code: string;
  kind: PromoKind;
  amount: string;
  used: number;
  uses_limit: number;
  expires_at: Date | null;
  is_expired: boolean;
  is_active: boolean;
  created_at: Date;
  created_by: string;
}

const read = (row: Row): PromoCard => ({
  ...{ number: Number(row.number), code: row.code, kind: row.kind, amount: BigInt(row.amount) },
  ...{ used: row.used, usesLimit: row.uses_limit, expiresAt: row.expires_at, isExpired: row.is_expired },
  ...{ isActive: row.is_active, createdAt: row.created_at, createdBy: Number(row.created_by) },
});

export function createPromoCodes(schemas: SchemaNames): PromoCodes {
  const table = `${schemas.bot}.promo_code`;
  const numbered = `select row_number() over (order by created_at, code) as number, code, kind, amount, used, uses_limit,
    expires_at, coalesce(expires_at <= now(), false) as is_expired, is_active, created_at, created_by from ${table}`;
  return {
    list: async (tx, part) => {
      const { rows } = await tx.query<Row>(`select * from (${numbered}) as n order by number desc ${limitOf(part)}`);
      return partOf(rows, read);
    },
    byNumber: async (tx, number) => {
      const { rows } = await tx.query<Row>(`select * from (${numbered}) as n where number = $1`, [number]);
      return rows[0] === undefined ? null : read(rows[0]);
    },
    create: async (tx, { code, kind, amount, uses, days }, adminId) => {
      // One at a time and each later than all before it, so that no code ever changes its number.
      await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [table]);
      const { rowCount } = await tx.query(
        `insert into ${table} (code, kind, amount, uses_limit, expires_at, created_by, created_at)
         values ($1, $2, $3, $4, case when $5::integer > 0 then now() + make_interval(days => $5::integer) end, $6,
           greatest(clock_timestamp(), (select max(created_at) + interval '1 microsecond' from ${table})))
         on conflict (code) do nothing`,
        [code, kind, amount, uses, days, adminId],
      );
      if (rowCount !== 1) return null;
      const { rows } = await tx.query<{ count: string }>(`select count(*) from ${table}`);
      return Number(rows[0]?.count);
    },
    setActive: async (tx, code, isActive) => {
      await tx.query(`update ${table} set is_active = $2 where code = $1`, [code, isActive]);
    },
  };
}
