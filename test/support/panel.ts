/** An admin at the panel: taps buttons by their command, types, and reads what the panel shows. */
import assert from 'node:assert/strict';
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
