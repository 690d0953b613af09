-- Up Migration
-- expand: what was learned from KIE's live catalog, for every bot of this database. Every statement may run again.

create table if not exists kie_shared.catalog_sync (
  only_row    boolean     primary key default true check (only_row),
  holder      text,
  held_until  timestamptz not null default '-infinity',
  is_open     boolean     not null default false,
  started_at  timestamptz,
  finished_at timestamptz,
  failed_at   timestamptz,
  failure     text,
  failures    integer     not null default 0,
  not_before  timestamptz not null default '-infinity'
);
comment on table kie_shared.catalog_sync is
  'The one round of reading KIE''s catalog. Whoever holds it reads; a holder that died is passed over when its time is '
  'up. An open round goes on where it was left.';
comment on column kie_shared.catalog_sync.failures is 'In a row; the wait before the next try grows with them.';
insert into kie_shared.catalog_sync default values on conflict do nothing;

create table if not exists kie_shared.catalog_model (
  id           text             primary key,
  version      integer          not null default 1,
  state        text             not null check (state in ('offered', 'left-out', 'withdrawn')),
  model        json,
  model_hash   text,
  reason       text,
  notes        json             not null default '[]',
  facts        json,
  facts_hash   text,
  schema_hash  text,
  price_hash   text,
  missed       integer          not null default 0,
  due          boolean          not null default false,
  success_rate double precision,
  success_at   timestamptz,
  learned_at   timestamptz,
  changed_at   timestamptz      not null default now()
);
comment on column kie_shared.catalog_model.model is
  'As last understood; null = never. json, not jsonb: the order of a model''s parameters is the order of its questions.';
comment on column kie_shared.catalog_model.facts is 'The entry of KIE''s list.';
comment on column kie_shared.catalog_model.missed is 'Believed lists in a row that did not have it.';
comment on column kie_shared.catalog_model.due is 'Its documents are to be read in this round.';
comment on column kie_shared.catalog_model.success_rate is 'Percent of a day; null = KIE does not watch it.';
create index if not exists catalog_model_due on kie_shared.catalog_model (learned_at) where due;

create table if not exists kie_shared.catalog_version (
  id          text        not null,
  version     integer     not null,
  state       text        not null,
  model       json,
  reason      text,
  notes       json        not null,
  schema_hash text,
  price_hash  text,
  at          timestamptz not null,
  primary key (id, version)
);
comment on table kie_shared.catalog_version is 'Every version a model ever had here, so that a change can be explained.';
