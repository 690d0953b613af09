/** The packages of Stars that the balance can be filled with. */
import { formatMoney, parseMoney } from '../../billing/money.ts';
import type { Key } from '../../chat/buttons.ts';
import { rowsOf } from '../../chat/form/question.ts';
import { paragraphs } from '../../chat/html.ts';
import type { AdminAction } from '../page.ts';
import type { PageRules } from '../page-rules.ts';
import { StarPackage } from '../settings.ts';
import { turnTo } from '../turn-to.ts';

/** "300 = 350", "300"; null = no package. */
export function readPackage(text: string, currency: string): Extract<AdminAction, { act: 'package-set' }> | null {
  const [, stars = '', sum] = /^\s*(\d{1,6})\s*(?:⭐\s*)?(?:=\s*(\S.*))?$/u.exec(text) ?? [];
  const amount = sum === undefined ? null : parseMoney(sum, currency);
  if (sum !== undefined && amount === null) return null;
  const parsed = StarPackage.safeParse({ stars: Number(stars), amount: amount === null ? null : Number(amount) });
  return parsed.success ? { act: 'package-set', ...parsed.data } : null;
}

export const packages: PageRules<'packages'> = {
  view: (_page, data, { t, currency, language }) => {
    const lines = data.packages.map(({ stars, amount, isByRate }) => {
      const args = { stars: String(stars), amount: formatMoney(amount, currency, language) };
      return isByRate ? t('admin-package-line-rate', args) : t('admin-package-line', args);
    });
    // By its Stars, which name a package whatever another admin does to the list meanwhile.
    const removals = data.packages.map(({ stars }): Key => {
      return { text: t('button-admin-package-remove', { stars: String(stars) }), command: 'remove', index: stars };
    });
    const reset: Key = { text: t('button-admin-packages-reset'), command: 'reset' };
    return {
      text: paragraphs(
        t('admin-packages'),
        lines.length === 0 ? t('admin-packages-none') : lines.join('\n'),
        data.isUsual ? t('admin-packages-usual') : null,
        t('admin-packages-how'),
      ),
      rows: [
        ...rowsOf(removals, 3),
        ...(data.isUsual ? [] : [[reset]]),
        [{ text: t('button-admin-home'), command: 'home' }],
      ],
    };
  },
  tap: (page, { command, index }) => {
    switch (command) {
      case 'remove':
        return turnTo(page, { act: 'package-remove', stars: index });
      case 'reset':
        return turnTo(page, { act: 'packages-reset' });
      case 'home':
        return turnTo({ page: 'home' });
      default:
        return null;
    }
  },
  text: (page, text, { t, context }) => {
    const action = readPackage(text, context.pricing.currency);
    return action === null ? turnTo(page, null, t('admin-package-not-one')) : turnTo(page, action);
  },
};
