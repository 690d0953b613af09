/** One table per screen: what is tapped or typed, and where it leads. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatContext } from '../../src/domain/chat/contract.ts';
import type { At, Screen } from '../../src/domain/chat/state.ts';
import { baseContext, imageModel, SHAPE, startTalk, type Talk } from '../support/chat.ts';

const many = Array.from({ length: 19 }, (_, i) => imageModel(`model ${i}`));
const rich = imageModel('rich', {
  aspect_ratio: SHAPE,
  steps: { type: 'integer', minimum: 1, maximum: 50, default: 20 },
  negative_prompt: { type: 'string', maxLength: 20 },
});
const careful = baseContext.models[1]!;

interface Row {
  readonly name: string;
  readonly context?: Partial<ChatContext>;
  readonly do: (talk: Talk) => unknown;
  readonly at: At;
  /** Part of the text then shown. */
  readonly shows?: string | RegExp;
  readonly screen?: Partial<Screen> & Record<string, unknown>;
}

function table(screen: string, open: (talk: Talk) => unknown, rows: readonly Row[]): void {
  describe(screen, () => {
    for (const row of rows) {
      test(row.name, () => {
        const talk = startTalk(row.context);
        open(talk);
        row.do(talk);
        assert.equal(talk.state().screen.at, row.at);
        const { text } = talk.last().view;
        if (row.shows !== undefined) assert.match(text, row.shows instanceof RegExp ? row.shows : plain(row.shows));
        for (const [key, value] of Object.entries(row.screen ?? {})) {
          assert.deepEqual(Object.entries(talk.state().screen).find(([name]) => name === key)?.[1], value);
        }
      });
    }
  });
}

const plain = (text: string): RegExp => new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));

table('menu', (talk) => talk.command('start'), [
  { name: 'greets by name', do: () => undefined, at: 'menu', shows: 'Здравствуйте, Анна!' },
  { name: 'images', do: (talk) => talk.tap('Изображения'), at: 'models' },
  { name: 'language', do: (talk) => talk.tap('Язык'), at: 'language' },
  { name: 'help', do: (talk) => talk.tap('Помощь'), at: 'help', shows: '@support' },
  { name: 'text is an offer', do: (talk) => talk.say('кот'), at: 'offer', shows: '<blockquote>кот</blockquote>' },
  { name: 'spaces are no prompt', do: (talk) => talk.say(' \n '), at: 'menu', shows: 'Сообщение пустое' },
  { name: 'a photo', do: (talk) => talk.media('photo'), at: 'menu', shows: 'Я понимаю только слова' },
  { name: 'an unknown command', do: (talk) => talk.command('abracadabra'), at: 'menu', shows: '/help' },
]);

test('the menu has no button for drawing while there is nothing to draw with', () => {
  const talk = startTalk({ models: [] });
  talk.command('start');
  assert.deepEqual(talk.labels(), ['🌐 Язык', '❓ Помощь']);
  talk.say('кот');
  assert.equal(talk.state().screen.at, 'menu');
  assert.match(talk.last().view.text, /все модели отдыхают/);
});

table('help', (talk) => talk.command('help'), [
  { name: 'menu', do: (talk) => talk.tap('Меню'), at: 'menu' },
  { name: 'text is an offer', do: (talk) => talk.say('кот'), at: 'offer' },
]);

table('language', (talk) => talk.command('settings'), [
  { name: '/language is the same', do: (talk) => talk.command('language'), at: 'language' },
  { name: 'English', do: (talk) => talk.tap('English'), at: 'menu', shows: 'English it is' },
  {
    name: 'as the client says',
    context: { clientLanguage: 'en-GB' },
    do: (talk) => {
      talk.tap('Русский');
      talk.command('settings');
      talk.tap('Telegram');
    },
    at: 'menu',
    shows: 'English it is',
  },
  { name: 'menu', do: (talk) => talk.tap('Меню'), at: 'menu' },
  { name: 'text is an offer', do: (talk) => talk.say('кот'), at: 'offer' },
]);

table('models', (talk) => talk.command('models'), [
  { name: 'a model asks for the prompt', do: (talk) => talk.tap('swift'), at: 'form', screen: { field: 'prompt' } },
  { name: 'menu', do: (talk) => talk.tap('Меню'), at: 'menu' },
  { name: 'text is an offer', do: (talk) => talk.say('кот'), at: 'offer' },
  {
    name: 'pages turn',
    context: { models: many },
    do: (talk) => {
      talk.tap('Дальше');
      talk.tap('Дальше');
    },
    at: 'models',
    shows: 'Страница 3 из 3',
    screen: { page: 2, shown: ['model 16', 'model 17', 'model 18'] },
  },
  {
    name: 'and turn back',
    context: { models: many },
    do: (talk) => {
      talk.tap('Дальше');
      talk.tap('Раньше');
    },
    at: 'models',
    screen: { page: 0 },
  },
  {
    name: 'a button means the model it showed, also after the order has changed',
    do: (talk) => {
      talk.setContext({ models: baseContext.models.toReversed() });
      talk.tap('swift');
    },
    at: 'form',
    screen: { modelId: 'swift' },
  },
  {
    name: 'a model that has gone is said to be gone',
    do: (talk) => {
      const { id } = talk.last();
      talk.setContext({ models: [careful] });
      talk.tap('swift', id);
    },
    at: 'models',
    shows: 'Этой модели сейчас нет',
  },
]);

