/** Getting updates, by polling or (registered only, never called) by webhook. */
import { badRequest } from '../api-error.ts';
import { Described, type Call, type Method } from '../call.ts';
import { nextAllowed } from '../updates/allowed.ts';

function readAllowed({ bot, params }: Call): void {
  bot.updates.allowed = nextAllowed(bot.updates.allowed, params.json('allowed_updates'));
}

const getUpdates: Method = async (call) => {
  const { bot, params, signal } = call;
  readAllowed(call);
  return await bot.poll.get({
    offset: params.integer('offset'),
    limit: params.integer('limit', 100),
    timeoutSeconds: params.integer('timeout'),
    signal,
  });
};

function setUrl(call: Call, url: string, [done, already]: readonly [string, string]): Described {
  const { bot, params } = call;
  const isChanged = bot.poll.webhookUrl !== url;
  bot.poll.webhookUrl = url;
  if (params.flag('drop_pending_updates')) bot.updates.dropAll();
  return new Described(true, isChanged ? done : already);
}

const deleteWebhook: Method = (call) => setUrl(call, '', ['Webhook was deleted', 'Webhook is already deleted']);

const setWebhook: Method = (call) => {
  const url = call.params.text('url').trim();
  if (url === '') return deleteWebhook(call);
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  }
  readAllowed(call);
  call.bot.poll.abort('terminated by setWebhook request');
  return setUrl(call, url, ['Webhook was set', 'Webhook is already set']);
};

const getWebhookInfo: Method = ({ bot }) => ({
  url: bot.poll.webhookUrl,
  has_custom_certificate: false,
  pending_update_count: bot.updates.pendingCount,
  ...(bot.updates.allowed === null ? {} : { allowed_updates: [...bot.updates.allowed] }),
});

export const UPDATE_METHODS: Readonly<Record<string, Method>> = {
  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
};
