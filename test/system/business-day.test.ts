/**
 * A day of a small business on the local stand: two hundred people, free and paid generations, failures, Stars bought,
 * delivered twice, lost and refunded, transfers, promo codes and invitations honest and not, an admin at work, a killed
 * child and a deploy in the middle. In the evening every rule of the books must hold.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { encodePng } from '../../src/sandbox/kie/media/png.ts';
import { paintBackdrop } from '../../src/sandbox/kie/media/backdrop.ts';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { createCustomer, wordsOf, type Customer } from '../support/customer.ts';
import { inParallel } from '../support/in-parallel.ts';
import { brokenMoneyRules } from '../support/money-invariants.ts';
import { childPid } from '../support/process-tree.ts';
import { freePort } from '../../src/sandbox/free-port.ts';
import { openStand, POLLING, type ServiceStand } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const ADMIN = 900_001;
const FIRST = 860_001;
const PEOPLE = 200;
/** At once: most of the time is Telegram's one message a second in a chat. */
const AT_ONCE = 50;
const FREE_A_DAY = 1;
/** What text in an idle chat is offered; fails for a while. */
const FAILING = 'google/nano-banana';

let stand: ServiceStand;
let bot: BotProcess;
let database: pg.Pool;
let admin: Customer;
let people: readonly Customer[];

const ENV = {
  ...{ FREE_DAILY_LIMIT: String(FREE_A_DAY), FREE_MAX_CREDITS: '4', REFERRAL_BONUS: '2', CATALOG_SYNC_MINUTES: '0' },
  ...{ KIE_TASKS_PER_10_SECONDS: '10000', TELEGRAM_MESSAGES_PER_SECOND: '1000', PAYMENT_DETAILS: 'Card 0000 0000' },
  // What a kill leaves unknown and no callback clears up is submitted again soon.
  UNKNOWN_OUTCOME_GRACE: '3',
};

async function query<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<readonly R[]> {
  return (await database.query<R>(text.replaceAll(/\bb\./g, 'bot_700001.'), values)).rows;
}
const customer = (id: number): Customer => createCustomer({ sim: stand.telegram, id });
const person = (index: number): Customer => people[index]!;

before(async () => {
  stand = await openStand({ kieLatencyMs: 100, floodControl: false });
  await stand.kie.settings({ rateLimit: false, startCredits: 1_000_000, shape: 'september' });
  database = new pg.Pool({ connectionString: stand.databaseUrl, max: 4 });
  bot = stand.start({ env: ENV });
  await bot.line(POLLING, 60_000);
  const ids = Array.from({ length: PEOPLE }, (_, index) => FIRST + index);
  await inParallel([ADMIN, ...ids], AT_ONCE, async (id) => {
    await stand.telegram.user({ id, firstName: `Человек ${id}`, languageCode: 'ru' });
  });
  people = ids.map(customer);
  admin = customer(ADMIN);
});
after(async () => {
  await database.end();
  await stand.close();
});

const free = 'Создать бесплатно';
const paid = 'Создать за';

/** From a prompt to the confirmed order; what happens next is somebody else's matter. */
async function orders(one: Customer, prompt: string, button: string): Promise<void> {
  await one.say(prompt);
  await one.touch(button);
}

async function hasResults(one: Customer, count: number): Promise<void> {
  await waitFor(`${count} results of ${one.id}`, async () => (await one.results()).length >= count, {
    ...{ timeoutMs: 90_000, everyMs: 60 },
  });
}

/** Prompt, too little money, an invoice, paid. `updates`: how often the bot hears of it. */
async function buys(one: Customer, prompt: string, updates = 1): Promise<void> {
  await one.say(prompt);
  await one.tap('Пополнить баланс');
  await one.touch('⭐ 100');
  assert.equal((await one.pay(updates)).status, 'paid');
}

async function confirms(one: Customer): Promise<void> {
  await one.reads('Теперь на балансе');
  await one.tap('Вернуться к заказу');
  await one.touch(paid);
}

