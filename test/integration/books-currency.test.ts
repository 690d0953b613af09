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
