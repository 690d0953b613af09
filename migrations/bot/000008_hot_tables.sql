-- Up Migration
-- expand: what every message touches stays small.

create index outbox_new on outbox (id) where state = 'new';
comment on index outbox_new is
  'What the sender looks for, oldest first. Scanned in its order, so that entries of rows sent long ago are marked dead.';

-- Each row is written three times within a second: by the default, a fifth of the table would be garbage before a vacuum.
alter table outbox set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
alter table inbox set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
alter table generation set (autovacuum_vacuum_scale_factor = 0.05);
-- Room on the page for the next version of a row, which then needs no new index entries.
alter table chat set (fillfactor = 80);
alter table app_user set (fillfactor = 80);
