/** What admins did, in words. One line here for each action; what has none is shown as it is stored. */
import { z } from 'zod';
import { safeLine } from '../chat/html.ts';
import type { Look } from './page-rules.ts';
import { Amount, TransferKind } from './people/pages.ts';
import { amountWords } from './people/words.ts';
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

const WORDS: Readonly<Record<string, Words>> = {
  maintenance: reading(z.object({ isOn: z.boolean() }), ({ isOn }, { t }) =>
    isOn ? t('admin-audit-closed') : t('admin-audit-opened'),
  ),
  transfer: reading(
    z.object({ kind: TransferKind, amount: Amount, walletId: z.number() }),
    ({ kind, amount, walletId }, look) => {
      const facts = { amount: amountWords(kind, BigInt(amount), look), wallet: String(walletId) };
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
