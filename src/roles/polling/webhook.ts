import type { TelegramApi } from '../../adapters/telegram/api.ts';
import { sleep } from '../../shared/clock.ts';
import { toAppError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { createBackoff } from '../../shared/backoff.ts';

/**
 * Telegram does not hand out updates while a webhook is set. Removes it (never dropping pending updates) and asks until
 * it is really gone. False when `signal` aborted first; rejects only with TELEGRAM_UNAUTHORIZED.
 */
export async function removeWebhook(
  api: Pick<TelegramApi, 'deleteWebhook' | 'webhookUrl'>,
  log: Log,
  signal: AbortSignal,
): Promise<boolean> {
  const backoff = createBackoff(250, 10_000);
  while (!signal.aborted) {
    try {
      await api.deleteWebhook();
      if ((await api.webhookUrl()) === '') return true;
      log.warn('webhook.still-set');
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'TELEGRAM_UNAUTHORIZED') throw error;
      log.warn('webhook.removal.failed', { code: error.code });
    }
    await sleep(backoff.next(), signal);
  }
  return false;
}
