import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, imageModel, SHAPE, startTalk } from '../support/chat.ts';
import { table } from '../support/chat-table.ts';

const rich = imageModel('rich', {
  aspect_ratio: SHAPE,
  steps: { type: 'integer', minimum: 1, maximum: 50, default: 20 },
  negative_prompt: { type: 'string', maxLength: 20 },
});

table('form', (talk) => begin(talk, 'careful'), [
  {
    name: 'the prompt first',
    do: () => undefined,
    at: 'form',
    shows: 'Что сделать?',
    screen: { path: ['prompt'] },
  },
  { name: 'then the shape', do: (talk) => talk.say('кот'), at: 'form', screen: { path: ['aspect_ratio'] } },
  {
    name: 'a tapped choice',
    do: (talk) => {
      talk.say('кот');
      talk.tap('16:9');
    },
    at: 'confirm',
    screen: { values: { prompt: 'кот', aspect_ratio: '16:9' } },
  },
  {
    name: 'a typed choice',
    do: (talk) => {
      talk.say('кот');
      talk.say('9х16');
    },
    at: 'confirm',
    screen: { values: { prompt: 'кот', aspect_ratio: '9:16' } },
  },
  {
    name: 'a typed word that is no choice',
    do: (talk) => {
      talk.say('кот');
      talk.say('круглый');
    },
    at: 'form',
    shows: 'Такого варианта нет. «Формат кадра»',
  },
  {
    name: 'back to the prompt, with its text to keep',
    do: (talk) => {
      talk.say('кот');
      talk.tap('Назад');
      talk.tap('Оставить');
    },
    at: 'form',
    screen: { path: ['aspect_ratio'] },
  },
  {
    name: 'back from the first question to the models, the prompt in hand',
    do: (talk) => {
      talk.say('кот');
      talk.tap('Назад');
      talk.tap('Назад');
    },
    at: 'models',
    shows: '<blockquote>кот</blockquote>',
    screen: { carry: { prompt: 'кот', files: [] } },
  },
  { name: 'cancel', do: (talk) => talk.tap('Отмена'), at: 'menu', shows: 'Отменил' },
  { name: '/cancel', do: (talk) => talk.command('cancel'), at: 'menu', shows: 'Отменил' },
  {
    name: 'an over-long prompt says by how much',
    do: (talk) => talk.say('я'.repeat(5_001)),
    at: 'form',
    shows: /5\s001 при пределе в 5\s000 символов/,
  },
  {
    name: 'a photo leaves the question standing',
    do: (talk) => talk.media('photo'),
    at: 'form',
    shows: 'Что сделать?',
  },
  { name: 'an unknown command too', do: (talk) => talk.command('nope'), at: 'form', shows: 'Что сделать?' },
  {
    name: 'a model that has gone leads to the others',
    do: (talk) => {
      talk.setContext({ models: [imageModel('new')] });
      talk.tap('Назад');
    },
    at: 'models',
    shows: 'Этой модели сейчас нет',
  },
]);

const usual = imageModel('usual', { aspect_ratio: SHAPE }, { required: ['aspect_ratio'] });

test('a required question whose default is known is not asked; its answer is sent all the same', () => {
  const talk = startTalk({ models: [usual] });
  begin(talk, 'usual');
  talk.say('кот');
  assert.equal(talk.state().screen.at, 'confirm');
  const order = talk.tap('Создать').find((effect) => effect.do === 'generate');
  assert.deepEqual(order?.input, { prompt: 'кот', aspect_ratio: '1:1' });
});

test('the default of a choice is marked, and then the choice', () => {
  const talk = startTalk({ models: [usual] });
  begin(talk, 'usual');
  talk.say('кот');
  talk.tap('Параметры');
  talk.tap('Формат');
  assert.ok(talk.labels().includes('✅ 1:1 квадрат'));
  talk.tap('16:9');
  talk.tap('Формат');
  assert.deepEqual(
    talk.labels().filter((label) => label.includes('✅')),
    ['✅ 16:9 широкий'],
  );
});

