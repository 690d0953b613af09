-- Up Migration
-- expand: what the admins are told of and for how long, which costs of KIE were asked for, and what was erased for its age.

create table alert (
  key          text        primary key,
  trouble      jsonb       not null,
  count        integer     not null default 1,
  raised_at    timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  told_at      timestamptz not null default now(),
  cleared_at   timestamptz
);
comment on table alert is 'One row a trouble, whether it lasts or is over; it begins anew in the same row.';
comment on column alert.count is 'How often it was seen since it began.';
comment on column alert.told_at is 'Before raised_at = it began again so soon after its end that nobody was told of it yet.';

alter table attempt add column cost_asked_at timestamptz;
comment on column attempt.cost_asked_at is 'When KIE was last asked what a task cost whose generation is past its watch.';
create index attempt_cost_open on attempt (created_at) where credits is null and task_id is not null;

alter table generation
  add column input_erased_at timestamptz,
  add column files_erased_at timestamptz;
comment on column generation.input_erased_at is 'Since then the input is empty: it was kept as long as the operator wished.';
comment on column generation.files_erased_at is 'Since then the results and the ids of their files are gone.';

create index allowance_open on allowance_hold (generation_id) where state = 'held';
create index wallet_holding on wallet (id) where held > 0 or bonus_held > 0;
