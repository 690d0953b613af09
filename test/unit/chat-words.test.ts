import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import { Task, type Scalar } from '../../src/domain/catalog/model.ts';
import type { Translate } from '../../src/domain/chat/contract.ts';
import { priceFrom } from '../../src/domain/catalog/price-range.ts';
import { createChatTools } from '../../src/domain/chat/tools.ts';
import { fieldHint, fieldTitle, taskTitle, valueLabel, vendorName } from '../../src/domain/chat/words.ts';
import { parametersOf } from '../support/model-parameters.ts';
import { strictTexts } from '../support/texts.ts';

const { ru, en } = strictTexts();

const choice = (name: string, ...options: Scalar[]) => ({ name, kind: 'choice', options });
const number = (name: string) => ({ name, kind: 'number' });
const text = (name: string) => ({ name, kind: 'text' });

for (const [field, value, words] of [
  [choice('aspect_ratio'), '1:1', '1:1 квадрат'],
  [choice('aspect_ratio'), '21:9', '21:9 широкий'],
  [choice('aspect_ratio'), '9:16', '9:16 высокий'],
  [choice('image_size'), 'portrait_16_9', '9:16 высокий'],
  [choice('image_size'), 'portrait_4_3', '3:4 высокий'],
  [choice('image_size'), 'landscape_16_9', '16:9 широкий'],
  [choice('output_format'), 'jpeg', 'JPEG'],
  [choice('quality'), 'high', 'Высокое'],
  [choice('acceleration'), 'high', 'Сильное'],
  [choice('rendering_speed'), 'QUALITY', 'Тщательно'],
  [choice('resolution'), '2K', '2K'],
  [choice('resolution'), '4k', '4K'],
  [choice('resolution'), '768P', '768p'],
  [choice('output_resolution', '720', '1080'), '1080', '1080p'],
  [choice('mode', 'std', 'pro', '4K'), 'std', 'Обычный'],
  [choice('mode', 'std', 'pro', '4K'), '4K', '4K'],
  [choice('model'), 'veo3_fast', 'Veo 3 Fast'],
  [choice('model'), 'V4_5PLUS', 'V4.5 Plus'],
  [choice('model'), 'V6_MINI', 'V6 Mini'],
  [choice('sound_key'), 'Any', 'Любая'],
  [choice('sound_key'), 'C#m', 'C# минор'],
  [choice('sound_key'), 'F', 'F мажор'],
  [choice('vocal_gender'), 'f', 'Женский'],
  [choice('language_code'), 'de', 'Немецкий'],
  [choice('language_code'), 'ceb', 'Себуано'],
  [choice('language_code'), 'not a code', 'Not a code'],
  [choice('voice', 'EkK5I93UQWFDigLMpZcX'), 'EkK5I93UQWFDigLMpZcX', '👨 James'],
  [choice('voice', 'x', 'aVoiceThatIsNewToday'), 'aVoiceThatIsNewToday', 'Голос 2'],
  [choice('template_id', '1', '2'), '2', 'Эффект 2'],
  [choice('stability', 0, 0.5, 1), 0, 'Живо'],
  [choice('sound', true, false), true, 'Да'],
  [choice('duration', '5', '10'), '10', '10 с'],
  [choice('upscale_factor', '1', '2'), '2', '×2'],
  [choice('num_images', '1', '2'), '2', '2'],
  [number('duration'), 8, '8 с'],
  [number('duration'), -1, 'Авто'],
  [number('duration'), 0, 'Как в исходном видео'],
  [number('start_time'), 8000, '8 с'],
  [number('sound_tempo'), 120, '120 уд./мин'],
  [number('seed'), -1, 'Случайный'],
  [number('n'), 4, '4'],
  [number('style_weight'), 0.65, '0,65'],
  [number('duration'), 2.5, '2,5 с'],
  [number('start_time'), 1500, '1,5 с'],
  [choice('upscale_factor', '1.5', '2'), '1.5', '×1,5'],
  [choice('guidance_scale', 1.5, 2), 1.5, '1,5'],
  [choice('size', '1.5K'), '1.5K', '1.5K'],
  [text('prompt'), ' две\nстроки ', 'две строки'],
  [text('duration'), '5', '5'],
  [choice('unheard_of'), 'deep_space_nine', 'Deep space nine'],
  [choice('unheard_of'), '  ', '·'],
] as const) {
  test(`${field.name} (${field.kind}) ${JSON.stringify(value)} is called ${words}`, () => {
    assert.equal(valueLabel(ru, field, value), words);
  });
}

test('a field that may be a shape, a quality, a mode or a resolution is named by what it offers', () => {
  assert.equal(fieldTitle(ru, choice('size', '1:1', '3:2')), 'Формат кадра');
  assert.equal(fieldTitle(ru, choice('size', 'auto', '1K', '1.5K')), 'Разрешение');
  assert.equal(fieldTitle(ru, choice('quality', '720p', '1080p')), 'Разрешение');
  assert.equal(fieldTitle(ru, choice('mode', '720p', '1080p')), 'Разрешение');
  assert.equal(fieldTitle(ru, choice('mode', 'std', 'pro', '4K')), 'Режим');
});

