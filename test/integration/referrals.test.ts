/** Invitations: who may be invited is decided by the database, whatever the dialog is told; the gift comes once. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { rewardInvitation } from '../../src/roles/generation/reward-invitation.ts';
import { createPeople } from '../../src/adapters/postgres/people.ts';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { createReferrals } from '../../src/adapters/postgres/referrals.ts';
import type { BotDatabase } from '../support/bot-database.ts';
import { openDialog, text, type Dialog } from '../support/dialog.ts';
import { strictTexts } from '../support/texts.ts';

let database: BotDatabase;
let dialog: Dialog;
let bot: string;
let close: () => Promise<void>;

before(async () => {
  ({ database, dialog, bot, close } = await openDialog());
});
after(() => close());

async function say(chatId: number, words: string, more: object = {}): Promise<void> {
  await dialog.deliver(text(chatId, words, more));
  await dialog.work(chatId);
}
async function walletOf(userId: number): Promise<{ id: number; code: string; bonus: number }> {
  const { rows } = await database.pool.query<{ id: string; referral_code: string; bonus: string }>(
    `select id, referral_code, bonus from ${bot}.wallet where user_id = $1`,
    [userId],
  );
  assert.ok(rows[0] !== undefined);
  return { id: Number(rows[0].id), code: rows[0].referral_code, bonus: Number(rows[0].bonus) };
}
/** [invitee, inviter] by wallet. */
async function invitations(): Promise<readonly (readonly number[])[]> {
  const { rows } = await database.pool.query<{ invitee_id: string; inviter_id: string }>(
    `select invitee_id, inviter_id from ${bot}.referral order by invitee_id`,
  );
  return rows.map((row) => [Number(row.invitee_id), Number(row.inviter_id)]);
}
async function invited(userId: number): Promise<boolean> {
  const { id } = await walletOf(userId);
  return (await invitations()).some(([invitee]) => invitee === id);
}
const reward = (userId: number) =>
  inTransaction(database.pool, async (tx) => {
    const messages = await rewardInvitation(tx, userId, {
      referrals: createReferrals(database.schemas, createLedger(database.schemas)),
      people: createPeople(database.schemas),
      ...{ referralBonus: () => 2, texts: strictTexts() },
    });
    await dialog.deps.outbox.add(tx, messages);
    return messages;
  });

test('somebody new comes by a link, and with the first result both sides get the gift once, each told in their language', async () => {
  await say(1, '/start', { from: { id: 1, is_bot: false, first_name: 'Bob', language_code: 'en' } });
  const { code } = await walletOf(1);
  await say(2, `/start ref_${code}`);
  assert.match((await dialog.said(2)).at(-1)?.text ?? '', /пригласил друг/);
  assert.ok(await invited(2));
  assert.deepEqual([(await walletOf(1)).bonus, (await walletOf(2)).bonus], [0, 0], 'nothing before the first result');
  const [first, ...others] = await Promise.all([reward(2), reward(2), reward(2)]);
  assert.equal([first, ...others].flat().length, 2);
  assert.equal((await reward(2)).length, 0);
  assert.deepEqual([(await walletOf(1)).bonus, (await walletOf(2)).bonus], [2, 2]);
  assert.match((await dialog.said(1)).at(-1)?.text ?? '', /Your friend got their first result/);
  assert.match((await dialog.said(2)).at(-1)?.text ?? '', /Вам подарены 2 генерации/);
});

test('nobody invites themselves: an own link is an old user’s link', async () => {
  await say(10, '/start');
  const { code } = await walletOf(10);
  await say(10, `/start ref_${code}`);
  assert.equal(await invited(10), false);
});

test('A invites B, and B’s link does nothing for A', async () => {
  await say(20, '/start');
  await say(21, `/start ref_${(await walletOf(20)).code}`);
  await say(20, `/start ref_${(await walletOf(21)).code}`);
  assert.deepEqual([await invited(20), await invited(21)], [false, true]);
});

test('an old user, and one who was invited already, stay what they were', async () => {
  await say(30, '/start');
  await say(31, '/start');
  await say(32, '/start');
  await say(30, `/start ref_${(await walletOf(31)).code}`);
  assert.equal(await invited(30), false);
  await say(33, `/start ref_${(await walletOf(31)).code}`);
  const before = await invitations();
  await say(33, `/start ref_${(await walletOf(32)).code}`);
  assert.deepEqual(await invitations(), before);
});

test('a link that nobody has, or a forged one, invites nobody and costs nothing', async () => {
  await say(40, '/start ref_0123456789ab');
  await say(41, `/start ref_' or 1=1 --`);
  assert.deepEqual([await invited(40), await invited(41)], [false, false]);
  assert.match((await dialog.said(40)).at(-1)?.text ?? '', /Здравствуйте/);
});

test('first starts by two links at once, in two processes, make one invitation', async () => {
  await say(50, '/start');
  await say(51, '/start');
  const other = dialog.another(database.newPool());
  const [a, b] = [(await walletOf(50)).code, (await walletOf(51)).code];
  await dialog.deliver(text(52, `/start ref_${a}`), text(52, `/start ref_${b}`));
  await Promise.all([dialog.work(52), dialog.work(52, other)]);
  const { id } = await walletOf(52);
  assert.equal((await invitations()).filter(([invitee]) => invitee === id).length, 1);
});

test('the database refuses what the dialog would never ask: oneself, a loop, an old user, a second inviter', async () => {
  const [old, young] = [(await walletOf(20)).id, (await walletOf(21)).id];
  const insert = (invitee: number, inviter: number) =>
    database.pool.query(`insert into ${bot}.referral (invitee_id, inviter_id) values ($1, $2)`, [invitee, inviter]);
  await assert.rejects(insert(old, old), /check constraint/);
  await assert.rejects(insert(old, young), /check constraint/);
  await assert.rejects(insert((await walletOf(32)).id, old), /foreign key/);
  await assert.rejects(insert(young, (await walletOf(10)).id), /check constraint|duplicate|foreign key/);
});

test('adding where it is not allowed leaves the transaction whole', async () => {
  const { code, id } = await walletOf(20);
  await inTransaction(database.pool, async (tx) => {
    const referrals = createReferrals(database.schemas, createLedger(database.schemas));
    assert.equal(await referrals.add(tx, id, code), false);
    assert.equal(await referrals.add(tx, (await walletOf(21)).id, code), false);
    await tx.query('select 1');
  });
});

test('with no gift set nothing is given, and it can be given later', async () => {
  await say(60, '/start');
  await say(61, `/start ref_${(await walletOf(60)).code}`);
  const referrals = createReferrals(database.schemas, createLedger(database.schemas));
  assert.equal(await inTransaction(database.pool, (tx) => referrals.reward(tx, 61, 0)), null);
  assert.equal((await reward(61)).length, 2);
  assert.deepEqual(await referrals.of(database.pool, (await walletOf(60)).id), { came: 1, rewarded: 1, earned: 2 });
});
