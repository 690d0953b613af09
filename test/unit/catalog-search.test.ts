import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import type { Model, Task } from '../../src/domain/catalog/model.ts';
import { createModelSearch } from '../../src/domain/catalog/search.ts';

function model(id: string, title: string, vendor: string, ...tasks: Task[]): Model {
  const [ru = '', en = ru] = title.split(' / ');
  return {
    id,
    key: id.replaceAll(/[^a-z0-9]+/g, '-'),
    title: { ru, en },
    vendor,
    tasks,
    input: { type: 'object', properties: {}, required: [] },
    output: 'image',
    prices: [],
    usualSeconds: 10,
  };
}

/** Names as the catalog has them, the most popular first. */
const SHELF = [
  model('google/nano-banana', 'Nano Banana', 'Google', 'text-to-image'),
  model('nano-banana-pro', 'Nano Banana Pro', 'Google', 'text-to-image', 'image-to-image'),
  model('gpt-image-2', 'GPT Image 2: картинка по описанию / GPT Image 2: image from text', 'OpenAI', 'text-to-image'),
  model('seedream/4.5', 'Seedream 4.5', 'ByteDance', 'text-to-image'),
  model('flux-2/pro', 'FLUX.2 Pro', 'Black Forest Labs', 'text-to-image'),
  model('flux1-kontext', 'FLUX.1 Kontext', 'Black Forest Labs', 'image-to-image'),
  model('4o-image-api', 'GPT-4o Image', 'OpenAI', 'text-to-image'),
  model('qwen/text-to-image', 'Qwen Image', 'Alibaba', 'text-to-image'),
  model('veo-3-1', 'Veo 3.1', 'Google', 'text-to-video'),
  model(
    'kling-2.6/t2v',
    'Kling 2.6: видео по описанию / Kling 2.6: video from text',
    'Kuaishou (Kling)',
    'text-to-video',
  ),
  model('kling-3.0-omni', 'Kling 3.0 Omni', 'Kuaishou (Kling)', 'image-to-video'),
  model('kling-3.0/video', 'Kling 3.0', 'Kuaishou (Kling)', 'text-to-video'),
  model('kling/ai-avatar-pro', 'Kling AI Avatar Pro', 'Kuaishou (Kling)', 'lip-sync'),
  model('bytedance/seedance-2', 'Seedance 2.0', 'ByteDance', 'text-to-video'),
  model('wan/2-6-text-to-video', 'Wan 2.6', 'Alibaba', 'text-to-video'),
  model('wan/2-7-text-to-video', 'Wan 2.7', 'Alibaba', 'text-to-video'),
  model('hailuo/02', 'Hailuo Pro', 'MiniMax', 'text-to-video'),
  model('ai-music-api/generate', 'Suno Generate Music', 'Suno', 'music'),
  model('ai-music-api/generate-lyrics', 'Suno Lyrics', 'Suno', 'text'),
  model('elevenlabs/turbo', 'ElevenLabs Turbo', 'ElevenLabs', 'speech'),
  model('pixverse-v6', 'PixVerse V6', 'PixVerse', 'text-to-video'),
  model('recraft/crisp-upscale', 'Recraft Crisp Upscale', 'Recraft', 'upscale'),
  model('recraft/remove-background', 'Recraft Remove Background', 'Recraft', 'remove-background'),
];
const find = createModelSearch(SHELF);
const first = (query: string): string | undefined => find(query)[0]?.title.en;

for (const [query, title] of [
  ['клинг', 'Kling 2.6: video from text'],
  ['клнг', 'Kling 2.6: video from text'],
  ['видео кинг', 'Kling 2.6: video from text'],
  ['rkbyu', 'Kling 2.6: video from text'],
  ['лдштп', 'Kling 2.6: video from text'],
  ['kling 2.6', 'Kling 2.6: video from text'],
  ['клинг 2,6', 'Kling 2.6: video from text'],
  ['2 6 клинг', 'Kling 2.6: video from text'],
  ['kling 3', 'Kling 3.0'],
  ['KLING-3', 'Kling 3.0'],
  ['клинг омни', 'Kling 3.0 Omni'],
  ['ван 2.7', 'Wan 2.7'],
  ['wan 2-6', 'Wan 2.6'],
  ['вео 3', 'Veo 3.1'],
  ['veo3', 'Veo 3.1'],
  ['нано банана', 'Nano Banana'],
  ['нано-бонана', 'Nano Banana'],
  ['нанобанана', 'Nano Banana'],
  ['banana nano', 'Nano Banana'],
  ['бананы про', 'Nano Banana Pro'],
  ['banana pro', 'Nano Banana Pro'],
  ['бананы про картинка', 'Nano Banana Pro'],
  ['клинг про', 'Kling AI Avatar Pro'],
  ['ролик про клинг', 'Kling 2.6: video from text'],
  ['про', 'Nano Banana Pro'],
  ['суно', 'Suno Generate Music'],
  ['сиданс', 'Seedance 2.0'],
  ['сидрим', 'Seedream 4.5'],
  ['флюкс', 'FLUX.2 Pro'],
  ['flux 1', 'FLUX.1 Kontext'],
  ['контекст', 'FLUX.1 Kontext'],
  ['гпт имидж', 'GPT Image 2: image from text'],
  ['gpt4o', 'GPT-4o Image'],
  ['квен', 'Qwen Image'],
  ['хайлуо', 'Hailuo Pro'],
  ['минимакс', 'Hailuo Pro'],
  ['элевен лабс', 'ElevenLabs Turbo'],
  ['пикс верс', 'PixVerse V6'],
  ['удалить фон', 'Recraft Remove Background'],
  ['remove background', 'Recraft Remove Background'],
  ['убери фон', 'Recraft Remove Background'],
  ['upscale', 'Recraft Crisp Upscale'],
  ['апскейл', 'Recraft Crisp Upscale'],
  ['улучшить качество', 'Recraft Crisp Upscale'],
  ['липсинк', 'Kling AI Avatar Pro'],
  ['lip sync', 'Kling AI Avatar Pro'],
  ['говорящий аватар', 'Kling AI Avatar Pro'],
  ['озвучка', 'ElevenLabs Turbo'],
  ['text to speech', 'ElevenLabs Turbo'],
  ['музыка', 'Suno Generate Music'],
  ['песня', 'Suno Generate Music'],
  ['текст песни', 'Suno Lyrics'],
  ['сделай мне видео в клинг', 'Kling 2.6: video from text'],
  ['kling-3.0/video', 'Kling 3.0'],
] as const) {
  test(`"${query}" finds ${title}`, () => assert.equal(first(query), title));
}

