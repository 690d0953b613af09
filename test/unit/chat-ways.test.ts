/** Models that work in one of several ways, and rules between their parameters. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import type { GenerationFacts, IncomingFile } from '../../src/domain/chat/contract.ts';
import { createChatTools } from '../../src/domain/chat/tools.ts';
import { begin, free, imageModel, startTalk, strictTexts, type Talk } from '../support/chat.ts';

const catalog = bundledCatalog();
const tools = createChatTools();
const texts = strictTexts();

function talkTo(modelId: string, works: readonly GenerationFacts[] = []): Talk {
  const model = catalog.byId(modelId);
  assert.ok(model, modelId);
  const talk = startTalk({ models: catalog.models, works, ...free(5, 5, 1_000_000) }, texts, tools);
  begin(talk, model.key);
  return talk;
}

const VIDEO: Partial<IncomingFile> = { media: 'video', mime: 'video/mp4', seconds: 5 };

const orderOf = (talk: Talk) => {
  const order = talk.tap('Создать').find((effect) => effect.do === 'generate');
  assert.ok(order, talk.last().view.text);
  return order;
};
const waysOf = (talk: Talk): readonly string[] => talk.labels().slice(0, -2);

const work = (modelId: string, more: Partial<GenerationFacts> = {}): GenerationFacts => ({
  ...{ id: 'work00000001', modelId, input: { prompt: 'старый кот' }, state: 'delivered' },
  ...{ files: [{ index: 0, media: 'video', title: null, isTrack: false }], createdAt: 0 },
  ...more,
});

describe('Seedance 2.0', () => {
  const id = 'bytedance/seedance-2';
  test('is asked which way first', () => {
    const talk = talkTo(id);
    assert.match(talk.last().view.text, /Как будем делать\?/);
    assert.deepEqual(waysOf(talk), ['По описанию', 'Первый кадр', 'Картинки-образцы', 'Видео-образцы']);
  });
  test('words are no answer to that, but they are kept', () => {
    const talk = talkTo(id);
    talk.say('кот');
    assert.match(talk.last().view.text, /<blockquote>кот<\/blockquote>[^]*Как будем делать/);
    talk.tap('По описанию');
    assert.equal(talk.state().screen.at, 'confirm');
    assert.equal(orderOf(talk).input['prompt'], 'кот');
  });
  test('from words it asks for them and for nothing else', () => {
    const talk = talkTo(id);
    talk.tap('По описанию');
    assert.match(talk.last().view.text, /Что сделать\?/);
    talk.say('кот');
    const { input } = orderOf(talk);
    assert.equal(input['prompt'], 'кот');
    assert.deepEqual(
      Object.keys(input).filter((name) => name.endsWith('_url') || name.endsWith('_urls')),
      [],
    );
  });
  test('from a first frame it asks for that picture, and offers to add words', () => {
    const talk = talkTo(id);
    talk.tap('Первый кадр');
    assert.match(talk.last().view.text, /Пришлите картинку/);
    talk.file({ fileId: 'one' });
    assert.match(talk.last().view.text, /Всё верно\?[^]*Можно добавить описание/);
    talk.say('море');
    const { input } = orderOf(talk);
    assert.match(JSON.stringify(input['first_frame_url']), /^"telegram-file:one\?/);
    assert.equal(input['prompt'], 'море');
  });
  test('the other way can be taken after all: nothing of the first goes along, and nothing is lost', () => {
    const talk = talkTo(id);
    talk.tap('Первый кадр');
    talk.file({ fileId: 'one' });
    talk.tap('Параметры');
    talk.tap('Способ: Первый кадр');
    talk.tap('Картинки-образцы');
    talk.file({ fileId: 'two' });
    talk.tap('Готово');
    talk.say('море');
    talk.tap('Параметры');
    talk.tap('Способ: Картинки-образцы');
    talk.tap('Первый кадр');
    assert.equal(talk.state().screen.at, 'confirm', 'the first picture is still there');
    talk.tap('Параметры');
    talk.tap('Способ');
    talk.tap('Картинки-образцы');
    const { input } = orderOf(talk);
    assert.equal(input['first_frame_url'], undefined);
    assert.equal([input['reference_image_urls']].flat().length, 1);
  });
  test('a picture sent to the choice of the way chooses', () => {
    const talk = talkTo(id);
    talk.file({ fileId: 'one' });
    assert.match(talk.last().view.text, /Добавил/);
    const { screen } = talk.state();
    assert.ok(screen.at === 'confirm');
    assert.match(JSON.stringify(screen.values), /telegram-file:one/);
  });
  test('a length between its two kinds of values is refused at once, with the limits', () => {
    const talk = talkTo(id);
    talk.tap('По описанию');
    talk.say('кот');
    talk.tap('Параметры');
    talk.tap('Длительность');
    talk.say('3');
    assert.match(talk.last().view.text, /Это число не подходит[^]*От 4 до 15/);
  });
  test('back from the choice, when it was opened from the settings, leads back to the order', () => {
    const talk = talkTo(id);
    talk.tap('Первый кадр');
    talk.file({ fileId: 'one' });
    talk.tap('Параметры');
    talk.tap('Способ');
    talk.tap('Назад');
    assert.equal(talk.state().screen.at, 'confirm');
  });
  test('back from the choice leads to the list of its kind', () => {
    const talk = talkTo(id);
    talk.tap('Первый кадр');
    talk.tap('Назад');
    assert.match(talk.last().view.text, /Как будем делать/);
    talk.tap('Назад');
    assert.equal(talk.state().screen.at, 'models');
  });
});

describe('Grok Imagine from a picture', () => {
  const id = 'grok-imagine/image-to-video';
  test('goes on from pictures', () => {
    const talk = talkTo(id);
    assert.deepEqual(waysOf(talk), ['Картинки', 'Исходная работа']);
    talk.tap('Картинки');
    talk.file({ fileId: 'one' });
    talk.tap('Готово');
    const { input } = orderOf(talk);
    assert.equal([input['image_urls']].flat().length, 1);
    assert.equal(input['task_id'], undefined);
  });
  test('or from an earlier work', () => {
    const talk = talkTo(id, [work('grok-imagine/text-to-image')]);
    talk.tap('Исходная работа');
    talk.tap('старый кот');
    const { input } = orderOf(talk);
    assert.match(JSON.stringify(input['task_id']), /^"work-task:work00000001\/0/);
    assert.equal(input['image_urls'], undefined);
  });
});

describe('Pixverse, longer', () => {
  const id = 'pixverse-v6/extend';
  const rest = (talk: Talk): void => {
    talk.say('кот идёт дальше');
    talk.tap('5');
    talk.tap('720');
  };
  test('goes on from a video that was sent', () => {
    const talk = talkTo(id);
    talk.tap('Видео');
    talk.file(VIDEO);
    rest(talk);
    assert.deepEqual(
      Object.keys(orderOf(talk).input).filter((name) => /taskId|video_url/.test(name)),
      ['video_url'],
    );
  });
  test('or from one of its own', () => {
    const talk = talkTo(id, [work('pixverse-v6/text-to-video')]);
    talk.tap('Исходная работа');
    talk.tap('старый кот');
    rest(talk);
    assert.deepEqual(
      Object.keys(orderOf(talk).input).filter((name) => /taskId|video_url/.test(name)),
      ['taskId'],
    );
  });
});

describe('Kling 3.0 Omni from references', () => {
  const id = 'kling-3.0-omni/reference-to-video';
  test('pictures, a video, or both', () => {
    assert.deepEqual(waysOf(talkTo(id)), ['Картинки', 'Видеоролики', 'Картинки + Видеоролики']);
  });
  test('both ask for both', () => {
    const talk = talkTo(id);
    talk.tap('Картинки + Видеоролики');
    talk.file({});
    talk.tap('Готово');
    assert.match(talk.last().view.text, /Пришлите видео/);
    talk.file(VIDEO);
    talk.say('кот');
    const { input } = orderOf(talk);
    assert.equal([input['image_urls']].flat().length, 1);
    assert.equal([input['video_urls']].flat().length, 1);
  });
});

test('settings alone are no order: words that the schema calls optional are asked when nothing else is there', () => {
  const talk = talkTo('ai-music-api/generate');
  assert.match(talk.last().view.text, /Какую музыку сделать/);
  talk.say('летняя песня');
  talk.tap('Нет');
  talk.tap('Нет');
  assert.equal(orderOf(talk).input['prompt'], 'летняя песня');
});

describe('rules between parameters', () => {
  const enumOf = (...values: string[]) => ({ type: 'string', enum: values });
  const rules = [{ rule: 'forbid' as const, when: { grade: ['fine'], span: ['10'] } }];
  const required = ['grade', 'span', 'mood'];
  const properties = { grade: enumOf('plain', 'fine'), span: enumOf('5', '10'), mood: enumOf('calm', 'wild') };
  const broken = (): Talk => {
    const talk = startTalk({ models: [imageModel('ruled', properties, { rules, required })] });
    begin(talk, 'ruled');
    talk.say('кот');
    talk.tap('Fine');
    assert.doesNotMatch(talk.last().view.text, /не работают вместе/);
    talk.tap('10');
    return talk;
  };
  test('are told as soon as both sides are known, before the next question', () => {
    const talk = broken();
    assert.match(talk.last().view.text, /Эти параметры не работают вместе: Grade, Span\. Поменяйте любой[^]*Mood/);
    assert.deepEqual(talk.state().screen.at === 'form' && talk.state().screen, {
      ...talk.state().screen,
      path: ['mood'],
    });
  });
  test('stand in the confirmation, and the order leads to the settings', () => {
    const talk = broken();
    talk.tap('Calm');
    assert.match(talk.last().view.text, /Всё верно\?[^]*не работают вместе/);
    assert.ok(!talk.tap('Создать').some((effect) => effect.do === 'generate'));
    assert.equal(talk.state().screen.at, 'settings');
    talk.tap('10');
    talk.tap('5');
    assert.doesNotMatch(talk.last().view.text, /не работают вместе/);
    talk.tap('Готово');
    assert.equal(orderOf(talk).modelId, 'ruled');
  });
});
