-- Up Migration
-- expand: everything from a received update to a delivered result. Every table lives in the bot's own schema.

create table poll_lease (
  only_row   boolean     primary key default true check (only_row),
  owner      text,
  epoch      bigint      not null default 0,
  expires_at timestamptz not null default '-infinity'
);
comment on table poll_lease is
  'Who may poll Telegram. The epoch is the fence: every inbox write checks it inside its own transaction.';
insert into poll_lease default values;

create table inbox (
  seq          bigint      generated always as identity,
  update_id    bigint      primary key,
  chat_id      bigint      not null,
  trace_id     uuid        not null,
  epoch        bigint      not null,
  payload      jsonb       not null,
  received_at  timestamptz not null default now(),
  processed_at timestamptz,
  attempts     integer     not null default 0,
  parked_code  text
);
comment on table inbox is
  'Every update, stored before its offset is confirmed. The primary key is the de-duplication; ids are random after a '
  'quiet week, so there is no high-water mark.';
create index inbox_waiting on inbox (chat_id, seq) where processed_at is null;
create index inbox_received on inbox (received_at);

create table app_user (
  user_id         bigint      primary key,
  first_name      text        not null,
  username        text,
  client_language text,
  first_seen_at   timestamptz not null default now(),
  last_seen_at    timestamptz not null default now()
);

create table chat (
  chat_id    bigint      primary key,
  kind       text        not null check (kind in ('private', 'group')),
  state      jsonb,
  blocked_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table generation (
  id                  text        primary key check (id ~ '^[a-z0-9]{12}$'),
  chat_id             bigint      not null references chat,
  user_id             bigint      not null references app_user,
  trace_id            uuid        not null,
  language            text        not null check (language in ('ru', 'en')),
  model_id            text        not null,
  input               jsonb       not null,
  credits             numeric     not null check (credits >= 0),
  state               text        not null default 'queued' check (state in
    ('queued', 'submitting', 'unknown', 'waiting', 'delivering', 'delivered', 'failed', 'cancelled')),
  failure             text,
  failure_detail      text,
  progress_message_id bigint,
  progress_edited_at  timestamptz,
  results             jsonb,
  messages            jsonb,
  sending             boolean     not null default false,
  unknown_sends       integer     not null default 0,
  credits_consumed    numeric,
  deadline_at         timestamptz not null,
  created_at          timestamptz not null default now(),
  submitted_at        timestamptz,
  finished_at         timestamptz,
  ended_at            timestamptz,
  updated_at          timestamptz not null default now()
);
comment on column generation.credits is 'KIE credits quoted at confirmation.';
comment on column generation.sending is
  'Set before the result is sent and cleared with the outcome: found set by a new worker, the outcome is unknown.';
create index generation_running on generation (user_id)
  where state in ('queued', 'submitting', 'unknown', 'waiting', 'delivering');
create index generation_stuck on generation (updated_at)
  where state in ('queued', 'submitting', 'unknown', 'waiting', 'delivering');
create index generation_of_chat on generation (chat_id, created_at desc);

create table attempt (
  token         text        primary key,
  generation_id text        not null references generation,
  number        integer     not null,
  task_id       text        unique,
  outcome       text        not null default 'submitting'
    check (outcome in ('submitting', 'unknown', 'created', 'refused')),
  created_at    timestamptz not null default now(),
  unique (generation_id, number)
);
comment on table attempt is
  'One createTask call. The token is stored before the call and is the last part of its callback address, so that a '
  'task whose answer was lost can still be adopted.';

create table allowance_hold (
  generation_id text    primary key references generation,
  user_id       bigint  not null references app_user,
  day           date    not null,
  state         text    not null default 'held' check (state in ('held', 'captured', 'released'))
);
create index allowance_of_day on allowance_hold (user_id, day) where state <> 'released';

create table outbox (
  id          bigint      generated always as identity primary key,
  chat_id     bigint      not null,
  method      text        not null,
  payload     jsonb       not null,
  purpose     text        not null check (purpose in ('answer', 'reply', 'notice', 'progress', 'tidy')),
  replace_key text,
  dedupe_key  text        unique,
  screen_rev  integer,
  state       text        not null default 'new' check (state in ('new', 'sending', 'sent', 'dead')),
  attempts    integer     not null default 0,
  claimed_by  text,
  claimed_at  timestamptz,
  not_before  timestamptz not null default now(),
  message_id  bigint,
  error_code  text,
  created_at  timestamptz not null default now(),
  settled_at  timestamptz
);
comment on column outbox.claimed_by is 'Who is sending it, or died while sending it: the instance, a slash, the process.';
comment on column outbox.replace_key is 'While unsent, a newer row of the same key takes the place of the older one.';
create unique index outbox_replace on outbox (replace_key) where state = 'new';
create index outbox_waiting on outbox (chat_id, id) where state in ('new', 'sending');
create index outbox_settled on outbox (settled_at) where settled_at is not null;
