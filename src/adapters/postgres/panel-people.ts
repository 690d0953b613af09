/** People as an admin sees them: looked for, counted, with what their wallet went through. */
import type { PersonCard, PersonInList, PersonsOrder, WalletOperation } from '../../domain/admin/people/data.ts';
import type { Part } from '../../domain/admin/parts.ts';
import { OPEN_STATES } from '../../domain/generation/lifecycle.ts';
import type { HomeFigures } from '../../domain/admin/data.ts';
import { stoppedFromSql } from './intake.ts';
import type { SchemaNames } from './names.ts';
import { limitOf, partOf } from './panel-part.ts';
import type { Queryable } from './transaction.ts';

export interface PanelPeople {
  /** By Telegram id, @username, part of a name, referral code or #wallet; null = everybody. The newest seen first. */
  readonly find: (tx: Queryable, query: string | null, part: number) => Promise<Part<PersonInList>>;
  readonly card: (tx: Queryable, walletId: number) => Promise<PersonCard | null>;
  /** Of what can be spent, the newest first. */
  readonly operations: (tx: Queryable, walletId: number, part: number) => Promise<Part<WalletOperation>>;
  readonly orders: (tx: Queryable, walletId: number, part: number) => Promise<Part<PersonsOrder>>;
  /** False = so it was already. */
  readonly setBanned: (tx: Queryable, walletId: number, isBanned: boolean) => Promise<boolean>;
  readonly figures: (tx: Queryable) => Promise<HomeFigures>;
}

interface PersonRow {
  id: string;
  user_id: string | null;
  first_name: string | null;
  username: string | null;
  is_banned: boolean;
}

interface CardRow extends PersonRow {
  client_language: string | null;
  first_seen_at: Date | null;
  last_seen_at: Date | null;
  has_blocked: boolean;
  referral_code: string;
  available: string;
  held: string;
  bonus: string;
  bonus_held: string;
  used_today: string;
  spent: string;
  total: string;
  delivered: string;
  failed: string;
  invited_by: string | null;
  invited: string;
}

function readPerson({
  id,
  user_id: userId,
  first_name: firstName,
  username,
  is_banned: isBanned,
}: PersonRow): PersonInList {
  const person = userId === null || firstName === null ? null : { userId: Number(userId), firstName, username };
  return { walletId: Number(id), isBanned, person };
}

function readCard(row: CardRow): PersonCard {
  const { first_seen_at: first, last_seen_at: last, client_language: language, has_blocked: hasBlockedBot } = row;
  return {
    ...readPerson(row),
    seen: first === null || last === null ? null : { first, last, language, hasBlockedBot },
    referralCode: row.referral_code,
    ...{ available: BigInt(row.available), held: BigInt(row.held) },
    ...{ bonus: BigInt(row.bonus), bonusHeld: BigInt(row.bonus_held) },
    ...{ usedToday: Number(row.used_today), spent: BigInt(row.spent), invited: Number(row.invited) },
    generations: { total: Number(row.total), delivered: Number(row.delivered), failed: Number(row.failed) },
    invitedBy: row.invited_by === null ? null : Number(row.invited_by),
  };
}

/** In the cases a name is usually written in: a database with the locale C folds no letters but the Latin ones. */
function patternsOf(words: string): readonly string[] {
  const lower = words.toLowerCase();
  const capitalised = lower.replace(/\p{L}/u, (letter) => letter.toUpperCase());
  return [words, lower, words.toUpperCase(), capitalised].map(
    (variant) => `%${variant.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`,
  );
}