async function availableOf(one: Customer): Promise<bigint> {
  const [row] = await query<{ available: string }>(`select available from b.wallet where user_id = $1`, [one.id]);
  return BigInt(row?.available ?? -1);
}

async function nextChild(): Promise<void> {
  await waitFor('the next generation child', () => {
    try {
      return childPid(bot.pid, 'generation') > 0;
    } catch {
      return false; // between two lives
    }
  });
}

/** The admin opens the card of somebody. */
async function opensCard(id: number): Promise<void> {
  await admin.say('/admin');
  await admin.tap('Люди');
  await admin.say(String(id));
  await admin.tap(`Человек ${id}`);
}

describe('the day', () => {
  test('everybody starts and gets the free one of the day', async () => {
    await inParallel(people, AT_ONCE, async (one) => {
      await one.say('/start');
      await orders(one, `Картина для ${one.id}`, free);
      await hasResults(one, 1);
    });
  });

  test('sixty buy Stars and go on with their order; ten of the payments are told twice', async () => {
    await inParallel(people.slice(0, 60), AT_ONCE, async (one, index) => {
      await buys(one, `За деньги ${one.id}`, index < 10 ? 2 : 1);
      await confirms(one);
      await hasResults(one, 2);
    });
  });

  test('the generation child is killed again and again while thirty pay for more', async () => {
    const killing = (async () => {
      for (let kill = 0; kill < 3; kill += 1) {
        await new Promise((resolve) => setTimeout(resolve, 700));
        process.kill(childPid(bot.pid, 'generation'), 'SIGKILL');
        await nextChild();
      }
    })();
    await inParallel(people.slice(0, 30), AT_ONCE, async (one) => {
      await orders(one, `Ещё одна ${one.id}`, paid);
      await hasResults(one, 3);
    });
    await killing;
  });

  test('twenty paid orders fail: everybody is told, and nobody pays', async () => {
    await stand.kie.failModel(FAILING, { failCode: '500', failMsg: 'Internal Error, please try again later' });
    await inParallel(people.slice(30, 50), AT_ONCE, async (one) => {
      const before = await availableOf(one);
      await orders(one, `Не выйдет ${one.id}`, paid);
      await one.reads('не получилось', 'Ничего не списано');
      await waitFor('the money to be back', async () => (await availableOf(one)) === before);
    });
    await stand.kie.failModel(FAILING, null);
  });

  test('the admin makes a promo code for fifteen; forty try it, each twice', async () => {
    await admin.say('/start');
    await admin.say('/admin');
    await admin.tap('Промокоды');
    await admin.tap('Новый промокод');
    await admin.say('DAY26');
    await admin.tap('Деньги');
    await admin.say('10');
    await admin.say('15');
    await admin.tap('Без срока');
    await admin.tap('Создать промокод');
    await inParallel(people.slice(60, 100), AT_ONCE, async (one) => {
      for (let attempt = 0; attempt < 2; attempt += 1) await one.say('/start promo_DAY26');
    });
    const [code] = await query<{ used: number }>(`select used from b.promo_code where code = 'DAY26'`);
    assert.equal(code?.used, 15);
    const [given] = await query<{ sum: string }>(`select -sum(amount) as sum from b.posting where account = 'promo'`);
    assert.equal(given?.sum, '15000');
  });

  test('ten invite ten newcomers; themselves, each other and old ones they cannot', async () => {
    const codes = new Map(
      (await query<{ user_id: string; referral_code: string }>(`select user_id, referral_code from b.wallet`)).map(
        (row) => [Number(row.user_id), row.referral_code] as const,
      ),
    );
    const invited = (inviter: Customer): string => `/start ref_${codes.get(inviter.id) ?? ''}`;
    await inParallel(people.slice(100, 110), AT_ONCE, async (inviter, index) => {
      await inviter.say(invited(inviter));
      await inviter.say(invited(person(100 + ((index + 1) % 10))));
      const newcomer = customer(FIRST + PEOPLE + index);
      await stand.telegram.user({ id: newcomer.id, firstName: `Новый ${newcomer.id}`, languageCode: 'ru' });
      await newcomer.say(invited(inviter));
      await newcomer.say(invited(person(150)));
      await orders(newcomer, `Первая ${newcomer.id}`, free);
      await hasResults(newcomer, 1);
      await inviter.reads('Ваш друг получил первый результат');
      await orders(inviter, `В подарок ${inviter.id}`, free);
      await hasResults(inviter, 2);
    });
    const [row] = await query<{ count: string }>(`select count(*) from b.referral`);
    assert.equal(row?.count, '10');
  });

  test('ten transfer money; one picture comes twice; the admin approves some and refuses others', async () => {
    await inParallel(people.slice(140, 150), AT_ONCE, async (one, index) => {
      await one.say('/balance');
      await one.tap('Пополнить');
      await one.tap('Переводом');
      await one.say('200');
      const bytes = await encodePng(paintBackdrop(60, 60, index === 9 ? 0 : index));
      await stand.telegram.sendMedia(one.id, { kind: 'photo', bytes });
      await one.reads('проверяется');
    });
    await waitFor('every picture to be compared', async () => {
      const rows = await query(`select 1 from b.topup_claim where state = 'checking'`);
      return rows.length === 0;
    });
    const open = await query<{ id: string }>(`select id from b.topup_claim where state = 'open' order by created_at`);
    assert.equal(open.length, 9, 'one picture was a copy');
    for (const [index, { id }] of open.entries()) {
      const data = `a:${index < 6 ? 'claimyes' : 'claimno'}:${id}`;
      await waitFor('the buttons of a claim', async () =>
        (await admin.said()).some(({ keyboard }) => keyboard.flat().some(({ value }) => value === data)),
      );
      await stand.telegram.tap(ADMIN, { data });
      await stand.telegram.tap(ADMIN, { data }).catch(() => null); // the button is gone already
    }
    const [row] = await query<{ sum: string }>(`select -sum(amount) as sum from b.posting where account = 'bank'`);
    assert.equal(row?.sum, String(6 * 20_000));
  });

  test('the admin gives, takes, bans, refunds, and changes the markup while somebody is about to confirm', async () => {
    const [generous, poorer, rude, payer, thoughtful] = [person(160), person(1), person(161), person(2), person(3)];
    await opensCard(generous.id);
    await admin.tap('Начислить');
    await admin.say('50');
    await admin.tap('Подтвердить');
    await generous.reads('Вам начислено');
    await opensCard(poorer.id);
    await admin.tap('Списать');
    await admin.say('10');
    await admin.tap('Подтвердить');
    await opensCard(rude.id);
    await admin.tap('Забанить');
    assert.match(wordsOf(await rude.say('/start')), /не можете пользоваться/);

    await opensCard(payer.id);
    await admin.tap('Платежи звёздами');
    await admin.tap('вернуть');
    // It has been spent in part: what is missing must be there first.
    await admin.tap('Вернуть');
    await admin.reads('Вернуть нельзя');
    await opensCard(payer.id);
    await admin.tap('Начислить');
    await admin.say('20');
    await admin.tap('Подтвердить');
    await admin.tap('Платежи звёздами');
    await admin.tap('вернуть');
    await admin.tap('Вернуть');
    await payer.reads('Вам вернули');

    await thoughtful.say('Подумаю над этим');
    await admin.say('/admin');
    await admin.tap('Цены и лимиты');
    await admin.tap('Наценка');
    await admin.say('3');
    await admin.tap('Подтвердить');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    assert.match(wordsOf(await thoughtful.tap(paid)), /цена изменилась/);
    await thoughtful.touch(paid);
    await hasResults(thoughtful, 4);
  });

  test('payments whose update was lost are credited after a deploy, once', async (t) => {
    await inParallel(people.slice(110, 120), AT_ONCE, async (one) => buys(one, `Потерянное ${one.id}`, 0));
    const lockDir = await mkdtemp(join(tmpdir(), 'kie-ai-bot-lock-'));
    t.after(() => rm(lockDir, { recursive: true, force: true }));
    const next = stand.start({
      env: { ...ENV, LOCK_DIR: lockDir, PORT: String(await freePort()) },
    });
    await next.line('lease.standby', 60_000);
    assert.equal(await bot.stop(), 0);
    bot = next;
    await bot.line(POLLING, 30_000);
    await inParallel(people.slice(110, 120), AT_ONCE, async (one) => {
      await confirms(one);
      await hasResults(one, 2);
    });
  });

  test('a broadcast reaches everybody but the banned and the blocked, once', async () => {
    await stand.telegram.block(person(170).id, true);
    await admin.say('/admin');
    await admin.tap('Рассылки');
    await admin.tap('Новая рассылка');
    await admin.say('Вечерняя скидка');
    await admin.tap('Начать рассылку');
    await admin.tap('Да, отправить');
    await admin.reads('Рассылка', 'закончена');
    const got = await Promise.all(
      people.map(async (one) => (await one.said()).filter((m) => wordsOf(m) === 'Вечерняя скидка').length),
    );
    assert.deepEqual(
      [got.filter((count) => count === 1).length, got.filter((count) => count > 1).length],
      [PEOPLE - 2, 0],
    );
  });
});

