/** Words on a list are the name of a model, or else a prompt; and what costs nothing is called so. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { free, imageModel, startTalk } from '../support/chat.ts';
import { every, open, shownOf, tapFirst } from '../support/chat-catalog.ts';

describe('search', () => {
  for (const [typed, expected] of [
    ['клинг', /kling/i],
    ['KLNG 3', /kling/i],
    ['нано банана', /nano-banana/],
    ['нано бонана', /nano-banana/],
    ['rkbyu', /kling/i],
    ['suno', /ai-music/],
  ] as const) {
    test(typed, () => {
      const talk = open();
      talk.command('models');
      talk.say(typed);
      assert.match(shownOf(talk)[0] ?? '', expected);
      assert.match(talk.last().view.text, /Нашлось по запросу/);
    });
  }
  for (const section of ['Видео', 'Музыка и звук', 'Редактировать фото']) {
    test(`in a section too: ${section}`, () => {
      const talk = open();
      talk.command('start');
      talk.tap(section);
      assert.match(talk.last().view.text, /Ищете что-то определённое\?/);
      talk.say('клинг');
      assert.match(shownOf(talk)[0] ?? '', /kling/i);
    });
  }
  test('on a list too; what is in hand stays in hand', () => {
    const talk = open();
    talk.say('рыжий кот');
    talk.tap('Другая модель');
    talk.say('нано банана');
    const { screen } = talk.state();
    assert.ok(screen.at === 'models');
    assert.equal(screen.carry.prompt, 'рыжий кот');
    tapFirst(talk);
    assert.equal(talk.state().screen.at, 'confirm');
  });
  test('a long text that finds models may be a prompt all the same', () => {
    const talk = every(open());
    talk.say('сделай картинку про весну в лесу');
    assert.equal(talk.state().screen.at, 'models');
    talk.tap('нарисовать это');
    assert.match(talk.last().view.text, /Нарисовать это\?[^]*<blockquote>сделай картинку про весну в лесу/);
    every(talk);
    talk.say('сделай картинку');
    assert.equal(talk.state().screen.at, 'models');
    assert.ok(!talk.labels().some((label) => label.includes('нарисовать это')));
  });
  test('what a picture shall be about is no search for the models named Pro', () => {
    const talk = open();
    talk.say('рыжий кот');
    talk.tap('Другая модель');
    talk.say('ещё про горы');
    assert.match(talk.last().view.text, /Нарисовать это\?[^]*<blockquote>ещё про горы/);
  });
  test('nothing found: it may be a prompt', () => {
    const talk = every(open());
    talk.say('рыжий кот на крыше');
    assert.match(talk.last().view.text, /Модели с таким названием не нашлось[^]*Нарисовать это\?/);
  });
});

describe('what costs nothing', () => {
  const midi = imageModel('midi', {}, { prices: [{ when: {}, credits: 0, unit: 'request' }] });
  test('is called free in lists, on the card and in the order, and never "from 0"', () => {
    const talk = every(startTalk({ models: [midi, imageModel('b')], ...free(5, 0) }));
    assert.equal(talk.labels()[0], 'midi · бесплатно');
    tapFirst(talk);
    assert.match(talk.last().view.text, /Цена: бесплатно/);
    talk.say('кот');
    assert.match(talk.last().view.text, /Цена: бесплатно/);
    assert.doesNotMatch(talk.last().view.text, /0\s₽/u);
    talk.setContext({ chatKind: 'group' });
    talk.command('start', 'm_midi');
    talk.reply('кот');
    assert.match(talk.last().view.text, /Цена: бесплатно/);
  });
  test('as one of several answers is free beside that answer; the model is not', () => {
    const size = { type: 'string', enum: ['small', 'big'], default: 'small' } as const;
    const prices = [
      { when: { size: 'small' }, credits: 0, unit: 'image' as const },
      { when: { size: 'big' }, credits: 8, unit: 'image' as const },
    ];
    const talk = every(
      startTalk({ models: [imageModel('m', { size: { ...size, enum: [...size.enum] } }, { prices })] }),
    );
    assert.match(talk.labels()[0] ?? '', /^m · от 0\s₽$/u);
    tapFirst(talk);
    talk.say('кот');
    talk.tap('Параметры');
    talk.tap('Формат кадра');
    assert.match(talk.labels()[0] ?? '', / · бесплатно$/);
  });
});
