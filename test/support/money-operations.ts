/**
 * Everything that moves a person's money in one transaction of an update or an errand, each up to the moment before it,
 * and how it looks when it happened exactly once. For tests that let the database fail at that moment.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { createInbox } from '../../src/adapters/postgres/inbox.ts';
import { updateKey } from '../../src/adapters/telegram/update.ts';
import { refund } from '../../src/roles/generation/refund.ts';
import { grant } from './billing.ts';
import { ADMIN, tap, text, type Said } from './dialog.ts';
import { openPage, openPanel } from './panel.ts';
import type { Write } from './refused-writes.ts';
import { WORTH, type StarStand } from './star-stand.ts';

/** At the moment before it. */
export interface Ready {
  /** One try, as the poller or the queue makes it, on such a connection. */
  readonly run: (pool: pg.Pool) => Promise<unknown>;
  /** Fails unless it has happened once, and the person was told once. */
  readonly assertOnce: () => Promise<void>;
}

export interface MoneyOperation {
  readonly name: string;
  /** All of its writes. */
  readonly writes: readonly Write[];
  readonly prepare: () => Promise<Ready>;
}

const START = 100_000n;
/** 4 credits at 90 roubles a dollar, doubled. */
const PRICE = 360n;
const PROMO = 5_000n;

