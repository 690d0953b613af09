/** Questions to the books. Each is one statement, so that it sees one moment, whatever is being written. */
import { patiently } from './patiently.ts';
import type { Queryable } from './transaction.ts';
import type { SchemaNames } from './names.ts';
import { OPEN_STATES } from '../../domain/generation/lifecycle.ts';

export interface BooksCheck {
  /** What does not agree, named for a person who looks it up; at most a few of each kind. */
  readonly ledger: (db: Queryable) => Promise<readonly string[]>;
  /** The same for payments with Telegram Stars. */
  readonly stars: (db: Queryable) => Promise<readonly string[]>;
  /** Generations that are over while something is held for them, and whether they were delivered. */
  readonly openHolds: (
    db: Queryable,
    limit: number,
  ) => Promise<readonly { readonly generationId: string; readonly isDelivered: boolean }[]>;
}

const FEW = 20;

export function createBooksCheck({ bot }: SchemaNames): BooksCheck {
  const over = `g.state in ('delivered', 'failed', 'cancelled')`;
  const isOpen = `state in (${OPEN_STATES.map((state) => `'${state}'`).join(', ')})`;

  const QUESTIONS: readonly string[] = [
    `select 'sum of ' || case when starts_with(account, 'bonus') then 'generations' else 'money' end as what
     from ${bot}.posting group by starts_with(account, 'bonus') having sum(amount) <> 0`,
    `select 'wallet ' || w.id as what from ${bot}.wallet w left join (
       select wallet_id, sum(amount) filter (where account = 'available') as available,
         sum(amount) filter (where account = 'held') as held, sum(amount) filter (where account = 'bonus') as bonus,
         sum(amount) filter (where account = 'bonus_held') as bonus_held
       from ${bot}.posting where wallet_id is not null group by wallet_id) p on p.wallet_id = w.id
     where (w.available, w.held, w.bonus, w.bonus_held) is distinct from
       (coalesce(p.available, 0), coalesce(p.held, 0), coalesce(p.bonus, 0), coalesce(p.bonus_held, 0)) limit ${FEW}`,
    `select 'transfer ' || t.id as what from ${bot}.transfer t left join ${bot}.posting p on p.transfer_id = t.id
     group by t.id having count(p.transfer_id) <> 2 or coalesce(sum(p.amount), 0) <> 0 limit ${FEW}`,
    `select 'income of ' || g.id as what from ${bot}.generation g
     left join ${bot}.transfer t on t.reference = 'settle:' || g.id and t.reason = 'capture'
     left join ${bot}.posting p on p.transfer_id = t.id and p.account = 'revenue'
     where g.state = 'delivered' and g.paid_by = 'money' and p.amount is distinct from g.price limit ${FEW}`,
    `select 'income of ' || coalesce(t.generation_id, t.reference) as what from ${bot}.transfer t
     join ${bot}.posting p on p.transfer_id = t.id and p.account = 'revenue'
     left join ${bot}.generation g on g.id = t.generation_id and g.state = 'delivered' and g.paid_by = 'money'
     where t.reason = 'capture' and g.id is null limit ${FEW}`,
    `select 'money held' as what where (select coalesce(sum(held), 0) from ${bot}.wallet) <>
       (select coalesce(sum(price), 0) from ${bot}.generation where paid_by = 'money' and ${isOpen})`,
    `select 'generations held' as what where (select coalesce(sum(bonus_held), 0) from ${bot}.wallet) <>
       (select count(*) from ${bot}.generation where paid_by = 'bonus' and ${isOpen})`,
  ];

  return {
    ledger: async (db) => {
      const found: string[] = [];
      for (const question of QUESTIONS) {
        found.push(...(await db.query<{ what: string }>(patiently(question))).rows.map(({ what }) => what));
      }
      return found;
    },

    // A refund that was asked for may or may not have reached the ledger already.
    stars: async (db) => {
      const { rows } = await db.query<{ what: string }>(
        patiently(`select 'account stars ' || booked || ', payments ' || low || ' to ' || high as what from (
           select (select -coalesce(sum(amount), 0) from ${bot}.posting where account = 'stars' and wallet_id is null)
               as booked,
             coalesce(sum(amount) filter (where refund_state is null or refund_state = 'refused'), 0) as low,
             coalesce(sum(amount) filter (where refund_state is distinct from 'done'), 0) as high
           from ${bot}.star_payment) sums
         where booked not between low and high`),
      );
      return rows.map(({ what }) => what);
    },

    openHolds: async (db, limit) => {
      const { rows } = await db.query<{ id: string; is_delivered: boolean }>(
        patiently(
          `select h.generation_id as id, g.state = 'delivered' as is_delivered from ${bot}.allowance_hold h
         join ${bot}.generation g on g.id = h.generation_id where h.state = 'held' and ${over}
         union
         select substr(t.reference, 6), coalesce(g.state = 'delivered', false) from ${bot}.wallet w
         join ${bot}.posting p on p.wallet_id = w.id and p.account in ('held', 'bonus_held') and p.amount > 0
         join ${bot}.transfer t on t.id = p.transfer_id and t.reason = 'hold'
         left join ${bot}.generation g on g.id = substr(t.reference, 6)
         where (w.held > 0 or w.bonus_held > 0) and (g.id is null or ${over})
           and not exists (select 1 from ${bot}.transfer s where s.reference = 'settle:' || substr(t.reference, 6))
         limit $1`,
          [limit],
        ),
      );
      return rows.map(({ id: generationId, is_delivered: isDelivered }) => ({ generationId, isDelivered }));
    },
  };
}
