/** Button data that names things of somebody else, in one's own chat and in a group: nothing of theirs is shown or changed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { grant } from '../support/billing.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { startDialog, tap, text, type Dialog } from '../support/dialog.ts';

const [ANNA, EVE, GROUP] = [42_001, 42_002, -100_420];
const MARK = 'Anna’s own secret picture';
const CLAIM = 'claimofanna1';

let database: BotDatabase;
let dialog: Dialog;
let bot: string;
let works: string[];

before(async () => {
  database = await createBotDatabase();
  ({ bot } = database.schemas);
  dialog = await startDialog(database);
  for (let nth = 0; nth < 2; nth += 1) {
    await dialog.deliver(text(ANNA, `${MARK} ${nth}`));
    await dialog.work(ANNA);
    const { buttons } = (await dialog.said(ANNA)).at(-1) ?? { buttons: [] };
    const data = buttons.find((button) => button.text.includes('✅'))?.callback_data;
    assert.ok(data !== undefined);
    await dialog.deliver(tap(ANNA, data));
    await dialog.work(ANNA);
  }
  await grant(database.pool, database.schemas, ANNA, 100n);
  const { rows } = await database.pool.query<{ id: string }>(`select id from ${bot}.generation order by created_at`);
  works = rows.map(({ id }) => id);
  assert.equal(works.length, 2);
  await database.pool.query(
    `update ${bot}.generation set state = 'delivered', ended_at = now(),
       results = jsonb_build_object('files', '[]'::jsonb, 'text', $2::text) where id = $1`,
    [works[0], MARK],
  );
  await database.pool.query(
    `insert into ${bot}.topup_claim (id, wallet_id, amount, file_kind, file_unique_id, state)
     select $2, id, 100, 'photo', 'u', 'open' from ${bot}.wallet where user_id = $1`,
    [ANNA, CLAIM],
  );
});
after(async () => {
  await dialog.stop();
  await database.close();
});

async function belongings(): Promise<unknown> {
  const { rows } = await database.pool.query(
    `select (select jsonb_agg(g) from ${bot}.generation g where user_id = $1) as works,
       (select jsonb_agg(w) from ${bot}.wallet w where user_id = $1) as wallet,
       (select jsonb_agg(c) from ${bot}.topup_claim c) as claims, (select count(*) from ${bot}.transfer) as transfers`,
    [ANNA],
  );
  return rows[0];
}
const inGroup = (data: string): object => {
  const { callback_query: query } = tap(EVE, data) as { callback_query: object };
  return {
    callback_query: { ...query, message: { message_id: 50, date: 1, chat: { id: GROUP, type: 'supergroup' } } },
  };
};
const inline = (data: string): object => {
  const { callback_query: query } = tap(EVE, data) as { callback_query: object };
  return { callback_query: { ...query, message: undefined, inline_message_id: 'BAAA' } };
};

test('nothing of another person is reached by any data of any button, anywhere', async () => {
  await dialog.deliver(
    text(EVE, '/start'),
    text(GROUP, '/start@KieBot', { from: { id: EVE, is_bot: false, first_name: 'E' } }),
  );
  await dialog.work(EVE);
  await dialog.work(GROUP);
  const before_ = await belongings();
  const id = fc.constantFrom(...works, CLAIM);
  const command = fc.constantFrom(
    'again',
    'edit',
    'other',
    'use',
    'cancel',
    'claimyes',
    'claimno',
    'resend',
    'forget',
    'erase',
    'create',
  );
  const data = fc.oneof(
    fc.tuple(fc.constantFrom('g', 'a', 'o', 's', '__proto__'), command, id).map((parts) => parts.join(':')),
    fc
      .tuple(fc.nat(12), command, fc.constantFrom('0', '1', '-1', '999999999999999', 'NaN', ''))
      .map(([rev, name, index]) => `s:${rev.toString(36)}:${name}:${index}`),
    fc.tuple(id, fc.string({ maxLength: 10 })).map((parts) => `g:use:${parts.join('')}`),
    fc.string({ maxLength: 64 }),
  );
  const way = fc.constantFrom(
    (one: string) => tap(EVE, one),
    (one: string) => tap(EVE, one, 0),
    inGroup,
    inline,
  );
  await fc.assert(
    fc.asyncProperty(data, way, async (one, by) => {
      await dialog.deliver(by(one));
      await dialog.work(EVE);
      await dialog.work(GROUP);
    }),
    { numRuns: 120 },
  );
  assert.deepEqual(await belongings(), before_);
  const { rows } = await database.pool.query<{ words: string }>(
    `select payload::text as words from ${bot}.outbox where chat_id in ($1, $2)
     union all select state::text from ${bot}.chat where chat_id in ($1, $2)`,
    [EVE, GROUP],
  );
  assert.ok(rows.length > 60);
  for (const { words } of rows) {
    assert.ok(!words.includes(MARK), words);
    for (const work of works) assert.ok(!words.includes(work), words);
  }
  const parked = await database.pool.query(`select 1 from ${bot}.inbox where parked_code is not null`);
  assert.equal(parked.rowCount, 0);
});

test('their owner still reaches them', async () => {
  await dialog.deliver(tap(ANNA, `g:edit:${works[0]}`));
  await dialog.work(ANNA);
  assert.ok((await dialog.said(ANNA)).at(-1)?.text.includes(MARK));
});
