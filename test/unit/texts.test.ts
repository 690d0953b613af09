import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FluentResource } from '@fluent/bundle';
import { loadTexts } from '../../src/adapters/texts/fluent.ts';
import { DICTIONARY_KEYS } from '../../src/domain/chat/words.ts';
import { strictTexts } from '../support/texts.ts';
import { htmlProblem } from '../support/telegram-html.ts';

const LANGUAGES = ['ru', 'en'] as const;
const FOLDER = new URL('../../src/domain/chat/texts/', import.meta.url);
/** What stands before the language in the names of the files: nothing, or the name of a part. */
const FILES = globSync('*', { cwd: fileURLToPath(FOLDER) }).toSorted();
const PARTS = FILES.filter((file) => /(^|\.)ru\.ftl$/.test(file)).map((file) => file.replace(/ru\.ftl$/, ''));

const source = (part: string, language: string): string =>
  readFileSync(new URL(`${part}${language}.ftl`, FOLDER), 'utf8');

/** Key -> its variables, sorted. */
function variablesOf(part: string, language: string): readonly (readonly [string, string])[] {
  return new FluentResource(source(part, language)).body.map(({ id, value }) => {
    const names = [...JSON.stringify(value).matchAll(/"type":"var","name":"(\w+)"/g)].map(([, name]) => name);
    return [id, [...new Set(names)].toSorted().join(' ')];
  });
}

const variables = (language: string): readonly (readonly [string, string])[] =>
  PARTS.flatMap((part) => variablesOf(part, language));

const texts = strictTexts();
const keys = variables('ru').map(([key]) => key);

describe('the text files', () => {
  test('there are a main file and the dictionary', () => {
    assert.ok(PARTS.includes('') && PARTS.includes('words.'), PARTS.join());
  });

  test('every file is there in both languages', () => {
    assert.deepEqual(FILES, PARTS.flatMap((part) => LANGUAGES.map((language) => `${part}${language}.ftl`)).toSorted());
  });

  for (const language of LANGUAGES) {
    for (const part of PARTS) {
      test(`${part}${language}: nothing is skipped as unreadable`, () => {
        const written = source(part, language).match(/^[a-zA-Z][\w-]*(?= =)/gm) ?? [];
        assert.deepEqual(
          variablesOf(part, language).map(([key]) => key),
          written,
        );
      });
    }

    test(`${language}: nothing is there twice, in one file or in two`, () => {
      const all = variables(language).map(([key]) => key);
      assert.deepEqual(
        all.filter((key, index) => all.indexOf(key) !== index),
        [],
      );
    });
  }

  for (const part of PARTS) {
    test(`${part}ftl has the same keys with the same variables in both languages, in the same order`, () => {
      assert.deepEqual(variablesOf(part, 'en'), variablesOf(part, 'ru'));
    });
  }

  const numbers = new Set(['left', 'limit', 'length', 'seconds', 'minutes', 'page', 'pages', 'running', 'number']);
  const formatted = LANGUAGES.flatMap((language) =>
    variables(language).map(([key, names]) => {
      const args = names.split(' ').filter((name) => name !== '');
      const text = texts[language](key, Object.fromEntries(args.map((name) => [name, numbers.has(name) ? 2 : 'X'])));
      return { key, text, where: `${language}: ${key}` };
    }),
  );

  test('every text is well-formed, and short enough for a button or a toast where it is one', () => {
    for (const { key, text, where } of formatted) {
      assert.equal(htmlProblem(text), null, where);
      if (/^(button|toast|value|field|ratio|amount|effect|task)-/.test(key)) assert.doesNotMatch(text, /<|\n/, where);
      if (/^(toast|cancel)-|^flood$/.test(key)) assert.ok(text.length <= 200, where);
      if (/^(button|value|field|ratio|amount|effect|task)-/.test(key))
        assert.ok(text.length <= 32, `${where} is long for a button`);
    }
  });

  test('people read no words of ours', () => {
    const ours = /KIE|API|token|токен|webhook|JSON|timeout|таймаут|сервер|баз[аы] данных|prompt|промпт/i;
    for (const { key, text, where } of formatted) {
      if (!key.startsWith('admin-')) assert.doesNotMatch(text, ours, where);
    }
  });
});

