/** What is too old is erased, money is untouched, and every button under an old message still answers. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createRetention } from '../../src/adapters/postgres/retention.ts';
import { retain } from '../../src/roles/generation/retain.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { startDialog, tap, text, type Dialog } from '../support/dialog.ts';
import { grant } from '../support/billing.ts';

const CHAT = 501;
let database: BotDatabase;
let dialog: Dialog;
let bot: string;

before(async () => {
  database = await createBotDatabase();
  dialog = await startDialog(database);
  ({ bot } = database.schemas);
  await dialog.deliver(text(CHAT, '/start'));
  await dialog.work(CHAT);
  await grant(database.pool, database.schemas, CHAT, 1_000n);
});
after(async () => {
  await dialog.stop();
  await database.close();
});

const query = async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await database.pool.query<Record<string, unknown>>(sql, values)).rows;

/** `days` old. */
async function work(id: string, days: number, state = 'delivered'): Promise<void> {
  await query(
    `insert into ${bot}.generation (id, chat_id, user_id, trace_id, language, model_id, input, credits, state, price,
       paid_by, failure_detail, results, messages, deadline_at, created_at)
     values ($1, ${CHAT}, ${CHAT}, gen_random_uuid(), 'ru', 'test/swift', '{"prompt": "a secret wish"}', 4, $2, 360, 'daily',
       'a secret wish', '{"files": [], "text": "a secret answer"}', '[]', now(), now() - $3 * interval '1 day')`,
    [id, state, days],
  );
}
const retention = () => createRetention(database.pool, database.schemas, 2);
const erase = (prompts: number, files: number) =>
  retain({ prompts, files }, { retention: retention(), log: database.log });

async function answerTo(data: string): Promise<string> {
  const seen = (await dialog.said(CHAT)).length;
  await dialog.deliver(tap(CHAT, data));
  assert.equal(await dialog.work(CHAT), 1);
  const said = (await dialog.said(CHAT)).slice(seen);
  assert.ok(
    said.some(({ method }) => method === 'answerCallbackQuery'),
    data,
  );
  return said.map((one) => one.text).join('\n');
}

test('only what is over and older than asked is erased, in several batches; money stays', async () => {
  for (let index = 0; index < 5; index += 1) await work(`oldoldoldol${index}`, 400);
  await work('youngyoungyo', 10);
  await work('openopenopen', 400, 'waiting');
  await query(`insert into ${bot}.invoice (id, wallet_id, user_id, stars, amount, created_at)
    select repeat('a', 23) || n, w.id, ${CHAT}, 1, 1, now() - n * interval '20 days' from ${bot}.wallet w, generate_series(1, 3) n
    where w.user_id = ${CHAT}`);
  const [paid] = await query(`select id from ${bot}.invoice order by created_at limit 1`);
  await query(
    `insert into ${bot}.star_payment (charge_id, wallet_id, invoice_id, stars, amount, source, paid_at)
     select 'c', wallet_id, id, 1, 1, 'update', now() from ${bot}.invoice where id = $1`,
    [paid?.['id']],
  );
  await query(`insert into ${bot}.topup_claim (id, wallet_id, amount, file_id, file_kind, file_unique_id, state, created_at)
    select repeat(s, 12), w.id, 5, 'file', 'photo', s, case s when 'o' then 'open' else 'approved' end, now() - interval '400 days'
    from ${bot}.wallet w, unnest(array['o', 'a']) s where w.user_id = ${CHAT}`);
  const money = `select (select sum(price) from ${bot}.generation) as prices, (select count(*) from ${bot}.posting) as postings,
    (select sum(available) from ${bot}.wallet) as available, (select count(*) from ${bot}.star_payment) as payments`;
  const before = await query(money);
  await erase(0, 0);
  assert.equal((await query(`select 1 from ${bot}.generation where input <> '{}'`)).length, 7, '0 is for ever');
  await erase(365, 365);
  await erase(365, 365);
  const kept = await query(`select id from ${bot}.generation where input <> '{}' and results is not null order by id`);
  assert.deepEqual(kept, [{ id: 'openopenopen' }, { id: 'youngyoungyo' }]);
  const erased =
    await query(`select 1 from ${bot}.generation where input = '{}' and results is null and messages is null
    and failure_detail is null`);
  assert.equal(erased.length, 5);
  assert.deepEqual(await query(money), before);
  assert.equal(
    (await query(`select 1 from ${bot}.invoice`)).length,
    2,
    'the unpaid old one is gone, the paid one stays',
  );
  assert.deepEqual(await query(`select state from ${bot}.topup_claim where file_id is not null`), [{ state: 'open' }]);
});

test('buttons under what was erased say that it is gone, and the list of works shows it no more', async () => {
  for (const verb of ['again', 'edit', 'other']) {
    assert.match(await answerTo(`g:${verb}:oldoldoldol0`), /больше не нахожу/, verb);
  }
  assert.match(await answerTo('g:use:oldoldoldol0'), /нет файла/);
  await answerTo('g:cancel:oldoldoldol0');
  const works = (await dialog.deps.generations.delivered(database.pool, [CHAT], 10))(CHAT).map((read) => read());
  assert.deepEqual(
    works.map(({ id }) => id),
    ['youngyoungyo'],
  );
});

test('where only the files are gone the order can still be repeated', async () => {
  await work('halfhalfhalf', 100);
  await erase(0, 90);
  assert.doesNotMatch(await answerTo('g:again:halfhalfhalf'), /больше не нахожу/);
});