export function createPanelPeople(schemas: SchemaNames, { timeZone }: { readonly timeZone: string }): PanelPeople {
  const { bot } = schemas;
  const person = `w.id, u.user_id, u.first_name, u.username, w.banned_at is not null as is_banned`;
  const wallets = `${bot}.wallet w left join ${bot}.app_user u on u.user_id = w.user_id`;
  const generations = `select count(*) from ${bot}.generation g where g.user_id = w.user_id`;
  return {
    find: async (tx, query, part) => {
      const bare = query?.replace(/^@/, '') ?? null;
      const patterns = bare === null ? null : patternsOf(bare);
      const { rows } = await tx.query<PersonRow>(
        `select ${person} from ${wallets}
         where $1::text is null or u.user_id::text = $1 or '#' || w.id = $1 or w.referral_code = lower($2)
           or u.username ilike any ($3) or u.first_name ilike any ($3)
         order by u.last_seen_at desc nulls last, w.id desc ${limitOf(part)}`,
        [query, bare, patterns],
      );
      return partOf(rows, readPerson);
    },

    card: async (tx, walletId) => {
      const { rows } = await tx.query<CardRow>(
        `select ${person}, u.client_language, u.first_seen_at, u.last_seen_at,
           exists (select 1 from ${bot}.chat c where c.chat_id = w.user_id and c.blocked_at is not null) as has_blocked,
           w.referral_code, w.available, w.held, w.bonus, w.bonus_held,
           (select count(*) from ${bot}.allowance_hold h where h.user_id = w.user_id
             and h.day = (now() at time zone $2)::date and h.state <> 'released') as used_today,
           (select coalesce(-sum(p.amount), 0) from ${bot}.posting p join ${bot}.transfer t on t.id = p.transfer_id
             where p.wallet_id = w.id and p.account = 'held' and t.reason = 'capture') as spent,
           (${generations}) as total,
           (${generations} and g.state = 'delivered') as delivered,
           (${generations} and g.state = 'failed') as failed,
           (select inviter_id from ${bot}.referral where invitee_id = w.id) as invited_by,
           (select count(*) from ${bot}.referral where inviter_id = w.id) as invited
         from ${wallets} where w.id = $1`,
        [walletId, timeZone],
      );
      return rows[0] === undefined ? null : readCard(rows[0]);
    },

    operations: async (tx, walletId, part) => {
      const { rows } = await tx.query<{ reason: string; actor: string; account: string; amount: string; at: Date }>(
        `select t.reason, t.actor, p.account, p.amount, t.created_at as at
         from ${bot}.posting p join ${bot}.transfer t on t.id = p.transfer_id
         where p.wallet_id = $1 and p.account in ('available', 'bonus')
         order by p.transfer_id desc ${limitOf(part)}`,
        [walletId],
      );
      return partOf(rows, ({ reason, actor, account, amount, at }) => ({
        ...{ reason, actor, isGenerations: account === 'bonus', amount: BigInt(amount), at },
      }));
    },

    orders: async (tx, walletId, part) => {
      const { rows } = await tx.query<
        Pick<PersonsOrder, 'id' | 'state' | 'failure' | 'at'> & {
          model_id: string;
          price: string | null;
          paid_by: PersonsOrder['paidBy'];
          credits: string | null;
        }
      >(
        `select g.id, g.model_id, g.state, g.failure, g.price, g.paid_by, g.created_at as at,
           coalesce(g.credits_consumed, g.credits) as credits
         from ${bot}.generation g join ${bot}.wallet w on w.user_id = g.user_id
         where w.id = $1 order by g.created_at desc, g.id ${limitOf(part)}`,
        [walletId],
      );
      return partOf(rows, ({ model_id: modelId, price, paid_by: paidBy, credits, ...row }) => ({
        ...{ ...row, modelId, paidBy, price: price === null ? null : BigInt(price) },
        credits: credits === null ? null : Number(credits),
      }));
    },

    setBanned: async (tx, walletId, isBanned) => {
      const { rowCount } = await tx.query(
        `update ${bot}.wallet set banned_at = case when $2 then now() end
         where id = $1 and (banned_at is not null) <> $2::boolean`,
        [walletId, isBanned],
      );
      return rowCount === 1;
    },

    figures: async (tx) => {
      const { rows } = await tx.query<
        Record<'people' | 'new_today' | 'running' | 'claims', string> & { stopped_from: number | null }
      >(
        `select (select count(*) from ${bot}.app_user where user_id > 0) as people,
           (select count(*) from ${bot}.app_user
             where user_id > 0 and first_seen_at >= (now() at time zone $1)::date::timestamp at time zone $1) as new_today,
           (select count(*) from ${bot}.generation where state = any ($2)) as running,
           (select count(*) from ${bot}.topup_claim where state = 'open') as claims,
           ${stoppedFromSql(schemas)} as stopped_from`,
        [timeZone, OPEN_STATES],
      );
      const [row] = rows;
      return {
        ...{ people: Number(row?.people), newToday: Number(row?.new_today) },
        ...{ running: Number(row?.running), openClaims: Number(row?.claims) },
        stoppedFrom: row?.stopped_from ?? null,
      };
    },
  };
}
