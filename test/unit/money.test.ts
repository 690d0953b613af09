import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { formatMoney, priceInMinorUnits, type Pricing } from '../../src/domain/billing/money.ts';
import { roundedHalfUp } from '../../src/domain/catalog/decimal.ts';
import { AppError } from '../../src/shared/errors.ts';

const roubles = (more: Partial<Pricing> = {}): Pricing => ({ currency: 'RUB', usdRate: '90', markup: '2.0', ...more });

const prices: readonly (readonly [string, number, Pricing, bigint])[] = [
  ['four credits', 4, roubles(), 360n],
  ['nothing', 0, roubles(), 0n],
  ['half a kopeck is a kopeck', 0.005, roubles({ usdRate: '200', markup: '1' }), 1n],
  ['a kopeck and a half are two', 3, roubles({ usdRate: '1', markup: '1' }), 2n],
  ['a kopeck and a bit less than a half are one', 2.998, roubles({ usdRate: '1', markup: '1' }), 1n],
  ['what costs anything costs a kopeck', 0.001, roubles({ usdRate: '0.000000001' }), 1n],
  ['a tenth thrice is three tenths', 0.3, roubles({ usdRate: '0.1', markup: '200' }), 3n],
  ['a markup below one', 100, roubles({ markup: '0.5' }), 2_250n],
  ['a currency without a minor unit', 4, roubles({ currency: 'JPY', usdRate: '150', markup: '1' }), 3n],
  ['a currency with three digits', 4, roubles({ currency: 'KWD', usdRate: '0.3', markup: '2' }), 12n],
  [
    'more than a number can hold',
    9_000_000_000_000,
    roubles({ usdRate: '999999999.999999999' }),
    8_999_999_999_999_999_991_000n,
  ],
];
for (const [name, credits, pricing, minorUnits] of prices) {
  test(`price: ${name}`, () => {
    assert.equal(priceInMinorUnits(credits, pricing), minorUnits);
  });
}

test('what is no amount has no price', () => {
  for (const credits of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => priceInMinorUnits(credits, roubles()), AppError);
  }
  assert.throws(() => priceInMinorUnits(1, roubles({ usdRate: '92,5' })), AppError);
});

test('a price never falls when the credits rise, and is within half a kopeck of the exact one', () => {
  const thousandths = fc.integer({ min: 1, max: 10_000_000 });
  fc.assert(
    fc.property(thousandths, thousandths, fc.integer({ min: 1, max: 100_000 }), (a, b, rate) => {
      const pricing = roubles({ usdRate: String(rate), markup: '1.25' });
      const [less, more] = [Math.min(a, b), Math.max(a, b)].map((each) => priceInMinorUnits(each / 1_000, pricing));
      assert.ok(less !== undefined && more !== undefined && less <= more && less >= 1n);
      // Thousandths of credits x 0.005 USD x rate x 1.25 in kopecks is a / 1600 of the rate.
      const exact = { numerator: BigInt(Math.max(a, b)) * BigInt(rate), denominator: 1_600n };
      const rounded = roundedHalfUp(exact);
      assert.equal(more, rounded === 0n ? 1n : rounded);
    }),
  );
});

const formats: readonly (readonly [bigint, string, string, string])[] = [
  [1_200n, 'RUB', '12 ₽', '₽12'],
  [1_250n, 'RUB', '12,50 ₽', '₽12.50'],
  [0n, 'RUB', '0 ₽', '₽0'],
  [1n, 'RUB', '0,01 ₽', '₽0.01'],
  [123_456_700n, 'RUB', '1 234 567 ₽', '₽1,234,567'],
  [12_345_678_901_234_567_890n, 'RUB', '123 456 789 012 345 678,90 ₽', '₽123,456,789,012,345,678.90'],
  [1_250n, 'USD', '12,50 USD', 'USD 12.50'],
  [1_250n, 'JPY', '1 250 JPY', 'JPY 1,250'],
  [1_250n, 'KWD', '1,250 KWD', 'KWD 1.250'],
];
for (const [minorUnits, currency, ru, en] of formats) {
  test(`${minorUnits} of the minor unit of ${currency} are ${ru} and ${en}`, () => {
    const plain = (text: string): string => text.replaceAll(/\s/g, ' ');
    assert.equal(plain(formatMoney(minorUnits, currency, 'ru')), ru);
    assert.equal(plain(formatMoney(minorUnits, currency, 'en')), en);
  });
}

test('an amount and its sign are never torn apart by a line end', () => {
  assert.doesNotMatch(formatMoney(123_456_789n, 'RUB', 'ru'), / /);
});
