/** "Delete my data": nothing names the person afterwards, the books stay whole, and who comes back is known by the wallet. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Said } from '../support/dialog.ts';
import { grant, testBilling } from '../support/billing.ts';
import type { BotDatabase } from '../support/bot-database.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { openDialog, tap, text, type Dialog } from '../support/dialog.ts';

const MARK = 'Zaphod';
let database: BotDatabase;
let dialog: Dialog;
let bot: string;
let close: () => Promise<void>;

before(async () => {
  ({ database, dialog, bot, close } = await openDialog({ dailyLimit: 2 }));
});
after(() => close());

const query = async <R extends object>(sql: string, values: unknown[] = []): Promise<R[]> =>
  (await database.pool.query<R>(sql, values)).rows;
const from = (id: number) => ({
  id,
  is_bot: false,
  first_name: `${MARK}-name`,
  username: `${MARK}_user`,
  language_code: 'ru',
});

async function say(chatId: number, words: string): Promise<Said> {
  await dialog.deliver(text(chatId, words, chatId > 0 ? { from: from(chatId) } : {}));
  await dialog.work(chatId);
  return await last(chatId);
}
async function last(chatId: number): Promise<Said> {
  const said = (await dialog.said(chatId)).findLast(({ purpose }) => purpose !== 'answer');
  assert.ok(said !== undefined);
  return said;
}
async function press(chatId: number, label: string, on?: Said): Promise<Said> {
  const said = on ?? (await last(chatId));
  const button = said.buttons.find(({ text: words }) => words.includes(label));
  assert.ok(button?.callback_data !== undefined, `${label} among ${said.buttons.map((one) => one.text).join(' | ')}`);
  await dialog.deliver(tap(chatId, button.callback_data));
  await dialog.work(chatId);
  return await last(chatId);
}
/** As the sender would. */
const settle = () =>
  database.pool.query(`update ${bot}.outbox set state = 'sent', settled_at = now() where state = 'new'`);
async function deliverWorks(userId: number): Promise<void> {
  const works = await query<{ id: string }>(
    `select id from ${bot}.generation where user_id = $1 and state = 'queued'`,
    [userId],
  );
  for (const { id } of works) {
    await database.pool.query(
      `update ${bot}.generation set state = 'delivered', failure_detail = $2, ended_at = now(),
         results = jsonb_build_object('files', '[]'::jsonb, 'text', $2::text),
         messages = jsonb_build_array(jsonb_build_object('kind', 'photo', 'messageId', 1, 'fileId', $2::text))
       where id = $1`,
      [id, MARK],
    );
    await testBilling(database.schemas).capture(database.pool, id);
  }
}
const forget = async (chatId: number): Promise<Said> => {
  await say(chatId, '/settings');
  await press(chatId, 'Удалить мои данные');
  return await press(chatId, 'Да, удалить');
};

