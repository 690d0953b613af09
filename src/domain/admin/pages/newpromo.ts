/** Making a promo code, a question at a time. */
import type { Key } from '../../chat/buttons.ts';
import type { Translate } from '../../chat/contract.ts';
import { paragraphs, safeLine } from '../../chat/html.ts';
import type { AdminPageAt } from '../page.ts';
import type { Look, PageRules } from '../page-rules.ts';
import { complete, openStep, stepBack, withTyped, type Step } from '../promos/draft.ts';
import { MOST_DAYS, MOST_USES } from '../promos/pages.ts';
import { worth } from '../promos/words.ts';
import { turnTo } from '../turn-to.ts';

const USES = [1, 10, 100, 1_000];
const DAYS = [7, 30, 90, 365];
const CODE_LENGTH = 32;
const GENERATED_LENGTH = 10;

export const newpromo: PageRules<'newpromo'> = {
  view: (page, _data, look) => {
    const { t } = look;
    const step = openStep(page);
    return {
      text: paragraphs(
        t('admin-new-promo'),
        knownLines(page, look),
        step === null ? t('admin-new-promo-check') : question(step, page, t),
      ),
      rows: [
        ...answers(step, t),
        [
          { text: t('button-back'), command: 'back' },
          { text: t('button-admin-discard'), command: 'discard' },
        ],
      ],
    };
  },
  tap: (page, { command, index }, { context }) => {
    const step = openStep(page);
    switch (`${step ?? 'check'} ${command}`) {
      case 'code generate':
        return turnTo({ ...page, code: context.newGenerationId.slice(0, GENERATED_LENGTH).toUpperCase() });
      case 'kind money':
        return turnTo({ ...page, kind: 'money' });
      case 'kind generations':
        return turnTo({ ...page, kind: 'generations' });
      case 'uses uses':
        return USES.includes(index) ? turnTo({ ...page, uses: index }) : null;
      case 'days days':
        return index === 0 || DAYS.includes(index) ? turnTo({ ...page, days: index }) : null;
      default:
        return onAnyStep(page, command);
    }
  },
  text: (page, text, { t, context }) => {
    const next = withTyped(page, text, context.pricing.currency);
    return next === null ? turnTo(page, null, t('admin-new-promo-refused')) : turnTo(next);
  },
};

function onAnyStep(page: AdminPageAt<'newpromo'>, command: string): ReturnType<typeof newpromo.tap> {
  switch (command) {
    case 'create': {
      const draft = complete(page);
      return draft === null ? null : turnTo({ page: 'promos', at: 0 }, { act: 'newpromo', ...draft });
    }
    case 'back':
      return turnTo(stepBack(page) ?? { page: 'promos', at: 0 });
    case 'discard':
      return turnTo({ page: 'promos', at: 0 });
    default:
      return null;
  }
}

function knownLines({ code, kind, amount, uses, days }: AdminPageAt<'newpromo'>, look: Look): string | null {
  const { t } = look;
  const lines = [
    ...(code === null ? [] : [`<code>${safeLine(code, CODE_LENGTH)}</code>`]),
    ...(kind === null || amount === null ? [] : [t('admin-promo-gives', { worth: worth(kind, BigInt(amount), look) })]),
    ...(uses === null ? [] : [t('admin-new-promo-uses', { limit: uses })]),
    ...(days === null ? [] : [days === 0 ? t('admin-promo-forever') : t('admin-new-promo-days', { count: days })]),
    ...(kind === null || amount === null || uses === null
      ? []
      : [t('admin-new-promo-total', { sum: worth(kind, BigInt(amount) * BigInt(uses), look) })]),
  ];
  return lines.length === 0 ? null : lines.join('\n');
}

function question(step: Step, { kind }: AdminPageAt<'newpromo'>, t: Translate): string {
  switch (step) {
    case 'code':
      return t('admin-ask-promo-code');
    case 'kind':
      return t('admin-ask-promo-kind');
    case 'amount':
      return kind === 'money' ? t('admin-ask-promo-money') : t('admin-ask-promo-generations');
    case 'uses':
      return t('admin-ask-promo-uses', { most: String(MOST_USES) });
    case 'days':
      return t('admin-ask-promo-days', { most: String(MOST_DAYS) });
  }
}

function answers(step: Step | null, t: Translate): readonly (readonly Key[])[] {
  switch (step) {
    case 'code':
      return [[{ text: t('button-admin-generate-code'), command: 'generate' }]];
    case 'kind':
      return [
        [{ text: t('button-admin-promo-money'), command: 'money' }],
        [{ text: t('button-admin-promo-gift'), command: 'generations' }],
      ];
    case 'amount':
      return [];
    case 'uses':
      return [USES.map((uses) => ({ text: String(uses), command: 'uses', index: uses }))];
    case 'days':
      return [
        DAYS.map((days) => ({ text: String(days), command: 'days', index: days })),
        [{ text: t('button-admin-forever'), command: 'days', index: 0 }],
      ];
    case null:
      return [[{ text: t('button-admin-create-promo'), command: 'create' }]];
  }
}
