/** What admins did, in words. One line here for each action; what has none is shown as it is stored. */
import * as z from 'zod';
import { formatMoney } from '../billing/money.ts';
import type { Translate } from '../chat/contract.ts';
import { safeLine } from '../chat/html.ts';
import type { Look } from './page-rules.ts';
import { Amount, TransferKind } from './people/pages.ts';
import { givenWords } from './people/words.ts';
import { EDITABLE } from './prices/pages.ts';
import { settingTitle, valueWords } from './prices/typed.ts';
import { PromoKind } from './promos/pages.ts';
import { worth } from './promos/words.ts';

type Words = (details: unknown, look: Look) => string;

const RAW_LENGTH = 120;

/** Throws on details that another version wrote: then they are shown as they are stored. */
const reading =
  <T>(shape: z.ZodType<T>, words: (details: T, look: Look) => string): Words =>
  (details, look) =>
    words(shape.parse(details), look);

const Value = z.union([z.string(), z.number(), z.null()]);
const Name = z.enum(EDITABLE);

const BroadcastDone = z.enum(['write', 'audience', 'button', 'start', 'stop', 'resume', 'discard']);

function broadcastWords(done: z.infer<typeof BroadcastDone>, id: string, t: Translate): string {
  switch (done) {
    case 'write':
    case 'audience':
    case 'button':
      return t('admin-audit-broadcast-write', { id });
    case 'start':
      return t('admin-audit-broadcast-start', { id });
    case 'stop':
      return t('admin-audit-broadcast-stop', { id });
    case 'resume':
      return t('admin-audit-broadcast-resume', { id });
    case 'discard':
      return t('admin-audit-broadcast-discard', { id });
  }
}

const WORDS: Readonly<Record<string, Words>> = {
  maintenance: reading(z.object({ isOn: z.boolean() }), ({ isOn }, { t }) =>
    isOn ? t('admin-audit-closed') : t('admin-audit-opened'),
  ),
  transfer: reading(
    z.object({ kind: TransferKind, amount: Amount, walletId: z.number() }),
    ({ kind, amount, walletId }, look) => {
      const facts = { amount: givenWords(kind, BigInt(amount), look), wallet: String(walletId) };
      return kind === 'take' ? look.t('admin-audit-take', facts) : look.t('admin-audit-grant', facts);
    },
  ),
  ban: reading(z.object({ walletId: z.number(), isBanned: z.boolean() }), ({ walletId, isBanned }, { t }) => {
    const facts = { wallet: String(walletId) };
    return isBanned ? t('admin-audit-ban', facts) : t('admin-audit-unban', facts);
  }),
  setting: reading(z.object({ name: Name, from: Value, to: Value }), ({ name, from, to }, look) =>
    look.t('admin-audit-setting', {
      ...{ title: settingTitle(name, look.t), from: safeLine(valueWords(name, from, look), RAW_LENGTH) },
      to: safeLine(valueWords(name, to, look), RAW_LENGTH),
    }),
  ),
  resetsetting: reading(z.object({ name: Name }), ({ name }, { t }) =>
    t('admin-audit-reset', { title: settingTitle(name, t) }),
  ),
  newpromo: reading(
    z.object({ code: z.string(), kind: PromoKind, amount: Amount, uses: z.number() }),
    ({ code, kind, amount, uses }, look) =>
      look.t('admin-audit-new-promo', {
        ...{ code: safeLine(code, RAW_LENGTH), worth: worth(kind, BigInt(amount), look), limit: uses },
      }),
  ),
  promo: reading(z.object({ code: z.string(), isActive: z.boolean() }), ({ code, isActive }, { t }) => {
    const facts = { code: safeLine(code, RAW_LENGTH) };
    return isActive ? t('admin-audit-promo-on', facts) : t('admin-audit-promo-off', facts);
  }),
  'package-set': reading(
    z.object({ stars: z.number(), amount: z.number().nullable() }),
    ({ stars, amount }, { t, currency, language }) =>
      amount === null
        ? t('admin-audit-package-rate', { stars: String(stars) })
        : t('admin-audit-package', { stars: String(stars), amount: formatMoney(BigInt(amount), currency, language) }),
  ),
  'package-remove': reading(z.object({ stars: z.number() }), ({ stars }, { t }) =>
    t('admin-audit-package-gone', { stars: String(stars) }),
  ),
  'packages-reset': (_details, { t }) => t('admin-audit-packages-reset'),
  refund: reading(z.object({ walletId: z.number(), stars: z.number() }), ({ walletId, stars }, { t }) =>
    t('admin-audit-refund', { stars: String(stars), wallet: String(walletId) }),
  ),
  claim: reading(
    z.object({ approved: z.boolean(), amount: Amount, wallet: z.number() }),
    ({ approved, amount, wallet }, { t, currency, language }) => {
      const facts = { amount: formatMoney(BigInt(amount), currency, language), wallet: String(wallet) };
      return approved ? t('admin-audit-claim-yes', facts) : t('admin-audit-claim-no', facts);
    },
  ),
  hidemodel: reading(z.object({ modelId: z.string(), isHidden: z.boolean() }), ({ modelId, isHidden }, { t }) => {
    const facts = { model: safeLine(modelId, RAW_LENGTH) };
    return isHidden ? t('admin-audit-model-hidden', facts) : t('admin-audit-model-shown', facts);
  }),
  pricemodel: reading(
    z.object({ modelId: z.string(), price: Amount.nullable() }),
    ({ modelId, price }, { t, currency, language }) => {
      const model = safeLine(modelId, RAW_LENGTH);
      return price === null
        ? t('admin-audit-model-unpriced', { model })
        : t('admin-audit-model-priced', { model, price: formatMoney(BigInt(price), currency, language) });
    },
  ),
  broadcast: reading(z.object({ do: BroadcastDone, broadcastId: z.number() }), ({ do: done, broadcastId }, { t }) =>
    broadcastWords(done, String(broadcastId), t),
  ),
  report: reading(z.object({ kind: z.literal('ledger') }), (_details, { t }) => t('admin-audit-ledger')),
};

/** HTML. */
export function auditWords(action: string, details: unknown, look: Look): string {
  const words = Object.hasOwn(WORDS, action) ? WORDS[action] : undefined;
  try {
    if (words !== undefined) return words(details, look);
  } catch {
    // As stored, below.
  }
  return safeLine(`${action} ${JSON.stringify(details)}`, RAW_LENGTH);
}