for (const query of [
  '',
  '   ',
  '🎉',
  'мидджорни',
  'sora',
  'рецепт борща',
  'asdfgh',
  'в',
  'модель',
  'ещё про горы',
  'Про море',
]) {
  test(`nothing is similar to ${JSON.stringify(query)}`, () => assert.deepEqual(find(query), []));
}

test('other models of the family follow the version that was asked for, strangers do not', () => {
  const found = find('kling 3').map(({ title }) => title.en);
  assert.deepEqual(found, ['Kling 3.0', 'Kling 3.0 Omni', 'Kling 2.6: video from text', 'Kling AI Avatar Pro']);
});

test('the more popular model is first among equals', () => {
  const [a, b] = [model('a', 'Kling One', 'V', 'text-to-video'), model('b', 'Kling Two', 'V', 'text-to-video')];
  assert.deepEqual(createModelSearch([a, b])('kling'), [a, b]);
  assert.deepEqual(createModelSearch([b, a])('kling'), [b, a]);
});

test('a limit is kept', () => {
  assert.deepEqual(find('клинг', 2), find('клинг').slice(0, 2));
  assert.deepEqual(find('клинг', 0), []);
});

describe('the bundled catalog', () => {
  const { models } = bundledCatalog();
  const search = createModelSearch(models);
  const again = createModelSearch(models);

  test('the exact title of a model finds it first, in both languages and in any case', () => {
    for (const { title } of models) {
      for (const language of ['ru', 'en'] as const) {
        for (const query of [title[language], `  ${title[language].toUpperCase()} `]) {
          assert.equal(search(query)[0]?.title[language], title[language]);
        }
      }
    }
  });

  test('the id of a model finds it first', () => {
    for (const { id } of models) assert.equal(search(id)[0]?.id, id);
  });

  for (const text of [
    'ютуб видео про котиков на пляже закат',
    'ещё про горы',
    'мультик про ежа',
    'песня про лето и море',
  ]) {
    test(`"${text}" says what about, and not that the model is a Pro one`, () => {
      const found = search(text).map(({ title }) => title.en);
      assert.ok(!found.some((title) => /\bPro\b/.test(title)), found.join(', '));
    });
  }
  for (const [text, name] of [
    ['kling pro', /^Kling.* Pro\b/],
    ['клинг про', /^Kling.* Pro\b/],
    ['клинг про видео', /^Kling.* Pro\b/],
    ['нано банана про', /^Nano Banana Pro/],
  ] as const) {
    test(`"${text}" finds the Pro ones of the name first`, () => assert.match(search(text)[0]?.title.en ?? '', name));
  }

  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({ unit: 'grapheme', maxLength: 100 }),
    fc.array(fc.constantFrom('клинг', 'kling', 'видео', '3', '2.6', '.', '-', ',', 'ё', 'й', 'ЩЪЬ', '[', '\u0301', '\ud800'), {
      maxLength: 40,
    }).map((parts) => parts.join('')), // prettier-ignore
  );

  test('any text has an answer: models of the catalog, each once, and the same every time', () => {
    fc.assert(
      fc.property(anyText, (query) => {
        const found = search(query);
        assert.equal(new Set(found).size, found.length);
        assert.ok(found.every((one) => models.includes(one)));
        assert.deepEqual(again(query), found);
      }),
      { numRuns: 60 },
    );
  });

  test('one wrong letter in a long word of a title still finds a model with that word', () => {
    const words = models.flatMap(({ title }) => title.en.match(/[A-Za-z]{7,}/g) ?? []);
    fc.assert(
      fc.property(
        fc.constantFrom(...words),
        fc.nat(5),
        fc.constantFrom('b', 'd', 'f', 'g', 'k', 'z'),
        (word, at, letter) => {
          const misspelled = word.slice(0, at) + letter + word.slice(at + 1);
          const found = search(misspelled);
          assert.ok(
            found.some(({ title }) => title.en.includes(word)),
            `${misspelled} does not find ${word}`,
          );
        },
      ),
    );
  });
});
