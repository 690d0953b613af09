/**
 * Unique secrets in every secret variable, every adapter failing in every way, other sides that echo what they know, and
 * people who type what looks like a token: afterwards none of the secrets is anywhere but where it has to be.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import pg from 'pg';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { childPid } from '../support/process-tree.ts';
import { createSecretScan, type SecretScan } from '../support/secret-scan.ts';
import { logLines, openStand, order, POLLING, results, type ServiceStand } from '../support/service.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

const PERSON = { id: 860_001, firstName: 'Ева', languageCode: 'ru' };
const nonce = (): string => randomBytes(15).toString('hex');
const ROLE = `kie_canary_${nonce()}`;
const SECRETS = {
  TELEGRAM_BOT_TOKEN: `700001:AAFAKE${nonce()}fake`,
  KIE_API_KEY: `fake-kie-key+${nonce()}/x`,
  PASSWORD: `fake p@ss/${nonce()}`,
  KIE_WEBHOOK_HMAC_KEY: `fake-hmac-${nonce()}`,
};
/** What a person types: theirs to see, and nobody's to read in a log. */
const TYPED = {
  token: `700777:AAFAKE${nonce()}fake`,
  key: `sk-fake-${nonce()}`,
  dsn: `postgres://eve:${nonce()}@127.0.0.1/x`,
};
const { PASSWORD, ...VARIABLES } = SECRETS;
/** Each other side says what it may know: Telegram has never heard of a KIE key. */
const TELEGRAM_ECHO = `https://api.telegram.org/bot${SECRETS.TELEGRAM_BOT_TOKEN}/x`;
const ECHO = `${TELEGRAM_ECHO} ${SECRETS.KIE_API_KEY} Bearer ${SECRETS.KIE_API_KEY}`;

let stand: ServiceStand;
let proxy: TcpProxy;
let bot: BotProcess;
let admin: pg.Client;
const everyLine: string[] = [];
const answers: string[] = [];

function dsn(password: string): string {
  const url = new URL(proxy.url);
  url.username = ROLE;
  url.password = encodeURIComponent(password);
  return url.href;
}

before(async () => {
  stand = await openStand({ kieLatencyMs: 200, floodControl: false, emptyDatabase: true });
  proxy = await startTcpProxy(stand.databaseUrl);
  admin = new pg.Client({ connectionString: stand.databaseUrl });
  await admin.connect();
  await admin.query(`create role ${ROLE} login password '${PASSWORD}'`);
  await admin.query(`alter database ${new URL(stand.databaseUrl).pathname.slice(1)} owner to ${ROLE}`);
  await stand.telegram.user(PERSON);
});
after(async () => {
  await admin.query(`reassign owned by ${ROLE} to current_user`);
  await admin.end();
  await proxy.close();
  await stand.close();
  const server = new pg.Client({ connectionString: process.env['TEST_DATABASE_URL'] });
  await server.connect();
  await server.query(`drop role ${ROLE}`);
  await server.end();
});

