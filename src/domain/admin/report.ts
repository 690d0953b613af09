/** Something big that an admin asked for. All of it is in the id of its errand, so that it survives any restart. */
import * as z from 'zod';
import { PERIODS, type Period } from './figures.ts';

const Language = z.enum(['ru', 'en']);

interface Asked {
  readonly adminId: number;
  readonly language: z.infer<typeof Language>;
}

export type Report =
  | (Asked & { readonly kind: 'chart'; readonly days: Period })
  | (Asked & {
      readonly kind: 'ledger';
      /** Null = all. */
      readonly days: 30 | null;
      /** The part of it: a file is bounded, so the next one begins after this transfer. */
      readonly part: number;
      readonly after: bigint;
      /** Transfers of later are not in it; null = it has not begun. */
      readonly last: bigint | null;
    });

export const newLedgerReport = (days: 30 | null, asked: Asked): Report => ({
  ...{ kind: 'ledger', days, ...asked, part: 1, after: 0n, last: null },
});

export function reportId(report: Report): string {
  const { kind, adminId, language } = report;
  if (kind === 'chart') return `chart:${report.days}:${adminId}:${language}`;
  const { days, part, after, last } = report;
  return `ledger:${days ?? 'all'}:${adminId}:${language}:${part}:${after}:${last ?? 'new'}`;
}

const CHART = /^chart:(1|7|30):([1-9]\d{0,14}):(ru|en)$/;
const LEDGER = /^ledger:(30|all):([1-9]\d{0,14}):(ru|en):([1-9]\d{0,3}):(0|[1-9]\d{0,17}):(new|[1-9]\d{0,17})$/;
const Days = z.coerce.number().pipe(z.literal(PERIODS));

/** Null = no id of ours. */
export function readReport(id: string): Report | null {
  const chart = CHART.exec(id);
  if (chart !== null) {
    const [, days, adminId, language] = chart;
    return { kind: 'chart', days: Days.parse(days), adminId: Number(adminId), language: Language.parse(language) };
  }
  const ledger = LEDGER.exec(id);
  if (ledger === null) return null;
  const [, days, adminId, language, part, after = '0', last = 'new'] = ledger;
  return {
    ...{ kind: 'ledger', days: days === 'all' ? null : 30, adminId: Number(adminId), part: Number(part) },
    ...{ language: Language.parse(language), after: BigInt(after), last: last === 'new' ? null : BigInt(last) },
  };
}
