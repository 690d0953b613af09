/** An admin at the panel: taps buttons by their command, types, and reads what the panel shows. */
import assert from 'node:assert/strict';
import type { BotDatabase } from './bot-database.ts';
import { ADMIN, tap, text, type Dialog, type Said } from './dialog.ts';

export interface Panel {
  /** The last thing that was shown. */
  readonly shown: () => Promise<Said>;
  readonly type: (words: string) => Promise<Said>;
  /** The button of the last thing shown whose data ends in `:<command>`. */
  readonly tap: (command: string) => Promise<Said>;
  readonly dataOf: (command: string) => Promise<string>;
  /** Whatever its age: as Telegram delivers it. */
  readonly tapData: (data: string) => Promise<Said>;
}

export function openPanel(dialog: Dialog, adminId = ADMIN): Panel {
  const shown = async (): Promise<Said> => {
    const last = (await dialog.said(adminId)).findLast(({ purpose }) => purpose === 'reply');
    assert.ok(last !== undefined, 'something was shown');
    return last;
  };
  const after = async (update: object): Promise<Said> => {
    await dialog.deliver(update);
    await dialog.work(adminId);
    return await shown();
  };
  const dataOf = async (command: string): Promise<string> => {
    const { buttons, text: words } = await shown();
    const button = buttons.find(({ callback_data: data }) => data?.endsWith(`:${command}`));
    assert.ok(button?.callback_data !== undefined, `no button ${command} under: ${words}`);
    return button.callback_data;
  };
  return {
    shown,
    dataOf,
    type: (words) => after(text(adminId, words)),
    tap: async (command) => await after(tap(adminId, await dataOf(command))),
    tapData: (data) => after(tap(adminId, data)),
  };
}

/** As a link from another page would. */
export async function openPage(
  dialog: Dialog,
  { pool, schemas: { bot } }: Pick<BotDatabase, 'pool' | 'schemas'>,
  page: object,
): Promise<void> {
  await dialog.deliver(text(ADMIN, '/admin'));
  await dialog.work(ADMIN);
  await pool.query(`update ${bot}.chat set state = jsonb_set(state, '{screen}', $2) where chat_id = $1`, [
    ADMIN,
    JSON.stringify({ at: 'admin', page }),
  ]);
  const { rows } = await pool.query<{ rev: number }>(
    `select (state -> 'rev')::int as rev from ${bot}.chat where chat_id = $1`,
    [ADMIN],
  );
  // A button that the page does not have draws it as it is.
  await dialog.deliver(tap(ADMIN, `s:${(rows[0]?.rev ?? 0).toString(36)}:none`));
  await dialog.work(ADMIN);
}
