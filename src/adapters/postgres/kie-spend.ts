/**
 * What KIE's tasks cost. A bill is booked once: on its attempt, in the ledger from `kie` (what was bought there, which
 * becomes less) to `kie_cost` (an expense, above zero), and for all bots of the key in kie_shared.
 */
import { costInMinorUnits, type Pricing } from '../../domain/billing/money.ts';
import { OPEN_STATES } from '../../domain/generation/lifecycle.ts';
import { keyHashOf } from './key-hash.ts';
import type { Ledger } from './ledger.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export interface TaskBill {
  readonly taskId: string;
  readonly generationId: string;
  /** KIE credits. */
  readonly credits: number;
}

export interface UnbilledTask {
  readonly taskId: string;
  readonly generationId: string;
}

/** A look at the account, and what this key's tasks cost up to then. KIE credits. */
export interface BalanceLook {
  readonly credits: number;
  readonly inFlight: number;
  readonly spent: number;
}

export interface KieSpend {
  /** Inside the caller's transaction. False = it was booked before, or no attempt has this task. */
  readonly book: (tx: Queryable, bill: TaskBill) => Promise<boolean>;
  /** Tasks of generations whose watch is over, without a bill; asking is noted, so that each comes ever more seldom. */
  readonly unbilled: (db: Queryable, limit: number) => Promise<readonly UnbilledTask[]>;
  /**
   * Writes down what is in flight, then what is left on the account, and tells the latter. In this order: what is billed
   * in between would otherwise be missed for good. While something without a quote is in flight nothing can be compared.
   */
  readonly noteBalance: (db: Queryable, readCredits: () => Promise<number>) => Promise<number>;
  /** Of the last day, the oldest first. */
  readonly balances: (db: Queryable) => Promise<readonly BalanceLook[]>;
  /**
   * Removes looks that no comparison reads any more, and adds old bills up into one row of their key: the sum, which is all
   * that a look reads, stays to the hundredth. Of every key, also one that no bot has any more; safe beside other bots.
   */
  readonly prune: (db: Queryable) => Promise<number>;
}

interface KieSpendOptions {
  readonly ledger: Pick<Ledger, 'post'>;
  readonly apiKey: string;
  /** As of now. */
  readonly pricing: () => Omit<Pricing, 'markup'>;
  /** Bills that are added up in one statement. */
  readonly batch?: number;
}

/** KIE keeps a record for weeks; a bill that it did not tell in this time it will not tell. */
const ASK_FOR = `interval '2 days'`;
/** Another bot of the key that has been silent for longer is not there. */
const BOT_ALIVE = `interval '1 hour'`;
const KEEP_BALANCES = `interval '7 days'`;
/** Longer than balances are compared, so that who looks for a difference finds the single bills. */
const KEEP_BILLS = `interval '2 days'`;

