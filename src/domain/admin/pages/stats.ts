/** What was made, earned and spent: today, in a week, in a month; with a picture and the ledger as a file. */
import { formatMoney } from '../../billing/money.ts';
import { oneLine, paragraphs, safeLine } from '../../chat/html.ts';
import { PERIODS, type Counted } from '../figures.ts';
import { kieCost } from '../kie-cost.ts';
import type { PageRules } from '../page-rules.ts';
import { newLedgerReport } from '../report.ts';
import { failureWords } from '../state-words.ts';
import { turnTo } from '../turn-to.ts';
import { amountOf, rateOf } from '../words.ts';

export const stats: PageRules<'stats'> = {
  view: ({ days }, { figures, titles, pricing }, { t, language, currency }) => {
    const { users, generations, paidBy, revenue, cost, stars } = figures;
    const money = (sum: bigint): string => formatMoney(sum, currency, language);
    const spent = kieCost(cost, pricing);
    const list = (counted: readonly Counted[], nameOf: (name: string) => string): string | null =>
      counted.length === 0
        ? null
        : counted.map(({ name, count }) => `${amountOf(count, language)} · ${safeLine(nameOf(name), 60)}`).join('\n');
    const models = list(figures.models, (id) => titles.get(id)?.[language] ?? id);
    const failures = list(figures.failures, (reason) => failureWords(reason, t));
    return {
      text: paragraphs(
        days === 1 ? t('admin-stats-today') : t('admin-stats-days', { days }),
        t('admin-stats-users', { all: users.all, fresh: users.fresh, active: users.active }),
        t('admin-stats-generations', { ...generations, rate: rateOf(generations) }),
        t('admin-stats-paid-by', { ...paidBy }),
        t('admin-stats-money', {
          ...{ revenue: money(revenue), cost: money(spent), margin: money(revenue - spent) },
          ...{ credits: amountOf(cost.credits, language), booked: money(cost.booked) },
        }),
        t('admin-stats-stars', { bought: stars.bought, refunded: stars.refunded }),
        models === null ? null : `${t('admin-stats-models')}\n${models}`,
        failures === null ? null : `${t('admin-stats-failures')}\n${failures}`,
      ),
      rows: [
        PERIODS.map((period, index) => {
          const label = period === 1 ? t('button-admin-stats-today') : t('button-admin-stats-days', { days: period });
          return { text: oneLine(period === days ? `• ${label}` : label, 30), command: 'days', index };
        }),
        [{ text: t('button-admin-stats-chart'), command: 'chart' }],
        [
          { text: t('button-admin-ledger-month'), command: 'ledgermonth' },
          { text: t('button-admin-ledger-all'), command: 'ledgerall' },
        ],
        [{ text: t('button-admin-home'), command: 'home' }],
      ],
    };
  },
  tap: (page, { command, index }, { t, language }) => {
    // The shell puts the admin's own id in its place; a page knows of none.
    const asked = { adminId: 0, language };
    switch (command) {
      case 'days': {
        const days = PERIODS[index];
        return days === undefined ? null : turnTo({ page: 'stats', days });
      }
      case 'chart': {
        const report = { kind: 'chart', days: page.days, ...asked } as const;
        return turnTo(page, { act: 'report', report }, t('admin-report-coming'));
      }
      case 'ledgermonth':
      case 'ledgerall': {
        const report = newLedgerReport(command === 'ledgermonth' ? 30 : null, asked);
        return turnTo(page, { act: 'report', report }, t('admin-report-coming'));
      }
      case 'home':
        return turnTo({ page: 'home' });
      default:
        return null;
    }
  },
};
