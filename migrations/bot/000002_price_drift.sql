-- Up Migration
-- expand: bills that differ from our quotes, what an admin made of them, and how long generations really take.

create table price_drift (
  id            bigint      generated always as identity primary key,
  model_id      text        not null,
  parameters    jsonb       not null,
  is_exact      boolean     not null,
  quoted        numeric     not null,
  charged       numeric     not null,
  count         integer     not null default 1,
  state         text        not null default 'open' check (state in ('open', 'accepted', 'rejected')),
  first_seen_at timestamptz not null default now(),
  last_seen_at  timestamptz not null default now(),
  decided_at    timestamptz,
  unique (model_id, parameters)
);
comment on column price_drift.parameters is 'Only those that decide the price, and none that a person types freely.';
comment on column price_drift.is_exact is
  'The parameters alone decide the price, so that the bill can become the price of exactly this set.';
comment on column price_drift.count is 'Bills since the row was opened, or opened again.';
comment on column price_drift.charged is 'KIE credits, as last seen; so is `quoted`.';

create table price_override (
  model_id   text        not null,
  conditions jsonb       not null,
  credits    numeric     not null check (credits >= 0),
  drift_id   bigint      not null references price_drift,
  created_at timestamptz not null default now(),
  primary key (model_id, conditions)
);
comment on table price_override is 'Prices of a generation with exactly these parameters, which an admin took from its bill.';

create index generation_runs on generation (model_id, finished_at desc) where state = 'delivered';
comment on index generation_runs is 'For the usual duration of a model: its last runs.';
