/** One service, one person, from /start to a delivered picture, and what the operator sees of it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { logLines, openStand, order, POLLING, results, said, type ServiceStand } from '../support/service.ts';

const PERSON = { id: 810_001, firstName: 'Аня', languageCode: 'ru' };
const PROMPT = 'Лиса в тумане, гравюра';

let stand: ServiceStand;
let bot: BotProcess;
let health: string;

before(async () => {
  stand = await openStand({ kieLatencyMs: 400 });
  bot = stand.start();
  health = `http://127.0.0.1:${String(stand.env['PORT'])}`;
  await bot.line(POLLING, 30_000);
  await stand.telegram.user(PERSON);
});
after(async () => stand.close());

test('a prompt and one tap make a picture, with its model, time and buttons', async () => {
  await order(stand.telegram, PERSON.id, PROMPT);
  const [result] = await waitFor('the picture', async () => {
    const found = await results(stand.telegram, PERSON.id);
    return found.length > 0 ? found : null;
  });
  assert.equal(result?.media?.kind, 'photo');
  assert.match(result.caption ?? '', /Nano Banana/);
  assert.deepEqual(
    result.keyboard.flat().map((button) => button.text),
    ['🔁 Ещё раз', '✏️ Изменить', '➡️ Использовать дальше', '🏠 Меню'],
  );
  const [task] = await stand.kie.tasks();
  assert.equal(task?.input['prompt'], PROMPT);
});

test('the progress message is gone once the result is there', async () => {
  await waitFor('a tidy chat', async () => (await said(stand.telegram, PERSON.id)).every((one) => one.media !== null));
});

test('/health, /ready and /metrics tell the truth', async () => {
  const alive = await fetch(`${health}/health`);
  assert.equal(alive.status, 200);
  assert.equal(await alive.text(), 'ok');
  const ready = await fetch(`${health}/ready`);
  const state = (await ready.json()) as Record<string, unknown>;
  assert.equal(ready.status, 200);
  assert.equal(state['role'], 'polling');
  assert.equal(state['leaseEpoch'], 1);
  const queues = Object.keys(state['queues'] as object).filter((name) => !name.startsWith('__pgboss'));
  assert.deepEqual(queues.toSorted(), [
    'catalog.sync',
    'dead-letters',
    'errand',
    'generation.deliver',
    'generation.submit',
    'generation.watch',
    'reconcile',
    'reconcile.books',
    'retention',
  ]);
  const metrics = await waitFor('the figures of the delivered generation and of its updates', async () => {
    const text = await (await fetch(`${health}/metrics`)).text();
    const names = [
      'kie_bot_generation_duration_seconds_count',
      'kie_bot_shared_updates_total{outcome="left"',
      'kie_bot_reconcile_last_success_timestamp_seconds{check="ledger"',
    ];
    return names.every((name) => text.includes(name)) ? text : null;
  });
  assert.match(metrics, /kie_bot_generation_duration_seconds_count\{[^}]*outcome="delivered"[^}]*\} 1/);
  assert.match(metrics, /kie_bot_shared_updates_total\{[^}]*outcome="left"[^}]*\} [1-9]/);
  const checkedAt = /kie_bot_reconcile_last_success_timestamp_seconds\{check="ledger"[^}]*\} (\S+)/.exec(metrics);
  assert.ok(Math.abs(Number(checkedAt?.[1]) - Date.now() / 1_000) < 600, 'seconds of Unix time');
});

test('each line of the operator guide is logged once, at info', () => {
  const expected = [
    '✅ File lock acquired',
    '✅ Webhook удалён',
    POLLING,
    `✅ Health server listening on 0.0.0.0:${String(stand.env['PORT'])}`,
  ];
  for (const message of expected) {
    const found = logLines(bot).filter((line) => line['message'] === message);
    assert.deepEqual(
      found.map((line) => line['level']),
      ['info'],
      message,
    );
  }
});

test('no secret is in any line or message', async () => {
  const everything = `${bot.lines.join('\n')}\n${await stand.telegram.transcriptText(PERSON.id)}`;
  for (const name of ['TELEGRAM_BOT_TOKEN', 'KIE_API_KEY', 'DATABASE_URL'] as const) {
    assert.ok(!everything.includes(stand.env[name] ?? ''), name);
  }
  for (const { callBackUrl } of await stand.kie.tasks()) {
    const token = callBackUrl?.split('/').at(-1) ?? '';
    assert.ok(token.length >= 32 && !everything.includes(token), 'a callback token');
  }
});

test('SIGTERM ends it with 0', async () => {
  assert.equal(await bot.stop(), 0);
});
