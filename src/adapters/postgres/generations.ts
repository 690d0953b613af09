/** Generations: reading, and the guarded moves between their states. */
import type pg from 'pg';
import * as z from 'zod';
import { DeliveredMessage, Results, type Generation, type ResultFile } from '../../domain/generation/generation.ts';
import { OPEN_STATES, sourcesOf, STATES, type GenerationState } from '../../domain/generation/lifecycle.ts';
import { AppError } from '../../shared/errors.ts';
import { FILES_ERASED, INPUT_ERASED } from './erased.ts';
import { storableJson } from './inbox.ts';
import type { SchemaNames } from './names.ts';
import { pgError } from './errors.ts';
import type { Queryable } from './transaction.ts';

const bare = (url: string): ResultFile => ({ url, title: null, coverUrl: null, seconds: null, trackId: null });
/** Rows that were written before results had more than an address are read for ever. */
const StoredResults = z.union([
  Results,
  z
    .object({ urls: z.array(z.string()), text: z.string().nullable() })
    .transform(({ urls, text }): Results => ({ files: urls.map(bare), text })),
]);

const Columns = z.object({
  id: z.string(),
  chat_id: z.coerce.number(),
  user_id: z.coerce.number(),
  trace_id: z.string(),
  language: z.enum(['ru', 'en']),
  model_id: z.string(),
  input: z.record(z.string(), z.json()),
  credits: z.coerce.number().nullable(),
  credits_consumed: z.coerce.number().nullable(),
  price: z.coerce.bigint().nullable(),
  paid_by: z.enum(['daily', 'bonus', 'money', 'nothing']).nullable(),
  state: z.enum(STATES),
  progress_message_id: z.coerce.number().nullable(),
  results: StoredResults.nullable(),
  /** What an older version wrote must not make the whole row unreadable. */
  messages: z.array(DeliveredMessage.nullable()).nullable().catch(null),
  sending: z.boolean(),
  unknown_sends: z.number(),
  deadline_at: z.date(),
  created_at: z.date(),
  submitted_at: z.date().nullable(),
  finished_at: z.date().nullable(),
  input_erased_at: z.date().nullable(),
});
/** By name: a prepared `*` would fail on every connection once another version adds a column. */
const COLUMNS = Object.keys(Columns.shape).join(', ');

const Row = Columns.transform((row): Generation => ({
  id: row.id,
  chatId: row.chat_id,
  userId: row.user_id,
  traceId: row.trace_id,
  language: row.language,
  modelId: row.model_id,
  input: row.input,
  credits: row.credits,
  creditsConsumed: row.credits_consumed,
  payment: row.price === null || row.paid_by === null ? null : { by: row.paid_by, price: row.price },
  state: row.state,
  progressMessageId: row.progress_message_id,
  results: row.results,
  sent: row.messages ?? [],
  sending: row.sending,
  unknownSends: row.unknown_sends,
  deadlineAt: row.deadline_at,
  createdAt: row.created_at,
  submittedAt: row.submitted_at,
  finishedAt: row.finished_at,
  isInputErased: row.input_erased_at !== null,
}));

export type NewGeneration = Pick<
  Generation,
  | 'id'
  | 'chatId'
  | 'userId'
  | 'traceId'
  | 'language'
  | 'modelId'
  | 'input'
  | 'credits'
  | 'payment'
  | 'progressMessageId'
> & { readonly deadlineMs: number };

/** Columns that may change together with the state. */
export interface Change {
  readonly failure?: string;
  /** For the operator, never for the person. */
  readonly failure_detail?: string;
  readonly results?: Generation['results'];
  readonly messages?: unknown;
  readonly credits_consumed?: number | null;
  readonly finished_at?: Date;
  readonly ended_at?: Date;
  readonly sending?: boolean;
}

const JSON_COLUMNS: ReadonlySet<string> = new Set(['results', 'messages']);

