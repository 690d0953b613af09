-- Up Migration
-- expand: what every bot of one KIE key shares. Every statement may run again; bots of
-- different versions meet here, so a function is never changed: a new meaning gets a new name.

create schema if not exists kie_shared; -- the runner has made it already; by hand it may be missing

create table if not exists kie_shared.create_window (
  key_hash text          primary key,
  taken_at timestamptz[] not null default '{}'
);
comment on table kie_shared.create_window is
  'The createTask calls of the last window, one row a key (SHA-256, hex; the key itself is never stored).';

-- Null when a slot was taken, otherwise the milliseconds until the oldest slot leaves the window. The row lock puts
-- concurrent callers in a line, and the clock is read only after the lock is held, so the log is in order of time.
create or replace function kie_shared.take_create_slot(p_key_hash text, p_limit integer, p_window interval)
  returns double precision
  language plpgsql
as $$
declare
  at timestamptz;
  taken timestamptz[];
begin
  insert into kie_shared.create_window (key_hash) values (p_key_hash) on conflict do nothing;
  select w.taken_at into taken from kie_shared.create_window w where w.key_hash = p_key_hash for update;
  at := clock_timestamp();
  -- An entry from the future is a clock set back; beyond one window it can only mislead.
  taken := array(
    select t from unnest(taken) as t where t > at - p_window and t < at + p_window order by t
  );
  if cardinality(taken) >= p_limit then
    return 1000 * extract(epoch from taken[cardinality(taken) - p_limit + 1] + p_window - at);
  end if;
  update kie_shared.create_window w set taken_at = taken || at where w.key_hash = p_key_hash;
  return null;
end
$$;
