/** The bot's menus of commands: everybody's, and the longer one in the chat of each admin. */
import type { TelegramApi } from '../../adapters/telegram/api.ts';
import { adminCommands, COMMANDS } from '../../domain/chat/commands.ts';
import { errorFields, type Log } from '../../shared/log.ts';

interface PublishDeps {
  readonly api: Pick<TelegramApi, 'setCommands'>;
  readonly admins: readonly number[];
  readonly log: Log;
}

/**
 * Best effort: a bot without its command list works all the same. Telegram knows no chat with an admin who never wrote
 * to the bot; that one's refusal must not keep the others from theirs.
 */
export async function publishCommands({ api, admins, log }: PublishDeps): Promise<void> {
  const publish = async (menus: typeof COMMANDS, whose: object): Promise<void> => {
    try {
      for (const params of menus) await api.setCommands({ ...params });
    } catch (error) {
      log.warn('commands.not-published', { ...whose, error: errorFields(error) });
    }
  };
  await publish(COMMANDS, {});
  for (const adminId of admins) await publish(adminCommands(adminId), { adminId });
}
