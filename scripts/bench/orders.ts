/** Confirmed orders, written as the dialog writes them: generation, hold and job in one transaction. */
import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { createChats } from '../../src/adapters/postgres/chats.ts';
import { createGenerations } from '../../src/adapters/postgres/generations.ts';
import { createListener } from '../../src/adapters/postgres/listener.ts';
import { schemaNames } from '../../src/adapters/postgres/names.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { randomId } from '../../src/adapters/postgres/random-id.ts';
import { inTransaction } from '../../src/adapters/postgres/transaction.ts';
import { createBoss } from '../../src/adapters/queue/boss.ts';
import { SUBMIT } from '../../src/adapters/queue/queues.ts';
import { createLog } from '../../src/shared/log.ts';
import { TOKEN } from './load-telegram.ts';

const FIRST_CUSTOMER = 20_000_000;
const MODEL = 'google/nano-banana';
const DEADLINE_MS = 3_600_000;
const silent = new Writable({ write: (_chunk, _encoding, done) => done() });

export interface Orders {
  /** One order each of `count` people; its prompt is the number of the chat. Works once the service has migrated. */
  readonly place: (count: number) => Promise<readonly number[]>;
  readonly close: () => Promise<void>;
}

export function openOrders(url: string): Orders {
  const log = createLog({ process: 'bench', level: 'error', format: 'json', secrets: [], stream: silent });
  const schemas = schemaNames(TOKEN.slice(0, TOKEN.indexOf(':')));
  const pool = createPool({ url, max: 2, log, applicationName: 'bench' });
  const listener = createListener({ url, log, name: 'bench-listen' });
  const { queue, service } = createBoss({ pool, listener, schemas, log, role: 'producer', graceMs: () => 1_000 });
  const chats = createChats(pool, schemas);
  const generations = createGenerations(pool, schemas);
  let isStarted = false;
  let placed = 0;
  return {
    place: async (count) => {
      if (!isStarted) await service.start();
      isStarted = true;
      const people = Array.from({ length: count }, () => FIRST_CUSTOMER + (placed += 1));
      await inTransaction(pool, async (tx) => {
        for (const chatId of people) {
          const generationId = randomId(12);
          const traceId = randomUUID();
          const person = { userId: chatId, firstName: 'Bench', username: null, language: 'en' };
          await chats.open(tx, { id: chatId, kind: 'private' }, person);
          await generations.insert(tx, {
            ...{ id: generationId, chatId, userId: chatId, traceId, language: 'en', modelId: MODEL },
            ...{ input: { prompt: String(chatId) }, credits: 4, payment: { by: 'nothing', price: 0n } },
            ...{ progressMessageId: null, deadlineMs: DEADLINE_MS },
          });
          await queue.send(tx, SUBMIT, { generationId, traceId });
        }
      });
      return people;
    },
    close: async () => {
      if (isStarted) await service.stop();
      await pool.end();
    },
  };
}
