/**
 * Transfers of money that people say to have made. Only an admin makes one true; the first word counts. A file or a
 * content that was shown before never stands for a second transfer, whoever sends it.
 */
import type { ClaimFacts, ClaimState } from '../../domain/admin/claim-facts.ts';
import type { Ledger } from './ledger.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export interface NewClaim {
  readonly userId: number;
  readonly chatId: number;
  /** Minor units. */
  readonly amount: bigint;
  readonly fileId: string;
  readonly fileKind: 'photo' | 'document';
  readonly uniqueId: string;
}

export interface Claim extends ClaimFacts {
  readonly walletId: number;
  readonly state: ClaimState;
  readonly decidedBy: number | null;
  readonly createdAt: Date;
}

export type Taken =
  | { readonly kind: 'taken'; readonly claimId: string }
  /** The same file has come before. */
  | { readonly kind: 'known' }
  | { readonly kind: 'too-many' };

export interface SeenFile {
  /** Of the content; null where nobody could look. */
  readonly hash: string | null;
  /** Telegram does not know the file any more. */
  readonly isGone: boolean;
}

export interface TopupClaims {
  /** The person's row is locked by the caller. */
  readonly take: (tx: Queryable, claim: NewClaim) => Promise<Taken>;
  readonly get: (tx: Queryable, id: string) => Promise<Claim | null>;
  /**
   * After the look at its file. Answers with its new state, or with null when it was not being checked (any more).
   */
  readonly checked: (tx: Queryable, id: string, seen: SeenFile) => Promise<'open' | 'duplicate' | null>;
  /** The oldest first. */
  readonly open: (tx: Queryable, limit: number, offset: number) => Promise<readonly Claim[]>;
  readonly countOpen: (tx: Queryable) => Promise<number>;
  /** False = it was not open (any more), and nothing was changed. Approving fills the balance, once and for ever. */
  readonly decide: (tx: Queryable, id: string, approve: boolean, adminId: number) => Promise<boolean>;
}

/** Of one person, waiting for a decision. */
const MOST_OPEN = 3;

interface ClaimRow {
  id: string;
  wallet_id: string;
  user_id: string | null;
  first_name: string | null;
  username: string | null;
  available: string;
  amount: string;
  file_id: string | null;
  file_kind: 'photo' | 'document';
  is_compared: boolean;
  state: ClaimState;
  decided_by: string | null;
  created_at: Date;
}

const toClaim = (row: ClaimRow): Claim => ({
  ...{ id: row.id, walletId: Number(row.wallet_id), balance: BigInt(row.available), amount: BigInt(row.amount) },
  ...{ fileId: row.file_id, fileKind: row.file_kind, isCompared: row.is_compared, state: row.state },
  claimant:
    row.user_id === null
      ? null
      : { userId: Number(row.user_id), firstName: row.first_name ?? '', username: row.username },
  decidedBy: row.decided_by === null ? null : Number(row.decided_by),
  createdAt: row.created_at,
});

export function createTopupClaims(schemas: SchemaNames, ledger: Pick<Ledger, 'post'>): TopupClaims {
  const { bot } = schemas;
  const table = `${bot}.topup_claim`;
  const select = `select c.id, c.wallet_id, w.user_id, u.first_name, u.username, w.available, c.amount, c.file_id,
      c.file_kind, c.content_hash is not null as is_compared, c.state, c.decided_by, c.created_at
    from ${table} c join ${bot}.wallet w on w.id = c.wallet_id left join ${bot}.app_user u on u.user_id = w.user_id`;

  return {
    take: async (tx, { userId, chatId, amount, fileId, fileKind, uniqueId }) => {
      const { rows: open } = await tx.query<{ count: number }>(
        `select count(*)::integer as count from ${table} c join ${bot}.wallet w on w.id = c.wallet_id
         where w.user_id = $1 and c.state in ('checking', 'open')`,
        [userId],
      );
      if ((open[0]?.count ?? 0) >= MOST_OPEN) return { kind: 'too-many' };
      const { rows } = await tx.query<{ id: string }>(
        `insert into ${table} (id, wallet_id, chat_id, amount, file_id, file_kind, file_unique_id)
         select substr(replace(gen_random_uuid()::text, '-', ''), 1, 12), id, $2, $3, $4, $5, $6
         from ${bot}.wallet where user_id = $1
         on conflict (file_unique_id) where state <> 'duplicate' do nothing returning id`,
        [userId, chatId, amount, fileId, fileKind, uniqueId],
      );
      return rows[0] === undefined ? { kind: 'known' } : { kind: 'taken', claimId: rows[0].id };
    },

    get: async (tx, id) => {
      const { rows } = await tx.query<ClaimRow>(`${select} where c.id = $1`, [id]);
      return rows[0] === undefined ? null : toClaim(rows[0]);
    },

    checked: async (tx, id, { hash, isGone }) => {
      // One at a time for one content: two that look at once would both find nothing, and the second would fail.
      if (hash !== null) await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`${table}:${hash}`]);
      const { rows } = await tx.query<{ state: 'open' | 'duplicate' }>(
        `update ${table} c set content_hash = $2, file_id = case when $3 then null else file_id end, state = case when exists (
           select 1 from ${table} o where o.content_hash = $2 and o.state <> 'duplicate' and o.id <> c.id)
           then 'duplicate' else 'open' end
         where c.id = $1 and c.state = 'checking' returning c.state`,
        [id, hash, isGone],
      );
      return rows[0]?.state ?? null;
    },

    open: async (tx, limit, offset) => {
      const { rows } = await tx.query<ClaimRow>(
        `${select} where c.state = 'open' order by c.created_at, c.id limit $1 offset $2`,
        [limit, offset],
      );
      return rows.map(toClaim);
    },

    countOpen: async (tx) => {
      const { rows } = await tx.query<{ count: number }>(
        `select count(*)::integer as count from ${table} where state = 'open'`,
      );
      return rows[0]?.count ?? 0;
    },

    decide: async (tx, id, approve, adminId) => {
      const { rows } = await tx.query<{ wallet_id: string; amount: string }>(
        `update ${table} set state = $2, decided_by = $3, decided_at = now() where id = $1 and state = 'open'
         returning wallet_id, amount`,
        [id, approve ? 'approved' : 'refused', adminId],
      );
      const [claim] = rows;
      if (claim === undefined) return false;
      if (!approve) return true;
      await ledger.post(tx, {
        ...{ reference: `bank:${id}`, reason: 'bank', actor: `admin:${adminId}`, amount: BigInt(claim.amount) },
        ...{ from: { account: 'bank' }, to: { account: 'available', walletId: Number(claim.wallet_id) } },
      });
      return true;
    },
  };
}