test('one name with two meanings is told apart by the kind of the question', () => {
  assert.equal(fieldTitle(ru, text('style')), 'Стиль');
  assert.equal(fieldTitle(ru, number('style')), 'Выразительность');
  assert.equal(fieldTitle(ru, choice('ratio', '1:1')), 'Формат кадра');
  assert.equal(fieldTitle(ru, text('ratio')), 'Доля цвета');
});

test('an unknown field has a readable name and no hint', () => {
  assert.equal(fieldTitle(en, choice('some_new_knob')), 'Some new knob');
  assert.equal(fieldHint(en, choice('some_new_knob')), null);
  assert.match(fieldHint(en, number('seed')) ?? '', /same number/);
});

test('a company with a brand is called by the brand', () => {
  const cases: readonly (readonly [vendor: string, name: string])[] = [
    ['Kuaishou (Kling)', 'Kling'],
    ['Black Forest Labs', 'Black Forest Labs'],
    ['Kuaishou\n(Kling\nAI) Beijing', 'Kling AI'],
    ['(Kling)', 'Kling'],
    ['a (b) c (d) e', 'b) c (d'],
    ['a ((b))', '(b)'],
    // No brackets around anything.
    ['a ()', 'a ()'],
    ['a )b(', 'a )b('],
    ['a (b', 'a (b'],
    ['a b)', 'a b)'],
    ['a ( )', '·'],
    ['', '·'],
    ['('.repeat(50), `${'('.repeat(39)}…`],
  ];
  for (const [vendor, name] of cases) assert.equal(vendorName(vendor), name, vendor);
});

test('every task has a short title of its own in both languages', () => {
  for (const t of [ru, en]) {
    const titles = Task.options.map((task) => taskTitle(t, task));
    assert.equal(new Set(titles).size, Task.options.length);
    for (const title of titles) assert.match(title, /^\p{Extended_Pictographic}\uFE0F? \p{Lu}/u);
  }
});

describe('in the bundled catalog', () => {
  const { models } = bundledCatalog();
  /** Never asked: see NOT_ASKED of the form. */
  const OPERATOR = /^(?:nsfw_checker|enable_safety_checker|safety_tolerance|upload_cn|sync_mode)$/;
  const parameters = models.flatMap(parametersOf).filter(({ name }) => !OPERATOR.test(name));

  /** What is shown, and whether the dictionary had a word for it. */
  function said(t: Translate, say: (t: Translate) => string): { shown: string; known: boolean } {
    let known = false;
    const shown = say((key, args) => {
      known = true;
      return t(key, args);
    });
    return { shown, known };
  }

  /** Says enough in any language: a number, `1080p`, `4K`, `PNG`, a version, a person. */
  const SELF_EVIDENT =
    /^(?:\d+(?:\.\d+)?|\d+p|\d(?:\.\d)?K|PNG|JPE?G|WEBP|MP4|MOV|V\d(?:\.\d)?(?: [A-Z][a-z]+)?|Veo 3( \w+)?)$/;
  const isName = (name: string, shown: string): boolean =>
    name === 'voice_name' || (name === 'voice' && /^[👨👩🎭] /u.test(shown));

  test('every parameter has a Russian and an English title', () => {
    const unknown = parameters.filter((field) => !said(ru, (t) => fieldTitle(t, field)).known);
    assert.deepEqual([...new Set(unknown.map(({ path }) => path))], []);
    for (const field of parameters) {
      assert.match(fieldTitle(ru, field), /^[А-ЯЁ]/, field.path);
      assert.match(fieldTitle(en, field), /^[A-Z]/, field.path);
      assert.doesNotMatch(fieldTitle(en, field), /_/, field.path);
    }
  });

  test('no two parameters of one model have the same title', () => {
    for (const model of models) {
      const top = parametersOf(model).filter(({ path, name }) => path === name && !OPERATOR.test(name));
      const titles = top.map((field) => fieldTitle(ru, field));
      const twice = top.filter((_, index) => titles.indexOf(titles[index] ?? '') !== index);
      assert.deepEqual(twice.map(({ name }) => name), [], model.id); // prettier-ignore
    }
  });

  test('every value of a choice has words, and no two of one choice the same', () => {
    const unknown = new Set<string>();
    for (const field of parameters) {
      for (const t of [ru, en]) {
        const labels = field.options.map((option) => said(t, (spied) => valueLabel(spied, field, option)));
        for (const { shown, known } of labels) {
          assert.doesNotMatch(shown, /_|^.{33}/u, field.path);
          if (!known && !SELF_EVIDENT.test(shown) && !isName(field.name, shown)) unknown.add(`${field.path}: ${shown}`);
        }
        const faces = labels.map(({ shown }) => shown);
        assert.equal(new Set(faces).size, faces.length, `${field.path}: ${faces.join(', ')}`);
      }
    }
    // A new word of the provider's is added to the dictionary, not here, unless nobody can say what it means.
    assert.deepEqual([...unknown], []);
  });

  test('every model with a price can be asked about', () => {
    const tools = createChatTools();
    const unusable = models.filter((model) => priceFrom(model) !== null && tools.offer(model) === null);
    assert.deepEqual(
      unusable.map(({ id }) => id),
      [],
    );
  });
});
