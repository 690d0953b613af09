import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countHistory, type StarPage } from '../../src/roles/generation/count-star-history.ts';

const SINCE = new Date('2026-11-28T00:00:00Z');
const NOTHING = { since: SINCE, transactions: 0, payments: 0, stars: 0, isWhole: false };
const none = (): boolean => false;

type Kind = 'paid' | 'refunded';
const at = (chargeId: string, day: number, kind: Kind = 'paid', stars = 10) => ({
  ...{ kind, chargeId, stars, at: new Date(SINCE.getTime() + day * 86_400_000) },
});
const page = (size: number, ...transactions: StarPage['transactions']): StarPage => ({ size, transactions });
const full = (start: number, day: number): StarPage =>
  page(100, ...Array.from({ length: 100 }, (_, index) => at(`c${start + index}`, day)));

describe('what was sold before this database', () => {
  const cases: readonly (readonly [string, readonly StarPage[], Partial<typeof NOTHING>])[] = [
    ['nothing at all', [page(0)], { isWhole: true }],
    ['a short page of old ones is all there is', [page(2, at('a', -9), at('b', -1))], { transactions: 2, payments: 2 }],
    [
      'the first of the very moment is no history',
      [page(2, at('a', -1), at('b', 0))],
      { transactions: 1, payments: 1 },
    ],
    ['full pages of old ones go on', [full(0, -9)], { transactions: 100, payments: 100, isWhole: false }],
    ['a full page with a newer one ends it', [page(100, at('a', -1), at('b', 1))], { transactions: 1, payments: 1 }],
    [
      'what is no payment counts in a full page',
      [page(100, at('a', -1))],
      { transactions: 100, payments: 1, isWhole: false },
    ],
    [
      'a page behind the end is not counted',
      [page(100, at('a', -1), at('b', 1)), page(1, at('c', 2))],
      { transactions: 1, payments: 1 },
    ],
    ['given back before', [page(2, at('a', -9), at('a', -8, 'refunded'))], { transactions: 2, payments: 0 }],
    ['given back since', [page(2, at('a', -9), at('a', 1, 'refunded'))], { transactions: 1, payments: 0 }],
  ];
  for (const [name, pages, expected] of cases) {
    test(name, () => {
      const counted = { ...NOTHING, isWhole: true, ...expected };
      assert.deepEqual(countHistory(NOTHING, pages, none), { ...counted, stars: counted.payments * 10 });
    });
  }

  test('what is booked already, by an older version, is not counted', () => {
    const { payments, transactions } = countHistory(NOTHING, [page(2, at('a', -9), at('b', -8))], (id) => id === 'a');
    assert.deepEqual({ payments, transactions }, { payments: 1, transactions: 2 });
  });

  test('a later run adds to what an earlier one counted', () => {
    const first = countHistory(NOTHING, [full(0, -9), full(100, -8)], none);
    assert.deepEqual(countHistory(first, [page(1, at('z', -1))], none), {
      ...{ since: SINCE, transactions: 201, payments: 201, stars: 2_010, isWhole: true },
    });
  });
});
