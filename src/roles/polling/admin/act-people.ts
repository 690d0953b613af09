/** Giving to a person, taking from them, banning them. */
import { textPayload } from '../../../adapters/telegram/view.ts';
import type { Transfer } from '../../../adapters/postgres/ledger.ts';
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import type { PeopleAction } from '../../../domain/admin/people/pages.ts';
import { amountWords } from '../../../domain/admin/people/words.ts';
import { formatMoney } from '../../../domain/billing/money.ts';
import { menuButton } from '../../../domain/chat/buttons.ts';
import { refused, type Act } from './acted.ts';
import type { AdminDeps } from './deps.ts';

type Give = Extract<PeopleAction, { readonly act: 'transfer' }>;

/** The key was drawn with the confirmation, so a second tap on it finds the first one's reference. */
function transferOf({ kind, walletId, amount, key }: Give, adminId: number): Transfer {
  const actor = `admin:${adminId}` as const;
  const persons = { account: kind === 'gift' ? 'bonus' : 'available', walletId } as const;
  const house = { account: kind === 'gift' ? 'bonus_issued' : 'adjustment' } as const;
  return kind === 'take'
    ? { reference: `take:${key}`, reason: 'take', actor, from: persons, to: house, amount: BigInt(amount) }
    : { reference: `grant:${key}`, reason: 'grant', actor, from: house, to: persons, amount: BigInt(amount) };
}

/** In the person's own language, and without what only admins know. */
async function tellPerson(
  tx: Queryable,
  { kind, walletId, amount, key }: Give,
  deps: AdminDeps,
  currency: string,
): Promise<void> {
  const known = kind === 'take' ? null : await deps.people.ofWallet(tx, walletId);
  if (known === null) return;
  const { userId, language } = known;
  const t = deps.texts[language];
  const text =
    kind === 'gift'
      ? t('granted-generations', { count: Number(amount) })
      : t('granted-money', { amount: formatMoney(BigInt(amount), currency, language) });
  const payload = textPayload(userId, { text, keyboard: [[menuButton(t('button-menu'))]] });
  await deps.outbox.add(tx, [
    { chatId: userId, method: 'sendMessage', payload, purpose: 'notice', dedupeKey: `grant:${key}` },
  ]);
}

export const transfer: Act<'transfer'> = async (tx, action, adminId, deps, look) => {
  const { walletId, kind, amount } = action;
  if ((await deps.persons.card(tx, walletId)) === null) return refused(look.t('admin-person-gone'));
  const { available } = await deps.ledger.lock(tx, walletId);
  if (kind === 'take' && available < BigInt(amount)) {
    return refused(look.t('admin-transfer-short', { balance: amountWords(kind, available, look) }));
  }
  if (!(await deps.ledger.post(tx, transferOf(action, adminId)))) return refused(look.t('admin-transfer-known'));
  await tellPerson(tx, action, deps, look.currency);
  const words = amountWords(kind, BigInt(amount), look);
  const notice =
    kind === 'take'
      ? look.t('admin-transfer-taken', { amount: words })
      : look.t('admin-transfer-given', { amount: words });
  return { notice, changed: { walletId, kind, amount, key: action.key } };
};

export const ban: Act<'ban'> = async (tx, { walletId, isBanned }, _adminId, { people, persons, admins }, { t }) => {
  const known = await people.ofWallet(tx, walletId);
  // An admin who is banned could not even take it back.
  if (isBanned && known !== null && admins.includes(known.userId)) return refused(t('admin-ban-admin'));
  const hasChanged = await persons.setBanned(tx, walletId, isBanned);
  return { notice: null, changed: hasChanged ? { walletId, isBanned } : null };
};