describe('the evening', () => {
  test('nothing is left under way', async () => {
    await waitFor(
      'every generation to end',
      async () => {
        const open = await query(`select 1 from b.generation where state not in ('delivered', 'failed', 'cancelled')`);
        return open.length === 0;
      },
      { timeoutMs: 60_000 },
    );
  });

  test('every rule of the books holds', async () => {
    assert.deepEqual(await brokenMoneyRules(database, 'bot_700001', FREE_A_DAY), []);
  });

  test('Telegram and KIE say the same as the books', async () => {
    const [stars] = await query<{ bought: string; refunded: string; payments: string }>(
      `select sum(stars) as bought, coalesce(sum(stars) filter (where refund_state = 'done'), 0) as refunded,
         count(*) as payments from b.star_payment`,
    );
    assert.deepEqual(stars, { bought: '7000', refunded: '100', payments: '70' });
    const billed = await stand.kie.billed();
    await waitFor(
      'every bill to be booked',
      async () => {
        const [row] = await query<{ credits: string }>(
          `select coalesce(sum(credits), 0) as credits from kie_shared.spend`,
        );
        return Number(row?.credits) === billed;
      },
      { timeoutMs: 60_000 },
    );
  });

  test('everybody has as many results in the chat as the books say', async () => {
    const rows = await query<{ user_id: string; count: string }>(
      `select user_id, count(*) from b.generation where state = 'delivered' group by user_id`,
    );
    const delivered = new Map(rows.map((row) => [Number(row.user_id), Number(row.count)]));
    for (const one of people) assert.equal((await one.results()).length, delivered.get(one.id) ?? 0, String(one.id));
  });

  test('the report', async (t) => {
    const [row] = await query<Record<string, string>>(
      `select (select count(*) from b.app_user) as people,
         (select count(*) from b.generation where state = 'delivered') as delivered,
         (select count(*) from b.generation where state = 'failed') as failed,
         (select count(*) from b.generation where paid_by = 'money' and state = 'delivered') as paid,
         (select sum(amount) from b.posting where account = 'revenue') as revenue,
         (select sum(amount) from b.posting where account = 'kie_cost') as cost,
         (select sum(available + held) from b.wallet) as owed,
         (select count(*) from b.transfer) as transfers`,
    );
    t.diagnostic(JSON.stringify(row));
    assert.equal(Number(row?.['people']), PEOPLE + 11);
    assert.equal(Number(row?.['failed']), 20);
    const alerts = await query(`select key, trouble from b.alert where cleared_at is null`);
    assert.deepEqual(alerts, [], 'nobody has to be woken');
  });
});
