/** Every page of the panel stays within Telegram's limits, whatever people are called and however much there is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { auditWords } from '../../src/domain/admin/audit-words.ts';
import type { AdminDataOf } from '../../src/domain/admin/data.ts';
import { AdminPage, type AdminPageAt, type AdminPageName } from '../../src/domain/admin/page.ts';
import { PART_SIZE, partNumber } from '../../src/domain/admin/parts.ts';
import type { PersonCard, PersonsOrder } from '../../src/domain/admin/people/data.ts';
import type { PromoCard } from '../../src/domain/admin/promos/data.ts';
import { drawPage } from '../../src/domain/admin/rules.ts';
import type { Settings } from '../../src/domain/admin/settings.ts';
import { parseButton, screenButton } from '../../src/domain/chat/buttons.ts';
import { strictTexts } from '../support/texts.ts';
import { htmlProblem } from '../support/telegram-html.ts';

const texts = strictTexts();
const MOST = 999_999_999_999_999n;
const settings: Settings = {
  ...{ usdRate: '999999999.999999999', markup: '999999999.999999999', freeDailyLimit: 100_000 },
  ...{
    freeMaxCredits: 100_000,
    maxRunning: 100,
    maxMessagesPerMinute: 10_000,
    dailySpendLimit: Number.MAX_SAFE_INTEGER,
  },
  ...{ starPackages: [], referralBonus: 100_000, isMaintenance: true },
};
const at = new Date('2026-11-28T01:31:00Z');
const timeZone = 'Europe/Moscow';
const full = <T>(row: T) => ({ rows: Array.from({ length: PART_SIZE }, () => row), hasNext: true });

function cardOf(name: string): PersonCard {
  return {
    ...{ walletId: Number(MOST), isBanned: true, referralCode: name, available: MOST, held: MOST, bonus: MOST },
    person: { userId: 4_503_599_627_370_495, firstName: name, username: name },
    seen: { first: at, last: at, language: name, hasBlockedBot: true },
    ...{ bonusHeld: MOST, usedToday: 1, spent: MOST, invitedBy: Number(MOST), invited: 1e9 },
    generations: { total: 1e9, delivered: 1e9, failed: 1e9 },
  };
}

type Drawing = { readonly [N in AdminPageName]?: readonly [AdminPageAt<N>, AdminDataOf<N>] };

function everyPage(name: string): Drawing {
  const card = cardOf(name);
  const walletId = Number(MOST);
  const promo: PromoCard = {
    ...{ number: Number(MOST), code: name, kind: 'money', amount: MOST, used: 1, usesLimit: 100_000 },
    ...{ expiresAt: at, isExpired: true, isActive: true, createdAt: at, createdBy: Number(MOST) },
  };
  const operation = { reason: name, actor: name, isGenerations: false, amount: MOST, at };
  const order: PersonsOrder = {
    ...{ id: name, modelId: name, state: 'failed', failure: name, price: MOST, paidBy: 'money', credits: 1e9, at },
  };
  const now = { settings, changed: ['markup'] } as const;
  const entry = { adminId: Number(MOST), action: name, details: { name }, at };
  return {
    home: [
      { page: 'home' },
      { settings, figures: { people: 1e9, newToday: 1e9, running: 1e9, openClaims: 1e9, stoppedFrom: 12.5 } },
    ],
    people: [{ page: 'people', query: name, at: partNumber(1e15) }, { found: full(card) }],
    person: [
      { page: 'person', walletId },
      { card, dailyLimit: 5, timeZone },
    ],
    amount: [{ page: 'amount', walletId, kind: 'take' }, { card }],
    transfer: [{ page: 'transfer', walletId, kind: 'gift', amount: String(MOST), key: 'abcdefghijkl' }, { card }],
    operations: [
      { page: 'operations', walletId, at: 1 },
      { part: full(operation), timeZone },
    ],
    orders: [
      { page: 'orders', walletId, at: 1 },
      { part: full(order), timeZone },
    ],
    prices: [{ page: 'prices' }, now],
    setting: [
      { page: 'setting', name: 'markup' },
      { ...now, defaults: settings },
    ],
    newsetting: [{ page: 'newsetting', name: 'markup', value: name }, now],
    promos: [{ page: 'promos', at: 1 }, { part: full(promo) }],
    promo: [
      { page: 'promo', number: 1 },
      { card: promo, timeZone },
    ],
    newpromo: [{ page: 'newpromo', code: 'A'.repeat(32), kind: 'money', amount: String(MOST), uses: 9, days: 9 }, null],
    deadletters: [
      { page: 'deadletters' },
      { letters: Array.from({ length: 10 }, () => ({ queue: name, about: name, code: name, when: '28.11 01:31:00' })) },
    ],
    audit: [
      { page: 'audit', at: 1 },
      { part: full(entry), timeZone },
    ],
  };
}

/** As Telegram counts: without tags, with each entity as the one character it stands for. */
const parsed = (html: string): string => html.replaceAll(/<[^>]*>/g, '').replaceAll(/&[a-z]+;/g, '?');

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('"'.repeat(500), '<b>&'.repeat(200), '💥'.repeat(300), '\u202e</b>', '\ud800', '\0', '', ' '),
);

