/** Works: the list of them, and as answers of models that go on from one. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseWorkRef } from '../../src/domain/catalog/work-ref.ts';
import type { GenerationFacts, WorkFile } from '../../src/domain/chat/contract.ts';
import { begin, imageModel, startTalk, type Talk } from '../support/chat.ts';

const source = (what: 'task' | 'track', ...models: readonly string[]) => ({
  ...{ type: 'string', 'x-source': { what, models: [...models] } },
});
const first = imageModel('first', {}, { tasks: ['text-to-video'] });
const longer = imageModel(
  'longer',
  { task_id: source('task', 'first', 'second') },
  { required: ['task_id'], tasks: ['video-to-video'] },
);
const song = imageModel('song', {}, { tasks: ['music'], output: 'audio' });
const remix = imageModel('remix', { audio_id: source('track', 'song') }, { required: ['audio_id'], tasks: ['music'] });
const models = [first, longer, song, remix];

const track = (index: number, title: string | null, isTrack = true): WorkFile => ({
  ...{ index, media: 'audio', mime: 'audio/mpeg', title, isTrack },
});
const work = (id: string, modelId: string, more: Partial<GenerationFacts> = {}): GenerationFacts => ({
  ...{ id: id.padEnd(12, '0'), modelId, input: { prompt: `кот ${id}` }, state: 'delivered', files: [], createdAt: 0 },
  ...more,
});

function talkTo(key: string, works: readonly GenerationFacts[]): Talk {
  const talk = startTalk({ models, works });
  begin(talk, key);
  return talk;
}

const answersOf = (talk: Talk): readonly string[] => talk.labels().slice(0, -2);
const inputOf = (talk: Talk) => talk.tap('Создать').find((effect) => effect.do === 'generate')?.input;

describe('an earlier work as an answer', () => {
  test('only works of the right models, the newest first, by what was asked for', () => {
    const talk = talkTo('longer', [work('c', 'first'), work('b', 'song'), work('a', 'first')]);
    assert.match(talk.last().view.text, /Выберите, с чем продолжить/);
    assert.deepEqual(answersOf(talk), ['first · кот c', 'first · кот a']);
    talk.tap('кот a');
    talk.say('дальше');
    assert.deepEqual(parseWorkRef(inputOf(talk)?.['task_id']), {
      ...{ what: 'task', generationId: 'a00000000000', index: 0, resolution: undefined, tier: undefined },
    });
  });
  test('of songs every track, by its name', () => {
    const files = [track(0, 'Рассвет'), track(1, 'Закат'), track(2, 'Обложка', false)];
    const talk = talkTo('remix', [work('a', 'song', { files })]);
    assert.deepEqual(answersOf(talk), ['song · Рассвет', 'song · Закат']);
    talk.tap('Закат');
    talk.say('быстрее');
    const reference = parseWorkRef(inputOf(talk)?.['audio_id']);
    assert.deepEqual([reference?.what, reference?.index], ['track', 1]);
  });
  test('a button means the work it showed, also after a new one has come', () => {
    const talk = talkTo('longer', [work('a', 'first')]);
    talk.setContext({ works: [work('b', 'first'), work('a', 'first')] });
    talk.tap('кот a');
    talk.say('дальше');
    assert.equal(parseWorkRef(inputOf(talk)?.['task_id'])?.generationId, 'a00000000000');
  });
  test('none yet: the models that make one, and a tap begins there', () => {
    const talk = talkTo('longer', [work('a', 'song')]);
    assert.match(talk.last().view.text, /Сначала сделайте первую часть/);
    assert.deepEqual(answersOf(talk), ['first']);
    talk.tap('first');
    const { screen } = talk.state();
    assert.ok(screen.at === 'form');
    assert.equal(screen.modelId, 'first');
  });
  test('none, and nothing that could make one: said, with the way to other models', () => {
    const talk = startTalk({ models: [longer, imageModel('remake', {}, { tasks: ['video-to-video'] })] });
    begin(talk, 'longer');
    assert.match(talk.last().view.text, /её не с чего начать/);
    assert.deepEqual(talk.labels(), ['🔄 Другая модель', '◀️ Назад', '❌ Отмена']);
    talk.tap('Другая модель');
    const { screen } = talk.state();
    assert.ok(screen.at === 'models');
    assert.deepEqual(screen.shown, ['longer', 'remake']);
  });
  test('words are no answer, and a forged reference is words', () => {
    const talk = talkTo('longer', [work('a', 'first')]);
    for (const text of ['кот', 'work-task:foreignforei/0']) {
      talk.say(text);
      assert.match(talk.last().view.text, /выберите одну из кнопок/);
      const { screen } = talk.state();
      assert.deepEqual('values' in screen && screen.values, {});
    }
  });
  test('back at the question it can be kept', () => {
    const talk = talkTo('longer', [work('a', 'first')]);
    talk.tap('кот a');
    talk.tap('Назад');
    talk.tap('Оставить');
    assert.match(talk.last().view.text, /Что сделать\?/);
  });
});

describe('the list of works', () => {
  const many = Array.from({ length: 19 }, (_, index) => work(`w${index}`, 'first'));
  const open = (works: readonly GenerationFacts[]): Talk => {
    const talk = startTalk({ models, works });
    talk.command('history');
    return talk;
  };

  test('empty, it says what will be there', () => {
    const talk = open([]);
    assert.match(talk.last().view.text, /Здесь будут ваши работы/);
    assert.deepEqual(talk.labels(), ['🏠 Меню']);
  });
  test('is in the menu once there is one', () => {
    const talk = startTalk({ models });
    talk.command('start');
    assert.ok(!talk.labels().includes('🖼 Мои работы'));
    talk.setContext({ works: [work('a', 'first')] });
    talk.command('start');
    talk.tap('Мои работы');
    assert.equal(talk.state().screen.at, 'works');
  });
  test('a tap sends it again and leaves the list as it is', () => {
    const talk = open([work('b', 'first'), work('a', 'song')]);
    const before = talk.state();
    assert.deepEqual(talk.tap('кот a · song'), [
      { do: 'answer', callbackQueryId: 'q', text: null, alert: false },
      { do: 'resend', generationId: 'a00000000000' },
    ]);
    assert.deepEqual({ ...talk.state(), flood: before.flood, minute: before.minute }, before);
  });
  test('a list of many results is not sent again and again', () => {
    const talk = open([work('a', 'first')]);
    const sent = Array.from({ length: 40 }, () => talk.tap('кот a')).filter((effects) =>
      effects.some((effect) => effect.do === 'resend'),
    );
    assert.ok(sent.length > 5 && sent.length <= 20, `${sent.length} times`);
  });
  test('pages turn and turn back', () => {
    const talk = open(many);
    assert.match(talk.last().view.text, /Страница 1 из 3/);
    talk.tap('Дальше');
    talk.tap('Дальше');
    assert.deepEqual(
      talk.labels().filter((label) => label.startsWith('кот')),
      ['кот w16 · first', 'кот w17 · first', 'кот w18 · first'],
    );
    talk.tap('Раньше');
    assert.match(talk.last().view.text, /Страница 2 из 3/);
  });
  test('a button means the work it showed, also after a new one has come', () => {
    const talk = open([work('a', 'first')]);
    talk.setContext({ works: [work('b', 'first'), work('a', 'first')] });
    assert.deepEqual(
      talk.tap('кот a').find((effect) => effect.do === 'resend'),
      { do: 'resend', generationId: 'a00000000000' },
    );
  });
  test('one that is there no more is not sent, and the list is shown anew', () => {
    const talk = open([work('a', 'first')]);
    const { id } = talk.last();
    talk.setContext({ works: [] });
    const effects = talk.tap('кот a', id);
    assert.ok(!effects.some((effect) => effect.do === 'resend'));
    assert.deepEqual(talk.labels(), ['🏠 Меню']);
  });
  test('text is an offer, a file is a file', () => {
    const talk = startTalk({ works: [work('a', 'swift')] });
    talk.command('history');
    talk.say('кот');
    assert.equal(talk.state().screen.at, 'offer');
  });
});

describe('deleting a work', () => {
  const ID = 'a00000000000';
  const opened = (more: Partial<GenerationFacts> = {}): Talk => {
    const generation = work('a', 'first', more);
    const talk = startTalk({ models, works: [work('b', 'first'), generation], generation });
    talk.tapData(`g:erase:${ID}`, 7);
    return talk;
  };
  const erasedBy = (effects: ReturnType<Talk['tap']>) => effects.filter((effect) => effect.do === 'erase');

  test('is asked first, then done, and the list is shown without it', () => {
    const talk = opened();
    assert.match(talk.last().view.text, /Удалить эту работу\?/);
    assert.deepEqual(erasedBy(talk.tap('Да, удалить')), [{ do: 'erase', generationId: ID }]);
    assert.match(talk.last().view.text, /Работа удалена/);
    assert.deepEqual(talk.labels(), ['кот b · first', '🏠 Меню']);
  });
  test('a second tap, and one on an old question, delete nothing', () => {
    const talk = opened();
    const { id, view } = talk.last();
    const yes = view.keyboard.flat().find(({ text }) => text.includes('Да, удалить'));
    assert.ok(yes !== undefined && 'data' in yes);
    assert.equal(erasedBy(talk.tapData(yes.data, id)).length, 1);
    assert.equal(erasedBy(talk.tapData(yes.data, id)).length, 0);
    const other = opened();
    const asked = other.last().id;
    other.command('history');
    assert.deepEqual(erasedBy(other.tap('Да, удалить', asked)), []);
  });
  test('one that has gone while it was asked is not deleted again', () => {
    const talk = opened();
    talk.setContext({ generation: null, works: [] });
    assert.deepEqual(erasedBy(talk.tap('Да, удалить')), []);
    assert.match(talk.last().view.text, /больше не нахожу/);
  });
  test('not what is unknown, under way, or deleted already', () => {
    const unknown = startTalk({ models });
    unknown.tapData(`g:erase:${ID}`, 7);
    assert.equal(unknown.state().screen.at, 'menu');
    assert.equal(opened({ state: 'waiting' }).state().screen.at, 'menu');
    const gone = startTalk({ models, generation: work('a', 'first', { isInputErased: true, input: {} }) });
    gone.tapData(`g:erase:${ID}`, 7);
    assert.equal(gone.state().screen.at, 'menu');
  });
  test("of a group's works only one's own, also where another has asked", () => {
    assert.match(opened({ isForeign: true }).last().view.text, /другой человек/);
    const talk = opened();
    talk.setContext({ generation: work('a', 'first', { isForeign: true }) });
    assert.deepEqual(erasedBy(talk.tap('Да, удалить')), []);
    assert.match(talk.last().view.text, /другой человек/);
  });
  test('back is the list', () => {
    const talk = opened();
    talk.tap('Назад');
    assert.equal(talk.state().screen.at, 'works');
  });
});
