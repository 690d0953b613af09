-- Up Migration
-- expand: input files that KIE has already, so that another try of the same generation does not upload them again.

create table generation_upload (
  generation_id text        not null references generation on delete cascade,
  reference     text        not null,
  url           text        not null,
  expires_at    timestamptz not null,
  primary key (generation_id, reference)
);
comment on column generation_upload.reference is 'Which file: telegram-file:<file_id>, without what is told of it.';
create index generation_upload_expires on generation_upload (expires_at);