export function moneyOperations(on: () => StarStand, schemas: { readonly bot: string; readonly queue: string }) {
  const { bot, queue } = schemas;
  const tables = (...names: readonly string[]): readonly Write[] => names.map((name) => ({ table: `${bot}.${name}` }));
  const ledger: readonly Write[] = [
    ...tables('transfer', 'posting', 'wallet'),
    { table: `${bot}.transfer`, atCommit: true },
    { table: `${bot}.posting`, atCommit: true },
  ];
  const ofUpdate = tables('outbox', 'inbox');
  const job: Write = { table: `${queue}.job` };
  let codes = 0;

  async function count(what: string, ...values: readonly unknown[]): Promise<number> {
    const { rows } = await on().database.pool.query<{ count: number }>(`select count(*)::int as count from ${what}`, [
      ...values,
    ]);
    return rows[0]?.count ?? 0;
  }
  async function purse(userId: number): Promise<readonly bigint[]> {
    const { rows } = await on().database.pool.query<{ available: string; held: string }>(
      `select available, held from ${bot}.wallet where user_id = $1`,
      [userId],
    );
    return [BigInt(rows[0]?.available ?? -1), BigInt(rows[0]?.held ?? -1)];
  }
  async function said(chatId: number, from: number): Promise<readonly Said[]> {
    return (await on().dialog.said(chatId)).slice(from);
  }
  const handled =
    (chatId: number) =>
    async (pool: pg.Pool): Promise<unknown> =>
      await on()
        .dialog.another(pool, { inspect: () => null })
        .processNext(chatId); // no file to look at before

  async function paid(): Promise<{ readonly userId: number; readonly chargeId: string }> {
    const userId = await on().newPerson();
    const chargeId = `charge-${userId}`;
    await on().dialog.deliver(on().about(userId, 'successful_payment', chargeId, await on().offer(userId)));
    await on().dialog.work(userId);
    assert.deepEqual(await purse(userId), [WORTH, 0n]);
    return { userId, chargeId };
  }
  const refundState = (chargeId: string, state: string): Promise<number> =>
    count(`${bot}.star_payment where charge_id = $1 and refund_state = $2`, chargeId, state);

  const operations: readonly MoneyOperation[] = [
    {
      name: 'an order paid from the balance',
      writes: [...tables('generation', 'chat'), ...ledger, job, ...ofUpdate],
      prepare: async () => {
        const userId = await on().newPerson();
        await grant(on().database.pool, on().database.schemas, userId, START);
        await on().dialog.deliver(text(userId, 'кот на крыше'));
        await on().dialog.work(userId);
        const shown = await on().dialog.said(userId);
        const data = shown.at(-1)?.buttons.find((one) => /^s:\w+:create/.test(one.callback_data ?? ''))?.callback_data;
        assert.ok(data !== undefined, 'a button to order with');
        await on().dialog.deliver(tap(userId, data));
        return {
          run: handled(userId),
          assertOnce: async () => {
            assert.deepEqual(await purse(userId), [START - PRICE, PRICE]);
            assert.equal(await count(`${bot}.generation where user_id = $1 and paid_by = 'money'`, userId), 1);
            const ids = `(select id from ${bot}.generation where user_id = $1)`;
            assert.equal(
              await count(`${queue}.job where name = 'generation.submit' and singleton_key in ${ids}`, userId),
              1,
            );
            const methods = (await said(userId, shown.length)).map(({ method }) => method);
            assert.deepEqual(methods, ['answerCallbackQuery', 'editMessageText']);
          },
        };
      },
    },
    {
      name: 'a payment with Stars',
      writes: [...tables('star_payment', 'chat', 'app_user'), ...ledger, ...ofUpdate],
      prepare: async () => {
        const userId = await on().newPerson();
        const payload = await on().offer(userId);
        await on().dialog.deliver(on().about(userId, 'successful_payment', `charge-${userId}`, payload));
        return {
          run: handled(userId),
          assertOnce: async () => {
            assert.deepEqual(await purse(userId), [WORTH, 0n]);
            assert.equal(await on().told(userId, /спасибо/), 1);
          },
        };
      },
    },
    {
      name: 'the arrival of a payment',
      writes: [...tables('inbox'), { table: `${bot}.inbox`, atCommit: true }],
      prepare: async () => {
        const userId = await on().newPerson();
        const payload = await on().offer(userId);
        const update = {
          update_id: 900_000 + userId,
          ...on().about(userId, 'successful_payment', `charge-${userId}`, payload),
        };
        const key = updateKey(update);
        assert.ok(key !== null);
        const { database, dialog } = on();
        const { rows } = await database.pool.query<{ epoch: string }>(`select epoch from ${bot}.poll_lease`);
        return {
          run: (pool) =>
            createInbox(pool, database.schemas).store(Number(rows[0]?.epoch), [
              { ...key, traceId: randomUUID(), payload: update },
            ]),
          assertOnce: async () => {
            await dialog.work(userId);
            assert.equal(await count(`${bot}.inbox where update_id = $1`, key.updateId), 1);
            assert.deepEqual(await purse(userId), [WORTH, 0n]);
            assert.equal(await on().told(userId, /спасибо/), 1);
          },
        };
      },
    },
    {
      name: 'a promo code',
      writes: [...tables('promo_redemption', 'promo_code', 'chat'), ...ledger, ...ofUpdate],
      prepare: async () => {
        const userId = await on().newPerson();
        const code = `CODE_${(codes += 1)}`;
        await on().database.pool.query(
          `insert into ${bot}.promo_code (code, kind, amount, uses_limit, created_by) values ($1, 'money', $2, 1, 1)`,
          [code, PROMO],
        );
        await on().dialog.deliver(text(userId, `/start promo_${code}`));
        return {
          run: handled(userId),
          assertOnce: async () => {
            assert.deepEqual(await purse(userId), [PROMO, 0n]);
            assert.equal(await count(`${bot}.promo_code where code = $1 and used = 1`, code), 1);
            assert.equal(await on().told(userId, /на балансе на 50/), 1);
            assert.equal(await on().told(userId, /уже использовали/), 0);
          },
        };
      },
    },
    {
      name: 'a refund that an admin asks for',
      writes: [...tables('star_payment', 'admin_action', 'chat'), ...ledger, job, ...ofUpdate],
      prepare: async () => {
        const { userId, chargeId } = await paid();
        const { rows } = await on().database.pool.query<{ id: string }>(
          `select id from ${bot}.wallet where user_id = $1`,
          [userId],
        );
        await openPage(on().dialog, on().database, { page: 'refund', walletId: Number(rows[0]?.id), chargeId });
        const data = await openPanel(on().dialog).dataOf('yes');
        const from = (await on().dialog.said(ADMIN)).length;
        await on().dialog.deliver(tap(ADMIN, data));
        return {
          run: handled(ADMIN),
          assertOnce: async () => {
            assert.deepEqual(await purse(userId), [0n, 0n]);
            assert.equal(await refundState(chargeId, 'asked'), 1);
            assert.equal(
              await count(`${queue}.job where data ->> 'kind' = 'refund' and data ->> 'id' = $1`, chargeId),
              1,
            );
            assert.equal(
              await count(`${bot}.admin_action where action = 'refund' and details ->> 'chargeId' = $1`, chargeId),
              1,
            );
            const words = (await said(ADMIN, from)).map((one) => one.text);
            assert.equal(words.filter((one) => /Возврат начат/.test(one)).length, 1);
            assert.equal(words.filter((one) => /уже возвращ/.test(one)).length, 0);
          },
        };
      },
    },
    {
      name: 'a refund that Telegram has done',
      writes: [...tables('star_payment', 'outbox'), { table: `${bot}.star_payment`, atCommit: true }],
      prepare: async () => {
        const userId = await on().newPerson();
        const chargeId = await on().buys(userId);
        assert.equal((await on().askRefund(chargeId)).kind, 'asked');
        return {
          run: (pool) => refund(chargeId, on().refundDeps(pool)),
          assertOnce: async () => {
            assert.deepEqual(await purse(userId), [0n, 0n]);
            assert.equal(await refundState(chargeId, 'done'), 1);
            assert.equal(await on().told(userId, /вернули/), 1);
            const { transactions } = await on().api().starTransactions({ offset: 0, limit: 100 });
            assert.equal(transactions.filter((one) => one.chargeId === chargeId).length, 2, 'paid and given back');
          },
        };
      },
    },
    {
      name: 'a refund that Telegram refuses',
      writes: [...tables('star_payment', 'outbox'), ...ledger],
      prepare: async () => {
        const { userId, chargeId } = await paid();
        assert.equal((await on().askRefund(chargeId)).kind, 'asked');
        return {
          run: (pool) => refund(chargeId, on().refundDeps(pool)),
          assertOnce: async () => {
            assert.deepEqual(await purse(userId), [WORTH, 0n]);
            assert.equal(await refundState(chargeId, 'refused'), 1);
            assert.equal(await on().told(ADMIN, new RegExp(`отказал в возврате.*${userId}`)), 1);
          },
        };
      },
    },
    {
      name: 'a refund of Telegram’s own',
      writes: [...tables('star_payment'), ...ledger, ...ofUpdate],
      prepare: async () => {
        const { userId, chargeId } = await paid();
        await on().dialog.deliver(on().about(userId, 'refunded_payment', chargeId, 'x'));
        return {
          run: handled(userId),
          assertOnce: async () => {
            assert.deepEqual(await purse(userId), [0n, 0n]);
            assert.equal(await refundState(chargeId, 'done'), 1);
            assert.equal(await on().told(userId, /вернули/), 1);
          },
        };
      },
    },
  ];

  /** All that an operation could have written: the same before it, and after a try of it that failed. */
  async function figures(): Promise<readonly number[]> {
    const counted = ['transfer', 'posting', 'generation', 'star_payment', 'promo_redemption', 'admin_action', 'outbox'];
    return [
      ...(await Promise.all(counted.map((table) => count(`${bot}.${table}`)))),
      await count(`${bot}.inbox where processed_at is null`),
      await count(`${queue}.job`),
      await count(`${bot}.star_payment where refund_state = 'asked'`),
    ];
  }
  return { operations, figures, count };
}