test('every page is well-formed, at most 4096 characters, with buttons that carry at most 64 bytes', () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom('ru', 'en'), (name, language) => {
      const look = { t: texts[language], language, currency: 'RUB' } as const;
      for (const [page, drawing] of Object.entries(everyPage(name))) {
        const [at, data] = drawing as readonly [never, never];
        const { text, rows } = drawPage(page as AdminPageName, at, data, look);
        assert.ok(parsed(text).length <= 4_096, `${page}: ${parsed(text).length}`);
        assert.equal(htmlProblem(text), null, page);
        assert.ok(text.isWellFormed() && !text.includes('\0'), page);
        for (const key of rows.flat()) {
          const button = screenButton(key, Number.MAX_SAFE_INTEGER);
          assert.ok('data' in button && Buffer.byteLength(button.data) <= 64, page);
          assert.equal(parseButton(button.data).kind, 'screen', `${page}: ${button.data}`);
          assert.ok(key.text.length <= 200 && key.text !== '', `${page}: ${key.text}`);
        }
      }
    }),
    { numRuns: 150 },
  );
});

test('what a page holds is read back from the stored chat', () => {
  for (const [page, drawing] of Object.entries(everyPage('x'))) {
    const [at] = drawing as readonly [unknown, unknown];
    assert.deepEqual(AdminPage.parse(JSON.parse(JSON.stringify(at))), at, page);
  }
});

test('what admins do every day is in words in the audit log', () => {
  const look = { t: texts.ru, language: 'ru', currency: 'RUB' } as const;
  for (const [action, details, words] of [
    ['transfer', { kind: 'gift', amount: '21', walletId: 3 }, /^Начислил 21 генерацию, кошелёк #3$/],
    ['package-set', { stars: 300, amount: 35_000 }, /^Пакет ⭐ 300: 350/],
    ['package-set', { stars: 300, amount: null }, /^Пакет ⭐ 300: по курсу$/],
    ['package-remove', { stars: 300 }, /^Убрал пакет ⭐ 300$/],
    ['packages-reset', {}, /^Вернул пакеты/],
    ['refund', { walletId: 3, chargeId: 'x', stars: 100, amount: '11700' }, /^Начал возврат ⭐ 100, кошелёк #3$/],
    ['claim', { claim: 'x', approved: true, amount: '20000', wallet: 3 }, /^Одобрил перевод 200/],
    ['claim', { claim: 'x', approved: false, amount: '20000', wallet: 3 }, /^Отклонил перевод 200/],
    ['hidemodel', { modelId: 'a/b', isHidden: true }, /^Скрыл модель a\/b$/],
    ['hidemodel', { modelId: 'a/b', isHidden: false }, /^Показал модель a\/b$/],
    ['pricemodel', { modelId: 'a/b', price: '4900' }, /^Своя цена модели a\/b: 49/],
    ['pricemodel', { modelId: 'a/b', price: null }, /^Убрал свою цену/],
    ['broadcast', { do: 'write', broadcastId: 2 }, /^Подготовил рассылку 2$/],
    ['broadcast', { do: 'start', broadcastId: 2, total: 4 }, /^Начал рассылку 2$/],
    ['broadcast', { do: 'stop', broadcastId: 2 }, /^Остановил рассылку 2$/],
    ['broadcast', { do: 'resume', broadcastId: 2 }, /^Продолжил рассылку 2$/],
    ['broadcast', { do: 'discard', broadcastId: 2 }, /^Удалил черновик рассылки 2$/],
    ['report', { kind: 'ledger', days: 'all' }, /^Скачал книгу операций$/],
  ] as const) {
    assert.match(auditWords(action, details, look), words);
  }
});

test('a gift is asked about in the accusative, and told before and after in the nominative', () => {
  const card = { ...cardOf('x'), bonus: 21n };
  const page = { page: 'transfer', walletId: 1, kind: 'gift', amount: '21', key: 'abcdefghijkl' } as const;
  const { text } = drawPage('transfer', page, { card }, { t: texts.ru, language: 'ru', currency: 'RUB' });
  assert.match(text, /Подарить <b>21 генерацию<\/b>\?[^]*Было: 21 генерация, станет: <b>42 генерации/);
});

test('factors have the decimal mark of the language', () => {
  const data = { settings: { ...settings, markup: '2.0', usdRate: '92.5' }, changed: [] };
  const pageIn = (language: 'ru' | 'en'): string =>
    drawPage('prices', { page: 'prices' }, data, { t: texts[language], language, currency: 'RUB' }).text;
  assert.match(pageIn('ru'), /<b>92,5<\/b>[^]*Наценка: <b>2,0<\/b>/);
  assert.match(pageIn('en'), /<b>92\.5<\/b>[^]*<b>2\.0<\/b>/);
});

test('details of the audit log that another version wrote are shown as they are stored', () => {
  const look = { t: texts.en, language: 'en', currency: 'RUB' } as const;
  assert.equal(auditWords('transfer', { sum: '<1>' }, look), 'transfer {&quot;sum&quot;:&quot;&lt;1&gt;&quot;}');
  assert.equal(auditWords('constructor', {}, look), 'constructor {}');
  assert.match(auditWords('transfer', { kind: 'take', amount: '100', walletId: 12 }, look), /Took .1, wallet #12/);
});
