/** The first result of somebody who was invited: both sides get what was promised, and hear of it. */
import type { OutboxMessage } from '../../adapters/postgres/outbox.ts';
import type { People } from '../../adapters/postgres/people.ts';
import type { Referrals } from '../../adapters/postgres/referrals.ts';
import type { Queryable } from '../../adapters/postgres/transaction.ts';
import { textPayload } from '../../adapters/telegram/view.ts';
import { menuButton } from '../../domain/chat/buttons.ts';
import type { Texts } from '../../domain/chat/contract.ts';

export interface RewardDeps {
  readonly referrals: Pick<Referrals, 'reward'>;
  readonly people: Pick<People, 'ofWallet'>;
  /** As of now. */
  readonly referralBonus: () => number;
  readonly texts: Texts;
}

/** In the transaction that captures the generation. */
export async function rewardInvitation(
  tx: Queryable,
  userId: number,
  { referrals, people, referralBonus, texts }: RewardDeps,
): Promise<readonly OutboxMessage[]> {
  const count = referralBonus();
  const rewarded = await referrals.reward(tx, userId, count);
  if (rewarded === null) return [];
  const messages: OutboxMessage[] = [];
  for (const side of ['invitee', 'inviter'] as const) {
    // A forgotten inviter has the gift in the wallet that waits, and nobody to tell.
    const person = await people.ofWallet(tx, side === 'invitee' ? rewarded.inviteeId : rewarded.inviterId);
    if (person === null) continue;
    const t = texts[person.language];
    const text = side === 'invitee' ? t('referral-for-invitee', { count }) : t('referral-for-inviter', { count });
    const view = { text, keyboard: [[menuButton(t('button-menu'))]] };
    messages.push({
      ...{ chatId: person.userId, method: 'sendMessage', payload: textPayload(person.userId, view) },
      ...{ purpose: 'notice', dedupeKey: `referral:${rewarded.inviteeId}:${side}` },
    });
  }
  return messages;
}
