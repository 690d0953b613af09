/** A currency may be chosen until money is booked in it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keepCurrency } from '../../src/adapters/postgres/books-currency.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { grant } from '../support/billing.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';

let database: BotDatabase;
before(async () => {
  database = await createBotDatabase();
});
after(() => database.close());

const keep = (currency: string): Promise<void> => keepCurrency(database.pool, database.schemas, currency);

test('empty books and gifts leave the choice open, money ends it', async () => {
  await Promise.all([keep('RUB'), keep('RUB')]);
  await database.pool.query(`insert into ${database.schemas.bot}.app_user (user_id, first_name) values (1, 'A')`);
  await grant(database.pool, database.schemas, 1, 2n, 'bonus');
  await keep('USD');
  await grant(database.pool, database.schemas, 1, 5n);
  await keep('USD');
  await assert.rejects(keep('RUB'), (error) => hasCode(error, 'CURRENCY_CHANGED'));
  await keep('USD');
});

const AMOUNTS: Readonly<Record<string, string>> = {
  'an invoice': `insert into b.invoice (id, wallet_id, user_id, stars, amount)
    select repeat('a', 24), id, user_id, 1, 100 from b.wallet limit 1`,
  'an open claim': `insert into b.topup_claim (id, wallet_id, amount, file_kind, file_unique_id)
    select repeat('a', 12), id, 100, 'photo', 'u' from b.wallet limit 1`,
  'a promo code': `insert into b.promo_code (code, kind, amount, uses_limit, created_by) values ('MONEY', 'money', 100, 1, 1)`,
  'a price of a model': `insert into b.model_terms (model_id, price, updated_by) values ('m', 100, 1)`,
  'a package': `insert into b.setting (name, value, updated_by) values ('starPackages', '[{"stars": 1, "amount": 100}]', 1)`,
  'a limit': `insert into b.setting (name, value, updated_by) values ('dailySpendLimit', '100', 1)`,
};
test('no amount that waits becomes another one by a change of the currency', async (t) => {
  const fresh = await createBotDatabase('700009');
  t.after(fresh.close);
  const run = (sql: string) => fresh.pool.query(sql.replaceAll(/\bb\./g, `${fresh.schemas.bot}.`));
  await run(`insert into b.app_user (user_id, first_name) values (1, 'A')`);
  await run(`insert into b.wallet (user_id) values (1)`);
  await keepCurrency(fresh.pool, fresh.schemas, 'RUB');
  for (const harmless of [
    `insert into b.promo_code (code, kind, amount, uses_limit, created_by) values ('GIFT', 'generations', 1, 1, 1)`,
    `insert into b.setting (name, value, updated_by) values ('starPackages', '[{"stars": 1, "amount": null}]', 1)`,
    `insert into b.setting (name, value, updated_by) values ('dailySpendLimit', 'null', 1)`,
  ]) {
    await run(harmless);
  }
  await keepCurrency(fresh.pool, fresh.schemas, 'USD');
  await run(`delete from b.setting where name <> 'currency'`);
  for (const [what, make] of Object.entries(AMOUNTS)) {
    await run(make);
    await assert.rejects(keepCurrency(fresh.pool, fresh.schemas, 'RUB'), (e) => hasCode(e, 'CURRENCY_CHANGED'), what);
    await run(`truncate b.invoice, b.topup_claim, b.promo_code, b.model_terms cascade`);
    await run(`delete from b.setting where name <> 'currency'`);
  }
  await keepCurrency(fresh.pool, fresh.schemas, 'RUB');
});
