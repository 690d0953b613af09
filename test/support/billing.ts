/** The billing of a test bot, and what it takes to give a person money. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { createBilling } from '../../src/adapters/postgres/billing.ts';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import type { SchemaNames } from '../../src/adapters/postgres/names.ts';
import { createForgetPerson } from '../../src/adapters/postgres/forget-person.ts';
import { createPeople } from '../../src/adapters/postgres/people.ts';
import { createPromos } from '../../src/adapters/postgres/promo.ts';
import { createReferrals } from '../../src/adapters/postgres/referrals.ts';
import { createStarPayments, type StarPayments } from '../../src/adapters/postgres/star-payments.ts';
import { createWallets, forgottenKeys, type Wallets } from '../../src/adapters/postgres/wallets.ts';
import type { AccountDeps } from '../../src/roles/polling/account/deps.ts';
import type { Billing } from '../../src/domain/billing/ports.ts';
import type { Queryable } from '../../src/adapters/postgres/transaction.ts';
import type { Payment } from '../../src/domain/billing/payment.ts';

/** What an order of these tests pays with unless it says otherwise. */
export const DAILY: Payment = { by: 'daily', price: 360n };

export function testBilling(
  schemas: SchemaNames,
  { dailyLimit = 5, timeZone = 'UTC' }: { readonly dailyLimit?: number; readonly timeZone?: string } = {},
): Billing<Queryable> {
  return createBilling(schemas, {
    ...{ ledger: createLedger(schemas), timeZone, dailyLimit: () => dailyLimit },
    wallets: testWallets(schemas),
  });
}

/** The account of a person, with the wallets of `testBilling`. */
export function testAccount(schemas: SchemaNames): AccountDeps {
  const ledger = createLedger(schemas);
  return {
    ...{ ledger, timeZone: 'UTC' },
    promos: createPromos(schemas, ledger),
    referrals: createReferrals(schemas, ledger),
    forgetPerson: createForgetPerson(schemas, { ledger, wallets: testWallets(schemas) }),
  };
}

const testWallets = (schemas: SchemaNames): Wallets => createWallets(schemas, forgottenKeys('a token of these tests'));

/** As an admin would. The person is there already. */
export async function grant(
  pool: pg.Pool,
  schemas: SchemaNames,
  userId: number,
  amount: bigint,
  account: 'available' | 'bonus' = 'available',
): Promise<void> {
  const { id: walletId } = await createWallets(schemas, String).ensure(pool, userId);
  await createLedger(schemas).post(pool, {
    ...{ reference: `grant:${randomUUID()}`, reason: 'grant', actor: 'admin:1', amount },
    ...{ from: { account: account === 'bonus' ? 'bonus_issued' : 'adjustment' }, to: { account, walletId } },
  });
}

/** A Star without an invoice is worth one rouble here. */
export function testPayments(schemas: SchemaNames): StarPayments {
  return createStarPayments(schemas, {
    ...{ ledger: createLedger(schemas), people: createPeople(schemas), worth: (stars) => BigInt(stars) * 100n },
    wallets: createWallets(schemas, (userId) => `forgotten-${userId}`),
  });
}
