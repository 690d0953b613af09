/**
 * Everything that must hold of the books whatever happened, as SQL on the finished database: invariants 4 and 5 of
 * docs/architecture.md and what follows from them. Each query finds what breaks its rule; a healthy database has none.
 */
import type { Queryable } from '../../src/adapters/postgres/transaction.ts';

const OPEN = `('queued', 'submitting', 'unknown', 'waiting', 'delivering')`;

/** `b` stands for the bot's schema. */
const RULES: Readonly<Record<string, string>> = {
  'a transfer has two postings of one unit that sum to zero': `
    select t.reference from b.transfer t left join b.posting p on p.transfer_id = t.id group by t.id
    having count(p) <> 2 or sum(p.amount) <> 0 or count(distinct starts_with(p.account, 'bonus')) <> 1`,
  'all postings sum to zero': `
    select starts_with(account, 'bonus') from b.posting group by 1 having sum(amount) <> 0`,
  'a balance is the sum of its postings, and none is negative': `
    select w.id from b.wallet w left join b.posting p on p.wallet_id = w.id group by w.id
    having w.available <> coalesce(sum(p.amount) filter (where account = 'available'), 0)
      or w.held <> coalesce(sum(p.amount) filter (where account = 'held'), 0)
      or w.bonus <> coalesce(sum(p.amount) filter (where account = 'bonus'), 0)
      or w.bonus_held <> coalesce(sum(p.amount) filter (where account = 'bonus_held'), 0)
      or least(w.available, w.held, w.bonus, w.bonus_held) < 0`,
  'what money or a gift pays for has a hold, and nothing else has': `
    select g.id from b.generation g left join b.transfer t on t.reference = 'hold:' || g.id
    where (g.paid_by in ('money', 'bonus')) <> (t.id is not null)`,
  'what the day pays for has a row of its day, and nothing else has': `
    select g.id from b.generation g left join b.allowance_hold h on h.generation_id = g.id
    where (g.paid_by = 'daily') <> (h.generation_id is not null)`,
  'a hold is of the price that was shown, or of one gift': `
    select t.reference from b.transfer t join b.generation g on g.id = t.generation_id
    join b.posting p on p.transfer_id = t.id and p.account in ('held', 'bonus_held')
    where t.reason = 'hold' and p.amount <> case g.paid_by when 'money' then g.price else 1 end`,
  'captured exactly what was delivered, released exactly what was not, nothing while it is open': `
    select g.id, g.state, t.reason from b.generation g
    left join b.transfer t on t.reference = 'settle:' || g.id
    where g.paid_by in ('money', 'bonus') and t.reason is distinct from
      case g.state when 'delivered' then 'capture' when 'failed' then 'release' when 'cancelled' then 'release' end`,
  'the same for free ones of the day': `
    select g.id, g.state, h.state from b.generation g join b.allowance_hold h on h.generation_id = g.id
    where h.state <> case when g.state = 'delivered' then 'captured' when g.state in ('failed', 'cancelled') then 'released'
      else 'held' end`,
  'revenue is the sum of the prices of what was delivered for money': `
    select 1 where (select coalesce(sum(amount), 0) from b.posting where account = 'revenue')
      <> (select coalesce(sum(price), 0) from b.generation where paid_by = 'money' and state = 'delivered')`,
  'money on hold is the price of what is under way': `
    select 1 where (select coalesce(sum(held), 0) from b.wallet)
      <> (select coalesce(sum(price), 0) from b.generation where paid_by = 'money' and state in ${OPEN})`,
  'a Star payment is credited once, and reversed once when it was refunded': `
    select s.charge_id from b.star_payment s left join b.transfer c on c.reference = 'stars:' || s.charge_id
    left join b.transfer t on t.reference in ('unrefund:' || s.charge_id, 'refund:' || s.charge_id, 'refund:' || s.charge_id || ':loss',
      'refund:' || s.charge_id || ':late', 'refund:' || s.charge_id || ':late:loss')
    left join b.posting p on p.transfer_id = t.id and p.account = 'stars'
    group by s.charge_id, c.id having c.id is null
      or coalesce(sum(p.amount), 0) <> case when s.refund_state in ('asked', 'done') then s.amount else 0 end`,
  'the Stars account is what was bought and not refunded': `
    select 1 where -(select coalesce(sum(amount), 0) from b.posting where account = 'stars')
      <> (select coalesce(sum(amount), 0) from b.star_payment where coalesce(refund_state, '') not in ('asked', 'done'))`,
  'a transfer of money is credited exactly when an admin approved it': `
    select c.id from b.topup_claim c left join b.transfer t on t.reference = 'bank:' || c.id
    where (c.state = 'approved') <> (t.id is not null)`,
  'a promo code was used as often as it was redeemed, and credited each time': `
    select c.code from b.promo_code c left join b.promo_redemption r on r.code = c.code
    left join b.transfer t on t.reference = 'promo:' || c.code || ':' || r.wallet_id
    group by c.code having c.used <> count(r) or count(r) <> count(t) or c.used > c.uses_limit`,
  'a referral was rewarded on both sides or on none': `
    select r.invitee_id from b.referral r
    left join b.transfer t on t.reference like 'referral:' || r.invitee_id || ':%'
    group by r.invitee_id having count(t) not in (0, 2) or (count(t) = 2) <> (r.rewarded_at is not null)`,
  'nobody had more free ones in a day than there are': `
    select user_id, day from b.allowance_hold where state <> 'released' group by user_id, day
    having count(*) > (select coalesce((select (value #>> '{}')::integer from b.setting where name = 'freeDailyLimit'), $1))`,
};

export interface Broken {
  readonly rule: string;
  readonly rows: readonly unknown[];
}

/** Every rule that is broken, with up to five of the rows that break it. */
export async function brokenMoneyRules(db: Queryable, bot: string, freeDailyLimit: number): Promise<readonly Broken[]> {
  const broken: Broken[] = [];
  for (const [rule, text] of Object.entries(RULES)) {
    const values = text.includes('$1') ? [freeDailyLimit] : [];
    const { rows } = await db.query(`${text.replaceAll(/\bb\./g, `${bot}.`)} limit 5`, values);
    if (rows.length > 0) broken.push({ rule, rows });
  }
  return broken;
}
