/** The panel says what state a thing is in, in the admin's language: codes stand only where logs are searched for them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AdminDataOf } from '../../src/domain/admin/data.ts';
import type { PeriodFigures, SystemFigures, Trail } from '../../src/domain/admin/figures.ts';
import type { AdminPageAt, AdminPageName } from '../../src/domain/admin/page.ts';
import { drawPage } from '../../src/domain/admin/rules.ts';
import { FailureReason } from '../../src/domain/generation/failure.ts';
import { STATES } from '../../src/domain/generation/lifecycle.ts';
import { strictTexts } from '../support/texts.ts';

const REASONS = FailureReason.options;
const texts = strictTexts();
const at = new Date('2026-11-28T01:31:00Z');

/** As an admin reads it, without what is made to be copied. */
function read<N extends AdminPageName>(
  name: N,
  page: AdminPageAt<N>,
  data: AdminDataOf<N>,
  language: 'ru' | 'en' = 'ru',
): string {
  const { text } = drawPage(name, page, data, { t: texts[language], language, currency: 'RUB' });
  return text.replaceAll(/<code>.*?<\/code>/g, '');
}
/** Names stay: of us, of others and of parts of the service. */
const assertRussian = (text: string, ...names: readonly string[]): void => {
  const words = text.replaceAll(/<[^>]*>/g, '').match(/[a-z][\w-]+/gi) ?? [];
  const known = ['KIE', 'Telegram', 'trace', 'id', ...names];
  assert.deepEqual(
    words.filter((word) => !known.includes(word)),
    [],
    text,
  );
};
const assertCovers = (text: string, kinds: number): void =>
  assert.equal(new Set(text.split('\n').filter((line) => line.includes('№'))).size, kinds, text);

const trail = (change: Partial<Trail>): Trail => ({
  ...{ id: 'x', traceId: 'x', userId: 1, modelId: 'x', state: 'failed', price: 1n, paidBy: 'money', credits: 1 },
  ...{ consumed: 1, failure: null, detail: null, daily: null, attempts: [], transfers: [], outbox: [] },
  steps: { created: '1', submitted: null, finished: null, ended: null, deadline: '1' },
  ...change,
});
const figures = (change: Partial<SystemFigures>): SystemFigures => ({
  ...{ lease: { owner: null, epoch: 1, leftSeconds: 1 }, queues: [], deadLetters: 0, open: [], stuck: [], outbox: 0 },
  ...{ inbox: 0, kieCredits: null, databaseBytes: 1, catalog: { finished: null, failed: null, failures: 0 } },
  ...change,
});

test('the story of a generation', () => {
  const story = (change: Partial<Trail>): string =>
    read('lookup', { page: 'lookup', wanted: null }, { trail: trail(change) });
  for (const state of STATES) assertRussian(story({ state }));
  for (const failure of REASONS) assertRussian(story({ failure }));
  for (const paidBy of ['daily', 'bonus', 'money', 'nothing', null]) assertRussian(story({ paidBy }));
  for (const daily of ['held', 'captured', 'released']) assertRussian(story({ daily }));
  for (const outcome of ['submitting', 'unknown', 'created', 'refused']) {
    assertRussian(story({ attempts: [{ number: 1, outcome, taskId: null }] }));
  }
  for (const state of ['new', 'sending', 'sent', 'dead']) {
    assertRussian(story({ outbox: [{ key: 'x', state, error: null }] }));
  }
  for (const reason of ['hold', 'capture', 'release', 'cost']) {
    assertRussian(story({ transfers: [{ reference: 'x', reason, amount: 1n }] }));
  }
});

test('the code of a failure can be copied from its story, because the log says it', () => {
  const data = { trail: trail({ failure: 'content-policy', detail: 'no' }) };
  const look = { t: texts.ru, language: 'ru', currency: 'RUB' } as const;
  assert.match(
    drawPage('lookup', { page: 'lookup', wanted: null }, data, look).text,
    /запрещено правилами модели \(<code>content-policy<\/code>\): no/,
  );
});

test('the machine', () => {
  const named = STATES.map((name) => ({ name, count: 1 }));
  const stuck = STATES.map((state) => ({ id: 'x', state, when: '№' }));
  const children = ['starting', 'ready', 'stopping', 'exited', 'backoff'].map((state) => {
    return { name: '№', state, restarts: 0, rssBytes: null };
  });
  const text = read('system', { page: 'system' }, { figures: figures({ open: named, stuck }), children });
  assertRussian(text);
  assertCovers(text, STATES.length + children.length);
});

test('a person’s orders, the last failures and the failures of a period', () => {
  for (const state of STATES) {
    const rows = REASONS.map((failure) => {
      return { id: 'x', modelId: '№', state, failure, price: 1n, paidBy: 'money', credits: 1, at } as const;
    });
    const part = { rows, hasNext: false };
    const text = read('orders', { page: 'orders', walletId: 1, at: 0 }, { part, timeZone: 'Europe/Moscow' });
    assertRussian(text);
    assertCovers(text, REASONS.length);
  }
  const failed = REASONS.map((what) => ({ id: 'x', what, detail: null, traceId: 'x', when: '№' }));
  assertRussian(read('troubles', { page: 'troubles' }, { troubles: { failed, parked: [], dead: [] } }));
  const period: PeriodFigures = {
    ...{ users: { all: 1, fresh: 1, active: 1 }, revenue: 1n, cost: { credits: 1, booked: 1n }, models: [] },
    generations: { ordered: 1, delivered: 1, failed: 1, cancelled: 1 },
    ...{ paidBy: { daily: 1, bonus: 1, money: 1, nothing: 1 }, stars: { bought: 1, refunded: 1 } },
    failures: REASONS.map((name) => ({ name, count: 1 })),
  };
  const data = { figures: period, titles: new Map(), pricing: { currency: 'RUB', usdRate: '90', markup: '1' } };
  assertRussian(read('stats', { page: 'stats', days: 7 }, data));
});

test('a state of a newer version is called by its name', () => {
  const text = read('lookup', { page: 'lookup', wanted: null }, { trail: trail({ state: '<hibernating>' }) }, 'en');
  assert.match(text, /&lt;hibernating&gt;/);
});