export interface Generations {
  readonly insert: (tx: Queryable, generation: NewGeneration) => Promise<void>;
  readonly get: (tx: Queryable, id: string) => Promise<Generation | null>;
  /** Those that exist, each unread: one that cannot be read is the trouble of whoever asked for it. */
  readonly getAll: (tx: Queryable, ids: readonly string[]) => Promise<ReadonlyMap<string, () => Generation>>;
  /**
   * Of each of these chats the newest first and not more than `limit`, each unread: one that cannot be read costs the
   * others nothing.
   */
  readonly delivered: (
    tx: Queryable,
    chatIds: readonly number[],
    limit: number,
  ) => Promise<(chatId: number) => readonly (() => Generation)[]>;
  /**
   * Moves to `to` if the table of transitions allows it from where the row is now, which must be among `from` when that is
   * given; null = it did not.
   */
  readonly transition: (
    tx: Queryable,
    id: string,
    to: GenerationState,
    change?: Change,
    from?: readonly GenerationState[],
  ) => Promise<Generation | null>;
  /** What a delivered one was ordered with and made, at the wish of who ordered it here; anybody else's stays. */
  readonly erase: (tx: Queryable, id: string, of: Pick<Generation, 'chatId' | 'userId'>) => Promise<void>;
  /**
   * Marks that a send begins; null when somebody's has, or when the generation is not being delivered any more. Tells the
   * mark from every other one, until anything of the row changes.
   */
  readonly beginSend: (tx: Queryable, id: string) => Promise<string | null>;
  /** The send that had begun has come through: the results that have a message now need not be sent again. */
  readonly noteSent: (id: string, sent: Generation['sent']) => Promise<void>;
  /** The same results at fresh addresses, while they are being delivered. */
  readonly noteResults: (id: string, results: Results) => Promise<void>;
  /**
   * Of the send that `mark` was told for it is known that these results have a message now. False when another mark stands
   * there, or none: then nothing was changed.
   */
  readonly settleSend: (id: string, mark: string, sent: Generation['sent']) => Promise<boolean>;
  /** The send certainly did not happen (`known`), or a dead sender left its mark (`unknown`), which is counted. */
  readonly endSend: (id: string, outcome: 'known' | 'unknown') => Promise<void>;
  /** Milliseconds until the next edit of the progress message, which is one, however often it is asked for before. */
  readonly reserveProgressEdit: (tx: Queryable, id: string, everyMs: number) => Promise<number>;
  /** Open generations that nobody has touched for `idleMs`. */
  readonly stuck: (idleMs: number, limit: number) => Promise<readonly { id: string; state: GenerationState }[]>;
}

