/** pg-boss over our own pool and LISTEN connection, so that a process stays within its few connections. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { PgBoss, type Db } from 'pg-boss';
import { errorFields, type Log } from '../../shared/log.ts';
import type { Service } from '../../shared/service.ts';
import { pgError } from '../postgres/errors.ts';
import type { Listener } from '../postgres/listener.ts';
import type { SchemaNames } from '../postgres/names.ts';
import type { Queryable } from '../postgres/transaction.ts';
import { prepareQueues } from './prepare-queues.ts';
import { ERRAND, type Errand, type GenerationQueue, type JobData } from './queues.ts';

interface BossOptions {
  readonly pool: pg.Pool;
  readonly listener: Listener;
  readonly schemas: SchemaNames;
  readonly log: Log;
  /** A producer only sends; a worker also works, supervises and schedules. */
  readonly role: 'producer' | 'worker';
  /** How long a `stop` that begins now waits for jobs in flight before it hands them back. */
  readonly graceMs: () => number;
}

export interface JobQueue {
  /** Enqueues on `tx`'s connection, so that the job exists exactly if the transaction commits; false = one waits already. */
  readonly send: (tx: Queryable, queue: GenerationQueue, data: JobData, delaySeconds?: number) => Promise<boolean>;
  /** The same for work that belongs to no generation. */
  readonly errand: (tx: Queryable, errand: Errand, delaySeconds?: number) => Promise<boolean>;
}

/** Who hears of new jobs. */
export interface JobHints {
  /** Calls back when a job came into the queue, instead of waking all of its workers. One for each queue. */
  readonly onJob: (queue: string, wake: () => void) => void;
}

/** Several statements in a row cannot be prepared. */
const IS_ONE = /^\s*(with|insert)\b(?![^]*;\s*\S)/i;

/** Planning the statements of every job anew costs the database more than the job does. Their texts are few. */
const names = new Map<string, string | undefined>();

function nameOf(text: string): string | undefined {
  if (!names.has(text)) {
    const name = `boss:${createHash('sha1').update(text).digest('base64url')}`;
    names.set(text, IS_ONE.test(text) ? name : undefined);
  }
  return names.get(text);
}

/** pg-boss' statements on one connection or pool. */
const executor = (db: Queryable): Db => ({
  executeSql: (text, values = []) => {
    const name = nameOf(text);
    return name === undefined ? db.query(text, values) : db.query({ name, text, values });
  },
});

export function createBoss(options: BossOptions): {
  readonly boss: PgBoss & JobHints;
  readonly queue: JobQueue;
  readonly service: Service;
} {
  const { pool, listener, schemas, log, role } = options;
  const isWorker = role === 'worker';
  const wakers = new Map<string, () => void>();
  const pgBoss = new PgBoss({
    db: {
      ...executor(pool),
      listen: (channel, onNotification, onReconnect) => {
        const hear = (queue: string): void => (wakers.get(queue) ?? (() => onNotification(queue)))();
        const off = listener.on(channel, hear, onReconnect);
        const close = (): Promise<void> => {
          off();
          return Promise.resolve();
        };
        return Promise.resolve({ close });
      },
    },
    schema: schemas.queue,
    useListenNotify: isWorker,
    supervise: isWorker,
    schedule: isWorker,
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
    cronWorkerIntervalSeconds: 5,
  });
  const boss = Object.assign(pgBoss, {
    onJob: (name: string, wake: () => void) => void wakers.set(name, wake),
  });
  boss.on('error', (error) => log.warn('queue.error', { error: errorFields(error) }));
  boss.on('warning', (warning) => log.warn('queue.warning', { warning }));

  async function enqueue(tx: Queryable, queue: string, data: object, key: string, delaySeconds = 0): Promise<boolean> {
    const jobId = await boss.send(queue, data, {
      db: executor(tx),
      singletonKey: key,
      ...(delaySeconds > 0 ? { startAfter: delaySeconds } : {}),
    });
    return jobId !== null;
  }

  return {
    boss,
    queue: {
      send: (tx, queue, data, delaySeconds) => enqueue(tx, queue, data, data.generationId, delaySeconds),
      errand: (tx, errand, delaySeconds) => enqueue(tx, ERRAND, errand, `${errand.kind}:${errand.id}`, delaySeconds),
    },
    service: {
      name: 'queue',
      start: async () => {
        try {
          await boss.start();
          await prepareQueues(boss, isWorker);
        } catch (error) {
          throw pgError(error);
        }
      },
      stop: async () => {
        try {
          await boss.stop({ graceful: true, timeout: options.graceMs(), close: false });
        } catch (error) {
          log.warn('queue.stop.failed', { error: errorFields(error) }); // its jobs run again when their heartbeat ends
        }
      },
    },
  };
}
