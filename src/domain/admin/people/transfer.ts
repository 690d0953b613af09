/** Giving and taking: how much at once, and what there is before and after. */
import type { Look } from '../page-rules.ts';
import type { PersonCard } from './data.ts';
import type { TransferKind } from './pages.ts';
import { amountWords } from './words.ts';

/** A slip of a zero must not empty the books. Whole units of the currency, and generations. */
const MOST_MONEY = 1_000_000;
const MOST_GENERATIONS = 1_000n;

export const mostOf = (kind: TransferKind, minorUnits: (units: number) => bigint): bigint =>
  kind === 'gift' ? MOST_GENERATIONS : minorUnits(MOST_MONEY);

type Balances = Pick<PersonCard, 'available' | 'bonus'>;

export const balanceOf = (kind: TransferKind, { available, bonus }: Balances): bigint =>
  kind === 'gift' ? bonus : available;

export const balanceAfter = (kind: TransferKind, balances: Balances, amount: bigint): bigint =>
  balanceOf(kind, balances) + (kind === 'take' ? -amount : amount);

export const availableLine = (kind: TransferKind, card: PersonCard, look: Look): string =>
  look.t('admin-amount-now', { balance: amountWords(kind, balanceOf(kind, card), look) });
