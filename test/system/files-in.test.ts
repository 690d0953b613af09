/** People's files on their way through the real generation child: what they cost in memory, and what a death costs. */
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { memoryOf } from '../../scripts/bench/processes.ts';
import { createChats } from '../../src/adapters/postgres/chats.ts';
import { createGenerations } from '../../src/adapters/postgres/generations.ts';
import { createListener } from '../../src/adapters/postgres/listener.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { schemaNames } from '../../src/adapters/postgres/names.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createBoss } from '../../src/adapters/queue/boss.ts';
import { SUBMIT } from '../../src/adapters/queue/queues.ts';
import { formatFileRef } from '../../src/domain/catalog/file-ref.ts';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { createLogList } from '../support/list-log.ts';
import { png, pngOf } from '../support/media-bytes.ts';
import { childPid } from '../support/process-tree.ts';
import { sentFile } from '../support/sent-file.ts';
import { DAILY, testBilling } from '../support/billing.ts';
import { openStand, type ServiceStand } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const PERSON = { id: 850_001, firstName: 'Аня', languageCode: 'ru' };
/** Takes pictures of up to 30 MB, more than a bot may have. */
const MODEL = 'nano-banana-2';
const MB = 1024 * 1024;
const FILES = 10;
/** Four at once, each with the buffers of two connections: far from the 400 MB that pass. */
const GROWTH_MB = 80;

let stand: ServiceStand;
let bot: BotProcess;
let pool: pg.Pool;
let order: (fileId: string) => Promise<string>;
let stopQueue: () => Promise<void>;

before(async () => {
  stand = await openStand({ kieLatencyMs: 50, floodControl: false });
  await stand.kie.settings({ rateLimit: false, callbacks: 'off' });
  await stand.telegram.user(PERSON);
  await stand.telegram.sendText(PERSON.id, '/start');
  const log = createLogList();
  const [url, schemas] = [stand.databaseUrl, schemaNames(stand.botId)];
  await migrate({ url, schemas, log });
  bot = startGenerator();
  pool = createPool({ url, max: 2, log, applicationName: 'test' });
  const listener = createListener({ url, log, name: 'test-listen' });
  const { queue, service } = createBoss({ pool, listener, schemas, log, role: 'producer', graceMs: () => 1_000 });
  await service.start();
  stopQueue = async () => {
    await service.stop();
    await listener.stop();
    await pool.end();
  };
  const [chats, generations] = [createChats(pool, schemas), createGenerations(pool, schemas)];
  const billing = testBilling(schemas, { dailyLimit: 1_000 });
  order = async (fileId) => {
    const [id, traceId, userId] = [randomBytes(6).toString('hex'), randomUUID(), PERSON.id];
    const input = {
      ...{ prompt: 'x', resolution: '1K' },
      image_input: [formatFileRef({ source: 'telegram', fileId, media: 'image' })],
    };
    await inTransaction(pool, async (tx) => {
      const person = { userId, firstName: 'Аня', username: null, language: 'ru' };
      await chats.open(tx, { id: userId, kind: 'private' }, person);
      const what = { id, traceId, chatId: userId, userId, language: 'ru', modelId: MODEL, input, credits: 8 } as const;
      await generations.insert(tx, { ...what, payment: DAILY, progressMessageId: null, deadlineMs: 600_000 });
      assert.ok(await billing.hold(tx, { generationId: id, userId, payment: DAILY }));
      await queue.send(tx, SUBMIT, { generationId: id, traceId });
    });
    return id;
  };
});
after(async () => {
  await stopQueue();
  await stand.close();
});

const startGenerator = (): BotProcess => stand.start({ role: 'generator', env: { KIE_TASKS_PER_10_SECONDS: '1000' } });

