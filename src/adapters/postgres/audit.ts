/** The audit log: every change that an admin made, written in the transaction that made it. */
import type { AuditRow } from '../../domain/admin/audit-data.ts';
import type { Part } from '../../domain/admin/parts.ts';
import { storableJson } from './inbox.ts';
import type { SchemaNames } from './names.ts';
import { limitOf, partOf } from './panel-part.ts';
import type { Queryable } from './transaction.ts';

export interface Audit {
  /** `details`: ids, names and amounts; no text that a person wrote. */
  readonly note: (tx: Queryable, entry: Omit<AuditRow, 'at'>) => Promise<void>;
  /** The newest first. */
  readonly part: (tx: Queryable, part: number) => Promise<Part<AuditRow>>;
}

export function createAudit(schemas: SchemaNames): Audit {
  const table = `${schemas.bot}.admin_action`;
  return {
    note: async (tx, { adminId, action, details }) => {
      await tx.query(`insert into ${table} (admin_id, action, details) values ($1, $2, $3)`, [
        ...[adminId, action, storableJson(details)],
      ]);
    },
    part: async (tx, part) => {
      const { rows } = await tx.query<{ admin_id: string; action: string; details: Record<string, unknown>; at: Date }>(
        `select admin_id, action, details, at from ${table} order by at desc, id desc ${limitOf(part)}`,
      );
      return partOf(rows, ({ admin_id: adminId, action, details, at }) => ({
        ...{ adminId: Number(adminId), action, details, at },
      }));
    },
  };
}
