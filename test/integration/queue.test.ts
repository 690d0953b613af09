import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PgBoss } from 'pg-boss';
import { createBoss, type JobHints, type JobQueue } from '../../src/adapters/queue/boss.ts';
import { prepareQueues } from '../../src/adapters/queue/prepare-queues.ts';
import { DEAD_LETTERS, DELIVER, QUEUES, SUBMIT, WATCH, JobData } from '../../src/adapters/queue/queues.ts';
import { runJobs } from '../../src/adapters/queue/run-jobs.ts';
import { createListener, type Listener } from '../../src/adapters/postgres/listener.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { done, later, type Outcome } from '../../src/domain/generation/outcome.ts';
import { AppError, hasCode } from '../../src/shared/errors.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { waitFor } from '../support/wait-for.ts';

let database: BotDatabase;
let listener: Listener;
let boss: PgBoss & JobHints;
let queue: JobQueue;
let stop: () => Promise<void>;

function bossAs(role: 'producer' | 'worker', pool = database.newPool()) {
  return createBoss({ pool, listener, schemas: database.schemas, log: database.log, role, graceMs: () => 1_000 });
}

before(async () => {
  database = await createBotDatabase();
  listener = createListener({ url: database.url, log: database.log, name: 'queue-test' });
  await listener.start();
  const worker = bossAs('worker');
  ({ boss, queue } = worker);
  // The roles start at the same moment on an empty database.
  const others = [bossAs('producer'), bossAs('producer')];
  await Promise.all([worker, ...others].map(({ service }) => service.start()));
  stop = async () => {
    for (const { service } of [...others, worker]) await service.stop();
    await listener.stop();
  };
});
after(async () => {
  await stop();
  await database.close();
});

const data = (generationId: string): JobData => ({ generationId, traceId: 'trace' });
async function jobsOf(name: string, generationId: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ state: string }>(
    `select state from ${database.schemas.queue}.job where name = $1 and data ->> 'generationId' = $2 order by created_on`,
    [name, generationId],
  );
  return rows.map(({ state }) => state);
}

/** Works one queue with a script, one outcome a call. */
async function work(name: typeof SUBMIT | typeof WATCH | typeof DELIVER, script: () => Promise<Outcome>) {
  const calls: JobData[] = [];
  const outcomes: string[] = [];
  await runJobs(boss, {
    schema: JobData,
    queue: name,
    ...{ workers: 1, atOnce: 1 },
    run: (job) => {
      calls.push(job);
      return script();
    },
    again: (job, delaySeconds) => queue.send(database.pool, name, job, delaySeconds),
    observe: (outcome) => void outcomes.push(outcome),
    log: database.log,
  });
  return { calls, outcomes, end: () => boss.offWork(name) };
}

test('a queue that an older version made takes the times of this one', async () => {
  await boss.updateQueue(SUBMIT, { expireInSeconds: 120, retryLimit: 1 });
  const newer = bossAs('worker');
  await newer.service.start();
  const { expireInSeconds, retryLimit, policy } = (await newer.boss.getQueue(SUBMIT)) ?? {};
  await newer.service.stop();
  const wanted = QUEUES.find(({ name }) => name === SUBMIT);
  assert.deepEqual([expireInSeconds, retryLimit, policy], [wanted?.expireInSeconds, wanted?.retryLimit, 'short']);
});

test('where every queue is as it should be, a start only looks', async () => {
  const writes: string[] = [];
  const looker = {
    getQueues: (names?: string[]) => boss.getQueues(names),
    createQueue: (name: string) => Promise.resolve(void writes.push(name)),
    updateQueue: (name: string) => Promise.resolve(void writes.push(name)),
  };
  await prepareQueues(looker, true);
  assert.deepEqual(writes, []);
  await boss.updateQueue(WATCH, { retryLimit: 1 });
  await prepareQueues(looker, false);
  assert.deepEqual(writes, [], 'a producer changes nothing');
  await prepareQueues(looker, true);
  assert.deepEqual(writes, [WATCH]);
  await prepareQueues(boss, true);
});

test('every queue exists with its dead letters, and starting again changes nothing', async () => {
  const { service } = bossAs('producer');
  await service.start();
  await service.start();
  const names = (await boss.getQueues()).map(({ name }) => name);
  for (const { name } of QUEUES) assert.ok(names.includes(name), name);
  assert.equal((await boss.getQueue(SUBMIT))?.deadLetter, DEAD_LETTERS);
  await service.stop();
  await service.stop();
});

test('a job exists exactly if its transaction commits', async () => {
  await assert.rejects(
    inTransaction(database.pool, async (tx) => {
      await queue.send(tx, WATCH, data('undone'));
      throw new Error('undone');
    }),
  );
  await inTransaction(database.pool, (tx) => queue.send(tx, WATCH, data('kept')));
  assert.deepEqual([await jobsOf(WATCH, 'undone'), await jobsOf(WATCH, 'kept')], [[], ['created']]);
});