interface Row {
  readonly state: string;
  readonly failure_detail: string | null;
  readonly attempts: number;
}
async function rowOf(id: string): Promise<Row> {
  const { bot: schema } = schemaNames(stand.botId);
  const { rows } = await pool.query<Row>(
    `select state, failure_detail, (select count(*)::int from ${schema}.attempt where generation_id = id) as attempts
     from ${schema}.generation where id = $1`,
    [id],
  );
  assert.ok(rows[0] !== undefined);
  return rows[0];
}

const untilDelivered = (id: string): Promise<Row> =>
  waitFor(
    `the result of ${id}`,
    async () => {
      const row = await rowOf(id);
      assert.notEqual(row.state, 'failed', row.failure_detail ?? '');
      return row.state === 'delivered' ? row : null;
    },
    { timeoutMs: 90_000, everyMs: 100 },
  );
const send = (bytes: Buffer): Promise<string> => sentFile(stand.telegram, PERSON.id, { kind: 'document', bytes });
const uploads = async (): Promise<number> =>
  (await stand.kie.calls()).filter(({ path }) => path.includes('file-stream-upload')).length;

test(`${FILES} files of 20 MB pass through the generation child, and its memory does not grow with them`, async (t) => {
  const [small, large] = [await send(png(64, 64)), await send(pngOf(20 * MB))];
  await untilDelivered(await order(small));
  await untilDelivered(await order(large));
  const pid = childPid(bot.pid, 'generation');
  const rss = (): number => memoryOf([pid]).rssMb;
  const before = rss();
  let peak = before;
  const sampler = setInterval(() => {
    peak = Math.max(peak, rss());
  }, 20);
  try {
    const ids: string[] = [];
    for (let nth = 0; nth < FILES; nth += 1) ids.push(await order(large));
    for (const id of ids) assert.equal((await untilDelivered(id)).attempts, 1);
  } finally {
    clearInterval(sampler);
  }
  t.diagnostic(`RSS before ${before.toFixed(0)} MB, peak ${peak.toFixed(0)} MB, after ${rss().toFixed(0)} MB`);
  assert.equal(childPid(bot.pid, 'generation'), pid, 'it lived through it');
  assert.equal(await uploads(), FILES + 2);
  assert.ok(peak - before < GROWTH_MB, `${peak - before} MB more`);
});

const hangUpload = (): Promise<void> =>
  stand.kie.fault({ method: 'POST', path: 'file-stream-upload', behaviour: 'hang' });

test('SIGKILL in the middle of an upload: nothing was begun, and the next child makes one task', async () => {
  const [tasks, began] = [(await stand.kie.tasks()).length, await uploads()];
  await hangUpload();
  const id = await order(await send(png(30, 30)));
  await waitFor('the upload', async () => (await uploads()) > began);
  process.kill(childPid(bot.pid, 'generation'), 'SIGKILL');
  assert.deepEqual(
    { ...(await rowOf(id)), failure_detail: null },
    { state: 'queued', attempts: 0, failure_detail: null },
  );
  assert.equal((await untilDelivered(id)).attempts, 1);
  assert.equal((await stand.kie.tasks()).length, tasks + 1);
});

test('SIGTERM in the middle of an upload: a clean end in time, and the next service makes one task', async () => {
  const [tasks, began] = [(await stand.kie.tasks()).length, await uploads()];
  await hangUpload();
  const id = await order(await send(png(31, 31)));
  await waitFor('the upload', async () => (await uploads()) > began);
  assert.equal(await bot.stop(), 0);
  assert.partialDeepStrictEqual(await rowOf(id), { state: 'queued', attempts: 0 });
  bot = startGenerator();
  assert.equal((await untilDelivered(id)).attempts, 1);
  assert.equal((await stand.kie.tasks()).length, tasks + 1);
});

test('no line of any of them holds a secret or an address with one', () => {
  const lines = bot.lines.join('\n');
  for (const name of ['TELEGRAM_BOT_TOKEN', 'KIE_API_KEY', 'DATABASE_URL'] as const) {
    assert.ok(!lines.includes(stand.env[name] ?? ''), name);
  }
  assert.ok(!lines.includes('/file/bot'));
});
