-- Up Migration
-- expand: the ledger and all that is paid, given and taken through it. Amounts are whole minor units of the one currency.

create table wallet (
  id            bigint      generated always as identity primary key,
  user_id       bigint      unique references app_user,
  forgotten_key text        unique,
  referral_code text        not null unique default substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
  available     bigint      not null default 0 check (available >= 0),
  held          bigint      not null default 0 check (held >= 0),
  bonus         bigint      not null default 0 check (bonus >= 0),
  bonus_held    bigint      not null default 0 check (bonus_held >= 0),
  banned_at     timestamptz,
  created_at    timestamptz not null default now(),
  unique (id, created_at)
);
comment on table wallet is
  'What a person has. The ledger points here and not at the person, so that forgetting a person leaves the books whole.';
comment on column wallet.forgotten_key is
  'Of a forgotten person: an HMAC of the Telegram id under the bot token, so that who comes back finds the same wallet.';
comment on column wallet.bonus is 'Free generations that were given and not used, kept apart from the daily ones.';

create table transfer (
  id            bigint      generated always as identity primary key,
  reference     text        not null unique,
  reason        text        not null check (reason in ('hold', 'capture', 'release', 'cost', 'stars', 'stars-refund',
    'stars-refund-undone', 'refund-loss', 'bank', 'promo', 'referral', 'grant', 'take')),
  actor         text        not null check (actor ~ '^(user|system|admin:[0-9]+)$'),
  generation_id text        references generation,
  note          text,
  created_at    timestamptz not null default now()
);
comment on column transfer.reference is
  'What it is for, once: hold:<generation>, settle:<generation>, stars:<charge>, ... A replay finds it and does nothing.';
create index transfer_created on transfer (created_at);

create table posting (
  transfer_id bigint not null references transfer,
  account     text   not null check (account in ('available', 'held', 'bonus', 'bonus_held',
    'revenue', 'kie_cost', 'kie', 'promo', 'stars', 'bank', 'adjustment', 'loss', 'bonus_issued', 'bonus_used')),
  wallet_id   bigint references wallet,
  amount      bigint not null check (amount <> 0),
  check ((wallet_id is not null) = (account in ('available', 'held', 'bonus', 'bonus_held')))
);
comment on table posting is
  'Two a transfer, with the sum zero. Accounts whose name begins with bonus count generations, all others money.';
create index posting_of_transfer on posting (transfer_id);
create index posting_of_wallet on posting (wallet_id, transfer_id desc) where wallet_id is not null;
create index posting_of_house on posting (account) where wallet_id is null;

-- A balance moves with its postings and in no other way; the checks above refuse what would overdraw it.
create function move_balance() returns trigger language plpgsql set search_path from current as $$
begin
  update wallet set
    available  = available  + case when new.account = 'available'  then new.amount else 0 end,
    held       = held       + case when new.account = 'held'       then new.amount else 0 end,
    bonus      = bonus      + case when new.account = 'bonus'      then new.amount else 0 end,
    bonus_held = bonus_held + case when new.account = 'bonus_held' then new.amount else 0 end
  where id = new.wallet_id;
  return null;
end
$$;
create trigger posting_moves_balance after insert on posting
  for each row when (new.wallet_id is not null) execute function move_balance();

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is only added to: % of % refused', tg_op, tg_table_name using errcode = 'integrity_constraint_violation';
end
$$;
create trigger transfer_stays before update or delete on transfer for each row execute function refuse_change();
create trigger posting_stays before update or delete on posting for each row execute function refuse_change();
create trigger balance_follows_postings before update on wallet for each row
  when (pg_trigger_depth() < 1 and (new.available, new.held, new.bonus, new.bonus_held)
    is distinct from (old.available, old.held, old.bonus, old.bonus_held))
  execute function refuse_change();
create trigger wallet_begins_empty before insert on wallet for each row
  when (new.available <> 0 or new.held <> 0 or new.bonus <> 0 or new.bonus_held <> 0) execute function refuse_change();

create function check_transfer() returns trigger language plpgsql set search_path from current as $$
declare
  checked bigint := coalesce(to_jsonb(new) ->> 'transfer_id', to_jsonb(new) ->> 'id');
  entries bigint;
  total numeric;
  units bigint;
begin
  select count(*), coalesce(sum(amount), 0), count(distinct starts_with(account, 'bonus'))
    into entries, total, units from posting where transfer_id = checked;
  if entries <> 2 or total <> 0 or units <> 1 then
    raise exception 'transfer % has % postings in % units that sum to %', checked, entries, units, total
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;
create constraint trigger transfer_balances after insert on transfer
  deferrable initially deferred for each row execute function check_transfer();
create constraint trigger posting_balances after insert on posting
  deferrable initially deferred for each row execute function check_transfer();

alter table generation
  add column price   bigint check (price >= 0),
  add column paid_by text   check (paid_by in ('daily', 'bonus', 'money', 'nothing')),
  alter column credits drop not null;
