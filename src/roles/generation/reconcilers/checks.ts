/** What every look over the house needs, and what it answers. */
import type { KieClient } from '../../../adapters/kie/client.ts';
import type { BooksCheck } from '../../../adapters/postgres/books-check.ts';
import type { KieSpend } from '../../../adapters/postgres/kie-spend.ts';
import type { Lagging } from '../../../adapters/postgres/lagging.ts';
import type { DeadLetters } from '../../../adapters/queue/dead-letters.ts';
import type { Check } from '../../../domain/admin/trouble.ts';
import type { GenerationDeps } from '../deps.ts';
import type { FailingChecks } from './failing-checks.ts';

export interface ReconcileDeps extends Omit<GenerationDeps, 'kie' | 'spend'> {
  readonly kie: GenerationDeps['kie'] & Pick<KieClient, 'credits'>;
  readonly spend: KieSpend;
  readonly books: BooksCheck;
  readonly lagging: Lagging;
  readonly deadLetters: Pick<DeadLetters, 'count' | 'list'>;
  /** KIE credits below which the admins are told; 0 = never. */
  readonly lowCredits: number;
  /** Compares the payments that Telegram lists with ours; a number of differences. */
  readonly reconcileStars?: () => Promise<number>;
  readonly failing: FailingChecks;
  /** A look was taken. */
  readonly onFound: (check: Check, count: number) => void;
}

export interface Found {
  /** 0 = all is well. */
  readonly count: number;
  /** Ids, for the log and the admins. */
  readonly examples: readonly string[];
}

export const foundIds = (ids: readonly string[]): Found => ({ count: ids.length, examples: ids });
