/**
 * Witnesses inside the database: triggers that note, in the transaction itself, which inbox row was stored under which
 * epoch and when an update was marked as done. A rolled back transaction leaves no note; the time of the commit is
 * PostgreSQL's own (`track_commit_timestamp`).
 */
import type pg from 'pg';

export interface Stored {
  readonly updateId: number;
  readonly epoch: number;
  /** Epoch milliseconds of the commit. */
  readonly committedAt: number;
}

export interface Handled {
  readonly updateId: number;
  readonly chatId: number;
  /** Of the inbox row: the order of arrival. */
  readonly seq: number;
  /** Order of handling. */
  readonly order: number;
}

/** Once the service has migrated. */
export async function setWitnesses(database: pg.Pool, bot: string): Promise<void> {
  await database.query(`
    create schema witness;
    create table witness.stored (
      id bigint generated always as identity, update_id bigint, epoch bigint, at timestamptz default clock_timestamp());
    create table witness.handled (
      id bigint generated always as identity, update_id bigint, chat_id bigint, seq bigint);
    create function witness.note_stored() returns trigger language plpgsql security definer as $$
    begin insert into witness.stored (update_id, epoch) values (new.update_id, new.epoch); return null; end $$;
    create function witness.note_handled() returns trigger language plpgsql security definer as $$
    begin insert into witness.handled (update_id, chat_id, seq) values (new.update_id, new.chat_id, new.seq);
      return null; end $$;
    create trigger witness_stored after insert on ${bot}.inbox for each row execute function witness.note_stored();
    create trigger witness_handled after update on ${bot}.inbox for each row
      when (old.processed_at is null and new.processed_at is not null) execute function witness.note_handled();`);
}

export async function readWitnesses(
  database: pg.Pool,
): Promise<{ readonly stored: readonly Stored[]; readonly handled: readonly Handled[] }> {
  const stored = await database.query<{ update_id: string; epoch: string; ms: string }>(
    `select update_id, epoch, extract(epoch from case when current_setting('track_commit_timestamp') = 'on'
       then pg_xact_commit_timestamp(xmin) else at end) * 1000 as ms from witness.stored order by 3, id`,
  );
  const handled = await database.query<{ update_id: string; chat_id: string; seq: string; id: string }>(
    'select update_id, chat_id, seq, id from witness.handled order by id',
  );
  return {
    stored: stored.rows.map((row) => ({
      updateId: Number(row.update_id),
      epoch: Number(row.epoch),
      committedAt: Math.floor(Number(row.ms)),
    })),
    handled: handled.rows.map((row) => ({
      updateId: Number(row.update_id),
      chatId: Number(row.chat_id),
      seq: Number(row.seq),
      order: Number(row.id),
    })),
  };
}
