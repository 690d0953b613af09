/** How the machine is: who polls, what waits, what is stuck, what is left at KIE. */
import { paragraphs, safeLine } from '../../chat/html.ts';
import type { PageRules } from '../page-rules.ts';
import { childWords, generationWords } from '../state-words.ts';
import { turnTo } from '../turn-to.ts';
import { amountOf } from '../words.ts';

const MEGABYTE = 1_048_576;

export const system: PageRules<'system'> = {
  view: (_page, { figures, children }, { t, language }) => {
    const { lease, queues, open, stuck, kieCredits, catalog } = figures;
    const megabytes = (bytes: number): string => amountOf(Math.round(bytes / MEGABYTE), language);
    const counted = (list: readonly { readonly name: string; readonly count: number }[]): string =>
      list.map(({ name, count }) => `${safeLine(name, 40)}: ${count}`).join('\n');
    return {
      text: paragraphs(
        t('admin-system'),
        t('admin-system-lease', {
          ...{ owner: safeLine(lease.owner ?? '—', 60), epoch: String(lease.epoch) },
          left: lease.leftSeconds === null ? '—' : String(lease.leftSeconds),
        }),
        children === null
          ? null
          : `${t('admin-system-children')}\n${children
              .map(({ name, state, restarts, rssBytes }) => {
                const rss = rssBytes === null ? '—' : megabytes(rssBytes);
                return t('admin-system-child', { name, state: childWords(state, t), restarts: String(restarts), rss });
              })
              .join('\n')}`,
        `${t('admin-system-queues')}\n${counted(queues.slice(0, 20))}`,
        t('admin-system-waiting', {
          ...{ dead: String(figures.deadLetters), outbox: String(figures.outbox), inbox: String(figures.inbox) },
        }),
        open.length === 0
          ? t('admin-system-idle')
          : `${t('admin-system-open')}\n${counted(open.map(({ name, count }) => ({ name: generationWords(name, t), count })))}`,
        stuck.length === 0
          ? null
          : `${t('admin-system-stuck')}\n${stuck.map(({ id, state, when }) => `<code>${id}</code> ${generationWords(state, t)} ${when}`).join('\n')}`,
        kieCredits === null
          ? t('admin-system-credits-unknown')
          : kieCredits
              .map(({ credits, when }) => t('admin-system-credits', { credits: amountOf(credits, language), when }))
              .join('\n'),
        t('admin-system-catalog', {
          ...{ finished: catalog.finished ?? '—', failed: catalog.failed ?? '—', failures: String(catalog.failures) },
        }),
        t('admin-system-database', { size: megabytes(figures.databaseBytes) }),
      ),
      rows: [
        [
          { text: t('button-admin-refresh'), command: 'refresh' },
          { text: t('button-admin-troubles'), command: 'troubles' },
        ],
        [
          { text: t('button-admin-lookup'), command: 'lookup' },
          { text: t('button-admin-dead'), command: 'dead' },
        ],
        [{ text: t('button-admin-home'), command: 'home' }],
      ],
    };
  },
  tap: (page, { command }) => {
    switch (command) {
      case 'refresh':
        return turnTo(page);
      case 'troubles':
        return turnTo({ page: 'troubles' });
      case 'dead':
        return turnTo({ page: 'deadletters' });
      case 'lookup':
        return turnTo({ page: 'lookup', wanted: null });
      case 'home':
        return turnTo({ page: 'home' });
      default:
        return null;
    }
  },
};
