/** The last operations of an account in words, one a line. */
import type { StatementLine } from '../billing/statement.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { escapeHtml } from './html.ts';
import { modelTitle } from './phrases.ts';
import { money } from './price-words.ts';
import type { Scene } from './scene.ts';

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

/** A held order is named by its model and is one line for good; one that came to nothing has a second line, its return. */
function whatOf(scene: Scene, { reason, modelId }: StatementLine): string {
  const { t } = scene;
  switch (reason) {
    case 'hold':
    case 'capture':
    case 'cost':
      return titleOf(scene, modelId) ?? t('operation-order');
    case 'release': {
      const model = titleOf(scene, modelId);
      return model === null ? t('operation-release') : t('operation-release-of', { model });
    }
    case 'stars':
      return t('operation-stars');
    case 'stars-refund':
      return t('operation-stars-refund');
    case 'stars-refund-undone':
      return t('operation-refund-undone');
    case 'bank':
      return t('operation-bank');
    case 'promo':
      return t('operation-promo');
    case 'referral':
      return t('operation-referral');
    case 'grant':
      return t('operation-grant');
    case 'take':
    case 'refund-loss':
      return t('operation-take');
    default:
      return assertNever(reason);
  }
}

function titleOf({ context, language }: Scene, modelId: string | null): string | null {
  const model = modelId === null ? undefined : context.anyModel(modelId);
  return model === undefined ? null : escapeHtml(modelTitle(model, language));
}
