import type { Part } from './parts.ts';

export interface AuditRow {
  readonly adminId: number;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

export interface AuditData {
  readonly audit: { readonly part: Part<AuditRow>; readonly timeZone: string };
}
