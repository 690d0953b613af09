/** Finding a model: sections, lists, filters, favourites, the card and its link; and states of older versions. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { priceFrom } from '../../src/domain/catalog/price-range.ts';
import { ChatState, initialState } from '../../src/domain/chat/state.ts';
import { free, imageModel, startTalk, type Talk } from '../support/chat.ts';
import { every, models, open, shownOf, tapFirst, tools } from '../support/chat-catalog.ts';

describe('sections', () => {
  const sections: readonly (readonly [string, string])[] = [
    ['Видео', 'video'],
    ['Музыка и звук', 'audio'],
    ['Редактировать фото', 'edit'],
    ['Все модели', 'all'],
  ];
  for (const [label, section] of sections) {
    test(`${label}: its tasks, each of them leads to models that do it`, () => {
      const talk = open();
      talk.command('start');
      talk.tap(label);
      const { screen } = talk.state();
      assert.deepEqual(screen, { at: 'tasks', section, carry: { prompt: null, files: [] } });
      tapFirst(talk);
      const { screen: list } = talk.state();
      assert.ok(list.at === 'models' && list.filter.task !== null);
      const { task } = list.filter;
      for (const id of list.shown) assert.ok(models.find((model) => model.id === id)?.tasks.includes(task), id);
    });
  }
  test('a section of one task is its list at once', () => {
    const talk = open();
    talk.command('start');
    talk.tap('Изображения');
    assert.equal(talk.state().screen.at, 'models');
  });
  test('sections without a model are not there', () => {
    const talk = startTalk();
    talk.command('start');
    assert.ok(!talk.labels().includes('🎬 Видео'));
  });
});

describe('a list of models', () => {
  test('shows eight a page, all of them in the end', () => {
    const talk = every(open());
    const seen = [...shownOf(talk)];
    while (talk.labels().includes('Дальше ▶️')) {
      talk.tap('Дальше');
      seen.push(...shownOf(talk));
    }
    const sold = models.filter((model) => tools.offer(model) !== null).map(({ id }) => id);
    assert.deepEqual(seen, sold);
  });
  test('cheapest first, fastest first, popular again', () => {
    const talk = every(open());
    const popular = shownOf(talk);
    talk.tap('Сначала популярные');
    const prices = shownOf(talk).map((id) => priceFrom(models.find((model) => model.id === id)!) ?? Infinity);
    assert.deepEqual(
      prices,
      prices.toSorted((a, b) => a - b),
    );
    talk.tap('Сначала дешёвые');
    const times = shownOf(talk).map((id) => models.find((model) => model.id === id)!.usualSeconds);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    talk.tap('Сначала быстрые');
    assert.deepEqual(shownOf(talk), popular);
  });
  test('of one maker, and of every maker again', () => {
    const talk = every(open());
    talk.tap('Разработчик');
    talk.tap('Google');
    for (const id of shownOf(talk)) assert.match(models.find((model) => model.id === id)?.vendor ?? '', /Google/);
    assert.match(talk.last().view.text, /Все модели<\/b> · Google/);
    talk.tap('Все разработчики');
    assert.ok(talk.labels().includes('🏭 Разработчик'));
  });
  test('a maker whose name cannot be stored is a maker like others', () => {
    const odd = startTalk({ models: [imageModel('a', {}, { vendor: 'A\u0000B' }), imageModel('b')] });
    every(odd);
    odd.tap('Разработчик');
    assert.doesNotMatch(JSON.stringify(odd.state()), /\\u0000/);
    odd.tap('AB');
    assert.deepEqual(shownOf(odd), ['a']);
  });
  test('a maker without a name has a button with a face', () => {
    const odd = startTalk({ models: [imageModel('a', {}, { vendor: '' }), imageModel('b')] });
    every(odd);
    odd.tap('Разработчик');
    assert.deepEqual(odd.labels().slice(0, 2), ['·', 'Vendor']);
    odd.tap('·');
    assert.deepEqual(shownOf(odd), ['a']);
  });
  test('makers: back leads to the list', () => {
    const talk = every(open());
    talk.tap('Разработчик');
    talk.tap('Назад');
    assert.equal(talk.state().screen.at, 'models');
  });
  for (const [language, all, next] of [
    ['ru', 'Показать все', 'Дальше'],
    ['en', 'Show all', 'Next'],
  ] as const) {
    test(`no two models are called the same on a button (${language})`, () => {
      const talk = open();
      talk.setState({ ...talk.state(), language });
      talk.command('models');
      talk.tap(all);
      const names: string[] = [];
      const note = (): unknown =>
        names.push(
          ...talk
            .labels()
            .slice(0, shownOf(talk).length)
            .map((label) => label.replace(/ · [^·]*$/, '')),
        );
      note();
      while (talk.labels().some((label) => label.includes(next))) {
        talk.tap(next);
        note();
      }
      assert.deepEqual(
        names.filter((name, index) => names.indexOf(name) !== index),
        [],
      );
    });
  }
  test('a long name keeps its last words, which tell it from its neighbour', () => {
    const twins = ['картинка по описанию', 'картинка из картинки'].map((task) =>
      imageModel(task, {}, { title: { ru: `GPT Image 2.5 Sunburst: ${task}`, en: task } }),
    );
    const talk = every(startTalk({ models: twins }));
    const [first, second] = talk.labels();
    assert.match(first ?? '', /^GPT Image 2\.5 Sunburst…по описанию · /);
    assert.match(second ?? '', /^GPT Image 2\.5 Sunburst…из картинки · /);
  });
  test('every button says what it costs', () => {
    const talk = every(open());
    for (const label of talk.labels().slice(0, 8)) assert.match(label, / · от [\d\s,]+₽$/u);
  });
});

describe('the card', () => {
  const card = (): Talk => {
    const talk = open();
    talk.command('start', 'm_nano-banana-pro');
    return talk;
  };
  test('says what the model does, needs and costs, and how to send it to a friend', () => {
    assert.match(
      card().last().view.text,
      /<b>Nano Banana Pro<\/b> · Google[^]*Что умеет: [^]*Что понадобится: Описание\nЦена: от [^]*t\.me\/test_bot\?start=m_nano-banana-pro/,
    );
  });
  test('a star puts it among the favourites and takes it out again', () => {
    const talk = card();
    talk.tap('В избранное');
    assert.deepEqual(talk.state().favourites, ['nano-banana-pro']);
    talk.command('models');
    talk.tap('Избранное');
    assert.deepEqual(shownOf(talk), ['nano-banana-pro']);
    tapFirst(talk);
    talk.tap('Убрать из избранного');
    assert.deepEqual(talk.state().favourites, []);
    talk.tap('Назад');
    assert.match(talk.last().view.text, /Здесь пока пусто/);
  });
  test('back leads to the list it came from', () => {
    const talk = every(open());
    talk.tap('Сначала популярные');
    tapFirst(talk);
    talk.tap('Назад');
    const { screen } = talk.state();
    assert.ok(screen.at === 'models');
    assert.equal(screen.filter.sort, 'price');
  });
  test('words on it are its prompt', () => {
    const talk = card();
    talk.say('кот');
    assert.match(talk.last().view.text, /Всё верно\?[^]*<blockquote>кот/);
  });
  test('whose model has gone gives way to the others', () => {
    const talk = card();
    const { id } = talk.last();
    talk.setContext({ models: [imageModel('other')] });
    talk.tap('Создать', id);
    assert.match(talk.last().view.text, /Этой модели сейчас нет/);
  });
  test('models used last are a shelf of their own', () => {
    const talk = open();
    talk.say('кот');
    talk.tap('Создать');
    talk.command('models');
    talk.tap('Недавние');
    assert.deepEqual(shownOf(talk), talk.state().recent);
  });
});

test('the price stands beside an answer that changes it, and nowhere else', () => {
  const choice = (...values: string[]) => ({ type: 'string', enum: values, default: values[0] ?? '' });
  const prices = [
    { when: { size: 'small' }, credits: 4, unit: 'image' as const },
    { when: { size: 'big' }, credits: 8, unit: 'image' as const },
  ];
  const talk = startTalk({
    models: [imageModel('m', { size: choice('small', 'big'), mood: choice('calm', 'wild') }, { prices })],
  });
  talk.say('кот');
  talk.tap('Параметры');
  talk.tap('Формат кадра');
  assert.deepEqual(
    talk
      .labels()
      .slice(0, 2)
      .map((label) => label.split(' · ')[1]),
    ['3,60\u00A0₽', '7,20\u00A0₽'],
  );
  talk.tap('Назад');
  talk.tap('Mood');
  assert.deepEqual(talk.labels().slice(0, 2), ['✅ Calm', 'Wild']);
});

test('a dear order says what is missing', () => {
  const talk = startTalk(free(5, 4, 3));
  talk.say('кот');
  assert.match(talk.last().view.text, /Цена: <b>3,60\s₽<\/b> — на балансе 0\s₽, не хватает 3,60\s₽/);
});

describe('a state of another version', () => {
  const stored = {
    ...initialState,
    ...{ rev: 7, language: 'en', favourites: ['swift'], recent: ['careful'], screenMessageId: 5 },
  };
  for (const [name, screen] of [
    ['a list with a prompt of its own', { at: 'models', page: 1, shown: ['swift'], prompt: 'кот' }],
    ['a form with a field', { at: 'form', modelId: 'swift', values: {}, field: 'prompt' }],
    ['settings without a way', { at: 'settings', modelId: 'swift', values: {}, path: [] }],
    ['a screen that nobody knows', { at: 'casino' }],
    ['no screen at all', null],
  ] as const) {
    test(`${name} becomes the menu; language and favourites stay`, () => {
      const state = ChatState.parse({ ...stored, screen });
      assert.deepEqual(state.screen, { at: 'menu' });
      assert.deepEqual([state.language, state.favourites, state.recent, state.rev], ['en', ['swift'], ['careful'], 7]);
      const talk = startTalk();
      talk.setState(state);
      talk.tapData('s:7:pick:0', 5);
      assert.match(talk.last().view.text, /Write what you would like to see/);
    });
  }
  test('of before there were favourites gets none', () => {
    const { v, rev, screen, screenMessageId, language, flood } = stored;
    const state = ChatState.parse({ v, rev, screen, screenMessageId, language, flood });
    assert.deepEqual([state.favourites, state.recent, state.albumId, state.language], [[], [], null, 'en']);
  });
});
