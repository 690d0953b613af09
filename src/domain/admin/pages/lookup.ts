/** The whole story of one generation. The reason of a failure also as its code, which stands in the log. */
import { formatMoney } from '../../billing/money.ts';
import { oneLine, paragraphs, safeLine } from '../../chat/html.ts';
import type { Trail } from '../figures.ts';
import type { Look, PageRules } from '../page-rules.ts';
import { reasonWords } from '../people/words.ts';
import { attemptWords, dailyWords, failureWords, generationWords, messageWords, paymentWords } from '../state-words.ts';
import { turnTo } from '../turn-to.ts';
import { amountOf } from '../words.ts';

const WANTED_LENGTH = 40;

function story(trail: Trail, { t, language, currency }: Look): string {
  const { steps, attempts, transfers, outbox } = trail;
  const number = (value: number | null): string => (value === null ? '—' : amountOf(value, language));
  const money = (sum: bigint): string => formatMoney(sum, currency, language);
  // Free generations are counted, not paid: their transfers move one of them.
  const moved = (sum: bigint): string => (trail.paidBy === 'bonus' ? String(sum) : money(sum));
  return paragraphs(
    t('admin-trail', {
      ...{ id: trail.id, trace: trail.traceId, user: String(trail.userId), model: safeLine(trail.modelId, 80) },
      ...{
        state: safeLine(generationWords(trail.state, t), 40),
        price: trail.price === null ? '—' : money(trail.price),
        by: safeLine(paymentWords(trail.paidBy, t), 40),
      },
      ...{ quoted: number(trail.credits), consumed: number(trail.consumed) },
    }),
    trail.failure === null
      ? null
      : `⚠️ ${safeLine(failureWords(trail.failure, t), 60)} (<code>${safeLine(trail.failure, 40)}</code>): ${safeLine(trail.detail ?? '—', 400)}`,
    t('admin-trail-steps', {
      ...{ created: steps.created, submitted: steps.submitted ?? '—', finished: steps.finished ?? '—' },
      ...{ ended: steps.ended ?? '—', deadline: steps.deadline },
    }),
    `${t('admin-trail-attempts')}\n${attempts.map((one) => `${one.number}. ${safeLine(attemptWords(one.outcome, t), 40)} <code>${safeLine(one.taskId ?? '—', 80)}</code>`).join('\n') || '—'}`,
    `${t('admin-trail-money')}\n${
      [
        ...(trail.daily === null ? [] : [t('admin-trail-daily', { state: safeLine(dailyWords(trail.daily, t), 40) })]),
        ...transfers.map(
          (one) =>
            `${reasonWords(one.reason, t)} ${one.reason === 'cost' ? money(one.amount) : moved(one.amount)} <code>${safeLine(one.reference, 60)}</code>`,
        ),
      ].join('\n') || '—'
    }`,
    `${t('admin-trail-outbox')}\n${outbox.map((one) => `${safeLine(messageWords(one.state, t), 40)} <code>${safeLine(one.key, 40)}</code> ${safeLine(one.error ?? '', 40)}`).join('\n') || '—'}`,
  );
}

export const lookup: PageRules<'lookup'> = {
  view: ({ wanted }, { trail }, look) => {
    const { t } = look;
    const asking = t('admin-lookup');
    const none = wanted === null ? null : t('admin-lookup-none', { wanted: safeLine(wanted, WANTED_LENGTH) });
    return {
      text: trail === null ? paragraphs(none, asking) : paragraphs(story(trail, look), asking),
      rows: [[{ text: t('button-back'), command: 'back' }]],
    };
  },
  tap: (_page, { command }) => (command === 'back' ? turnTo({ page: 'system' }) : null),
  text: (_page, text) => turnTo({ page: 'lookup', wanted: oneLine(text, WANTED_LENGTH) }),
};
