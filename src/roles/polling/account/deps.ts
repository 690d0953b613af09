/** What the screens and effects of a person's account need; made once in wire.ts. */
import type { ForgetPerson } from '../../../adapters/postgres/forget-person.ts';
import type { Ledger } from '../../../adapters/postgres/ledger.ts';
import type { Promos } from '../../../adapters/postgres/promo.ts';
import type { Referrals } from '../../../adapters/postgres/referrals.ts';

export interface AccountDeps {
  readonly ledger: Pick<Ledger, 'operations'>;
  readonly promos: Promos;
  readonly referrals: Pick<Referrals, 'add' | 'of'>;
  readonly forgetPerson: ForgetPerson;
  /** Where a day begins. */
  readonly timeZone: string;
}
