/** A transfer that waits for a decision, as admins read it. */
import { assertNever } from '../../shared/assert-never.ts';
import { formatMoney } from '../billing/money.ts';
import { adminButton, type Key } from '../chat/buttons.ts';
import type { Translate, View } from '../chat/contract.ts';
import { paragraphs, safeLine } from '../chat/html.ts';
import type { ClaimFacts, ClaimState, Person } from './claim-facts.ts';
import type { Look } from './page-rules.ts';

const NAME_LENGTH = 40;

/** HTML. */
export function personLine(t: Translate, person: Person | null): string {
  if (person === null) return t('admin-person-forgotten');
  const name = safeLine(person.firstName, NAME_LENGTH) || '—';
  const { username, userId } = person;
  const at = username === null ? '' : ` @${safeLine(username, NAME_LENGTH)}`;
  return `${name}${at} (<code>${userId}</code>)`;
}

/** Under a picture: at most 1024 characters. */
export function claimView(facts: ClaimFacts, { t, language, currency }: Look): View {
  return {
    text: paragraphs(
      t('admin-claim', {
        person: personLine(t, facts.claimant),
        amount: formatMoney(facts.amount, currency, language),
        balance: formatMoney(facts.balance, currency, language),
      }),
      facts.isCompared ? null : t('admin-claim-not-compared'),
      facts.fileId === null ? t('admin-claim-no-picture') : null,
    ),
    keyboard: [
      [
        adminButton(t('button-admin-claim-yes'), 'claimyes', facts.id),
        adminButton(t('button-admin-claim-no'), 'claimno', facts.id),
      ],
    ],
  };
}

/** On a list: which one, and how much. */
export function claimKey(facts: ClaimFacts, index: number, { language, currency }: Look): Key {
  return { text: `${index + 1}. ${formatMoney(facts.amount, currency, language)}`, command: 'claim', index };
}

/** Somebody was faster, or there is nothing to decide. HTML. */
export function lateClaimText(t: Translate, state: ClaimState | null, decider: Person | null): string {
  const by = personLine(t, decider);
  switch (state) {
    case 'approved':
      return t('admin-claim-late-approved', { by });
    case 'refused':
      return t('admin-claim-late-refused', { by });
    case 'open':
    case 'checking':
      return t('admin-claim-checking');
    case 'duplicate':
    case null:
      return t('admin-claim-gone');
    default:
      return assertNever(state);
  }
}