const withSettings = { models: [rich] };
table(
  'settings',
  (talk) => {
    talk.say('кот');
    if (talk.labels().some((label) => label.includes('Параметры'))) talk.tap('Параметры');
  },
  [
    {
      name: 'shows every value',
      context: withSettings,
      do: () => undefined,
      at: 'settings',
      labels: ['Формат кадра: 1:1 квадрат', 'Steps: 20', 'Чего не должно быть: как обычно'],
    },
    {
      name: 'a tapped value comes back to the list',
      context: withSettings,
      do: (talk) => {
        talk.tap('Формат');
        talk.tap('9:16');
      },
      at: 'settings',
      labels: ['Формат кадра: 9:16 высокий'],
      screen: { path: [] },
    },
    {
      name: 'a typed number',
      context: withSettings,
      do: (talk) => {
        talk.tap('Steps');
        talk.say('37');
      },
      at: 'settings',
      screen: { values: { prompt: 'кот', steps: 37 }, path: [] },
    },
    {
      name: 'a number out of range',
      context: withSettings,
      do: (talk) => {
        talk.tap('Steps');
        talk.say('51');
      },
      at: 'settings',
      shows: /не подходит[^]*От 1 до 50/,
      screen: { path: ['steps'] },
    },
    {
      name: 'a text too long',
      context: withSettings,
      do: (talk) => {
        talk.tap('Чего не должно быть');
        talk.say('я'.repeat(21));
      },
      at: 'settings',
      shows: '21 при пределе в 20 символов',
    },
    {
      name: 'as usual again',
      context: withSettings,
      do: (talk) => {
        talk.tap('Формат');
        talk.tap('9:16');
        talk.tap('Формат');
        talk.tap('Как обычно');
      },
      at: 'settings',
      screen: { values: { prompt: 'кот' } },
    },
    { name: 'done', context: withSettings, do: (talk) => talk.tap('Готово'), at: 'confirm' },
    { name: 'cancel', context: withSettings, do: (talk) => talk.tap('Отмена'), at: 'menu' },
    {
      name: 'back from one setting',
      context: withSettings,
      do: (talk) => {
        talk.tap('Формат');
        talk.tap('Назад');
      },
      at: 'settings',
      screen: { path: [] },
    },
    {
      name: 'text on the list is a new prompt',
      context: withSettings,
      do: (talk) => talk.say('пёс'),
      at: 'confirm',
      shows: 'Описание заменил',
      screen: { values: { prompt: 'пёс' } },
    },
  ],
);

table(
  'confirm',
  (talk) => {
    begin(talk, 'careful');
    talk.say('кот');
    talk.tap('16:9');
  },
  [
    {
      name: 'says everything',
      do: () => undefined,
      at: 'confirm',
      shows:
        /Модель: <b>careful<\/b>\nФормат кадра: <b>16:9 широкий<\/b>\nЦена: 3,60\s₽ — сегодня <b>бесплатно<\/b>, осталось 4 из 5\nОбычно готово за 25 секунд/,
    },
    { name: 'create', do: (talk) => talk.tap('Создать'), at: 'progress' },
    {
      name: 'back to the last question',
      do: (talk) => talk.tap('Назад'),
      at: 'form',
      screen: { path: ['aspect_ratio'] },
    },
    { name: 'cancel', do: (talk) => talk.tap('Отмена'), at: 'menu' },
    { name: 'settings', do: (talk) => talk.tap('Параметры'), at: 'settings' },
    {
      name: 'other model',
      do: (talk) => talk.tap('Другая'),
      at: 'models',
      screen: { carry: { prompt: 'кот', files: [] } },
    },
    {
      name: 'text is a new prompt',
      do: (talk) => talk.say('пёс'),
      at: 'confirm',
      shows: '<blockquote>пёс</blockquote>',
    },
    {
      name: 'an over-long new prompt leaves the old one',
      do: (talk) => talk.say('я'.repeat(5_001)),
      at: 'confirm',
      shows: /при пределе[^]*<blockquote>кот<\/blockquote>/,
    },
  ],
);

for (const [language, notice] of [
  ['ru', 'Заменил: Текст.'],
  ['en', 'Replaced: Text.'],
] as const) {
  test(`new words of a model that reads aloud take the place of its text, and are called so (${language})`, () => {
    const tts = imageModel('tts');
    const properties = { text: { type: 'string', maxLength: 100 } };
    const talk = startTalk({ models: [{ ...tts, input: { ...tts.input, properties, required: ['text'] } }] });
    talk.setState({ ...talk.state(), language });
    talk.command('start', 'm_tts');
    talk.say('раз');
    talk.say('два');
    assert.ok(talk.last().view.text.includes(notice), talk.last().view.text);
    const { screen } = talk.state();
    assert.deepEqual('values' in screen && screen.values, { text: 'два' });
  });
}
