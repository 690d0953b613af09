/**
 * Troubles that the admins are told of once, again while they last, and once more when they are over. The row of a
 * trouble is the lock: whoever raises it first tells, however many processes see it at the same time.
 */
import type pg from 'pg';
import { overText, stillText, Trouble, troubleKey, troubleText } from '../../domain/admin/trouble.ts';
import type { Texts, Translate } from '../../domain/chat/contract.ts';
import { errorFields, type Log } from '../../shared/log.ts';
import { storableJson } from './inbox.ts';
import type { SchemaNames } from './names.ts';
import type { Outbox, OutboxMessage } from './outbox.ts';
import { createPeople } from './people.ts';
import { batched } from './batched.ts';
import { inTransaction, type Queryable } from './transaction.ts';

export interface Alerts {
  /**
   * Never rejects: nobody's work depends on whether the admins could be told. A stop of orders that could not be written
   * is written by the next refusal.
   */
  readonly raise: (trouble: Trouble) => Promise<void>;
  /** Those of `keys` that last are over. Never rejects; cheap when none does. */
  readonly clear: (...keys: readonly string[]) => Promise<void>;
  /** Whether one of `keys` lasts. */
  readonly lasts: (...keys: readonly string[]) => Promise<boolean>;
}

interface AlertsDeps {
  readonly pool: pg.Pool;
  readonly schemas: SchemaNames;
  readonly outbox: Pick<Outbox, 'add'>;
  readonly admins: readonly number[];
  readonly texts: Texts;
  readonly log: Log;
}

const fromCredits = (row: string): string => `nullif((${row}.trouble #>> '{stop,fromCredits}')::float8, 0)`;
/** While it lasts: the cheapest of the refused orders counts, one of unknown cost (0) only alone, and other sights change nothing. */
const KEEPS_STOP = `a.cleared_at is null and a.trouble ? 'stop' and not coalesce(
  ${fromCredits('excluded')} < coalesce(${fromCredits('a')}, 'infinity'), false)`;
const REPEAT_HOURS = 6;
/** Trouble that comes and goes is told this often at most; what began and ended in between is told not at all. */
const CALM_MINUTES = 10;

interface Raised {
  count: number;
  is_told: boolean;
  told_at: string;
  seconds: number;
}

interface Cleared {
  key: string;
  trouble: unknown;
  was_told: boolean;
  raised_at: string;
  seconds: number;
}

export function createAlerts({ pool, schemas, outbox, admins, texts, log }: AlertsDeps): Alerts {
  const table = `${schemas.bot}.alert`;
  const people = createPeople(schemas);

  /** `occasion`: none of one occasion is written twice. */
  async function tell(tx: Queryable, occasion: string, say: (t: Translate) => string): Promise<void> {
    const messages: OutboxMessage[] = [];
    for (const chatId of admins) {
      const text = say(texts[await people.languageOf(tx, chatId)]);
      const dedupeKey = `admin:alert:${occasion}:${chatId}`;
      messages.push({
        chatId,
        method: 'sendMessage',
        payload: { chat_id: chatId, text },
        purpose: 'notice',
        dedupeKey,
      });
    }
    await outbox.add(tx, messages);
  }

  async function raise(tx: Queryable, trouble: Trouble): Promise<void> {
    const key = troubleKey(trouble);
    // A raise that waited for another one's lock has an older now() than that one wrote, and tells nothing.
    const isDue = `a.told_at < now() - case when a.cleared_at is null and a.told_at >= a.raised_at
      then interval '${REPEAT_HOURS} hours' else interval '${CALM_MINUTES} minutes' end`;
    const { rows } = await tx.query<Raised>(
      `insert into ${table} as a (key, trouble) values ($1, $2)
       on conflict (key) do update set trouble = case when ${KEEPS_STOP} then a.trouble else excluded.trouble end,
         count = case when a.cleared_at is null then a.count + 1 else 1 end,
         raised_at = case when a.cleared_at is null then a.raised_at else now() end,
         last_seen_at = greatest(a.last_seen_at, now()),
         told_at = case when ${isDue} then now() else a.told_at end, cleared_at = null
       returning count, told_at = now() as is_told, extract(epoch from told_at)::text as told_at,
         extract(epoch from now() - raised_at)::float8 as seconds`,
      [key, storableJson(trouble)],
    );
    const [row] = rows;
    if (row?.is_told !== true) return;
    await tell(tx, `${key}:${row.told_at}`, (t) => {
      return row.seconds < CALM_MINUTES * 120 ? troubleText(t, trouble) : stillText(t, trouble, row);
    });
  }

  async function end(tx: Queryable, keys: readonly string[]): Promise<void> {
    const { rows } = await tx.query<Cleared>(
      `update ${table} set cleared_at = now() where key = any ($1) and cleared_at is null
       returning key, trouble, told_at >= raised_at as was_told, extract(epoch from raised_at)::text as raised_at,
         extract(epoch from now() - raised_at)::float8 as seconds`,
      [keys],
    );
    for (const row of rows.filter(({ was_told }) => was_told)) {
      await tell(tx, `${row.key}:${row.raised_at}:over`, (t) => {
        const trouble = Trouble.safeParse(row.trouble);
        return overText(t, trouble.data ?? null, row.key, row.seconds);
      });
    }
  }

  /** Asked after every task. */
  const lasting = batched<readonly string[], ReadonlySet<string>>(async (asked) => {
    const { rows } = await pool.query<{ key: string }>({
      name: 'alert.lasts',
      text: `select key from ${table} where key = any ($1) and cleared_at is null`,
      values: [[...new Set(asked.flat())]],
    });
    return new Set(rows.map(({ key }) => key));
  });

  async function lasts(keys: readonly string[]): Promise<boolean> {
    const found = await lasting(keys);
    return keys.some((key) => found.has(key));
  }

  return {
    lasts: (...keys) => lasts(keys),
    raise: async (trouble) => {
      try {
        await inTransaction(pool, (tx) => raise(tx, trouble));
      } catch (error) {
        log.warn('alert.raise.failed', { key: troubleKey(trouble), error: errorFields(error) });
      }
    },
    clear: async (...keys) => {
      try {
        if (await lasts(keys)) await inTransaction(pool, (tx) => end(tx, keys));
      } catch (error) {
        log.warn('alert.clear.failed', { keys, error: errorFields(error) });
      }
    },
  };
}
