/**
 * Deletes whatever names a person. The books stay whole under a number (pseudonym.ts), and the wallet waits for them
 * under a key that leads back to nobody (wallets.ts).
 */
import { OPEN_STATES } from '../../domain/generation/lifecycle.ts';
import { FILES_ERASED, INPUT_ERASED } from './erased.ts';
import type { Ledger } from './ledger.ts';
import type { SchemaNames } from './names.ts';
import { PATIENT, patiently } from './patiently.ts';
import { pseudonymOf } from './pseudonym.ts';
import type { Queryable } from './transaction.ts';
import type { Wallets } from './wallets.ts';

/** Why not yet: something under way still has to reach the person. */
export type ForgetOutcome = 'forgotten' | 'running' | 'refund' | 'claim';

/** In the transaction of the update, which holds the locks of the person's and the chat's row. */
export type ForgetPerson = (
  tx: Queryable,
  person: { readonly userId: number; readonly walletId: number },
) => Promise<ForgetOutcome>;

interface ForgetPersonOptions {
  readonly ledger: Pick<Ledger, 'lock'>;
  readonly wallets: Pick<Wallets, 'forget'>;
}

export function createForgetPerson(schemas: SchemaNames, { ledger, wallets }: ForgetPersonOptions): ForgetPerson {
  const { bot } = schemas;

  async function obstacle(tx: Queryable, userId: number, walletId: number): Promise<ForgetOutcome | null> {
    const { rows } = await tx.query<{ running: boolean; refund: boolean; claim: boolean }>(
      `select exists (select from ${bot}.generation where user_id = $1 and state = any ($3)) as running,
         exists (select from ${bot}.star_payment where wallet_id = $2 and refund_state = 'asked') as refund,
         exists (select from ${bot}.topup_claim where wallet_id = $2 and state in ('checking', 'open')) as claim`,
      [userId, walletId, OPEN_STATES],
    );
    const [found] = rows;
    if (found?.running === true) return 'running';
    if (found?.refund === true) return 'refund';
    return found?.claim === true ? 'claim' : null;
  }

  /** Everything that this person wrote, or that names them, as Telegram sent it; and what was said where they wrote. */
  async function eraseMessages(tx: Queryable, userId: number, pseudonym: number): Promise<void> {
    await tx.query(PATIENT);
    // A second tap on the same button is no coming back. Anything else that waits, a payment above all, is.
    await tx.query(
      `update ${bot}.inbox set processed_at = now() where chat_id = $1 and processed_at is null and payload ? 'callback_query'`,
      [userId],
    );
    // The whole table is read, for no index knows who is named in a message: so once, erasing where it finds.
    const { rows } = await tx.query<{ chat_id: string }>(
      patiently(
        `with erased as (
           update ${bot}.inbox set payload = '{}', chat_id = case when chat_id = $1 then $2 else chat_id end
           where processed_at is not null and (chat_id = $1
             or jsonb_path_exists(payload, '$.** ? (@.id == $user)', jsonb_build_object('user', $1::bigint)))
           returning chat_id)
         select chat_id from erased where chat_id <> $2
         union select chat_id from ${bot}.generation where user_id = $1 and chat_id <> $1`,
        [userId, pseudonym],
      ),
    );
    const groups = rows.map((row) => Number(row.chat_id));
    await tx.query(
      patiently(
        `update ${bot}.outbox set payload = '{}', replace_key = null,
           chat_id = case when chat_id = $1 then $2 else chat_id end
         where settled_at is not null and (chat_id = $1 or chat_id = any ($3))`,
        [userId, pseudonym, groups],
      ),
    );
    // The screen of a group may show what the person asked for. A long text knows whose it is, however old the messages are.
    await tx.query(
      `update ${bot}.chat set state = state || '{"screen": {"at": "menu"}, "pending": null, "split": null}'
       where state is not null and (chat_id = any ($1) or state -> 'split' -> 'by' = to_jsonb($2::bigint))`,
      [groups, userId],
    );
  }

  async function eraseWorks(tx: Queryable, userId: number, pseudonym: number): Promise<void> {
    await tx.query(
      `delete from ${bot}.generation_upload where generation_id in (select id from ${bot}.generation where user_id = $1)`,
      [userId],
    );
    await tx.query(
      `update ${bot}.generation set user_id = $2, chat_id = $2, progress_message_id = null, ${INPUT_ERASED}, ${FILES_ERASED}
       where user_id = $1`,
      [userId, pseudonym],
    );
    await tx.query(`update ${bot}.allowance_hold set user_id = $2 where user_id = $1`, [userId, pseudonym]);
  }

  async function erasePayer(tx: Queryable, walletId: number, pseudonym: number): Promise<void> {
    await tx.query(`update ${bot}.star_payment set payer_id = null where wallet_id = $1`, [walletId]);
    await tx.query(`update ${bot}.invoice set user_id = $2 where wallet_id = $1`, [walletId, pseudonym]);
    await tx.query(`update ${bot}.topup_claim set chat_id = null, file_id = null where wallet_id = $1`, [walletId]);
  }

  return async (tx, { userId, walletId }) => {
    // Nothing is paid, refunded or claimed meanwhile.
    await ledger.lock(tx, walletId);
    const why = await obstacle(tx, userId, walletId);
    if (why !== null) return why;
    const pseudonym = pseudonymOf(walletId);
    await tx.query(`insert into ${bot}.app_user (user_id, first_name) values ($1, '') on conflict do nothing`, [
      pseudonym,
    ]);
    await tx.query(`insert into ${bot}.chat (chat_id, kind) values ($1, 'private') on conflict do nothing`, [
      pseudonym,
    ]);
    await eraseMessages(tx, userId, pseudonym);
    await eraseWorks(tx, userId, pseudonym);
    await erasePayer(tx, walletId, pseudonym);
    await wallets.forget(tx, userId);
    await tx.query(`delete from ${bot}.chat where chat_id = $1`, [userId]);
    await tx.query(`delete from ${bot}.app_user where user_id = $1`, [userId]);
    return 'forgotten';
  };
}
