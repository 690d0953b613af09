/**
 * Rows D3, D4 and D6 of the fault list where a paid order ends: captured once, or given back once, and an invitation that
 * pays off with it, whatever the database says.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createChats } from '../../src/adapters/postgres/chats.ts';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { createReferrals } from '../../src/adapters/postgres/referrals.ts';
import type { Queryable } from '../../src/adapters/postgres/transaction.ts';
import { createWallets } from '../../src/adapters/postgres/wallets.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { grant } from '../support/billing.ts';
import { startGenerationStand, type GenerationStand, type Order } from '../support/generation.ts';
import { toTheEnd } from '../support/generation-ends.ts';
import { behindProxy } from '../support/generation-proxy.ts';
import { quickModels } from '../support/kie-faults.ts';
import { brokenMoneyRules } from '../support/money-invariants.ts';
import { createRefusedWrites, refusalsOf, type RefusedWrites, type Write } from '../support/refused-writes.ts';
import { waitFor } from '../support/wait-for.ts';

const [HAD, PRICE] = [1_000n, 700n];
const inviterOf = (userId: number): number => userId + 100_000;

let stand: GenerationStand;
let writes: RefusedWrites;
let bot: string;

before(async () => {
  stand = await startGenerationStand({ kie: { models: await quickModels() } });
  ({ bot } = stand.database.schemas);
  writes = await createRefusedWrites(stand.database);
});
beforeEach(() => stand.refresh());
after(() => stand.close());

/** In the transaction that makes the person's wallet: somebody with an older one has sent them the link. */
async function invite(tx: Queryable, userId: number): Promise<void> {
  const { pool, schemas } = stand.database;
  const person = { userId: inviterOf(userId), firstName: 'Boris', username: null, language: 'ru' } as const;
  await createChats(pool, schemas).open(tx, { id: person.userId, kind: 'private' }, person);
  const wallets = createWallets(schemas, String);
  const [inviter, invitee] = [await wallets.ensure(tx, person.userId), await wallets.ensure(tx, userId)];
  const { rows } = await tx.query<{ code: string }>(`select referral_code as code from ${bot}.wallet where id = $1`, [
    inviter.id,
  ]);
  assert.ok(await createReferrals(schemas, createLedger(schemas)).add(tx, invitee.id, rows[0]?.code ?? ''));
}

/** Paid from the balance, and one step before its end. */
async function almostOver(end: End): Promise<Order> {
  if (end.isFailure) await stand.kie.failNext();
  const order = await stand.order({
    payment: { by: 'money', price: PRICE },
    before: async (tx, userId) => {
      if (end.isInvited === true) await invite(tx, userId);
      await grant(tx as typeof stand.database.pool, stand.database.schemas, userId, HAD);
    },
  });
  assert.equal((await submit(order, stand.deps)).kind, 'done');
  if (end.isFailure) return order;
  await waitFor('a result', async () => {
    await watch(order, stand.deps);
    return (await stand.rows.generation(order.generationId)).state === 'delivering';
  });
  return order;
}

interface End {
  readonly state: 'delivered' | 'failed';
  readonly isFailure: boolean;
  readonly available: bigint;
  /** It is the first result of somebody who came by an invitation. */
  readonly isInvited?: boolean;
}
/** By the names of the tables. */
const SETTLING: readonly Write[] = [
  ...['generation', 'transfer', 'posting', 'wallet', 'outbox'].map((table) => ({ table })),
  { table: 'transfer', atCommit: true },
  { table: 'posting', atCommit: true },
];
/** Those that come on top, the second half of the gift among them. */
const REWARDING: readonly Write[] = [
  { table: 'referral' },
  { table: 'transfer', where: `new.reference like 'referral:%:inviter'` },
  { table: 'posting', where: `new.account = 'bonus'` },
  { table: 'wallet', where: 'new.bonus > 0' },
  { table: 'outbox', where: `new.dedupe_key like 'referral:%'` },
  { table: 'transfer', atCommit: true, where: `new.reason = 'referral'` },
];
const PAID = { state: 'delivered', isFailure: false, available: HAD - PRICE } as const;
const ENDS: readonly (End & { readonly name: string; readonly writes: readonly Write[] })[] = [
  { name: 'a capture', ...PAID, writes: SETTLING },
  { name: 'a release', state: 'failed', isFailure: true, available: HAD, writes: SETTLING },
  { name: 'an invitation that pays off', ...PAID, isInvited: true, writes: REWARDING },
];

async function assertRewarded(userId: number): Promise<void> {
  const both = [userId, inviterOf(userId)];
  const { rows } = await stand.database.pool.query<{ bonus: string; gifts: string }>(
    `select w.bonus, (select count(*) from ${bot}.posting p where p.wallet_id = w.id and p.account = 'bonus') as gifts
     from ${bot}.wallet w where w.user_id = any ($1)`,
    [both],
  );
  assert.deepEqual(rows, Array(2).fill({ bonus: '2', gifts: '1' }));
  for (const chatId of both) {
    const told = (await stand.rows.outbox(chatId)).filter(({ payload }) =>
      /подарены 2 генерации/.test(payload.text ?? ''),
    );
    assert.equal(told.length, 1, `${chatId} is told once`);
  }
}

async function assertOnce(
  { generationId, chatId }: Order,
  { available, isFailure, isInvited = false }: End,
): Promise<void> {
  const { pool } = stand.database;
  const { rows } = await pool.query<{ available: string; held: string }>(
    `select available, held from ${bot}.wallet where user_id = $1`,
    [chatId],
  );
  assert.deepEqual(rows, [{ available: String(available), held: '0' }]);
  const settled = await pool.query<{ reason: string }>(`select reason from ${bot}.transfer where reference = $1`, [
    `settle:${generationId}`,
  ]);
  assert.deepEqual(settled.rows, [{ reason: isFailure ? 'release' : 'capture' }]);
  const notices = (await stand.rows.outbox(chatId)).filter(({ purpose }) => purpose === 'notice');
  const { messages } = await stand.telegram.transcript(chatId);
  const media = messages.filter((message) => message.media !== null);
  assert.deepEqual([notices.length, media.length], [isFailure || isInvited ? 1 : 0, isFailure ? 0 : 1]);
  if (isInvited) await assertRewarded(chatId);
}

for (const end of ENDS) {
  test(`D3, D4: each write of ${end.name} refused in two ways: done once, and told once`, async () => {
    for (const [nth, { table, ...how }] of end.writes.entries()) {
      for (const { name, code } of refusalsOf(nth)) {
        const order = await almostOver(end);
        await writes.refusing({ table: `${bot}.${table}`, ...how }, code, 1, async () => {
          assert.equal(await toTheEnd(stand, order, stand.deps), end.state, `${name}: ${table}`);
        });
        await assertOnce(order, end);
      }
    }
    assert.deepEqual(await brokenMoneyRules(stand.database.pool, bot, 5), []);
  });
}

for (const end of ENDS) {
  test(`D6: the answer to the commit of ${end.name} is lost: done once, and told once`, async (t) => {
    const { proxy, deps } = await behindProxy(t, stand);
    const order = await almostOver(end);
    proxy.loseAnswerTo('commit', 1);
    assert.equal(await toTheEnd(stand, order, deps), end.state);
    assert.equal(proxy.isWaiting(), false, 'there was such a commit');
    await assertOnce(order, end);
    assert.deepEqual(await brokenMoneyRules(stand.database.pool, bot, 5), []);
  });
}

test('no secret was printed or stored', () => stand.assertNoSecrets());
