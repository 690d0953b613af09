/** What stands behind the billing port: daily free generations by rows of the day, everything else by the ledger. */
import type { Billing, HoldRequest, OpenedPurse } from '../../domain/billing/ports.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { Account, Ledger, PersonsAccount } from './ledger.ts';
import type { SchemaNames } from './names.ts';
import { pseudonymSql } from './pseudonym.ts';
import { recoverLosses } from './star-refunds.ts';
import { together, type Queryable } from './transaction.ts';
import type { Wallets } from './wallets.ts';

interface BillingOptions {
  readonly ledger: Ledger;
  readonly wallets: Wallets;
  /** As of now. */
  readonly dailyLimit: () => number;
  /** Where a day begins. */
  readonly timeZone: string;
}

interface PurseRow {
  id: string;
  user_id: string;
  available: string;
  held: string;
  bonus: string;
  referral_code: string;
  is_banned: boolean;
  used: string;
  spent: string;
}

interface HeldRow {
  account: 'held' | 'bonus_held';
  wallet_id: string;
  amount: string;
}

const HELD_IN = { available: 'held', bonus: 'bonus_held' } as const;

export function createBilling(schemas: SchemaNames, options: BillingOptions): Billing<Queryable> {
  const { ledger, wallets, timeZone } = options;
  const { bot } = schemas;
  const today = `(now() at time zone $2)::date`;
  const midnight = `(${today}::timestamp at time zone $2)`;
  /** Whose rows are also this person's: who was forgotten and came back has not a second day. */
  const before = pseudonymSql('w.id');
  const daily = (used: number): OpenedPurse['daily'] => {
    const limit = options.dailyLimit();
    return { limit, left: Math.max(0, limit - used) };
  };

  const toPurse = (row: PurseRow): OpenedPurse => ({
    ...{ walletId: Number(row.id), isNew: false, isBanned: row.is_banned, referralCode: row.referral_code },
    ...{ available: BigInt(row.available), held: BigInt(row.held), bonus: Number(row.bonus) },
    ...{ daily: daily(Number(row.used)), spentToday: BigInt(row.spent) },
  });

  async function purses(tx: Queryable, userIds: readonly number[]): Promise<ReadonlyMap<number, OpenedPurse>> {
    const { rows } = await tx.query<PurseRow>({
      name: 'purses',
      text: `select id, user_id, available, held, bonus, referral_code, banned_at is not null as is_banned,
         (select count(*) from ${bot}.allowance_hold
          where user_id in (w.user_id, ${before}) and day = ${today} and state <> 'released') as used,
         (select coalesce(sum(price), 0) from ${bot}.generation where user_id in (w.user_id, ${before}) and paid_by = 'money'
          and created_at >= ${midnight} and state not in ('failed', 'cancelled')) as spent
       from ${bot}.wallet w where w.user_id = any ($1)`,
      values: [userIds, timeZone],
    });
    return new Map(rows.map((row) => [Number(row.user_id), toPurse(row)]));
  }

  async function purse(tx: Queryable, userId: number): Promise<OpenedPurse> {
    const read = async (): Promise<OpenedPurse | undefined> => (await purses(tx, [userId])).get(userId);
    const found = await read();
    if (found !== undefined) return found;
    const { isNew } = await wallets.make(tx, userId);
    const made = await read();
    if (made === undefined) throw new Error('a wallet that was just made is not there');
    return { ...made, isNew };
  }

  async function holdDaily(tx: Queryable, { generationId, userId }: HoldRequest): Promise<boolean> {
    const { rowCount } = await tx.query(
      `insert into ${bot}.allowance_hold (generation_id, user_id, day) select $1, $3, ${today}
       where (select count(*) from ${bot}.allowance_hold
         where user_id in ($3, (select ${before} from ${bot}.wallet w where w.user_id = $3))
           and day = ${today} and state <> 'released') < $4`,
      [generationId, timeZone, userId, options.dailyLimit()],
    );
    return rowCount === 1;
  }

  async function holdFrom(
    tx: Queryable,
    { generationId, userId }: HoldRequest,
    account: 'available' | 'bonus',
    amount: bigint,
  ): Promise<boolean> {
    const { id: walletId } = await wallets.ensure(tx, userId);
    if ((await ledger.lock(tx, walletId))[account] < amount) return false;
    const of = (name: PersonsAccount): Account => ({ account: name, walletId });
    return await ledger.post(tx, {
      ...{ reference: `hold:${generationId}`, reason: 'hold', actor: 'user', generationId, amount },
      ...{ from: of(account), to: of(HELD_IN[account]) },
    });
  }

  /** One reference for both ways to settle, so that the first one wins for good. */
  async function settle(tx: Queryable, generationId: string, reason: 'capture' | 'release'): Promise<void> {
    const [, { rows }] = await together(tx, () => [
      tx.query({
        name: 'allowance.settle',
        text: `update ${bot}.allowance_hold set state = $2 where generation_id = $1 and state = 'held'`,
        values: [generationId, reason === 'capture' ? 'captured' : 'released'],
      }),
      tx.query<HeldRow>({
        name: 'hold.of',
        text: `select p.account, p.wallet_id, p.amount from ${bot}.transfer t join ${bot}.posting p on p.transfer_id = t.id
         where t.reference = $1 and p.account in ('held', 'bonus_held')`,
        values: [`hold:${generationId}`],
      }),
    ]);
    const [held] = rows;
    if (held === undefined) return;
    const isMoney = held.account === 'held';
    const walletId = Number(held.wallet_id);
    const back: Account = { account: isMoney ? 'available' : 'bonus', walletId };
    const kept: Account = { account: isMoney ? 'revenue' : 'bonus_used' };
    await ledger.post(tx, {
      ...{ reference: `settle:${generationId}`, reason, actor: 'system', generationId, amount: BigInt(held.amount) },
      ...{ from: { account: held.account, walletId }, to: reason === 'capture' ? kept : back },
    });
    if (isMoney && reason === 'release') await recoverLosses(tx, schemas, ledger, { walletId, generationId });
  }

  return {
    purse,
    purses,
    hold: async (tx, request) => {
      const { by, price } = request.payment;
      switch (by) {
        case 'daily':
          return await holdDaily(tx, request);
        case 'bonus':
          return await holdFrom(tx, request, 'bonus', 1n);
        case 'money':
          return await holdFrom(tx, request, 'available', price);
        case 'nothing':
          return price === 0n;
        default:
          return assertNever(by);
      }
    },
    capture: (tx, generationId) => settle(tx, generationId, 'capture'),
    release: (tx, generationId) => settle(tx, generationId, 'release'),
  };
}