test('a generation has one waiting job a queue, however often it is put there at once', async () => {
  await Promise.all(Array.from({ length: 8 }, () => queue.send(database.pool, WATCH, data('once'), 60)));
  assert.equal((await jobsOf(WATCH, 'once')).length, 1);
  await queue.send(database.pool, DELIVER, data('once'), 60);
  assert.equal((await jobsOf(DELIVER, 'once')).length, 1);
});

test('a committed job starts without waiting for the next look, and later puts one successor into the queue', async () => {
  const outcomes = [later(1), done];
  const worker = await work(SUBMIT, () => Promise.resolve(outcomes.shift() ?? done));
  await queue.send(database.pool, SUBMIT, data('steps'));
  await waitFor('both runs', () => worker.outcomes.length === 2);
  assert.deepEqual(worker.outcomes, ['later', 'done']);
  assert.deepEqual(worker.calls, [data('steps'), data('steps')]);
  await waitFor('the job to be settled', async () =>
    (await jobsOf(SUBMIT, 'steps')).every((state) => state === 'completed'),
  );
  await worker.end();
});

test('a job that can never succeed goes to the dead letters after one run, one that may again runs again', async () => {
  const error = new AppError('KIE_REJECTED', 'no');
  const script: Outcome[] = [
    { kind: 'dead', error },
    { kind: 'retry', error },
  ];
  const worker = await work(DELIVER, () => Promise.resolve(script.shift() ?? done));
  await queue.send(database.pool, DELIVER, data('dead'));
  await waitFor('the dead letter', async () => (await jobsOf(DEAD_LETTERS, 'dead')).length === 1);
  await queue.send(database.pool, DELIVER, data('again'));
  await waitFor('the retry to be planned', async () => (await jobsOf(DELIVER, 'again'))[0] === 'retry');
  assert.deepEqual(worker.outcomes, ['dead', 'retry']);
  assert.deepEqual(
    worker.calls.map(({ generationId }) => generationId),
    ['dead', 'again'],
  );
  await worker.end();
});

test('a job that throws is retried; a database that was away is a warning, anything else an error', async () => {
  const client = await database.newPool(1).connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  const lost: unknown = await client.query('select 1').catch((error: unknown) => error);
  client.release(true);
  assert.ok(lost instanceof Error);
  const thrown = [lost, new Error('a defect')];
  const worker = await work(DELIVER, () => Promise.reject(thrown.shift() ?? new Error('a third run')));
  await queue.send(database.pool, DELIVER, data('lost'));
  await waitFor('the first run', () => worker.outcomes.length === 1);
  await queue.send(database.pool, DELIVER, data('broken'));
  await waitFor('the second run', () => worker.outcomes.length === 2);
  await worker.end();
  const failures = database.log.lines.filter(({ message }) => message === 'job.failed');
  assert.deepEqual(
    failures.map(({ level, fields }) => [level, (fields['error'] as { code: string }).code]),
    [
      ['warn', 'DB_UNAVAILABLE'],
      ['error', 'UNEXPECTED'],
    ],
  );
});

test('a job that is not ours is set aside, and the next one runs', async () => {
  const worker = await work(SUBMIT, () => Promise.resolve(done));
  await boss.send(SUBMIT, { of: 'another version' });
  await queue.send(database.pool, SUBMIT, data('fine'));
  await waitFor('the good job', () => worker.calls.length === 1);
  await waitFor('both', () => worker.outcomes.length === 2);
  assert.deepEqual(worker.outcomes.toSorted(), ['dead', 'done']);
  assert.ok(database.log.messages().includes('job.unreadable'));
  await worker.end();
});

test('a database that is away at the start is DB_UNAVAILABLE, and the service can still be stopped', async () => {
  const { service } = bossAs('worker', database.newPool(1, 'postgresql://nobody@127.0.0.1:1/none'));
  await assert.rejects(service.start(), (error) => hasCode(error, 'DB_UNAVAILABLE'));
  await service.stop();
});

test('a stop during the start leaves nothing running', async () => {
  const { service, boss: started } = bossAs('worker');
  const starting = service.start().catch(() => undefined);
  await service.stop();
  await starting;
  let isStopped = false;
  started.on('stopped', () => (isStopped = true));
  await service.stop();
  assert.ok(!isStopped, 'the first stop stopped it');
});

test('who asked for it hears of each job of a queue, and of no other', async (t) => {
  const other = bossAs('worker');
  t.after(() => other.service.stop());
  await other.service.start();
  let heard = 0;
  other.boss.onJob(DELIVER, () => (heard += 1));
  const told = async (name: typeof DELIVER | typeof WATCH, id: string, delay?: number): Promise<unknown> =>
    await queue.send(database.pool, name, data(id), delay);
  await told(WATCH, 'heard-0');
  await told(DELIVER, 'heard-1');
  await waitFor('the hint', () => heard === 1);
  await told(DELIVER, 'heard-2', 60);
  await told(DELIVER, 'heard-3');
  await waitFor('the next hint, which came after what is not due yet', () => heard === 2);
});
