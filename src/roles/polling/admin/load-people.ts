/** The figures of the pages about people. */
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import type { PersonCard } from '../../../domain/admin/people/data.ts';
import type { Loaders } from './loaders.ts';
import type { AdminDeps } from './deps.ts';
import { settingsNow } from './settings-now.ts';

async function cardOf(
  tx: Queryable,
  { walletId }: { readonly walletId: number },
  { persons }: AdminDeps,
): Promise<{ readonly card: PersonCard | null }> {
  return { card: await persons.card(tx, walletId) };
}

export const PEOPLE_LOADERS: Pick<Loaders, 'people' | 'person' | 'amount' | 'transfer' | 'operations' | 'orders'> = {
  people: async (tx, { query, at }, { persons }) => ({ found: await persons.find(tx, query, at) }),
  person: async (tx, page, deps) => ({
    ...(await cardOf(tx, page, deps)),
    dailyLimit: (await settingsNow(tx, deps)).settings.freeDailyLimit,
    timeZone: deps.timeZone,
  }),
  amount: cardOf,
  transfer: cardOf,
  operations: async (tx, { walletId, at }, { persons, timeZone }) => ({
    ...{ part: await persons.operations(tx, walletId, at), timeZone },
  }),
  orders: async (tx, { walletId, at }, { persons, timeZone }) => ({
    ...{ part: await persons.orders(tx, walletId, at), timeZone },
  }),
};
