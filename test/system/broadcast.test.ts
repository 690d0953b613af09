/** A broadcast by the whole service, past a SIGKILL of its worker and a restart: nobody twice, and the report is right. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { childPid } from '../support/process-tree.ts';
import { openStand, POLLING, said, type ServiceStand } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const ADMIN = 900_001;
const PEOPLE = Array.from({ length: 160 }, (_, index) => ({ id: 850_001 + index, languageCode: 'ru' }));
const WORDS = 'Сегодня <новое> для всех';
/** Calls that may be under way when a worker dies. */
const LANES = 8;

let stand: ServiceStand;
let bot: BotProcess;

before(async () => {
  stand = await openStand(); // with Telegram's flood control
  bot = stand.start();
  await bot.line(POLLING, 30_000);
});
after(async () => stand.close());

/** Presses the button of the newest message that has it, and waits until the panel says `next`. */
async function press(label: string, next: RegExp): Promise<string> {
  const found = await waitFor(`the button ${label}`, async () =>
    (await said(stand.telegram, ADMIN)).findLast(({ keyboard }) => keyboard.flat().some(({ text }) => text === label)),
  );
  await stand.telegram.tap(ADMIN, { label, messageId: found.messageId });
  return await says(next);
}
const says = (next: RegExp): Promise<string> =>
  waitFor(
    String(next),
    async () => (await said(stand.telegram, ADMIN)).map(({ text }) => text ?? '').findLast((text) => next.test(text)),
    { timeoutMs: 60_000 },
  );
const got = async (): Promise<number[]> =>
  (await stand.telegram.calls({ method: 'sendMessage' }))
    .filter(({ params, status }) => params['text'] === WORDS && status === 200)
    .map(({ params }) => Number(params['chat_id']));
const untilSent = (count: number): Promise<unknown> =>
  waitFor(`${count} messages`, async () => ((await got()).length >= count ? true : null), { timeoutMs: 60_000 });

test('killed in the middle, restarted in the middle: everybody gets it once or is counted as unknown', async (t) => {
  for (const person of PEOPLE) {
    await stand.telegram.user(person);
    await stand.telegram.sendText(person.id, '/start');
  }
  await stand.telegram.user({ id: ADMIN, languageCode: 'ru' });
  await stand.telegram.sendText(ADMIN, '/admin');
  await press('📣 Рассылки', /Рассылки/);
  await press('➕ Новая рассылка', /Что отправить/);
  await stand.telegram.sendText(ADMIN, WORDS);
  await says(/Черновик рассылки/);
  // Everybody has been answered, so that all of them are known.
  await waitFor(
    'the last answer',
    async () => (await stand.telegram.transcript(PEOPLE.at(-1)!.id)).messages.some(({ from }) => from === 'bot'),
    { timeoutMs: 60_000 },
  );
  await press('🚀 Начать рассылку', /Отправить 161/);
  const startedAt = Date.now();
  await press('🚀 Да, отправить', /Рассылка началась/);

  await untilSent(40);
  process.kill(childPid(bot.pid, 'generation'), 'SIGKILL');
  const killedAt = Date.now();
  const before = (await got()).length;
  await untilSent(before + 10);
  t.diagnostic(`sending again ${Date.now() - killedAt} ms after the kill`);
  await untilSent(before + 30);
  await bot.stop();
  bot = stand.start();
  await bot.line(POLLING, 30_000);

  const report = await says(/Рассылка \d+ закончена/);
  t.diagnostic(`${Date.now() - startedAt} ms in all: ${report.replaceAll('\n', ' ')}`);
  const sent = await got();
  assert.equal(new Set(sent).size, sent.length, 'nobody twice');
  const unknown = Number(/Неизвестно[^:]*: (\d+)/.exec(report)?.[1] ?? 0);
  const told = Number(/Отправлено: (\d+)/.exec(report)?.[1]);
  assert.equal(told + unknown, 161, report);
  assert.ok(unknown <= LANES, `${unknown} unknown`);
  assert.ok(sent.length >= told && sent.length <= 161, `${sent.length} in the journal, ${told} in the report`);
  const refused = (await stand.telegram.calls({ method: 'sendMessage' })).filter(({ status }) => status === 429);
  assert.deepEqual(
    refused.filter(({ at }) => at >= startedAt).map(({ params }) => params['text']),
    [],
  );
});