export function createGenerations(pool: pg.Pool, schemas: SchemaNames): Generations {
  const table = `${schemas.bot}.generation`;
  const onPool = async <R extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<R[]> => {
    try {
      return (await pool.query<R>(query)).rows;
    } catch (error) {
      throw pgError(error);
    }
  };

  async function getAll(tx: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, () => Generation>> {
    const { rows } = await tx.query<pg.QueryResultRow & { id: string }>({
      name: 'generation.get',
      text: `select ${COLUMNS} from ${table} where id = any ($1)`,
      values: [ids],
    });
    return new Map(rows.map((row) => [row.id, () => Row.parse(row)]));
  }

  return {
    insert: async (tx, one) => {
      await tx.query(
        `insert into ${table} (id, chat_id, user_id, trace_id, language, model_id, input, credits,
           progress_message_id, deadline_at, price, paid_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10 * interval '1 millisecond', $11, $12)`,
        [
          ...[one.id, one.chatId, one.userId, one.traceId, one.language, one.modelId, storableJson(one.input)],
          ...[one.credits, one.progressMessageId, one.deadlineMs, one.payment?.price ?? null, one.payment?.by ?? null],
        ],
      );
    },

    get: async (tx, id) => (await getAll(tx, [id])).get(id)?.() ?? null,
    getAll,

    delivered: async (tx, chatIds, limit) => {
      const { rows } = await tx.query<pg.QueryResultRow>({
        name: 'generation.works',
        text: `select work.* from unnest($1::bigint[]) as chat (id) cross join lateral (
             select ${COLUMNS} from ${table} where chat_id = chat.id and state = 'delivered'
               and (input_erased_at is null or files_erased_at is null) order by created_at desc limit $2) as work`,
        values: [chatIds, limit],
      });
      const byChat = Map.groupBy(rows, (row) => Number(row['chat_id']));
      return (chatId) => (byChat.get(chatId) ?? []).map((row) => () => Row.parse(row));
    },

    transition: async (tx, id, to, change = {}, from = sourcesOf(to)) => {
      const entries = Object.entries(change);
      const sets = entries.map(([column], index) => `, ${column} = $${index + 4}`).join('');
      const values = entries.map(([column, value]: [string, unknown]) =>
        JSON_COLUMNS.has(column) ? storableJson(value) : value,
      );
      const { rows } = await tx.query<pg.QueryResultRow>({
        name: `generation.move:${entries.map(([column]) => column).join()}`,
        text: `update ${table} set state = $2, updated_at = now()${sets} where id = $1 and state = any ($3) returning ${COLUMNS}`,
        values: [id, to, sourcesOf(to).filter((state) => from.includes(state)), ...values],
      });
      return rows[0] === undefined ? null : Row.parse(rows[0]);
    },

    erase: async (tx, id, { chatId, userId }) => {
      await tx.query(
        `with erased as (
           update ${table} set ${INPUT_ERASED}, ${FILES_ERASED}
           where id = $1 and chat_id = $2 and user_id = $3 and state = 'delivered' returning id)
         delete from ${schemas.bot}.generation_upload where generation_id in (select id from erased)`,
        [id, chatId, userId],
      );
    },

    beginSend: async (tx, id) => {
      // PostgreSQL's own name of this version of the row: who writes anything into it, of whatever release, changes it.
      const { rows } = await tx.query<{ mark: string }>({
        name: 'generation.begin-send',
        text: `update ${table} set sending = true, updated_at = now()
         where id = $1 and state = 'delivering' and not sending returning xmin::text as mark`,
        values: [id],
      });
      return rows[0]?.mark ?? null;
    },

    noteSent: async (id, sent) => {
      await onPool({
        text: `update ${table} set messages = $2, sending = false, updated_at = now() where id = $1 and state = 'delivering'`,
        values: [id, storableJson(sent)],
      });
    },

    noteResults: async (id, results) => {
      await onPool({
        text: `update ${table} set results = $2, updated_at = now() where id = $1 and state = 'delivering'`,
        values: [id, storableJson(results)],
      });
    },

    settleSend: async (id, mark, sent) => {
      const rows = await onPool({
        text: `update ${table} set messages = $3, sending = false, updated_at = now()
         where id = $1 and state = 'delivering' and sending and xmin = $2::text::xid returning 1`,
        values: [id, mark, storableJson(sent)],
      });
      return rows.length === 1;
    },

    endSend: async (id, outcome) => {
      await onPool({
        text: `update ${table} set sending = false, unknown_sends = unknown_sends + $2, updated_at = now()
         where id = $1 and state = 'delivering' and sending`,
        values: [id, outcome === 'unknown' ? 1 : 0],
      });
    },

    reserveProgressEdit: async (tx, id, everyMs) => {
      // Not now(): a transaction that began first may get here second, and would take a past edit for one to come.
      const { rows } = await tx.query<{ wait_ms: string }>(
        `with before as (select progress_edited_at from ${table} where id = $1 for update)
         update ${table} g set updated_at = now(), progress_edited_at =
           case when before.progress_edited_at > clock_timestamp() then before.progress_edited_at
           else greatest(clock_timestamp(), before.progress_edited_at + $2 * interval '1 millisecond') end
         from before where g.id = $1
         returning extract(epoch from g.progress_edited_at - clock_timestamp()) * 1000 as wait_ms`,
        [id, everyMs],
      );
      if (rows[0] === undefined) throw new AppError('UNEXPECTED', 'no such generation', { details: { id } });
      return Math.max(0, Number(rows[0].wait_ms));
    },

    stuck: (idleMs, limit) =>
      onPool<{ id: string; state: GenerationState }>({
        text: `select id, state from ${table} where state = any ($1) and updated_at < now() - $2 * interval '1 millisecond'
         order by updated_at limit $3`,
        values: [OPEN_STATES, idleMs, limit],
      }),
  };
}
