/** Lists of words and numbers, and parts with questions of their own. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ModelInput } from '../../src/domain/catalog/model.ts';
import { baseContext, begin, imageModel, one, startTalk, type Talk } from '../support/chat.ts';

const LINE = {
  type: 'object',
  properties: { text: { type: 'string' }, tone: { type: 'string', enum: ['calm', 'loud'], default: 'calm' } },
  required: ['text', 'tone'],
};
const SHOT = {
  type: 'object',
  properties: { image: one('image'), text: { type: 'string' }, seconds: { type: 'integer', minimum: 1, maximum: 9 } },
  required: ['text', 'seconds'],
};
const PARTNER = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name'],
};

const models = [
  imageModel('dialogue', { lines: { type: 'array', items: LINE, maxItems: 3 } }, { required: ['lines'] }),
  imageModel('film', { shots: { type: 'array', items: SHOT, maxItems: 2 } }),
  imageModel('portrait', { partner: PARTNER }, { required: ['partner'] }),
  imageModel(
    'colours',
    { palette: { type: 'array', items: { type: 'string', maxLength: 5 }, minItems: 2, maxItems: 3 } },
    { required: ['palette'] },
  ),
  imageModel('sums', { weights: { type: 'array', items: { type: 'integer', minimum: 1, maximum: 9 }, maxItems: 4 } }),
  imageModel('moods', { moods: { type: 'array', items: { type: 'string', enum: ['calm', 'wild'] }, maxItems: 2 } }),
];

/** At the first question of the model; the prompt is there already. */
function talkTo(key: string): Talk {
  const talk = startTalk({ models });
  begin(talk, key);
  talk.say('кот');
  return talk;
}

const inputOf = (talk: Talk): ModelInput | undefined =>
  talk.tap('Создать').find((effect) => effect.do === 'generate')?.input;

function valueOf(talk: Talk, name: string): unknown {
  const { screen } = talk.state();
  assert.ok('values' in screen, screen.at);
  return screen.values[name];
}

const pathOf = (talk: Talk): readonly (string | number)[] | null => {
  const { screen } = talk.state();
  return 'path' in screen ? screen.path : null;
};

describe('a list of words', () => {
  test('takes them one by one, with its own end', () => {
    const talk = talkTo('colours');
    assert.match(talk.last().view.text, /Пришлите ответы сообщениями, по одному[^]*Нужно от 2 до 3/);
    talk.say('red');
    assert.match(talk.last().view.text, /Сейчас: red/);
    assert.ok(!talk.labels().includes('✅ Готово'), 'two are needed');
    talk.say('blue');
    talk.tap('Готово');
    assert.deepEqual(inputOf(talk)?.['palette'], ['red', 'blue']);
  });
  test('or one a line', () => {
    const talk = talkTo('colours');
    talk.say('red\n\n blue \ngreen');
    assert.deepEqual(inputOf(talk)?.['palette'], ['red', 'blue', 'green']);
  });
  test('more than there is room for change nothing', () => {
    const talk = talkTo('colours');
    talk.say('a\nb\nc\nd');
    assert.match(talk.last().view.text, /Можно не больше 3/);
    assert.equal(valueOf(talk, 'palette'), undefined);
  });
  test('one that does not fit changes nothing', () => {
    const talk = talkTo('colours');
    talk.say('red\nultramarine');
    assert.match(talk.last().view.text, /11 при пределе в 5 символов/);
    assert.equal(valueOf(talk, 'palette'), undefined);
  });
  test('nothing but spaces is nothing', () => {
    const talk = talkTo('colours');
    talk.say(' \n ');
    assert.match(talk.last().view.text, /Сообщение пустое/);
  });
  test('can be emptied', () => {
    const talk = talkTo('colours');
    talk.say('red');
    talk.tap('Очистить');
    assert.equal(valueOf(talk, 'palette'), undefined);
  });
});

describe('a list of numbers and of choices', () => {
  const settingOf = (key: string, title: string): Talk => {
    const talk = talkTo(key);
    talk.tap('Параметры');
    talk.tap(title);
    return talk;
  };
  test('numbers come with commas or spaces between them', () => {
    const talk = settingOf('sums', 'Weights');
    talk.say('1, 2 3;4');
    assert.deepEqual(valueOf(talk, 'weights'), [1, 2, 3, 4]);
  });
  test('or from buttons', () => {
    const talk = settingOf('sums', 'Weights');
    talk.tap('7');
    talk.tap('2');
    talk.tap('Готово');
    assert.deepEqual(valueOf(talk, 'weights'), [7, 2]);
  });
  test('one out of range changes nothing', () => {
    const talk = settingOf('sums', 'Weights');
    talk.say('1 2 30');
    assert.match(talk.last().view.text, /Это число не подходит/);
    assert.equal(valueOf(talk, 'weights'), undefined);
  });
  test('choices are tapped or typed; a full list goes back by itself', () => {
    const talk = settingOf('moods', 'Moods');
    talk.tap('Calm');
    talk.say('wild');
    assert.deepEqual(valueOf(talk, 'moods'), ['calm', 'wild']);
    assert.deepEqual(pathOf(talk), []);
  });
});