describe('texts and code', () => {
  // Only files that can speak: a string literal that happens to equal a key elsewhere must not count as its use.
  const code = ['src/domain/chat/**/*.ts', 'src/domain/admin/**/*.ts', 'src/roles/**/*.ts']
    .flatMap((pattern) => globSync(pattern))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const asked = [...code.matchAll(/\b(?:t|ru|en)\(\s*'([^']+)'/g)].map(([, key = '']) => key);
  const used = new Set([...asked, ...DICTIONARY_KEYS]);

  test('every text that the code asks for exists', () => {
    assert.deepEqual(
      [...used].filter((key) => !keys.includes(key)),
      [],
    );
  });

  test('every text is used', () => {
    assert.deepEqual(
      keys.filter((key) => !used.has(key)),
      [],
    );
  });
});

describe('Russian numbers', () => {
  test('"one" is 21 and 31 too: each text that tells numbers apart so says the number', () => {
    const selector = /"type":"select","selector":\{"type":"var","name":"(\w+)"/g;
    const silent = PARTS.flatMap((part) => new FluentResource(source(part, 'ru')).body).flatMap(({ id, value }) => {
      const written = JSON.stringify(value);
      const names = [...written.matchAll(/"type":"var","name":"(\w+)"/g)].map(([, name = '']) => [name, 'X'] as const);
      const counted = !written.includes('"value":"one"')
        ? []
        : [...written.matchAll(selector)].map(([, name = '']) => name);
      return counted
        .map((name) => texts.ru(id, { ...Object.fromEntries(names), [name]: 31 }))
        .filter((text) => !text.includes('31'));
    });
    assert.deepEqual(silent, []);
  });
  for (const [key, left, words] of [
    ['price-bonus', 1, 'за счёт подаренной генерации: она одна'],
    ['price-bonus', 21, 'за счёт подаренных генераций: их 21'],
    ['allowance-used-up', 1, 'Бесплатная генерация на сегодня потрачена. Завтра будет снова 1.'],
    ['allowance-used-up', 21, 'Бесплатные генерации на сегодня закончились. Завтра будет снова 21.'],
    ['order-none-left', 1, 'Бесплатная генерация на сегодня потрачена. Завтра будет снова 1 —'],
    ['order-none-left', 31, 'Бесплатные генерации на сегодня закончились. Завтра будет снова 31 —'],
    ['order-busy', 1, 'над 1 вашим заказом. Дождитесь его'],
    ['order-busy', 21, 'над 21 вашим заказом сразу. Дождитесь хотя бы одного'],
    ['admin-ledger-caption', 21, 'часть 21'],
  ] as const) {
    test(`${key}: ${words}`, () => {
      assert.ok(texts.ru(key, { left, limit: left, part: left, running: left, price: 'X' }).includes(words));
    });
  }
  for (const [left, words] of [
    [1, '1 бесплатная генерация'],
    [2, '2 бесплатные генерации'],
    [5, '5 бесплатных генераций'],
    [11, '11 бесплатных генераций'],
    [21, '21 бесплатная генерация'],
    [22, '22 бесплатные генерации'],
    [112, '112 бесплатных генераций'],
  ] as const) {
    test(words, () => assert.ok(texts.ru('allowance', { left, limit: 200 }).includes(words)));
  }
  for (const [credits, price, from, enough, left] of [
    [1, '1 кредит KIE', 'от 1 кредита', 'хотя бы 1 кредит', 'осталось 1 кредит,'],
    [4, '4 кредита KIE', 'от 4 кредитов', 'хотя бы 4 кредита', 'осталось 4 кредита,'],
    [12, '12 кредитов KIE', 'от 12 кредитов', 'хотя бы 12 кредитов', 'осталось 12 кредитов,'],
    [21, '21 кредит KIE', 'от 21 кредита', 'хотя бы 21 кредит', 'осталось 21 кредит,'],
    [1.5, '1,5 кредита KIE', 'от 1,5 кредита', 'хотя бы 1,5 кредита', 'осталось 1,5 кредита,'],
  ] as const) {
    test(price, () => {
      assert.ok(texts.ru('admin-setting-example', { credits, before: 'X', after: 'X' }).startsWith(price));
      assert.ok(texts.ru('admin-intake-stopped', { from: credits }).includes(from));
      const stopped = texts.ru('admin-kie-stopped-credits', { from: credits, code: 'X' });
      assert.ok(stopped.includes(from) && stopped.includes(enough), stopped);
      assert.ok(texts.ru('admin-low-credits', { credits, threshold: 5 }).includes(left));
      const drift = { model: 'X', id: 'X', parameters: 'X', quoted: credits, charged: 9 };
      assert.ok(texts.ru('admin-price-drift', drift).includes(`По прайсу ${price.replace(' KIE', '')}, списано 9`));
    });
  }
  for (const [count, words] of [
    [1, 'по 1 бесплатной генерации'],
    [2, 'по 2 бесплатные генерации'],
    [5, 'по 5 бесплатных генераций'],
  ] as const) {
    for (const key of ['invite', 'referral-welcome']) {
      test(`${key}: ${words}`, () => assert.ok(texts.ru(key, { count }).includes(words)));
    }
  }
  for (const [seconds, words] of [
    [1, '1 секунду'],
    [3, '3 секунды'],
    [25, '25 секунд'],
  ] as const) {
    test(words, () => assert.equal(texts.ru('seconds', { seconds }), words));
  }
});

test('a missing text or variable is a problem for the tests and a stopgap for people', () => {
  const problems: string[] = [];
  const reported = loadTexts({ onProblem: (problem) => problems.push(problem) });
  reported.ru('no-such-text');
  reported.ru('seconds');
  assert.match(problems[0] ?? '', /no text "no-such-text"/);
  assert.match(problems[1] ?? '', /seconds: .*\$seconds/);
  const silent = loadTexts();
  assert.equal(silent.ru('no-such-text'), 'no such text');
  assert.match(silent.en('fact-model'), /Model/);
});

test('variables are not wrapped in invisible characters', () => {
  assert.equal(texts.ru('ask-current', { value: 'x' }), 'Сейчас: x');
});
