/** The parts of the account that the dialog may show after this event. */
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import type { AccountNeeds } from '../../../domain/chat/account-needed.ts';
import type { ChatContext } from '../../../domain/chat/contract.ts';
import type { AccountDeps } from './deps.ts';

const MOST_OPERATIONS = 8;

export async function loadAccount(
  tx: Queryable,
  walletId: number,
  needs: AccountNeeds,
  { ledger, referrals }: Pick<AccountDeps, 'ledger' | 'referrals'>,
): Promise<Pick<ChatContext, 'statement' | 'invitations'>> {
  const operations = needs.statement ? await ledger.operations(tx, walletId, MOST_OPERATIONS) : null;
  return {
    statement:
      operations?.map(({ reason, account, amount, modelId, at }) => ({
        ...{ reason, amount, modelId, at: at.getTime() },
        unit: account === 'bonus' ? 'generations' : 'money',
      })) ?? null,
    invitations: needs.invitations ? await referrals.of(tx, walletId) : null,
  };
}
