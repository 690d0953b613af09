/** What the operator meets when something is wrong at the start, and when something is away for a while. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { freePort } from '../../src/sandbox/free-port.ts';
import { childrenOf } from '../support/process-tree.ts';
import { logLines, openStand, order, POLLING, results, said, type ServiceStand } from '../support/service.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

const PERSON = { id: 850_001, firstName: 'Оля', languageCode: 'ru' };
const DISABLED = 'ℹ️ Health server disabled (ENABLE_HEALTH_SERVER=0) - running as Worker';

const readyChildren = (bot: BotProcess): readonly unknown[] =>
  logLines(bot)
    .filter(({ message }) => message === 'child.ready')
    .map(({ child }) => child);

let stand: ServiceStand;

before(async () => {
  stand = await openStand({ kieLatencyMs: 200, emptyDatabase: true });
  await stand.telegram.user(PERSON);
});
after(async () => stand.close());

test('every configuration problem at once, no value, exit 78', async () => {
  const bot = stand.start({
    env: {
      TELEGRAM_BOT_TOKEN: 'secret-rubbish',
      DATABASE_URL: 'mysql://secret-host',
      ADMIN_ID: '',
      PORT: 'secret-port',
    },
  });
  assert.equal(await bot.ended, 78);
  const said_ = bot.lines.join('\n');
  for (const name of ['TELEGRAM_BOT_TOKEN', 'DATABASE_URL', 'ADMIN_ID is not set', 'PORT'])
    assert.match(said_, RegExp(name));
  assert.doesNotMatch(said_, /secret/);
});

test('a token that Telegram refuses: reason, remedy, exit 78', async () => {
  await stand.telegram.revokeToken(true);
  const bot = stand.start();
  assert.equal(await bot.ended, 78);
  assert.ok(bot.lines.some((line) => line.includes('TELEGRAM_UNAUTHORIZED') && line.includes('BotFather')));
  await stand.telegram.revokeToken(false);
});

test('a database that refuses the password: reason, remedy, exit 78', async () => {
  const url = new URL(stand.databaseUrl);
  url.password = 'not-the-password';
  const bot = stand.start({ env: { DATABASE_URL: url.href } });
  assert.equal(await bot.ended, 78);
  assert.ok(bot.lines.some((line) => line.includes('CONFIG_INVALID') && line.includes('DATABASE_URL')));
  assert.ok(!bot.lines.join('').includes('not-the-password'));
});

test('a second service with the same token on this machine: who holds the lock, exit 75', async () => {
  const first = stand.start();
  await first.line(POLLING, 30_000);
  const second = stand.start({ env: { PORT: String(await freePort()) } });
  assert.equal(await second.ended, 75);
  assert.ok(second.lines.some((line) => line.includes(String(first.pid))));
  assert.equal(await first.stop(), 0);
});

test('a worker runs without a port, says so once, and polls', async () => {
  const bot = stand.start({ role: 'worker', env: { ENABLE_HEALTH_SERVER: '0' } });
  await bot.line(POLLING, 30_000);
  assert.equal(logLines(bot).filter((line) => line['message'] === DISABLED).length, 1);
  await assert.rejects(fetch(`http://127.0.0.1:${String(stand.env['PORT'])}/health`));
  await order(stand.telegram, PERSON.id, 'Без порта');
  await waitFor(
    'the picture, found without a callback',
    async () => ((await results(stand.telegram, PERSON.id)).length === 1 ? true : null),
    { timeoutMs: 30_000 },
  );
  assert.equal((await stand.kie.tasks()).at(-1)?.callBackUrl, null);
  assert.equal(await bot.stop(), 0);
});

test('a generator works the queue of another instance and never polls', async () => {
  const bot = stand.start({ role: 'generator' });
  await bot.line('child.ready', 30_000);
  assert.ok(!bot.lines.some((line) => line.includes('File lock')));
  const web = stand.start();
  await web.line(POLLING, 30_000);
  assert.equal(await bot.stop(), 0);
  assert.equal(await web.stop(), 0);
});

test('people first: the generation child loads its code when the other one polls', async () => {
  const bot = stand.start();
  const polling = await waitFor('the polling child', () => childrenOf(bot.pid).find(({ name }) => name === 'polling'));
  process.kill(polling.pid, 'SIGSTOP');
  try {
    // Longer than it takes to be ready by itself, shorter than it would wait.
    await pause(2_000);
    assert.deepEqual(readyChildren(bot), ['health']);
  } finally {
    process.kill(polling.pid, 'SIGCONT');
  }
  await bot.line(POLLING, 30_000);
  await waitFor('all three', () => (readyChildren(bot).length === 3 ? true : null));
  assert.deepEqual(readyChildren(bot), ['health', 'polling', 'generation']);
  assert.equal(await bot.stop(), 0);
});

test('a webhook that was set is removed before polling, and its pending updates are kept', async () => {
  const api = `${String(stand.telegramUrl)}/bot${String(stand.env['TELEGRAM_BOT_TOKEN'])}`;
  await fetch(`${api}/setWebhook?url=https://example.com/hook`);
  await stand.telegram.sendText(PERSON.id, '/help');
  const before_ = (await said(stand.telegram, PERSON.id)).length;
  const bot = stand.start();
  await bot.line('✅ Webhook удалён', 30_000);
  await waitFor('the answer to what was written before', async () =>
    (await said(stand.telegram, PERSON.id)).length > before_ ? true : null,
  );
  assert.equal(await bot.stop(), 0);
});

test('while the database is away /health stays ok, nothing crashes, and what was written meanwhile is answered', async () => {
  const proxy = await startTcpProxy(stand.databaseUrl);
  const bot = stand.start({ env: { DATABASE_URL: proxy.url } });
  try {
    await bot.line(POLLING, 30_000);
    proxy.cut();
    await stand.telegram.sendText(PERSON.id, '/help');
    await bot.line('poll.failed', 20_000);
    const health = await fetch(`http://127.0.0.1:${String(stand.env['PORT'])}/health`);
    assert.equal(health.status, 200);
    const before_ = (await said(stand.telegram, PERSON.id)).length;
    proxy.pass();
    await waitFor('the answer', async () => ((await said(stand.telegram, PERSON.id)).length > before_ ? true : null), {
      timeoutMs: 40_000,
    });
    assert.ok(!logLines(bot).some((line) => line['message'] === 'child.exited'), 'no child crashed');
  } finally {
    assert.equal(await bot.stop(), 0);
    await proxy.close();
  }
});
