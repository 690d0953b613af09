-- Up Migration
-- expand: what the tasks of a KIE key cost and what is left on its account, for every bot of this key and database.
-- Every statement may run again.

create table if not exists kie_shared.spend (
  task_id  text        primary key,
  key_hash text        not null,
  bot      text        not null,
  credits  numeric     not null check (credits >= 0),
  at       timestamptz not null default now()
);
comment on table kie_shared.spend is 'KIE''s bill for one task, once it is known; `bot` is the schema that ordered it.';
create index if not exists spend_of_key on kie_shared.spend (key_hash, at);

create table if not exists kie_shared.in_flight (
  key_hash text        not null,
  bot      text        not null,
  credits  numeric,
  at       timestamptz not null default now(),
  primary key (key_hash, bot)
);
comment on column kie_shared.in_flight.credits is
  'Quoted for tasks whose bill is not known yet; null = for one of them nothing was quoted.';

create table if not exists kie_shared.balance (
  id        bigint      generated always as identity primary key,
  key_hash  text        not null,
  credits   numeric     not null,
  in_flight numeric     not null,
  spent     numeric     not null,
  at        timestamptz not null default now()
);
comment on table kie_shared.balance is 'Looks at the account. Two of them and the bills in between must agree.';
comment on column kie_shared.balance.spent is 'Bills of this key so far.';
create index if not exists balance_of_key on kie_shared.balance (key_hash, at);