comment on column generation.price is
  'Shown to the person and frozen at confirmation, also where something free paid for it; null before there was money.';
comment on column generation.credits is 'KIE credits quoted at confirmation; null where only the operator''s price is known.';
create index generation_spent on generation (user_id, created_at) where paid_by = 'money';
create index generation_created on generation (created_at);

alter table attempt add column credits numeric;
comment on column attempt.credits is 'KIE credits that its task cost, once KIE has said so.';

create table invoice (
  id         text        primary key check (id ~ '^[a-z0-9]{24}$'),
  wallet_id  bigint      not null references wallet,
  user_id    bigint      not null,
  stars      integer     not null check (stars > 0),
  amount     bigint      not null check (amount > 0),
  created_at timestamptz not null default now()
);
comment on table invoice is 'An offer to buy `amount` for `stars`; the id is the payload that Telegram gives back.';
create index invoice_created on invoice (created_at);

create table star_payment (
  charge_id    text        primary key,
  wallet_id    bigint      not null references wallet,
  payer_id     bigint,
  invoice_id   text,
  stars        integer     not null check (stars > 0),
  amount       bigint      not null check (amount > 0),
  source       text        not null check (source in ('update', 'reconciled')),
  paid_at      timestamptz not null,
  refund_state text        check (refund_state in ('asked', 'done', 'refused')),
  refund_actor text,
  refunded_at  timestamptz,
  created_at   timestamptz not null default now()
);
comment on column star_payment.charge_id is 'telegram_payment_charge_id: the one key of a credit and of its refund.';
comment on column star_payment.payer_id is 'Whom Telegram would refund; null once the person is forgotten.';
create index star_payment_of_wallet on star_payment (wallet_id, paid_at desc);

create table topup_claim (
  id             text        primary key check (id ~ '^[a-z0-9]{12}$'),
  wallet_id      bigint      not null references wallet,
  chat_id        bigint,
  amount         bigint      not null check (amount > 0),
  file_id        text,
  file_kind      text        not null check (file_kind in ('photo', 'document')),
  file_unique_id text        not null,
  content_hash   text,
  state          text        not null default 'checking'
    check (state in ('checking', 'open', 'approved', 'refused', 'duplicate')),
  decided_by     bigint,
  decided_at     timestamptz,
  created_at     timestamptz not null default now()
);
comment on table topup_claim is 'A transfer of money that a person says to have made, with a picture; only an admin makes it true.';
create unique index topup_claim_file on topup_claim (file_unique_id) where state <> 'duplicate';
create unique index topup_claim_content on topup_claim (content_hash) where state <> 'duplicate';
create index topup_claim_open on topup_claim (created_at) where state in ('checking', 'open');

create table promo_code (
  code       text        primary key check (code = upper(code) and code ~ '^[[:alnum:]_-]{3,32}$'),
  kind       text        not null check (kind in ('money', 'generations')),
  amount     bigint      not null check (amount > 0),
  uses_limit integer     not null check (uses_limit > 0),
  used       integer     not null default 0,
  expires_at timestamptz,
  is_active  boolean     not null default true,
  created_by bigint      not null,
  created_at timestamptz not null default now(),
  check (used between 0 and uses_limit)
);
create table promo_redemption (
  code        text        not null references promo_code,
  wallet_id   bigint      not null references wallet,
  redeemed_at timestamptz not null default now(),
  primary key (code, wallet_id)
);

create table referral (
  invitee_id  bigint      primary key,
  inviter_id  bigint      not null references wallet,
  created_at  timestamptz not null default now(),
  rewarded_at timestamptz,
  foreign key (invitee_id, created_at) references wallet (id, created_at),
  check (inviter_id < invitee_id)
);
comment on table referral is
  'Who invited whom. Both wallets grow in time, so the check rules out oneself and every loop; the key rules out a second '
  'inviter; and the foreign key rules out whoever was here before: only the transaction that makes a wallet has its time.';
create index referral_of_inviter on referral (inviter_id);

create table setting (
  name       text        primary key,
  value      jsonb       not null,
  updated_by bigint      not null,
  updated_at timestamptz not null default now()
);
comment on table setting is 'What an admin changed at run time; what is not here has its value from the environment.';

create table model_terms (
  model_id   text        primary key,
  is_hidden  boolean     not null default false,
  price      bigint      check (price > 0),
  updated_by bigint      not null,
  updated_at timestamptz not null default now()
);
comment on column model_terms.price is 'For one generation with any settings, instead of the price from KIE''s credits.';

create table admin_action (
  id       bigint      generated always as identity primary key,
  admin_id bigint      not null,
  action   text        not null,
  details  jsonb       not null default '{}',
  at       timestamptz not null default now()
);
comment on table admin_action is 'The audit log: every change that an admin made, in the transaction that made it.';
create index admin_action_at on admin_action (at desc);
create trigger admin_action_stays before update or delete on admin_action for each row execute function refuse_change();

insert into wallet (user_id) select user_id from app_user order by first_seen_at, user_id;