export function createKieSpend(schemas: SchemaNames, options: KieSpendOptions): KieSpend {
  const { ledger, apiKey, pricing, batch = 5_000 } = options;
  const { bot, shared } = schemas;
  const keyHash = keyHashOf(apiKey);

  /** A task counts until its bill is booked; an attempt without a task may have one that nobody knows of yet. */
  async function noteInFlight(tx: Queryable): Promise<void> {
    await tx.query(
      `insert into ${shared}.in_flight as f (key_hash, bot, credits) values ($1, $2, (
         select case when count(*) > count(g.credits) then null else coalesce(sum(g.credits), 0) end
         from ${bot}.attempt a join ${bot}.generation g on g.id = a.generation_id
         where a.credits is null and a.outcome <> 'refused' and a.created_at > now() - ${ASK_FOR}))
       on conflict (key_hash, bot) do update set credits = excluded.credits, at = now()`,
      [keyHash, bot],
    );
  }

  /**
   * One statement, so a look sees the bills or their sum, never both or neither. The sum is a row among them, because an
   * older version beside this one adds up all rows. Rows that another bot has under way are skipped, and keys come in order:
   * two bots that add up at the same time neither count twice nor wait for each other in a circle.
   */
  async function addUpBills(db: Queryable): Promise<number> {
    const { rowCount } = await db.query(
      `with old as (
         select task_id from ${shared}.spend where at < now() - ${KEEP_BILLS} limit $1 for update skip locked),
       gone as (delete from ${shared}.spend s using old where s.task_id = old.task_id returning s.key_hash, s.credits),
       added as (
         insert into ${shared}.spend as s (task_id, key_hash, bot, credits, at)
         select 'added-up:' || key_hash, key_hash, 'all', sum(credits), 'infinity' from gone
         group by key_hash order by key_hash
         on conflict (task_id) do update set credits = s.credits + excluded.credits)
       select from gone`,
      [batch],
    );
    return rowCount ?? 0;
  }

  return {
    book: async (tx, { taskId, generationId, credits }) => {
      if (!Number.isFinite(credits) || credits < 0) return false;
      const { rowCount } = await tx.query({
        name: 'attempt.bill',
        text: `with billed as (
             update ${bot}.attempt set credits = $2 where task_id = $1 and credits is null returning task_id),
           spent as (
             insert into ${shared}.spend (task_id, key_hash, bot, credits) select task_id, $3, $4, $2 from billed
             on conflict do nothing)
           select from billed`,
        values: [taskId, credits, keyHash, bot],
      });
      if (rowCount !== 1) return false;
      const amount = costInMinorUnits(credits, pricing());
      if (amount === 0n) return true;
      await ledger.post(tx, {
        ...{ reference: `cost:${taskId}`, reason: 'cost', actor: 'system', generationId, amount },
        ...{ from: { account: 'kie' }, to: { account: 'kie_cost' } },
      });
      return true;
    },

    unbilled: async (db, limit) => {
      const { rows } = await db.query<{ task_id: string; generation_id: string }>(
        `update ${bot}.attempt set cost_asked_at = now() where token in (
           select a.token from ${bot}.attempt a join ${bot}.generation g on g.id = a.generation_id
           where a.task_id is not null and a.credits is null and a.created_at > now() - ${ASK_FOR}
             and (g.state <> all ($2) or g.state = 'delivering')
             and (a.cost_asked_at is null or a.cost_asked_at < now() - greatest((now() - a.created_at) / 10, interval '1 minute'))
           order by a.cost_asked_at nulls first, a.created_at limit $1)
         returning task_id, generation_id`,
        [limit, OPEN_STATES],
      );
      return rows.map(({ task_id: taskId, generation_id: generationId }) => ({ taskId, generationId }));
    },

    noteBalance: async (db, readCredits) => {
      await noteInFlight(db);
      const { rows } = await db.query<{ spent: string; in_flight: string | null }>(
        `select (select coalesce(sum(s.credits), 0) from ${shared}.spend s where s.key_hash = $1) as spent,
           case when count(*) = count(f.credits) then coalesce(sum(f.credits), 0) end as in_flight
         from ${shared}.in_flight f where f.key_hash = $1 and f.at > now() - ${BOT_ALIVE}`,
        [keyHash],
      );
      const credits = await readCredits();
      const [before] = rows;
      if (before === undefined || before.in_flight === null) return credits;
      await db.query(`insert into ${shared}.balance (key_hash, credits, in_flight, spent) values ($1, $2, $3, $4)`, [
        ...[keyHash, credits, before.in_flight, before.spent],
      ]);
      return credits;
    },

    balances: async (db) => {
      const { rows } = await db.query<{ credits: string; in_flight: string; spent: string }>(
        `select credits, in_flight, spent from ${shared}.balance
         where key_hash = $1 and at > now() - interval '1 day' order by id limit 1000`,
        [keyHash],
      );
      return rows.map(({ credits, in_flight: inFlight, spent }) => ({
        ...{ credits: Number(credits), inFlight: Number(inFlight), spent: Number(spent) },
      }));
    },

    prune: async (db) => {
      const { rowCount } = await db.query(`delete from ${shared}.balance where at < now() - ${KEEP_BALANCES}`);
      let removed = rowCount ?? 0;
      for (;;) {
        const bills = await addUpBills(db);
        removed += bills;
        if (bills < batch) return removed;
      }
    },
  };
}
