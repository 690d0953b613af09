import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseContext, begin, imageModel, SHAPE, startTalk, type Talk } from '../support/chat.ts';
import { table } from '../support/chat-table.ts';

const many = Array.from({ length: 19 }, (_, i) => imageModel(`model ${i}`));
const rich = imageModel('rich', { aspect_ratio: SHAPE });
const careful = baseContext.models[1]!;

table('menu', (talk) => talk.command('start'), [
  { name: 'greets by name', do: () => undefined, at: 'menu', shows: 'Здравствуйте, Анна!' },
  { name: 'images', do: (talk) => talk.tap('Изображения'), at: 'models' },
  { name: 'balance', do: (talk) => talk.tap('Баланс'), at: 'balance' },
  { name: 'settings', do: (talk) => talk.tap('Настройки'), at: 'preferences' },
  { name: 'help', do: (talk) => talk.tap('Помощь'), at: 'help', shows: '@support' },
  { name: 'text is an offer', do: (talk) => talk.say('кот'), at: 'offer', shows: '<blockquote>кот</blockquote>' },
  { name: 'spaces are no prompt', do: (talk) => talk.say(' \n '), at: 'menu', shows: 'Сообщение пустое' },
  { name: 'a sticker', do: (talk) => talk.media('sticker'), at: 'menu', shows: 'С этим я работать не умею' },
  { name: 'a photo that no model takes', do: (talk) => talk.file({}), at: 'intake', shows: 'ни одна модель' },
  { name: 'an unknown command', do: (talk) => talk.command('abracadabra'), at: 'menu', shows: '/help' },
]);

test('the menu has no button for drawing while there is nothing to draw with', () => {
  const talk = startTalk({ models: [] });
  talk.command('start');
  assert.deepEqual(talk.labels(), ['💳 Баланс', '⚙️ Настройки', '❓ Помощь']);
  talk.say('кот');
  assert.equal(talk.state().screen.at, 'menu');
  assert.match(talk.last().view.text, /все модели отдыхают/);
});

table('help', (talk) => talk.command('help'), [
  { name: 'menu', do: (talk) => talk.tap('Меню'), at: 'menu' },
  { name: 'text is an offer', do: (talk) => talk.say('кот'), at: 'offer' },
]);

table('language', (talk) => talk.command('language'), [
  { name: 'the settings lead to it', do: (talk) => (talk.command('settings'), talk.tap('Язык')), at: 'language' },
  { name: 'English', do: (talk) => talk.tap('English'), at: 'menu', shows: 'English it is' },
  {
    name: 'as the client says',
    context: { clientLanguage: 'en-GB' },
    do: (talk) => {
      talk.tap('Русский');
      talk.command('language');
      talk.tap('Telegram');
    },
    at: 'menu',
    shows: 'English it is',
  },
  { name: 'menu', do: (talk) => talk.tap('Меню'), at: 'menu' },
  { name: 'text is an offer', do: (talk) => talk.say('кот'), at: 'offer' },
]);

const openList = (talk: Talk): void => {
  talk.command('models');
  talk.tap('Показать все');
};

table('models', openList, [
  { name: 'a model leads to its card', do: (talk) => talk.tap('swift'), at: 'model', screen: { modelId: 'swift' } },
  {
    name: 'and the card to the question for the prompt',
    do: (talk) => {
      talk.tap('swift');
      talk.tap('Создать');
    },
    at: 'form',
    screen: { modelId: 'swift', path: ['prompt'] },
  },
  { name: 'menu', do: (talk) => talk.tap('Меню'), at: 'menu' },
  { name: 'a name is a search', do: (talk) => talk.say('swift'), at: 'models', shows: '«swift»' },
  {
    name: 'other text is an offer',
    do: (talk) => talk.say('кот'),
    at: 'offer',
    shows: 'Модели с таким названием не нашлось',
  },
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
    at: 'model',
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
  {
    name: 'says the price',
    do: () => undefined,
    at: 'offer',
    shows: /Цена: 3,60\s₽ — сегодня <b>бесплатно<\/b>, осталось 4 из 5/,
  },
  { name: 'create', do: (talk) => talk.tap('Создать'), at: 'progress' },
  {
    name: 'other model keeps the prompt',
    do: (talk) => talk.tap('Другая модель'),
    at: 'models',
    screen: { carry: { prompt: 'кот в шляпе', files: [] } },
  },
  {
    name: 'other model, chosen, asks only what is new',
    do: (talk) => {
      talk.tap('Другая модель');
      talk.tap('careful');
    },
    at: 'form',
    screen: { path: ['aspect_ratio'], values: { prompt: 'кот в шляпе' } },
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

const usedOnce = (talk: Talk, key: string): void => {
  begin(talk, key);
  talk.say('кот');
  if (talk.labels().includes('1:1 квадрат')) talk.tap('1:1');
  talk.tap('Создать');
  talk.say('пёс');
};

test('the offer is for the model used last', () => {
  const talk = startTalk({ models: [imageModel('swift'), rich] });
  usedOnce(talk, 'rich');
  assert.match(talk.last().view.text, /Модель: <b>rich<\/b>/);
});

test('but not when that one has a question of its own: an offer is one tap from a result', () => {
  const talk = startTalk();
  usedOnce(talk, 'careful');
  assert.match(talk.last().view.text, /Модель: <b>swift<\/b>/);
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
  'progress',
  (talk) => {
    talk.say('кот');
    talk.tap('Создать');
  },
  [
    { name: 'is in the queue', do: () => undefined, at: 'progress', shows: 'Вы в очереди' },
    { name: 'text offers another one at the same time', do: (talk) => talk.say('пёс'), at: 'offer' },
    { name: '/start', do: (talk) => talk.command('start'), at: 'menu' },
    { name: 'a sticker', do: (talk) => talk.media('sticker'), at: 'menu', shows: 'работать не умею' },
  ],
);
