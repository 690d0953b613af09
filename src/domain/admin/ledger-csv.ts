/** The ledger as text for a spreadsheet. Whoever opens it must not run what somebody wrote into a note. */
import { plainMoney } from '../billing/money.ts';

const COLUMNS = [
  ...['time', 'transfer', 'reference', 'reason', 'actor', 'account', 'wallet', 'amount', 'currency'],
  ...['generation', 'note'],
];

/** One posting. */
export interface LedgerRow {
  /** ISO 8601, in UTC. */
  readonly time: string;
  readonly transferId: string;
  readonly reference: string;
  readonly reason: string;
  readonly actor: string;
  readonly account: string;
  readonly walletId: string | null;
  readonly amount: string;
  readonly generationId: string | null;
  readonly note: string | null;
}

/** A spreadsheet takes what begins like this for a formula (OWASP, CSV injection). */
const FORMULA = /^[\s\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

function cell(text: string | null): string {
  const safe = text !== null && FORMULA.test(text) ? `'${text}` : (text ?? '');
  return /[",\r\n;\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With the mark by which Excel knows UTF-8. */
export const ledgerHeader = (): string => `\uFEFF${COLUMNS.join(',')}\r\n`;

/** Accounts that begin with `bonus` count generations, the others money. */
export function ledgerLine(row: LedgerRow, currency: string): string {
  const isGenerations = row.account.startsWith('bonus');
  // A number of our own making: it may begin with a minus.
  const amount = isGenerations ? row.amount : plainMoney(BigInt(row.amount), currency);
  const before = [row.time, row.transferId, row.reference, row.reason, row.actor, row.account, row.walletId].map(cell);
  const after = [isGenerations ? 'generations' : currency, row.generationId, row.note].map(cell);
  return `${[...before, amount, ...after].join(',')}\r\n`;
}
