/** What it takes to decide about transfers; made once in wire.ts. */
import type { Outbox } from '../../../adapters/postgres/outbox.ts';
import type { People } from '../../../adapters/postgres/people.ts';
import type { TopupClaims } from '../../../adapters/postgres/topup-claims.ts';
import type { Texts } from '../../../domain/chat/contract.ts';

export interface ClaimDesk {
  readonly store: Pick<TopupClaims, 'get' | 'open' | 'countOpen' | 'decide'>;
  readonly people: People;
  readonly outbox: Pick<Outbox, 'add'>;
  readonly texts: Texts;
  /** Of all money. */
  readonly currency: string;
}
