-- Up Migration
-- expand: messages from an admin to everybody.

create table broadcast (
  id          bigint      generated always as identity primary key,
  created_by  bigint      not null,
  text        text        not null,
  photo       text,
  audience    text        not null default 'all' check (audience in ('all', 'ru', 'en')),
  button      text        check (button in ('menu', 'topup')),
  state       text        not null default 'draft' check (state in ('draft', 'running', 'stopped', 'done')),
  revision    integer     not null default 0,
  started_by  bigint,
  total       integer     not null default 0,
  sent        integer     not null default 0,
  blocked     integer     not null default 0,
  failed      integer     not null default 0,
  unknown     integer     not null default 0,
  piece       uuid,
  piece_until timestamptz,
  not_before  timestamptz not null default now(),
  troubles    integer     not null default 0,
  worked_ms   bigint      not null default 0,
  created_at  timestamptz not null default now(),
  started_at  timestamptz,
  finished_at timestamptz,
  check (text <> '' or photo is not null)
);
comment on column broadcast.photo is 'A file id of Telegram.';
comment on column broadcast.revision is 'Grows with every change of a draft: what is started is what was read and confirmed.';
comment on column broadcast.sent is 'This and the next three are the result; written when it is done, counted from the recipients before.';
comment on column broadcast.piece is 'Who is sending, until when unless it is renewed: one worker at a time keeps the pace.';
comment on column broadcast.not_before is 'Nothing is sent before: Telegram has asked for a pause, or is in trouble.';
-- Two at once would together be too fast for Telegram.
create unique index broadcast_running on broadcast (state) where state = 'running';

create table broadcast_recipient (
  broadcast_id bigint not null references broadcast on delete cascade,
  chat_id      bigint not null references chat on delete cascade,
  language     text   not null check (language in ('ru', 'en')),
  state        text   not null default 'waiting'
    check (state in ('waiting', 'sending', 'sent', 'blocked', 'failed', 'unknown')),
  primary key (broadcast_id, chat_id)
);
comment on table broadcast_recipient is 'Frozen when it starts. A row found in `sending` by the next worker is unknown and not repeated.';
create index broadcast_recipient_open on broadcast_recipient (broadcast_id, chat_id) where state in ('waiting', 'sending');
