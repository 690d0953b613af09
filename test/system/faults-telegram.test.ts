/**
 * Two running services before a failing Telegram or database: one sells while its database is slow and away (T8), the
 * other gets no answer to its polls (T10) and loses its token (T5). Production times, real processes.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { freePort } from '../../src/sandbox/free-port.ts';
import type { Sim } from '../../src/sandbox/telegram/sim-client.ts';
import { createCustomer, type Customer } from '../support/customer.ts';
import { logLines, openStand, POLLING, said, type ServiceStand } from '../support/service.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

const OTHER_TOKEN = '700002:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake1';
const BUYER = 860_001;
const READER = 860_002;
const PATIENT = { timeoutMs: 90_000, everyMs: 100 };
/** As in `src/roles/polling/poll-loop.ts`. */
const POLL_TIMEOUT_MS = 30_000;

let stand: ServiceStand;
let database: TcpProxy;
let selling: BotProcess;
let polling: BotProcess;
let other: Sim;
let buyer: Customer;

before(async () => {
  stand = await openStand({ kieLatencyMs: 200 });
  database = await startTcpProxy(stand.databaseUrl);
  other = stand.telegramOf('700002');
  const port = String(await freePort());
  const env = { TELEGRAM_BOT_TOKEN: OTHER_TOKEN, PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` };
  polling = stand.start({ env });
  selling = stand.start({ env: { DATABASE_URL: database.url } });
  await Promise.all([selling, polling].map((bot) => bot.line(POLLING, 150_000)));
  await stand.telegram.user({ id: BUYER, firstName: 'Оля', languageCode: 'ru' });
  await other.user({ id: READER, firstName: 'Пётр', languageCode: 'ru' });
  buyer = createCustomer({ sim: stand.telegram, id: BUYER });
});
after(async () => {
  await stand.close();
  await database.close();
});

const messagesOf = (bot: BotProcess): unknown[] => logLines(bot).map((line) => line['message']);

describe('in running services', { concurrency: true }, () => {
  test('T8: a checkout while the database takes 9 s, or nothing: refused in words within 10 s, then paid once', async (t) => {
    await buyer.say('/balance');
    await buyer.tap('Пополнить');
    await buyer.touch('⭐ 100');
    const isInvoice = async (): Promise<boolean> => (await buyer.said()).some(({ invoice }) => invoice !== null);
    await waitFor('the invoice', isInvoice, PATIENT);
    for (const [how, begin] of [
      ['slow', () => database.delay(9_000)],
      ['away', () => database.swallow()],
    ] as const) {
      begin();
      const startedAt = performance.now();
      // `expired` is what Telegram says after ten seconds without an answer.
      const { status, errorMessage } = await buyer.pay();
      t.diagnostic(`${how}: ${status} after ${Math.round(performance.now() - startedAt)} ms`);
      assert.equal(status, 'refused', how);
      assert.match(errorMessage ?? '', /Ничего не списано/, how);
      database.cut();
      database.pass();
      const isBack = async (): Promise<boolean> => {
        await stand.telegram.sendText(BUYER, '/balance');
        const count = (await buyer.said()).length;
        return await waitFor('an answer', async () => (await buyer.said()).length > count, { timeoutMs: 3_000 }).catch(
          () => false,
        );
      };
      await waitFor('the bot to answer again', isBack, PATIENT);
    }
    assert.equal((await buyer.pay()).status, 'paid');
    await buyer.reads('Теперь на балансе');
    assert.ok(!messagesOf(selling).includes('child.exited'), 'no child ended for it');
  });

  test('T10, T5: polls without any answer: a new poller in time; a token revoked meanwhile: 78 and the remedy', async (t) => {
    await other.sendText(READER, '/start');
    await waitFor('the first answer', async () => (await said(other, READER)).length > 0, PATIENT);
    const answered = (await said(other, READER)).length;
    await waitFor('a poll that waits', () => other.isPolling(), PATIENT);
    await stand.telegram.fault({ botId: '700002', method: 'getUpdates', behaviour: 'hang', times: 0 });
    await other.sendText(READER, '/help'); // ends the poll that waits; the next one is never answered
    const startedAt = performance.now();
    await polling.line('child.deaf', 120_000);
    const deafAfterMs = performance.now() - startedAt;
    await stand.telegram.clearFaults();
    t.diagnostic(`deaf after ${Math.round(deafAfterMs)} ms`);
    assert.ok(deafAfterMs <= POLL_TIMEOUT_MS + 40_000, `${deafAfterMs} ms`);
    await other.sendText(READER, '/help');
    await waitFor('both answers', async () => (await said(other, READER)).length >= answered + 2, PATIENT);
    assert.equal(messagesOf(polling).filter((message) => message === 'child.deaf').length, 1);

    await other.revokeToken(true);
    assert.equal(await polling.ended, 78);
    const remedy = polling.lines.find((line) => line.includes('TELEGRAM_UNAUTHORIZED') && line.includes('BotFather'));
    assert.ok(remedy !== undefined, polling.lines.slice(-5).join('\n'));
    assert.ok(!polling.lines.some((line) => line.includes(OTHER_TOKEN)), 'the token is in no line');
  });
});
