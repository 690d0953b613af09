/** What the pages about prices, promo codes and the audit log show. */
import type { Loaders } from './loaders.ts';
import { settingsNow } from './settings-now.ts';

export const SETTINGS_LOADERS: Pick<
  Loaders,
  'prices' | 'setting' | 'newsetting' | 'promos' | 'promo' | 'newpromo' | 'audit'
> = {
  prices: (tx, _page, deps) => settingsNow(tx, deps),
  setting: async (tx, _page, deps) => ({ ...(await settingsNow(tx, deps)), defaults: deps.defaults }),
  newsetting: (tx, _page, deps) => settingsNow(tx, deps),
  promos: async (tx, { at }, { promos }) => ({ part: await promos.list(tx, at) }),
  promo: async (tx, { number }, { promos, timeZone }) => ({ card: await promos.byNumber(tx, number), timeZone }),
  newpromo: () => Promise.resolve(null),
  audit: async (tx, { at }, { audit, timeZone }) => ({ part: await audit.part(tx, at), timeZone }),
};
