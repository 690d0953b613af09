/** Payments in Telegram Stars: each is credited once, by its charge id, whoever reports it and however often. */
import type { Language } from '../../domain/chat/contract.ts';
import type { Person } from './chats.ts';
import { storableJson } from './inbox.ts';
import { isInvoiceId } from './invoices.ts';
import type { Ledger } from './ledger.ts';
import type { SchemaNames } from './names.ts';
import type { People } from './people.ts';
import { createStarRefunds, type RefundState, type StarRefunds } from './star-refunds.ts';
import type { Queryable } from './transaction.ts';
import type { Wallets } from './wallets.ts';

export interface PaidStars {
  /** `telegram_payment_charge_id`. */
  readonly chargeId: string;
  readonly payer: Person;
  /** The id of an invoice, unless somebody forged it. */
  readonly payload: string;
  readonly stars: number;
  readonly source: 'update' | 'reconciled';
  readonly paidAt: Date;
}

export interface Credit {
  readonly chargeId: string;
  readonly payerId: number;
  readonly stars: number;
  readonly amount: bigint;
  readonly balance: bigint;
  /** No invoice of this person explains it. */
  readonly isForeign: boolean;
  readonly language: Language;
  /** An order waits for the money. */
  readonly hasPending: boolean;
}

export interface StarPayment {
  readonly chargeId: string;
  readonly walletId: number;
  readonly stars: number;
  readonly amount: bigint;
  readonly source: PaidStars['source'];
  readonly paidAt: Date;
  readonly refundState: RefundState | null;
}

export interface StarPayments extends StarRefunds {
  /** Null = it is credited already, and nothing was written. */
  readonly credit: (tx: Queryable, paid: PaidStars) => Promise<Credit | null>;
  readonly get: (tx: Queryable, chargeId: string) => Promise<StarPayment | null>;
  /** The newest first. */
  readonly latest: (tx: Queryable, walletId: number, limit: number) => Promise<readonly StarPayment[]>;
  /** Those of these charges that are booked. */
  readonly among: (db: Queryable, chargeIds: readonly string[]) => Promise<readonly StarPayment[]>;
  /** Paid after `from` and before `to`. */
  readonly between: (db: Queryable, from: Date, to: Date) => Promise<readonly string[]>;
  /** Booked payments of `since` and later, and refunds: at least so many transactions Telegram has from then on. */
  readonly count: (db: Queryable, since: Date) => Promise<number>;
}

interface StarPaymentsDeps {
  readonly ledger: Ledger;
  readonly wallets: Pick<Wallets, 'ensure'>;
  readonly people: Pick<People, 'languageOf' | 'hasPendingOrder'>;
  /** In minor units, of Stars that no invoice explains. */
  readonly worth: (stars: number) => bigint;
}

interface Row {
  charge_id: string;
  wallet_id: string;
  stars: number;
  amount: string;
  source: PaidStars['source'];
  paid_at: Date;
  refund_state: RefundState | null;
}

const fromRow = (row: Row): StarPayment => ({
  ...{ chargeId: row.charge_id, walletId: Number(row.wallet_id), stars: row.stars, amount: BigInt(row.amount) },
  ...{ source: row.source, paidAt: row.paid_at, refundState: row.refund_state },
});

const storable = (text: string): string => JSON.parse(storableJson(text)) as string;

export function createStarPayments(schemas: SchemaNames, deps: StarPaymentsDeps): StarPayments {
  const { ledger, wallets, people, worth } = deps;
  const { bot } = schemas;
  const table = `${bot}.star_payment`;
  const columns = 'charge_id, wallet_id, stars, amount, source, paid_at, refund_state';

  async function invoiced({ payload, payer, stars }: PaidStars, tx: Queryable) {
    if (!isInvoiceId(payload)) return null;
    const { rows } = await tx.query<{ wallet_id: string; amount: string }>(
      `select wallet_id, amount from ${bot}.invoice where id = $1 and user_id = $2 and stars = $3`,
      [payload, payer.userId, stars],
    );
    const [row] = rows;
    return row === undefined ? null : { walletId: Number(row.wallet_id), amount: BigInt(row.amount) };
  }

  /** Of somebody who need not be known here: a payment may be all that was ever heard of them. */
  async function walletOf(tx: Queryable, { userId, firstName, username, language }: Person): Promise<number> {
    await tx.query(
      `insert into ${bot}.app_user (user_id, first_name, username, client_language) values ($1, $2, $3, $4)
       on conflict (user_id) do update set user_id = excluded.user_id`,
      [userId, ...[firstName, username, language].map((text) => (text === null ? null : storable(text)))],
    );
    return (await wallets.ensure(tx, userId)).id;
  }

  return {
    ...createStarRefunds(schemas, ledger),

    credit: async (tx, paid) => {
      const { chargeId, payer, payload, stars, source, paidAt } = paid;
      // Whoever is being forgotten meanwhile has another invoice, or none, once that is over.
      await tx.query(`select 1 from ${bot}.app_user where user_id = $1 for update`, [payer.userId]);
      const invoice = await invoiced(paid, tx);
      const walletId = invoice?.walletId ?? (await walletOf(tx, payer));
      const amount = invoice?.amount ?? worth(stars);
      const { rowCount } = await tx.query(
        `insert into ${table} (charge_id, wallet_id, payer_id, invoice_id, stars, amount, source, paid_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (charge_id) do nothing`,
        [...[chargeId, walletId, payer.userId, storable(payload), stars, amount, source, paidAt]],
      );
      if (rowCount !== 1) return null;
      await ledger.post(tx, {
        ...{ reference: `stars:${chargeId}`, reason: 'stars', actor: source === 'update' ? 'user' : 'system', amount },
        ...{ from: { account: 'stars' }, to: { account: 'available', walletId } },
      });
      return {
        ...{ chargeId, payerId: payer.userId, stars, amount, isForeign: invoice === null },
        balance: (await ledger.lock(tx, walletId)).available,
        language: await people.languageOf(tx, payer.userId),
        hasPending: await people.hasPendingOrder(tx, payer.userId),
      };
    },

    get: async (tx, chargeId) => {
      const { rows } = await tx.query<Row>(`select ${columns} from ${table} where charge_id = $1`, [chargeId]);
      return rows[0] === undefined ? null : fromRow(rows[0]);
    },
    latest: async (tx, walletId, limit) => {
      const { rows } = await tx.query<Row>(
        `select ${columns} from ${table} where wallet_id = $1 order by paid_at desc, charge_id limit $2`,
        [walletId, limit],
      );
      return rows.map(fromRow);
    },
    among: async (db, chargeIds) => {
      const { rows } = await db.query<Row>(`select ${columns} from ${table} where charge_id = any ($1)`, [chargeIds]);
      return rows.map(fromRow);
    },
    between: async (db, from, to) => {
      const { rows } = await db.query<{ charge_id: string }>(
        `select charge_id from ${table} where paid_at > $1 and paid_at < $2`,
        [from, to],
      );
      return rows.map(({ charge_id: chargeId }) => chargeId);
    },
    count: async (db, since) => {
      const { rows } = await db.query<{ count: string }>(
        `select count(*) filter (where paid_at >= $1) + count(*) filter (where refund_state = 'done') as count from ${table}`,
        [since],
      );
      return Number(rows[0]?.count ?? 0);
    },
  };
}