describe('parts', () => {
  test('a required list asks for the first one at once; what has a default is not asked', () => {
    const talk = talkTo('dialogue');
    assert.deepEqual(pathOf(talk), ['lines', 0, 'text']);
    talk.say('Привет');
    assert.deepEqual(pathOf(talk), ['lines']);
    assert.ok(talk.labels().some((label) => label.includes('1. Привет')));
    talk.tap('Готово');
    assert.deepEqual(inputOf(talk)?.['lines'], [{ text: 'Привет', tone: 'calm' }]);
  });

  test('another one is added, one is changed, one is removed', () => {
    const talk = talkTo('dialogue');
    talk.say('Привет');
    talk.tap('Добавить');
    talk.say('Пока');
    talk.tap('2. Пока');
    talk.tap('Tone');
    talk.tap('Loud');
    assert.deepEqual(pathOf(talk), ['lines', 1], 'a part that was whole comes back');
    talk.tap('Готово');
    talk.tap('1. Привет');
    talk.tap('Удалить');
    talk.tap('Готово');
    assert.deepEqual(inputOf(talk)?.['lines'], [{ text: 'Пока', tone: 'loud' }]);
  });

  test('words sent to the list begin the next part', () => {
    const talk = talkTo('dialogue');
    talk.say('раз');
    talk.say('два');
    talk.say('три');
    assert.deepEqual(valueOf(talk, 'lines'), [{ text: 'раз' }, { text: 'два' }, { text: 'три' }]);
    assert.ok(!talk.labels().includes('➕ Добавить'), 'three are the most');
    talk.say('четыре');
    assert.match(talk.last().view.text, /выберите одну из кнопок/);
    assert.deepEqual(valueOf(talk, 'lines'), [{ text: 'раз' }, { text: 'два' }, { text: 'три' }]);
  });

  test('back leads out of the part, then out of the list', () => {
    const talk = talkTo('dialogue');
    talk.tap('Назад');
    assert.deepEqual(pathOf(talk), ['lines', 0]);
    talk.tap('Назад');
    assert.deepEqual(pathOf(talk), ['lines']);
    talk.tap('Назад');
    assert.deepEqual(pathOf(talk), ['prompt']);
  });

  test('a part that is not finished is marked, and never ordered', () => {
    const talk = talkTo('dialogue');
    talk.say('Привет');
    talk.tap('Добавить');
    talk.tap('Назад');
    talk.tap('Назад');
    assert.ok(talk.labels().includes('⚠️ 2. пусто'), talk.labels().join(' | '));
    assert.ok(!talk.labels().includes('✅ Готово'));
    talk.tap('2. пусто');
    talk.tap('Готово');
    assert.deepEqual(pathOf(talk), ['lines', 1, 'text'], 'done means: ask what is missing');
  });

  test('an optional list with an unfinished part is asked about before the order', () => {
    const talk = talkTo('film');
    assert.equal(talk.state().screen.at, 'confirm');
    talk.tap('Параметры');
    talk.tap('Shots');
    talk.tap('Добавить');
    talk.say('Море');
    assert.deepEqual(pathOf(talk), ['shots', 0, 'seconds']);
    talk.tap('Назад');
    assert.ok(talk.labels().includes('Seconds: пусто'), talk.labels().join(' | '));
    talk.tap('Назад');
    talk.tap('Назад');
    talk.tap('Готово');
    assert.equal(talk.state().screen.at, 'form');
    assert.deepEqual(pathOf(talk), ['shots', 0, 'seconds']);
    talk.tap('5');
    talk.tap('Готово');
    assert.deepEqual(inputOf(talk)?.['shots'], [{ text: 'Море', seconds: 5 }]);
  });

  test('a file sent to the list begins a part, which then asks for the rest', () => {
    const talk = talkTo('film');
    talk.tap('Параметры');
    talk.tap('Shots');
    talk.file({ fileId: 'one' });
    assert.deepEqual(pathOf(talk), ['shots', 0, 'text']);
    talk.say('Море');
    talk.tap('5');
    assert.deepEqual(pathOf(talk), ['shots']);
    const [shot] = valueOf(talk, 'shots') as [Record<string, unknown>];
    assert.match(JSON.stringify(shot['image']), /^"telegram-file:one\?/);
    assert.deepEqual([shot['text'], shot['seconds']], ['Море', 5]);
  });

  test('one part alone is asked question by question', () => {
    const talk = talkTo('portrait');
    assert.deepEqual(pathOf(talk), ['partner', 'name']);
    talk.say('Анна');
    assert.equal(talk.state().screen.at, 'confirm');
    assert.deepEqual(inputOf(talk)?.['partner'], { name: 'Анна' });
  });

  test('all answers together may not grow without end', () => {
    const speaker = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] };
    const talk = startTalk({
      models: [imageModel('talk', { lines: { type: 'array', items: speaker, maxItems: 10 } }, { required: ['lines'] })],
    });
    begin(talk, 'talk');
    talk.say('кот');
    for (let line = 0; line < 9; line += 1) {
      talk.setContext({ now: baseContext.now + line * 5_000 });
      talk.say('я'.repeat(4_000));
    }
    assert.match(talk.last().view.text, /слишком много/);
    assert.ok(Buffer.byteLength(JSON.stringify(talk.state())) < 64 * 1024);
    assert.ok(talk.labels().includes('✅ Готово'), 'what was taken before can be ordered');
  });
});
