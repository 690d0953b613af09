/** The audit log: every change that an admin made, written in the transaction that made it. */
import { storableJson } from './inbox.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export interface AuditEntry {
  readonly adminId: number;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

export interface Audit {
  /** `details`: ids, names and amounts; no text that a person wrote. */
  readonly note: (tx: Queryable, entry: Omit<AuditEntry, 'at'>) => Promise<void>;
  /** The newest first. */
  readonly latest: (tx: Queryable, limit: number) => Promise<readonly AuditEntry[]>;
}

export function createAudit(schemas: SchemaNames): Audit {
  const table = `${schemas.bot}.admin_action`;
  return {
    note: async (tx, { adminId, action, details }) => {
      await tx.query(`insert into ${table} (admin_id, action, details) values ($1, $2, $3)`, [
        ...[adminId, action, storableJson(details)],
      ]);
    },
    latest: async (tx, limit) => {
      const { rows } = await tx.query<{ admin_id: string; action: string; details: Record<string, unknown>; at: Date }>(
        `select admin_id, action, details, at from ${table} order by at desc, id desc limit $1`,
        [limit],
      );
      return rows.map(({ admin_id, action, details, at }) => ({ adminId: Number(admin_id), action, details, at }));
    },
  };
}
