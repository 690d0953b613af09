/** All that is known of a run when it is over: both sandboxes' journals, the database, and what the harness did. */
import type pg from 'pg';
import type { JournalTask } from '../../src/sandbox/kie/control.ts';
import type { Call } from '../../src/sandbox/kie/world.ts';
import type { SimCall, SimMessage, SimUpdate } from '../../src/sandbox/telegram/contract.ts';
import { brokenMoneyRules, type Broken } from '../../test/support/money-invariants.ts';
import { readWitnesses, type Handled, type Stored } from './audit.ts';
import type { Harm, World } from './faults/fault.ts';
import { linesSaying } from './log-lines.ts';
import { personAt } from './people.ts';

export interface InboxRow {
  readonly updateId: number;
  readonly isProcessed: boolean;
  readonly parkedCode: string | null;
}

export interface GenerationRow {
  readonly id: string;
  readonly chatId: number;
  readonly state: string;
  readonly unknownSends: number;
}

export interface AttemptRow {
  readonly token: string;
  readonly generationId: string;
  readonly createdAt: number;
}

export interface History {
  readonly updates: readonly SimUpdate[];
  readonly telegramCalls: readonly SimCall[];
  /** Of all people. */
  readonly messages: readonly SimMessage[];
  readonly tasks: readonly JournalTask[];
  readonly kieCalls: readonly Call[];
  readonly inbox: readonly InboxRow[];
  readonly stored: readonly Stored[];
  readonly handled: readonly Handled[];
  readonly generations: readonly GenerationRow[];
  readonly attempts: readonly AttemptRow[];
  /** Charges that the ledger knows. */
  readonly chargeIds: readonly string[];
  readonly captures: readonly { readonly generationId: string; readonly amount: number; readonly price: number }[];
  readonly brokenMoney: readonly Broken[];
  /** What the harness did to processes, and every end of a child that its supervisor saw. */
  readonly harms: readonly Harm[];
  /** Text by where it was found, to be searched for secrets. */
  readonly texts: ReadonlyMap<string, string>;
}

type Row = pg.QueryResultRow;

/** Every row of every table of the bot's schemas as one text a table. */
async function tableTexts(database: pg.Pool): Promise<readonly (readonly [string, string])[]> {
  const { rows } = await database.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname like 'bot\\_%' or schemaname = 'kie_shared'`,
  );
  return await Promise.all(
    rows.map(async ({ name }) => {
      const found = await database.query<{ text: string | null }>(
        `select string_agg(one::text, chr(10)) as text from ${name} one`,
      );
      return [`table ${name}`, found.rows[0]?.text ?? ''] as const;
    }),
  );
}

async function rowsOf(database: pg.Pool, bot: string) {
  const all = async <R extends Row>(text: string): Promise<readonly R[]> =>
    (await database.query<R>(text.replaceAll(/\bb\./g, `${bot}.`))).rows;
  const inbox = await all<{ update_id: string; done: boolean; parked_code: string | null }>(
    'select update_id, processed_at is not null as done, parked_code from b.inbox',
  );
  const generations = await all<{ id: string; chat_id: string; state: string; unknown_sends: number }>(
    'select id, chat_id, state, unknown_sends from b.generation',
  );
  const attempts = await all<{ token: string; generation_id: string; created_at: Date }>(
    'select token, generation_id, created_at from b.attempt order by created_at',
  );
  const charges = await all<{ charge_id: string }>('select charge_id from b.star_payment');
  const captures = await all<{ generation_id: string; amount: string; price: string }>(
    `select t.generation_id, -p.amount as amount, case g.paid_by when 'money' then g.price else 1 end as price
     from b.transfer t join b.generation g on g.id = t.generation_id
     join b.posting p on p.transfer_id = t.id and p.account in ('held', 'bonus_held') where t.reason = 'capture'`,
  );
  return {
    inbox: inbox.map((row) => ({
      updateId: Number(row.update_id),
      isProcessed: row.done,
      parkedCode: row.parked_code,
    })),
    generations: generations.map((row) => ({
      ...{ id: row.id, chatId: Number(row.chat_id), state: row.state },
      unknownSends: row.unknown_sends,
    })),
    attempts: attempts.map((row) => ({
      ...{ token: row.token, generationId: row.generation_id, createdAt: row.created_at.getTime() },
    })),
    chargeIds: charges.map((row) => row.charge_id),
    captures: captures.map((row) => ({
      ...{ generationId: row.generation_id, amount: Number(row.amount), price: Number(row.price) },
    })),
  };
}

const endsOf = ({ platform }: World): readonly Harm[] =>
  platform.bots
    .flatMap((bot) => linesSaying(bot, 'child.exited'))
    .map(({ child = '', time }) => ({ process: child, from: Date.parse(time), to: Date.parse(time) }));

/** How many free ones a day the service gave, for the rules of money. */
export async function readHistory(world: World, bot: string, people: number, freeDailyLimit: number): Promise<History> {
  const { stand, database, platform } = world;
  const transcripts = await Promise.all(
    Array.from({ length: people }, (_, index) => stand.telegram.transcript(personAt(index))),
  );
  const messages = transcripts.flatMap((transcript) => transcript.messages);
  const [updates, telegramCalls, tasks, kieCalls] = await Promise.all([
    stand.telegram.updates(),
    stand.telegram.calls(),
    stand.kie.tasks(),
    stand.kie.calls(),
  ]);
  const texts = new Map([
    ...platform.bots.map((one, index) => [`log of process ${index}`, one.lines.join('\n')] as const),
    ['messages', JSON.stringify(messages)],
    ["Telegram's journal", JSON.stringify(telegramCalls)],
    ["KIE's journal", JSON.stringify([kieCalls, tasks])],
    ...(await tableTexts(database)),
  ]);
  return {
    ...{ updates, telegramCalls, messages, tasks, kieCalls, texts, harms: [...world.journal.harms, ...endsOf(world)] },
    ...(await rowsOf(database, bot)),
    ...(await readWitnesses(database)),
    brokenMoney: await brokenMoneyRules(database, bot, freeDailyLimit),
  };
}
