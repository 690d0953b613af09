/** What the generation role shows: progress, result, failure, cancelled. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cancelledView, cancelRefusedText } from '../../src/domain/chat/cancelled-view.ts';
import { COMMANDS } from '../../src/domain/chat/commands.ts';
import type { Button, View } from '../../src/domain/chat/contract.ts';
import { failureView } from '../../src/domain/chat/failure-view.ts';
import { progressView, type ProgressFacts } from '../../src/domain/chat/progress-view.ts';
import { resultCaption, resultLinkView } from '../../src/domain/chat/result-view.ts';
import { FailureReason } from '../../src/domain/generation/failure.ts';
import { strictTexts } from '../support/chat.ts';
import { htmlProblem } from '../support/telegram-html.ts';

const texts = strictTexts();
const { ru } = texts;
const generationId = 'abcdefghijkl';

const progress: ProgressFacts = {
  generationId,
  modelTitle: 'Z-Image',
  prompt: 'рыжий кот',
  phase: 'working',
  elapsedSeconds: 10,
  usualSeconds: 20,
  cancellable: false,
};
const dataOf = (view: Pick<View, 'keyboard'>): string[] =>
  view.keyboard.flat().flatMap((button: Button) => ('data' in button ? [button.data] : []));

describe('progress', () => {
  for (const [name, facts, expected] of [
    ['in the queue', { phase: 'queued' }, /Вы в очереди\. Обычно готово за 20 секунд/],
    ['halfway', {}, /▰{4,5}▱{5,6} 50 %\nРисую/],
    ['just begun', { elapsedSeconds: 0 }, /▱{10} 0 %/],
    ['longer than usual is never full', { elapsedSeconds: 500 }, /▰{9}▱ 95 %\nРисую чуть дольше обычного/],
    ['being sent', { phase: 'delivering' }, /отправляю вам/],
    ['of unknown outcome', { phase: 'checking' }, /Проверяю, что получилось/],
    ['without a prompt', { prompt: '' }, /^🎨 <b>Z-Image<\/b>\n\n▰/],
  ] as const) {
    test(name, () => assert.match(progressView(ru, { ...progress, ...facts }).text, expected));
  }
  test('can be cancelled only while that is possible; the menu is always there', () => {
    assert.deepEqual(dataOf(progressView(ru, progress)), ['menu']);
    assert.deepEqual(dataOf(progressView(ru, { ...progress, cancellable: true })), [
      `g:cancel:${generationId}`,
      'menu',
    ]);
  });
});

describe('result', () => {
  const facts = { modelTitle: 'Z-Image', seconds: 23, generationId, repeated: false };
  test('the caption says model, time and price', () => {
    assert.equal(resultCaption(ru, facts).caption, '✅ <b>Z-Image</b> · готово за 25 секунд · бесплатно');
  });
  test('the buttons are bound to the generation and not to a screen', () => {
    assert.deepEqual(dataOf(resultCaption(ru, facts)), [`g:again:${generationId}`, `g:edit:${generationId}`, 'menu']);
  });
  test('a possible repeat says so', () => {
    assert.match(resultCaption(ru, { ...facts, repeated: true }).caption, /ещё раз/);
  });
  test('too big for Telegram: links as buttons, only real ones', () => {
    const urls = ['https://a.example/1.png', 'javascript:alert(1)', 'https://a.example/2.png'];
    const view = resultLinkView(ru, { ...facts, urls });
    assert.deepEqual(
      view.keyboard.flat().flatMap((button) => ('url' in button ? [[button.text, button.url]] : [])),
      [
        ['⬇️ Скачать 1', urls[0]],
        ['⬇️ Скачать 2', urls[2]],
      ],
    );
    assert.match(view.text, /слишком большой для Telegram/);
  });
});

describe('failure', () => {
  for (const reason of FailureReason.options) {
    test(`${reason}: a sentence of its own, that it cost nothing, and two ways on`, () => {
      for (const t of Object.values(texts)) {
        const view = failureView(t, { reason, modelTitle: 'Z-Image', generationId });
        assert.ok(view.text.includes(t('nothing-charged')));
        assert.doesNotMatch(view.text, /KIE|API|provider|timeout|error|policy/i);
        const buttons = dataOf(view);
        assert.equal(buttons.length, 3);
        assert.equal(buttons.at(-1), 'menu');
      }
    });
  }
  test('no two reasons are told with the same words', () => {
    const told = FailureReason.options.map((reason) => failureView(ru, { reason, modelTitle: 'm', generationId }).text);
    assert.equal(new Set(told).size, told.length);
  });
});

test('cancelled: costs nothing, can be ordered again', () => {
  assert.deepEqual(dataOf(cancelledView(ru)), ['menu']);
  assert.deepEqual(dataOf(cancelledView(ru, generationId)), [
    `g:again:${generationId}`,
    `g:edit:${generationId}`,
    'menu',
  ]);
  assert.match(cancelledView(ru).text, /Ничего не списано/);
  for (const t of Object.values(texts)) assert.ok(cancelRefusedText(t).length <= 200);
});

test('whatever the facts hold, every view is within Telegram’s limits and well-formed', () => {
  const text = fc.string({ unit: 'binary', maxLength: 5_000 });
  const seconds = fc.oneof(fc.double(), fc.integer());
  fc.assert(
    fc.property(text, text, seconds, seconds, fc.constantFrom(...Object.values(texts)), (title, prompt, a, b, t) => {
      const common = { modelTitle: title, generationId };
      for (const phase of ['queued', 'working', 'delivering', 'checking'] as const) {
        const facts = { ...common, prompt, phase, elapsedSeconds: a, usualSeconds: b, cancellable: true };
        check(progressView(t, facts).text, 4096);
      }
      const result = { ...common, seconds: a, repeated: true };
      check(resultCaption(t, result).caption, 1024);
      check(resultLinkView(t, { ...result, urls: [prompt] }).text, 4096);
      check(failureView(t, { ...common, reason: 'deadline' }).text, 4096);
    }),
    { numRuns: 200 },
  );
});

function check(text: string, limit: number): void {
  assert.equal(htmlProblem(text), null);
  assert.ok(text.length <= limit && text.trim().length > 0);
  assert.ok(text.isWellFormed());
}

test('both languages have the same commands, within Telegram’s limits', () => {
  const [ruList, enList] = COMMANDS.map(({ commands }) => commands.map(({ command }) => command));
  assert.deepEqual(ruList, enList);
  for (const { command, description } of COMMANDS.flatMap(({ commands }) => commands)) {
    assert.match(command, /^[a-z0-9_]{1,32}$/);
    assert.ok(description.length >= 1 && description.length <= 256);
  }
});
