/** The bot's menus of commands: everybody's, and the longer one in the chat of each admin. */
import type { TelegramApi } from '../../adapters/telegram/api.ts';
import { readUpdate } from '../../adapters/telegram/update.ts';
import { adminCommands, COMMANDS } from '../../domain/chat/commands.ts';
import { errorFields, type Log } from '../../shared/log.ts';

interface MenuDeps {
  readonly api: Pick<TelegramApi, 'setCommands'>;
  readonly admins: readonly number[];
  readonly log: Log;
}

export interface CommandMenus {
  /** Best effort: a bot without its command list works all the same. Never rejects. */
  readonly publish: () => Promise<void>;
  /** What has come: an admin whose menu is missing and who writes in private gets it, beside the answer. */
  readonly heard: (updates: readonly unknown[]) => void;
  /** Once nothing is under way. */
  readonly settled: () => Promise<void>;
}

/**
 * Telegram knows no chat with an admin who never wrote to the bot; that one's refusal must not keep the others from
 * theirs, and is mended when they write.
 */
export function createCommandMenus({ api, admins, log }: MenuDeps): CommandMenus {
  const missing = new Set(admins);
  // One after another: who writes while their menu is being refused is tried again after that, and only then.
  let work = Promise.resolve();

  async function set(menus: typeof COMMANDS, whose: object): Promise<boolean> {
    try {
      for (const params of menus) await api.setCommands({ ...params });
      return true;
    } catch (error) {
      log.warn('commands.not-published', { ...whose, error: errorFields(error) });
      return false;
    }
  }

  async function setForAdmin(adminId: number): Promise<void> {
    if (missing.has(adminId) && (await set(adminCommands(adminId), { adminId }))) missing.delete(adminId);
  }

  function writer(payload: unknown): readonly number[] {
    const update = readUpdate(payload, '');
    return update.kind === 'event' && update.chat.kind === 'private' ? [update.chat.id] : [];
  }

  return {
    publish: () => {
      work = work.then(async () => {
        await set(COMMANDS, {});
        for (const adminId of admins) await setForAdmin(adminId);
      });
      return work;
    },
    heard: (updates) => {
      if (missing.size === 0) return;
      for (const adminId of new Set(updates.flatMap(writer))) {
        if (missing.has(adminId)) work = work.then(() => setForAdmin(adminId));
      }
    },
    settled: () => work,
  };
}
