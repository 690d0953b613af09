/** The last operations of an account in words, one a line. */
import type { StatementLine } from '../billing/statement.ts';
import type { Translate } from './contract.ts';
import { escapeHtml } from './html.ts';
import { modelTitle } from './phrases.ts';
import { money } from './price-words.ts';
import type { Scene } from './scene.ts';

type Reason = StatementLine['reason'];
type OrderReason = 'hold' | 'capture' | 'cost' | 'release';

/** HTML; null where nothing has happened yet. */
export function statementLines(scene: Scene, lines: readonly StatementLine[]): string | null {
  if (lines.length === 0) return null;
  return [scene.t('balance-operations'), ...lines.map((line) => lineOf(scene, line))].join('\n');
}

function lineOf(scene: Scene, line: StatementLine): string {
  const { t } = scene;
  return t('operation', { date: dateOf(scene, line.at), sum: sumOf(scene, line), what: whatOf(scene, line) });
}

/** "+117 ₽", "−3,60 ₽": a minus sign, which no hyphen is taken for. */
function sumOf(scene: Scene, { unit, amount }: StatementLine): string {
  const size = amount < 0n ? -amount : amount;
  const sign = amount < 0n ? '−' : '+';
  return sign + (unit === 'money' ? money(scene, size) : scene.t('operation-generations', { count: Number(size) }));
}

/** Day and month: a list of eight needs no year. */
function dateOf({ language, context: { timeZone } }: Scene, at: number): string {
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone }).format(at);
}

/** What has nothing to do with an order. */
const WORDS: Readonly<Record<Exclude<Reason, OrderReason>, (t: Translate) => string>> = {
  stars: (t) => t('operation-stars'),
  'stars-refund': (t) => t('operation-stars-refund'),
  'stars-refund-undone': (t) => t('operation-refund-undone'),
  'refund-loss': (t) => t('operation-take'),
  bank: (t) => t('operation-bank'),
  promo: (t) => t('operation-promo'),
  referral: (t) => t('operation-referral'),
  grant: (t) => t('operation-grant'),
  take: (t) => t('operation-take'),
};

/** A held order is named by its model and is one line for good; one that came to nothing has a second line, its return. */
function whatOf(scene: Scene, { reason, modelId }: StatementLine): string {
  const { t } = scene;
  const model = titleOf(scene, modelId);
  switch (reason) {
    case 'hold':
    case 'capture':
    case 'cost':
      return model ?? t('operation-order');
    case 'release':
      return model === null ? t('operation-release') : t('operation-release-of', { model });
    default:
      return WORDS[reason](t);
  }
}

function titleOf({ context, language }: Scene, modelId: string | null): string | null {
  const model = modelId === null ? undefined : context.anyModel(modelId);
  return model === undefined ? null : escapeHtml(modelTitle(model, language));
}
