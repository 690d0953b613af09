import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOnSale } from '../../src/domain/catalog/on-sale.ts';
import { createChatTools } from '../../src/domain/chat/tools.ts';
import { imageModel } from '../support/chat.ts';

const A = imageModel('a');
const B = imageModel('b');
const UNPRICED = imageModel('unpriced', {}, { prices: [] });
const MODELS = [A, B, UNPRICED];
const own = (price: bigint, isHidden = false) => ({ isHidden, price });

test('without terms the list is the same object', () => {
  assert.equal(createOnSale()(MODELS, new Map()), MODELS);
});

test('the same list and terms give the same list, and models without a price of their own stay the same objects', () => {
  const onSale = createOnSale();
  const terms = new Map([['a', own(500n)]]);
  const sold = onSale(MODELS, terms);
  assert.equal(onSale(MODELS, terms), sold);
  assert.equal(sold[1], B);
  const again = onSale(MODELS, new Map(terms));
  assert.equal(again[0], sold[0], 'the same price, the same object: its questions are not read anew');
  assert.notEqual(onSale(MODELS, new Map([['a', own(600n)]]))[0], sold[0]);
});

test('a hidden model is not among them, also when it has a price', () => {
  const sold = createOnSale()(MODELS, new Map([['a', own(500n, true)]]));
  assert.deepEqual(
    sold.map(({ id }) => id),
    ['b', 'unpriced'],
  );
});

test('a flat price makes a model without any price orderable', () => {
  const tools = createChatTools();
  assert.equal(tools.offer(UNPRICED), null);
  const [, , sold] = createOnSale()(MODELS, new Map([['unpriced', own(4_900n)]]));
  assert.ok(sold !== undefined);
  assert.equal(sold.flatPrice, '4900');
  assert.notEqual(tools.offer(sold), null);
});