/** Every row of every table that holds the word or the number anywhere. */
async function rowsWith(word: string): Promise<string[]> {
  const tables = await query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname = any ($1)`,
    [[database.schemas.bot, database.schemas.queue].map((name) => name.replaceAll('"', ''))],
  );
  assert.ok(tables.length > 15, 'there are tables to look into');
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await query<{ row: string }>(`select t::text as row from ${name} t where t::text ~ $1`, [word]);
    found.push(...rows.map(({ row }) => `${name}: ${row}`));
  }
  return found;
}

test('nothing names the person afterwards, the books balance, and the person comes back to the same wallet', async () => {
  const id = 7_700_123_001;
  await say(id, `${MARK} в космосе`);
  await press(id, 'Создать');
  await deliverWorks(id);
  await grant(database.pool, database.schemas, id, 5_000n);
  const [wallet] = await query<{ id: string }>(`select id from ${bot}.wallet where user_id = $1`, [id]);
  const walletId = Number(wallet?.id);
  await database.pool.query(
    `insert into ${bot}.star_payment (charge_id, wallet_id, payer_id, stars, amount, source, paid_at)
     values ('c1', $1, $2, 1, 1, 'update', now())`,
    [walletId, id],
  );
  await database.pool.query(
    `insert into ${bot}.invoice (id, wallet_id, user_id, stars, amount) values ($1, $2, $3, 1, 1)`,
    ['i'.repeat(24), walletId, id],
  );
  await database.pool.query(
    `insert into ${bot}.topup_claim (id, wallet_id, chat_id, amount, file_id, file_kind, file_unique_id, state)
     values ($1, $2, $3, 1, $4, 'photo', 'u1', 'refused')`,
    ['k'.repeat(12), walletId, id, `${MARK}-file`],
  );
  const [{ id: generationId } = { id: '' }] = await query<{ id: string }>(
    `select id from ${bot}.generation where user_id = $1`,
    [id],
  );
  await database.pool.query(
    `insert into ${bot}.generation_upload (generation_id, reference, url, expires_at) values ($1, $2, 'u', now())`,
    [generationId, `telegram-file:${MARK}`],
  );
  // In a group too, where the person orders something and others answer them.
  await dialog.deliver(
    text(-9, `/start`, { from: from(id) }),
    text(-9, 'x', { reply_to_message: { message_id: 1, text: MARK, from: from(id), chat: { id: -9, type: 'group' } } }),
  );
  await dialog.work(-9);
  await settle();
  assert.ok((await rowsWith(MARK)).length > 5, 'there is something to delete');

  const farewell = await forget(id);
  assert.match(farewell.text, /ваши данные удалены/);
  assert.match(farewell.text, /записи о платежах/);
  assert.deepEqual([farewell.method, farewell.buttons], ['editMessageText', []]);
  await settle();
  await dialog.deps.outbox.prune(8);
  assert.deepEqual(await rowsWith(MARK), []);
  assert.deepEqual(await rowsWith(String(id)), [], 'not even the number');

  const sums = await query<{ sum: string }>(
    `select sum(amount) from ${bot}.posting group by starts_with(account, 'bonus')`,
  );
  assert.ok(sums.every(({ sum }) => sum === '0'));
  const [kept] = await query<{ available: string }>(`select available from ${bot}.wallet where id = $1`, [walletId]);
  assert.equal(kept?.available, '5000');

  await say(id, '/start ref_0123456789ab');
  const [back] = await query<{ id: string; forgotten_key: string | null }>(
    `select id, forgotten_key from ${bot}.wallet where user_id = $1`,
    [id],
  );
  assert.deepEqual([Number(back?.id), back?.forgotten_key], [walletId, null]);
  const { daily } = await testBilling(database.schemas, { dailyLimit: 2 }).purse(database.pool, id);
  assert.equal(daily.left, 1, 'the free one of today stays used');
  assert.match((await say(id, '/balance')).text, /50/);
  assert.match((await forget(id)).text, /удалены/, 'and may go again');
});

test('a long text that a group still waits for the rest of goes too, also when its messages are long gone', async () => {
  const id = 7_700_123_006;
  const by = { ...from(id), first_name: 'Other' };
  await say(id, '/start');
  await dialog.deliver(text(-10, '/start', { from: by }));
  await dialog.work(-10);
  const long = `${MARK} `.repeat(450);
  await dialog.deliver(
    text(-10, long, { from: by, reply_to_message: { from: { id: 700_001, is_bot: true, username: 'KieBot' } } }),
  );
  await dialog.work(-10);
  await database.pool.query(`delete from ${bot}.inbox where chat_id = -10`);
  const state = () =>
    query<{ split: object | null }>(`select state -> 'split' as split from ${bot}.chat where chat_id = -10`);
  assert.ok((await state())[0]?.split);
  assert.match((await forget(id)).text, /удалены/);
  assert.deepEqual(await state(), [{ split: null }]);
});

test('all messages of everybody are read once', async () => {
  const id = 7_700_123_007;
  await say(id, '/start');
  const [wallet] = await query<{ id: string }>(`select id from ${bot}.wallet where user_id = $1`, [id]);
  const scans = await inTransaction(database.pool, async (tx) => {
    // Also counts what this session has not reported yet, of before.
    const readSoFar = async (): Promise<number> => {
      const { rows } = await tx.query<{ reads: string }>(
        `select seq_scan as reads from pg_stat_xact_user_tables where relid = '${bot}.inbox'::regclass`,
      );
      return Number(rows[0]?.reads);
    };
    await tx.query('set local enable_seqscan = off'); // in a small table no index is used
    const before = await readSoFar();
    assert.equal(await dialog.deps.account.forgetPerson(tx, { userId: id, walletId: Number(wallet?.id) }), 'forgotten');
    return (await readSoFar()) - before;
  });
  assert.equal(scans, 1);
});

test('a second tap that was on its way is no coming back, and nothing is left of it', async () => {
  const id = 7_700_123_002;
  await say(id, '/settings');
  const confirmation = await press(id, 'Удалить мои данные');
  const data = confirmation.buttons.find(({ text: words }) => words.includes('Да'))?.callback_data ?? '';
  await dialog.deliver(tap(id, data), tap(id, data));
  await dialog.work(id);
  assert.deepEqual(await query(`select from ${bot}.app_user where user_id = $1`, [id]), []);
});

test('it waits for an order, a refund and a transfer under way', async () => {
  const id = 7_700_123_003;
  await say(id, 'кот');
  await press(id, 'Создать');
  assert.match((await forget(id)).text, /выполняется ваш заказ/);
  await deliverWorks(id);
  const [wallet] = await query<{ id: string }>(`select id from ${bot}.wallet where user_id = $1`, [id]);
  await database.pool.query(
    `insert into ${bot}.star_payment (charge_id, wallet_id, payer_id, stars, amount, source, paid_at, refund_state)
     values ('c3', $1, $2, 1, 1, 'update', now(), 'asked')`,
    [wallet?.id, id],
  );
  assert.match((await forget(id)).text, /возврат ваших звёзд/);
  await database.pool.query(`update ${bot}.star_payment set refund_state = 'done' where charge_id = 'c3'`);
  await database.pool.query(
    `insert into ${bot}.topup_claim (id, wallet_id, chat_id, amount, file_kind, file_unique_id, state)
     values ($1, $2, $3, 1, 'photo', 'u3', 'open')`,
    ['m'.repeat(12), wallet?.id, id],
  );
  assert.match((await forget(id)).text, /перевод ещё проверяется/);
  await database.pool.query(`update ${bot}.topup_claim set state = 'refused' where file_unique_id = 'u3'`);
  assert.match((await forget(id)).text, /удалены/);
});

test('coming back brings no second promo code and no new inviter', async () => {
  const [inviter, id] = [7_700_123_004, 7_700_123_005];
  await say(inviter, '/start');
  await say(id, '/start');
  await database.pool.query(
    `insert into ${bot}.promo_code (code, kind, amount, uses_limit, created_by) values ('ONCE', 'money', 100, 9, 1)`,
  );
  assert.match((await say(id, '/start promo_ONCE')).text, /сработал/);
  assert.match((await forget(id)).text, /промокод/, 'guessing cannot begin anew by forgetting');
  await database.pool.query(
    `update ${bot}.chat set state = jsonb_set(state, '{promoTries}', '{"since": 0, "count": 0}') where chat_id = $1`,
    [id],
  );
  assert.match((await forget(id)).text, /удалены/);
  const [code] = await query<{ referral_code: string }>(`select referral_code from ${bot}.wallet where user_id = $1`, [
    inviter,
  ]);
  await say(id, `/start ref_${code?.referral_code}`);
  assert.deepEqual(await query(`select from ${bot}.referral`), []);
  assert.match((await say(id, '/start promo_ONCE')).text, /уже использовали/);
});
