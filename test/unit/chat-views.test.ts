/** What the generation role shows: progress, result, failure, cancelled. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cancelledView, cancelRefusedText } from '../../src/domain/chat/cancelled-view.ts';
import { COMMANDS } from '../../src/domain/chat/commands.ts';
import type { Button, View } from '../../src/domain/chat/contract.ts';
import { failureView } from '../../src/domain/chat/failure-view.ts';
import { progressView, type ProgressFacts } from '../../src/domain/chat/progress-view.ts';
import { shortWords, textForm } from '../../src/domain/chat/result-text.ts';
import { closingViews, resultCaption, type ClosingFacts, type ResultFacts } from '../../src/domain/chat/result-view.ts';
import { FailureReason } from '../../src/domain/generation/failure.ts';
import { strictTexts } from '../support/texts.ts';
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
    ['halfway', {}, /▰{4,5}▱{5,6} 50 %\nРаботаю/],
    ['just begun', { elapsedSeconds: 0 }, /▱{10} 0 %/],
    ['longer than usual is never full', { elapsedSeconds: 500 }, /▰{9}▱ 95 %\nЧуть дольше обычного/],
    ['being sent', { phase: 'delivering' }, /отправляю вам/],
    ['of unknown outcome', { phase: 'checking' }, /Проверяю, что получилось/],
    ['without a prompt', { prompt: '' }, /^✨ <b>Z-Image<\/b>\n\n▰/],
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

const result: ResultFacts = {
  ...{ modelTitle: 'Z-Image', seconds: 23, price: null },
  ...{ generationId, repeated: false, hasFile: true },
};
const closing: ClosingFacts = { ...result, words: null, links: [], why: 'too-large', lost: 0 };
const linksOf = (view: View | undefined): (string | undefined)[] =>
  view?.keyboard.flat().flatMap((button) => ('url' in button ? [button.url] : [])) ?? [];

describe('result', () => {
  test('the caption says model, time and price', () => {
    assert.equal(resultCaption(ru, result).caption, '✅ <b>Z-Image</b> · готово за 25 секунд · бесплатно');
    assert.match(resultCaption(ru, { ...result, price: '12 <₽>' }).caption, / · 12 &lt;₽&gt;$/);
  });
  test('the buttons are bound to the generation and not to a screen', () => {
    const own = ['again', 'edit', 'use'].map((verb) => `g:${verb}:${generationId}`);
    assert.deepEqual(dataOf(resultCaption(ru, result)), [...own, 'menu']);
  });
  test('words cannot be used further', () => {
    const { keyboard } = resultCaption(ru, { ...result, hasFile: false });
    assert.deepEqual(dataOf({ keyboard }), [`g:again:${generationId}`, `g:edit:${generationId}`, 'menu']);
  });
  test('a possible repeat says so', () => {
    assert.match(resultCaption(ru, { ...result, repeated: true }).caption, /ещё раз/);
  });
});

describe('what is said after the media', () => {
  test('too big for Telegram: links as buttons, only real ones, and the other one is not forgotten', () => {
    const links = ['https://a.example/1.png', 'javascript:alert(1)', 'https://a.example/2.png'];
    const [view, ...others] = closingViews(ru, { ...closing, links });
    assert.deepEqual(others, []);
    assert.deepEqual(linksOf(view), [links[0], links[2]]);
    assert.match(view?.text ?? '', /слишком большой для Telegram/);
    assert.match(view?.text ?? '', /Ещё 1 файл открыть не получилось/);
  });
  test('after silence from Telegram nothing is called too big', () => {
    const [view] = closingViews(ru, { ...closing, links: ['https://a.example/1.png'], why: 'unsure' });
    assert.doesNotMatch(view?.text ?? '', /большой/);
    assert.match(view?.text ?? '', /не ответил, дошло ли/);
  });
  test('sixty links come in messages of twenty, the buttons under the last', () => {
    const links = Array.from({ length: 60 }, (_, index) => `https://a.example/${index}.png`);
    const views = closingViews(ru, { ...closing, links });
    assert.deepEqual(
      views.map((view) => linksOf(view).length),
      [20, 20, 20],
    );
    assert.deepEqual(views.flatMap(linksOf), links);
    assert.deepEqual(
      views.map((view) => dataOf(view).length),
      [0, 0, 4],
    );
  });
  test('words and caption are one message where they fit, and two where they do not', () => {
    const short = closingViews(ru, { ...closing, words: '<blockquote>la</blockquote>' });
    assert.equal(short.length, 1);
    assert.match(short[0]?.text ?? '', /^<blockquote>la<\/blockquote>\n\n✅/);
    const long = closingViews(ru, { ...closing, words: `<blockquote>${'я'.repeat(4_050)}</blockquote>` });
    assert.deepEqual(
      long.map((view) => dataOf(view).length),
      [0, 4],
    );
  });
});

describe('a result that is text', () => {
  const forms = [
    ['nothing', ' \n', null],
    ['a line', 'la la', 'words'],
    ['as much as a message takes', 'я'.repeat(4_096), 'words'],
    ['a character more', 'я'.repeat(4_097), 'result.txt'],
    ['as many that take two units each', '😀'.repeat(2_049), 'result.txt'],
    ['an object', '{ "bpm": 120 }', 'result.json'],
    ['a list', '[1, 2]', 'result.json'],
    ['words that begin with a bracket', '[Verse 1]\nla la', 'words'],
  ] as const;
  for (const [name, text, expected] of forms) {
    test(name, () => {
      const form = textForm(text);
      assert.equal(form?.kind === 'document' ? form.fileName : (form?.kind ?? null), expected);
    });
  }
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
  // The order may only just have been handed over: no word of a result.
  assert.match(cancelRefusedText(texts.ru), /передан модели[^]*ничего и не спишется/);
  assert.match(cancelRefusedText(texts.en), /is with the model[^]*nothing is charged/);
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
      const facts = { ...result, ...common, seconds: a, repeated: true, price: prompt };
      const form = textForm(prompt);
      const beginning = form?.kind === 'document' ? `${form.beginning}\n\n` : '';
      check(`${beginning}${resultCaption(t, facts).caption}`, 1024);
      const words = form?.kind === 'words' ? form.html : shortWords(prompt);
      for (const view of closingViews(t, { ...closing, ...facts, words, links: [prompt], lost: 3 })) {
        check(view.text, 4096);
      }
      check(failureView(t, { ...common, reason: 'deadline' }).text, 4096);
    }),
    { numRuns: 200 },
  );
});

/** Telegram counts what is left after the entities are parsed. */
const parsed = (html: string): string => html.replaceAll(/<[^>]+>/g, '').replaceAll(/&\w+;/g, '&');

function check(text: string, limit: number): void {
  assert.equal(htmlProblem(text), null);
  assert.ok(parsed(text).length <= limit && text.trim().length > 0);
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
