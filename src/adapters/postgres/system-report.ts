/** What the operator wants to know of the machine, and the whole story of one generation. Read in one transaction. */
import * as z from 'zod';
import type { DeadLetterLine, SystemFigures, Trail, Trouble, Troubles } from '../../domain/admin/figures.ts';
import { OPEN_STATES } from '../../domain/generation/lifecycle.ts';
import { deadLettersOf, JOB_IS_ABOUT } from '../queue/dead-letters.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export interface SystemReport {
  readonly figures: (db: Queryable) => Promise<SystemFigures>;
  readonly troubles: (db: Queryable) => Promise<Troubles>;
  /** The newest first. */
  readonly deadLetters: (db: Queryable) => Promise<readonly DeadLetterLine[]>;
  /** By its id, or by the trace id of the message that ordered it. */
  readonly trail: (db: Queryable, wanted: string) => Promise<Trail | null>;
}

/** As the reconciliation sees it: longer than any job may run. */
const IDLE_MINUTES = 3;
const MOST = 10;
const MOST_DEAD = 5;
const GENERATION_ID = /^[a-z0-9]{12}$/;
const TRACE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const Balance = z.object({ credits: z.coerce.number(), when: z.string().nullable() });

interface TrailRow {
  id: string;
  trace_id: string;
  user_id: string;
  model_id: string;
  state: string;
  price: string | null;
  paid_by: string | null;
  credits: string | null;
  credits_consumed: string | null;
  failure: string | null;
  failure_detail: string | null;
  created: string;
  submitted: string | null;
  finished: string | null;
  ended: string | null;
  deadline: string;
  daily: string | null;
}

const numberOrNull = (value: string | null): number | null => (value === null ? null : Number(value));