table('offer', (talk) => talk.say('кот в шляпе'), [
  { name: 'says the price', do: () => undefined, at: 'offer', shows: '<b>бесплатно</b>, осталось 4 из 5' },
  { name: 'create', do: (talk) => talk.tap('Создать'), at: 'progress' },
  {
    name: 'other model keeps the prompt',
    do: (talk) => talk.tap('Другая модель'),
    at: 'models',
    screen: { prompt: 'кот в шляпе' },
  },
  {
    name: 'other model, chosen, asks only what is new',
    do: (talk) => {
      talk.tap('Другая модель');
      talk.tap('careful');
    },
    at: 'form',
    screen: { field: 'aspect_ratio', values: { prompt: 'кот в шляпе' } },
  },
  { name: 'settings', context: { models: [rich] }, do: (talk) => talk.tap('Параметры'), at: 'settings' },
  { name: 'menu', do: (talk) => talk.tap('Меню'), at: 'menu' },
  { name: 'new text is a new offer', do: (talk) => talk.say('пёс'), at: 'offer', screen: { prompt: 'пёс' } },
]);

test('an offer has no dead buttons: no settings without any, no other model without another', () => {
  const talk = startTalk({ models: [imageModel('only')] });
  talk.say('кот');
  assert.deepEqual(talk.labels(), ['✅ Создать бесплатно', '🏠 Меню']);
});

test('the offer is for the model used last', () => {
  const talk = startTalk();
  talk.command('models');
  talk.tap('careful');
  talk.say('кот');
  talk.tap('1:1');
  talk.tap('Создать');
  talk.say('пёс');
  assert.match(talk.last().view.text, /Модель: <b>careful<\/b>/);
});

test('a prompt too long for the last model is offered with one that takes it', () => {
  const prompt = { type: 'string', maxLength: 10 };
  const talk = startTalk({ models: [imageModel('short', { prompt }), imageModel('long')] });
  talk.say('к'.repeat(11));
  assert.match(talk.last().view.text, /Модель: <b>long<\/b>/);
});

test('a prompt too long for every model gets the limit', () => {
  const talk = startTalk({ models: [imageModel('short', { prompt: { type: 'string', maxLength: 21 } })] });
  talk.say('🐈'.repeat(22));
  assert.match(talk.last().view.text, /22 при пределе в 21 символ\./);
});

table(
  'form',
  (talk) => {
    talk.command('models');
    talk.tap('careful');
  },
  [
    {
      name: 'the prompt first',
      do: () => undefined,
      at: 'form',
      shows: 'Что нарисовать?',
      screen: { field: 'prompt' },
    },
    { name: 'then the shape', do: (talk) => talk.say('кот'), at: 'form', screen: { field: 'aspect_ratio' } },
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
      screen: { field: 'aspect_ratio' },
    },
    {
      name: 'back from the first question to the models, the prompt in hand',
      do: (talk) => {
        talk.say('кот');
        talk.tap('Назад');
        talk.tap('Назад');
      },
      at: 'models',
      screen: { prompt: 'кот' },
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
      shows: 'Что нарисовать?',
    },
    { name: 'an unknown command too', do: (talk) => talk.command('nope'), at: 'form', shows: 'Что нарисовать?' },
    {
      name: 'a model that has gone leads to the others',
      do: (talk) => {
        talk.setContext({ models: [imageModel('new')] });
        talk.tap('Назад');
      },
      at: 'models',
      shows: 'Этой модели сейчас нет',
    },
  ],
);

test('the default of a choice is marked', () => {
  const talk = startTalk();
  talk.command('models');
  talk.tap('careful');
  talk.say('кот');
  assert.ok(talk.labels().includes('✅ 1:1 квадрат'));
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
      shows: /Формат кадра: <b>1:1 квадрат<\/b>\nSteps: <b>20<\/b>\nЧего не должно быть: <b>как обычно<\/b>/,
    },
    {
      name: 'a tapped value comes back to the list',
      context: withSettings,
      do: (talk) => {
        talk.tap('Формат');
        talk.tap('9:16');
      },
      at: 'settings',
      shows: 'Формат кадра: <b>9:16 высокий</b>',
      screen: { field: null },
    },
    {
      name: 'a typed number',
      context: withSettings,
      do: (talk) => {
        talk.tap('Steps');
        talk.say('37');
      },
      at: 'settings',
      screen: { values: { prompt: 'кот', steps: 37 }, field: null },
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
      screen: { field: 'steps' },
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
      screen: { field: null },
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
    talk.command('models');
    talk.tap('careful');
    talk.say('кот');
    talk.tap('16:9');
  },
  [
    {
      name: 'says everything',
      do: () => undefined,
      at: 'confirm',
      shows:
        /Модель: <b>careful<\/b>\nФормат кадра: <b>16:9 широкий<\/b>\nЦена: <b>бесплатно<\/b>, осталось 4 из 5\nОбычно готово за 25 секунд/,
    },
    { name: 'create', do: (talk) => talk.tap('Создать'), at: 'progress' },
    {
      name: 'back to the last question',
      do: (talk) => talk.tap('Назад'),
      at: 'form',
      screen: { field: 'aspect_ratio' },
    },
    { name: 'cancel', do: (talk) => talk.tap('Отмена'), at: 'menu' },
    { name: 'settings', do: (talk) => talk.tap('Параметры'), at: 'settings' },
    { name: 'other model', do: (talk) => talk.tap('Другая'), at: 'models', screen: { prompt: 'кот' } },
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

table(
  'progress',
  (talk) => {
    talk.say('кот');
    talk.tap('Создать');
  },
  [
    { name: 'is in the queue', do: () => undefined, at: 'progress', shows: 'Вы в очереди' },
    { name: 'text offers another one at the same time', do: (talk) => talk.say('пёс'), at: 'offer' },
    { name: '/start', do: (talk) => talk.command('start'), at: 'menu' },
    { name: 'a photo', do: (talk) => talk.media('sticker'), at: 'menu', shows: 'только слова' },
  ],
);