const port = (): string => String(stand.env['PORT']);
async function ask(path: string, init: RequestInit = {}): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port()}${path}`, init);
  answers.push(`${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`);
  return response.status;
}

test('a start that is refused says why without a secret', async () => {
  const wrong = { ...VARIABLES, DATABASE_URL: dsn(`${PASSWORD}-wrong`) };
  const refused = stand.start({ env: wrong });
  assert.equal(await refused.ended, 78);
  const unreadable = stand.start({
    env: { ...VARIABLES, TELEGRAM_BOT_TOKEN: `${SECRETS.TELEGRAM_BOT_TOKEN} x`, DATABASE_URL: dsn(PASSWORD).slice(4) },
  });
  assert.equal(await unreadable.ended, 78);
  everyLine.push(...refused.lines, ...unreadable.lines);
  const scan = createSecretScan(SECRETS);
  scan.text('lines of refused starts', everyLine.join('\n'));
  assert.deepEqual(scan.findings(), []);
});

test('each child holds the secrets that it works with, and no other', async () => {
  bot = stand.start({
    env: { ...VARIABLES, DATABASE_URL: dsn(PASSWORD), LOG_LEVEL: 'debug', MAX_RUNNING_PER_USER: '50' },
  });
  await bot.line(POLLING, 60_000);
  const held = (name: string): string[] => {
    const environment = readFileSync(`/proc/${childPid(bot.pid, name)}/environ`, 'utf8');
    return Object.entries({ ...VARIABLES, DATABASE_URL: dsn(PASSWORD) })
      .filter(([, value]) => environment.includes(value))
      .map(([variable]) => variable);
  };
  assert.deepEqual(held('health'), ['KIE_WEBHOOK_HMAC_KEY']);
  assert.deepEqual(held('polling'), ['TELEGRAM_BOT_TOKEN', 'DATABASE_URL']);
  assert.deepEqual(held('generation'), ['TELEGRAM_BOT_TOKEN', 'KIE_API_KEY', 'DATABASE_URL']);
  for (const name of ['health', 'polling', 'generation']) {
    const words = readFileSync(`/proc/${childPid(bot.pid, name)}/cmdline`, 'utf8');
    for (const value of Object.values(SECRETS)) assert.ok(!words.includes(value), name);
  }
});

const stateOf = async (prompt: string): Promise<string | undefined> =>
  (
    await admin.query<{ state: string }>(`select state from bot_700001.generation where input ->> 'prompt' = $1`, [
      prompt,
    ])
  ).rows[0]?.state;
const endOf = (prompt: string): Promise<string> =>
  waitFor(
    `the end of ${prompt}`,
    async () => {
      const state = await stateOf(prompt);
      return state === undefined || ['queued', 'submitting', 'waiting', 'delivering'].includes(state) ? null : state;
    },
    { timeoutMs: 60_000, everyMs: 50 },
  );

test('everything fails, with echoes, and people type what looks like a secret', async () => {
  const { telegram, kie } = stand;
  const typed = Object.values(TYPED).join(' ');
  await order(telegram, PERSON.id, typed);
  assert.equal(await endOf(typed), 'delivered');

  const prompts: string[] = [];
  for (const fault of [
    { code: 422, msg: `no: ${ECHO}` },
    { code: 500, msg: ECHO, httpStatus: 500 },
    { behaviour: 'reset' },
    { behaviour: 'html' },
    { behaviour: 'accept-then-drop' },
  ] as const) {
    await kie.fault({ ...fault, path: 'createTask' });
    prompts.push(`KIE ${'behaviour' in fault ? fault.behaviour : fault.code}`);
    await order(telegram, PERSON.id, prompts.at(-1) ?? '');
  }
  for (const prompt of prompts) await endOf(prompt);
  await kie.failNext({ failCode: '400', failMsg: `failed with ${ECHO}` });
  await order(telegram, PERSON.id, 'fails');
  assert.equal(await endOf('fails'), 'failed');

  for (const fault of [
    { errorCode: 500, description: TELEGRAM_ECHO },
    { errorCode: 400, description: `Bad Request: ${TELEGRAM_ECHO}` },
    { errorCode: 429, description: TELEGRAM_ECHO, retryAfter: 1 },
    { behaviour: 'reset' },
    { behaviour: 'html' },
  ] as const) {
    const png = await telegram.file(String((await results(telegram, PERSON.id))[0]?.media?.fileId));
    for (const method of ['sendPhoto', 'answerCallbackQuery', 'getFile', 'file'])
      await telegram.fault({ ...fault, method });
    const toBeMet = await Promise.all(
      ['getUpdates', 'sendMessage'].map((method) => telegram.fault({ ...fault, method })),
    );
    const caption = `Telegram ${'behaviour' in fault ? fault.behaviour : fault.errorCode}`;
    await telegram.sendMedia(PERSON.id, { kind: 'photo', bytes: png, caption });
    await waitFor(
      `${caption} to be met`,
      async () => {
        const met = new Set((await telegram.calls()).map(({ faultId }) => faultId));
        return toBeMet.every(({ id }) => met.has(id));
      },
      { timeoutMs: 30_000 },
    );
    await telegram.clearFaults();
  }

  proxy.cut();
  await telegram.sendText(PERSON.id, '/help');
  await bot.line('poll.failed', 30_000);
  assert.equal(await ask('/health'), 200);
  proxy.pass();
  await waitFor(
    'a worked-off inbox',
    async () => {
      const open = await admin.query('select 1 from bot_700001.inbox where processed_at is null');
      return open.rowCount === 0;
    },
    { timeoutMs: 60_000 },
  );
  await order(telegram, PERSON.id, 'после базы');
  assert.equal(await endOf('после базы'), 'delivered');
  await kie.fault({ code: 401, msg: `bad key ${ECHO}`, path: 'createTask' });
  await order(telegram, PERSON.id, 'the last: a refused key stops the intake');
  assert.equal(await endOf('the last: a refused key stops the intake'), 'failed');
});

test('what is public tells no secret', async () => {
  for (const path of [
    '/health',
    '/live',
    '/ready',
    '/metrics',
    '/',
    '/../etc/passwd',
    '/%2e%2e/environ',
    '/sim/journal',
  ]) {
    await ask(path);
  }
  const tokens = (await stand.kie.tasks()).map(({ callBackUrl }) => callBackUrl?.split('/').at(-1) ?? '');
  for (const token of [tokens[0] ?? '', 'x'.repeat(32), SECRETS.TELEGRAM_BOT_TOKEN]) {
    await ask(`/kie/callback/${token}`, { method: 'POST', body: '{"taskId":"1"}' });
    await ask(`/kie/callback/${token}`);
  }
  assert.equal(await ask('/ready'), 200);
});

test('a revoked token ends the service without naming it', async () => {
  await stand.telegram.revokeToken(true);
  await stand.telegram.sendText(PERSON.id, 'ends the poll that waits');
  assert.equal(await bot.ended, 78);
  everyLine.push(...bot.lines);
});

test('no secret is in a line, a table, a journal or an answer', async () => {
  const fill = async (scan: SecretScan): Promise<number> => {
    scan.text('log', everyLine.join('\n'));
    scan.text('public answers', answers.join('\n'));
    scan.text('calls to Telegram', JSON.stringify((await stand.telegram.calls()).map(({ params }) => params)));
    scan.text('the chat', await stand.telegram.transcriptText(PERSON.id));
    return await scan.database(admin);
  };
  const scan = createSecretScan(SECRETS);
  const rows = await fill(scan);
  scan.text('calls to KIE', JSON.stringify(await stand.kie.calls()));
  scan.text('tasks', JSON.stringify((await stand.kie.tasks()).map(({ input, callBackUrl }) => [input, callBackUrl])));
  assert.deepEqual(scan.findings(), []);
  assert.ok(rows > 100 && everyLine.length > 100 && answers.length > 10, 'there was something to look through');

  const tokens = (await stand.kie.tasks()).map(({ callBackUrl }) => callBackUrl?.split('/').at(-1) ?? '');
  assert.ok(tokens.length > 2);
  assert.ok(tokens.every((token) => token.length >= 32));
  const callbacks = createSecretScan(Object.fromEntries(tokens.map((token, index) => [`callback ${index}`, token])));
  await fill(callbacks);
  const elsewhere = callbacks.findings().filter(({ place }) => place !== 'table bot_700001.attempt');
  assert.deepEqual(elsewhere, []);
  assert.ok(callbacks.findings().length > 0, 'the scan finds what is there');

  const told = logLines({ ...bot, lines: everyLine }).filter(({ level }) => level !== 'debug');
  const typed = createSecretScan(TYPED);
  typed.text('log', told.map((line) => JSON.stringify(line)).join('\n'));
  assert.deepEqual(typed.findings(), []);
});