export function createSystemReport(schemas: SchemaNames, timeZone: string): SystemReport {
  const { bot, queue, shared } = schemas;
  const zone = `'${timeZone.replaceAll("'", "''")}'`;
  const when = (column: string): string => `to_char(${column} at time zone ${zone}, 'DD.MM HH24:MI:SS')`;

  async function rows<R extends object>(db: Queryable, sql: string, values: unknown[] = []): Promise<readonly R[]> {
    return (await db.query<R>(sql, values)).rows;
  }

  async function kieCredits(db: Queryable): Promise<SystemFigures['kieCredits']> {
    const [present] = await rows<{ there: boolean }>(
      db,
      `select to_regclass('${shared}.balance') is not null as there`,
    );
    if (present?.there !== true) return null;
    const found = await rows(
      db,
      `select * from (select distinct on (key_hash) credits, at, ${when('at')} as when from ${shared}.balance
         where at > now() - interval '7 days' order by key_hash, at desc) one order by at desc limit 3`,
    );
    const read = found.flatMap((row) => {
      const { success, data } = Balance.safeParse(row);
      return success ? [{ credits: data.credits, when: data.when ?? '' }] : [];
    });
    return read.length === 0 ? null : read;
  }

  const deadLetters = (db: Queryable, most: number): Promise<readonly DeadLetterLine[]> =>
    rows(
      db,
      `select coalesce(source_name, name) as queue, left(source_output ->> 'code', 80) as code,
         ${when('created_on')} as when, coalesce(left(${JOB_IS_ABOUT}, 80), '—') as about
       from ${deadLettersOf(schemas)} order by created_on desc, id limit ${most}`,
    );

  return {
    figures: async (db) => {
      const [lease] = await rows<{ owner: string | null; epoch: string; left: string | null }>(
        db,
        `select owner, epoch, case when isfinite(expires_at)
           then round(extract(epoch from expires_at - clock_timestamp()))::text end as left from ${bot}.poll_lease`,
      );
      const queues = await rows<{ name: string; count: number }>(
        db,
        `select name, queued_count + active_count as count from ${queue}.queue
         where not starts_with(name, '__pgboss') order by name`,
      );
      // One is what the admin did to see this: it is handled once the page is written.
      const [sums] = await rows<{ dead: string; outbox: string; inbox: string; bytes: string }>(
        db,
        `select (select count(*) from ${deadLettersOf(schemas)}) as dead,
           (select count(*) from ${bot}.outbox where state in ('new', 'sending')) as outbox,
           (select greatest(count(*) - 1, 0) from ${bot}.inbox where processed_at is null) as inbox,
           pg_database_size(current_database()) as bytes`,
      );
      const open = await rows<{ name: string; count: string }>(
        db,
        `select state as name, count(*) from ${bot}.generation where state = any ($1) group by 1 order by 1`,
        [OPEN_STATES],
      );
      const stuck = await rows<{ id: string; state: string; when: string }>(
        db,
        `select id, state, ${when('updated_at')} as when from ${bot}.generation where state = any ($1)
         and updated_at < now() - interval '${IDLE_MINUTES} minutes' order by updated_at limit ${MOST}`,
        [OPEN_STATES],
      );
      const [sync] = await rows<{ finished: string | null; failed: string | null; failures: number }>(
        db,
        `select ${when('finished_at')} as finished, ${when('failed_at')} as failed, failures from ${shared}.catalog_sync`,
      );
      return {
        lease: {
          ...{ owner: lease?.owner ?? null, epoch: Number(lease?.epoch ?? 0) },
          leftSeconds: numberOrNull(lease?.left ?? null),
        },
        queues,
        deadLetters: Number(sums?.dead),
        open: open.map(({ name, count }) => ({ name, count: Number(count) })),
        stuck,
        outbox: Number(sums?.outbox),
        inbox: Number(sums?.inbox),
        kieCredits: await kieCredits(db),
        catalog: sync ?? { finished: null, failed: null, failures: 0 },
        databaseBytes: Number(sums?.bytes),
      };
    },

    troubles: async (db) => ({
      failed: await rows<Trouble>(
        db,
        `select id, failure as what, left(failure_detail, 200) as detail, trace_id as "traceId", ${when('ended_at')} as when
         from ${bot}.generation where state = 'failed' order by ended_at desc limit ${MOST}`,
      ),
      parked: await rows<Trouble>(
        db,
        `select update_id::text as id, parked_code as what, null as detail, trace_id as "traceId",
           ${when('received_at')} as when
         from ${bot}.inbox where parked_code is not null order by received_at desc limit ${MOST_DEAD}`,
      ),
      dead: await deadLetters(db, MOST_DEAD),
    }),

    deadLetters: (db) => deadLetters(db, MOST),

    trail: async (db, wanted) => {
      const isId = GENERATION_ID.test(wanted);
      if (!isId && !TRACE_ID.test(wanted)) return null;
      const [row] = await rows<TrailRow>(
        db,
        `select g.*, ${when('g.created_at')} as created, ${when('g.submitted_at')} as submitted,
           ${when('g.finished_at')} as finished, ${when('g.ended_at')} as ended, ${when('g.deadline_at')} as deadline,
           h.state as daily
         from ${bot}.generation g left join ${bot}.allowance_hold h on h.generation_id = g.id
         where ${isId ? 'g.id = $1' : 'g.trace_id = $1::uuid'} order by g.created_at desc limit 1`,
        [wanted],
      );
      if (row === undefined) return null;
      const { id } = row;
      const attempts = await rows<Trail['attempts'][number]>(
        db,
        `select number, outcome, task_id as "taskId" from ${bot}.attempt where generation_id = $1 order by number limit ${MOST}`,
        [id],
      );
      const references = [
        ...[`hold:${id}`, `settle:${id}`],
        ...attempts.flatMap(({ taskId }) => (taskId === null ? [] : [`cost:${taskId}`])),
      ];
      const transfers = await rows<{ reference: string; reason: string; amount: string }>(
        db,
        `select t.reference, t.reason, p.amount from ${bot}.transfer t join ${bot}.posting p on p.transfer_id = t.id
         where t.reference = any ($1) and p.amount > 0 order by t.id`,
        [references],
      );
      const keys = [`end:${id}`, ...Array.from({ length: MOST }, (_, index) => `end:${id}:${index + 1}`)];
      const outbox = await rows<Trail['outbox'][number]>(
        db,
        `select dedupe_key as key, state, error_code as error from ${bot}.outbox where dedupe_key = any ($1) order by id`,
        [keys],
      );
      return {
        ...{ id, traceId: row.trace_id, userId: Number(row.user_id), modelId: row.model_id, state: row.state },
        ...{ price: row.price === null ? null : BigInt(row.price), paidBy: row.paid_by },
        ...{ credits: numberOrNull(row.credits), consumed: numberOrNull(row.credits_consumed) },
        ...{ failure: row.failure, detail: row.failure_detail, daily: row.daily, attempts, outbox },
        steps: {
          ...{ created: row.created, submitted: row.submitted, finished: row.finished },
          ...{ ended: row.ended, deadline: row.deadline },
        },
        transfers: transfers.map(({ reference, reason, amount }) => ({ reference, reason, amount: BigInt(amount) })),
      };
    },
  };
}
