/** Big reports for an admin: made and sent here, because they take time and memory that the dialog has not. */
import { Readable } from 'node:stream';
import type { Chart } from '../../adapters/charts/chart.ts';
import type { LedgerExport } from '../../adapters/postgres/ledger-export.ts';
import type { Statistics } from '../../adapters/postgres/statistics.ts';
import { textPayload } from '../../adapters/telegram/view.ts';
import type { Bucket } from '../../domain/admin/figures.ts';
import { kieCost, worthOf } from '../../domain/admin/kie-cost.ts';
import { readReport, reportId, type Report } from '../../domain/admin/report.ts';
import type { Settings } from '../../domain/admin/settings.ts';
import { plainMoney, type Pricing } from '../../domain/billing/money.ts';
import type { Translate } from '../../domain/chat/contract.ts';
import { done, later, type Outcome } from '../../domain/generation/outcome.ts';
import { AppError, toAppError } from '../../shared/errors.ts';
import { errorFields } from '../../shared/log.ts';
import type { GenerationDeps } from './deps.ts';
import { ledgerPart } from './ledger-part.ts';

export interface ReportDeps extends Pick<
  GenerationDeps,
  'pool' | 'api' | 'pace' | 'texts' | 'admins' | 'outbox' | 'queue' | 'currency' | 'log'
> {
  readonly statistics: Statistics;
  readonly ledgerExport: LedgerExport;
  readonly settings: () => Settings;
  readonly renderChart: (chart: Chart) => Promise<Uint8Array>;
  /** Of one file. */
  readonly mostBytes: number;
}

function chartOf(series: readonly Bucket[], days: number, t: Translate, pricing: Pricing): Chart {
  const { currency } = pricing;
  const units = (sum: bigint): number => Number(plainMoney(sum, currency));
  // The same rule for all bars: a period that is booked in part would mix two ways to count.
  const isBooked = series.some(({ cost }) => cost.booked !== 0n);
  const costOf = ({ cost }: Bucket): bigint =>
    isBooked ? kieCost({ ...cost, credits: 0 }, pricing) : worthOf(cost.credits, pricing);
  return {
    title: days === 1 ? t('admin-chart-title-today') : t('admin-chart-title-days', { days }),
    labels: series.map(({ label }) => label),
    bars: [
      { name: t('admin-chart-revenue', { currency }), values: series.map(({ revenue }) => units(revenue)) },
      { name: t('admin-chart-cost', { currency }), values: series.map((bucket) => units(costOf(bucket))) },
    ],
    line: { name: t('admin-chart-generations'), values: series.map(({ delivered }) => delivered) },
  };
}

async function sendChart(report: Extract<Report, { kind: 'chart' }>, deps: ReportDeps): Promise<Outcome> {
  const t = deps.texts[report.language];
  const { usdRate, markup } = deps.settings();
  const series = await deps.statistics.series(deps.pool, report.days);
  const png = await deps.renderChart(chartOf(series, report.days, t, { currency: deps.currency, usdRate, markup }));
  const open = (): Promise<Readable> => Promise.resolve(Readable.from([Buffer.from(png)]));
  await deps.pace.take(report.adminId);
  const payload = { chat_id: report.adminId, caption: t('admin-chart-caption') };
  await deps.api.sendMedia('photo', { open, fileName: 'chart.png', mimeType: 'image/png' }, payload);
  return done;
}

/** One file; where there is more, the next one is an errand of its own that knows where to go on. */
async function sendLedger(report: Extract<Report, { kind: 'ledger' }>, deps: ReportDeps): Promise<Outcome> {
  const t = deps.texts[report.language];
  const bounds =
    report.last === null
      ? await deps.ledgerExport.bounds(deps.pool, report.days)
      : { first: report.after + 1n, last: report.last };
  const chatId = report.adminId;
  await deps.pace.take(chatId);
  if (bounds === null) {
    const payload = textPayload(chatId, { text: t('admin-ledger-empty'), keyboard: [] });
    await deps.outbox.add(deps.pool, [{ chatId, method: 'sendMessage', payload, purpose: 'notice' }]);
    return done;
  }
  const part = ledgerPart({ after: bounds.first - 1n, last: bounds.last }, deps);
  const payload = { chat_id: chatId, caption: t('admin-ledger-caption', { part: report.part }) };
  const fileName = `ledger-${report.days ?? 'all'}-${report.part}.csv`;
  await deps.api.sendMedia('document', { open: part.open, fileName, mimeType: 'text/csv' }, payload);
  const rest = part.rest();
  if (rest === null) return done;
  const id = reportId({ ...report, part: report.part + 1, after: rest, last: bounds.last });
  await deps.queue.errand(deps.pool, { kind: 'report', id, traceId: id });
  return done;
}

async function tellFailure({ adminId: chatId, language }: Report, deps: ReportDeps): Promise<void> {
  const t = deps.texts[language];
  const payload = textPayload(chatId, { text: t('admin-report-failed'), keyboard: [] });
  await deps.outbox.add(deps.pool, [{ chatId, method: 'sendMessage', payload, purpose: 'notice' }]);
}

/** Done twice, it is sent twice; that an admin can bear, and nothing else can happen. */
export async function makeReport(id: string, deps: ReportDeps): Promise<Outcome> {
  const report = readReport(id);
  if (report === null || !deps.admins.includes(report.adminId)) {
    return { kind: 'dead', error: new AppError('UNEXPECTED', 'a report that no admin can have asked for') };
  }
  try {
    return await (report.kind === 'chart' ? sendChart(report, deps) : sendLedger(report, deps));
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'TELEGRAM_BLOCKED') return done;
    if (error.code === 'TELEGRAM_FLOOD') return later(Math.ceil((error.retryAfterMs ?? 1_000) / 1_000));
    if (error.fault === 'transient') return { kind: 'retry', error };
    deps.log.warn('report.failed', { kind: report.kind, error: errorFields(error) });
    await tellFailure(report, deps);
    return { kind: 'dead', error };
  }
}
