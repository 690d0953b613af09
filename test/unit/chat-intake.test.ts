/** Files out of the blue, and results that are used further. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import type { GenerationFacts, IncomingFile, WorkFile } from '../../src/domain/chat/contract.ts';
import { createChatTools } from '../../src/domain/chat/tools.ts';
import { free, imageModel, one, startTalk, strictTexts, type Talk } from '../support/chat.ts';

const { models } = bundledCatalog();
const tools = createChatTools();
const texts = strictTexts();
const open = (works: readonly GenerationFacts[] = []): Talk =>
  startTalk({ models, works, ...free(5, 5, 1_000_000) }, texts, tools);

const tasksOf = (talk: Talk): readonly string[] => talk.labels().slice(0, talk.labels().indexOf('🔎 Выбрать модель'));

const filesIn = (talk: Talk): number | null => {
  const { screen } = talk.state();
  return 'carry' in screen ? screen.carry.files.length : null;
};

const MB = 1024 ** 2;
const PHOTO: Partial<IncomingFile> = {};
const VIDEO: Partial<IncomingFile> = { media: 'video', mime: 'video/mp4', seconds: 5 };
const VOICE: Partial<IncomingFile> = { media: 'audio', mime: 'audio/ogg', seconds: 5 };

describe('a file out of the blue', () => {
  test('a photo can be edited, animated, enlarged, freed of its background, made to talk', () => {
    const talk = open();
    talk.file(PHOTO);
    assert.match(talk.last().view.text, /Что с этим сделать\?[^]*📎 фото 1280×720/);
    assert.deepEqual(tasksOf(talk), [
      ...['✨ Изменить', '🎬 Оживить', '🔍 Увеличить', '✂️ Убрать фон', '🗣 Озвучить персонажа'],
    ]);
  });
  test('a video and a voice have tasks of their own', () => {
    const talk = open();
    talk.file(VIDEO);
    assert.deepEqual(tasksOf(talk), ['🎞 Переделать видео', '🔍 Увеличить', '🗣 Озвучить персонажа']);
    talk.file(VOICE);
    assert.ok(tasksOf(talk).includes('🎵 Сделать музыку') || tasksOf(talk).includes('🔊 Обработать звук'));
    assert.ok(!tasksOf(talk).includes('✨ Изменить'));
  });
  test('a size that Telegram does not know is not told', () => {
    const talk = open();
    talk.file({ ...VIDEO, width: 0, height: 0 });
    assert.match(talk.last().view.text, /📎 видео$/);
  });
  for (const [where, go] of [
    ['a list of models', (talk: Talk) => talk.tap('Выбрать модель')],
    [
      'a page of vendors',
      (talk: Talk) => {
        talk.tap('Выбрать модель');
        talk.tap('Разработчик');
      },
    ],
  ] as const) {
    test(`words on ${where} that are no model's name are what shall be done with the file`, () => {
      const talk = open();
      talk.file(PHOTO);
      go(talk);
      talk.say('щщщ ъъъ');
      assert.match(talk.last().view.text, /Взял эти слова как описание[^]*Что с этим сделать\?[^]*щщщ ъъъ/);
      talk.tap('Изменить');
      const { screen } = talk.state();
      assert.ok('values' in screen, screen.at);
      assert.match(JSON.stringify(screen.values), /щщщ ъъъ/);
      assert.match(JSON.stringify(screen.values), /file-/);
    });
  }
  test('a text of nothing visible costs no file, and neither does a model that is not sold any more', () => {
    const talk = open();
    talk.file(PHOTO);
    talk.tap('Выбрать модель');
    talk.say('\u200b');
    assert.deepEqual([talk.state().screen.at, filesIn(talk)], ['intake', 1]);
    talk.tap('Выбрать модель');
    talk.setContext({ models: [imageModel('swift')] });
    talk.say('swift');
    assert.deepEqual([talk.state().screen.at, filesIn(talk)], ['intake', 1]);
  });
  test('what no model takes is said', () => {
    const talk = open();
    talk.file({ media: 'document', mime: 'application/zip' });
    assert.match(talk.last().view.text, /С таким файлом ни одна модель не работает/);
    assert.deepEqual(talk.labels(), ['🏠 Меню']);
  });
  for (const [what, file] of [
    ['a video', VIDEO],
    ['a PDF', { media: 'document', mime: 'application/pdf' }],
    ['a picture sent as a file', { mime: 'image/png' }],
  ] as const) {
    test(`${what} that bots may not fetch, or without a byte: the size is the reason, and not what it is`, () => {
      const talk = open();
      talk.file({ ...file, bytes: 21 * MB });
      assert.match(talk.last().view.text, /^📎 Файлы больше 20 МБ Telegram ботам не отдаёт\. Пришлите поменьше\./);
      talk.file({ ...file, bytes: 0 });
      assert.match(talk.last().view.text, /^📎 Файл пустой\. Пришлите другой\./);
      assert.deepEqual(talk.labels(), ['🏠 Меню']);
      talk.file({ ...file, bytes: MB });
      assert.match(talk.last().view.text, /Что с этим сделать\?/);
    });
  }
  test('what no model takes is not refused by its size: a smaller one would not help', () => {
    const talk = open();
    talk.file({ media: 'document', mime: 'application/zip', bytes: 21 * MB });
    assert.match(talk.last().view.text, /С таким файлом ни одна модель не работает/);
  });
  test('the limit is that of the model that takes most', () => {
    const upTo = (megabytes: number) => one('image', { 'x-max-size-mb': megabytes });
    const talk = startTalk({ models: [imageModel('a', { image: upTo(5) }), imageModel('b', { image: upTo(10) })] });
    talk.file({ bytes: 11 * MB });
    assert.match(talk.last().view.text, /модель берёт до 10 МБ/);
    talk.file({ bytes: 9 * MB });
    assert.match(talk.last().view.text, /Что с этим сделать\?/);
  });
  test('one tap leads to the most popular model with the file in its place', () => {
    const talk = open();
    talk.file(PHOTO);
    talk.tap('Убрать фон');
    const { screen } = talk.state();
    assert.ok(screen.at === 'confirm');
    assert.equal(screen.modelId, 'recraft/remove-background');
    const order = talk.tap('Создать').find((effect) => effect.do === 'generate');
    assert.match(JSON.stringify(order?.input['image']), /^"telegram-file:/);
  });
  test('words beside it, or after it, say what to do', () => {
    const before = open();
    before.file(PHOTO, { caption: 'сделай ночь' });
    before.tap('Изменить');
    const after = open();
    after.file(PHOTO);
    after.say('сделай ночь');
    for (const talk of [before, after]) {
      assert.equal(talk.state().screen.at, 'confirm');
      assert.match(talk.last().view.text, /<blockquote>сделай ночь<\/blockquote>[^]*Картинки: <b>1 шт\./);
    }
  });
  test('the model used last for it comes first', () => {
    const talk = open();
    const wanted = models.filter(({ tasks }) => tasks.includes('image-to-image'))[3];
    assert.ok(wanted);
    talk.setState({ ...talk.state(), recent: [wanted.id] });
    talk.file(PHOTO);
    talk.tap('Изменить');
    const { screen } = talk.state();
    assert.equal('modelId' in screen && screen.modelId, wanted.id);
  });
  test('every model that takes it can be chosen', () => {
    const talk = open();
    talk.file(PHOTO);
    talk.tap('Выбрать модель');
    const { screen } = talk.state();
    assert.ok(screen.at === 'models');
    assert.equal(screen.carry.files.length, 1);
    talk.tapData(
      talk
        .last()
        .view.keyboard.flat()
        .flatMap((one) => ('data' in one ? [one.data] : []))[0]!,
      talk.last().id,
    );
    assert.equal(talk.state().screen.at, 'form', 'with something in hand no card stands in between');
  });
  test('a new file takes the place of the one before', () => {
    const talk = open();
    talk.file({ ...PHOTO, fileId: 'one' });
    talk.file({ ...PHOTO, fileId: 'two' });
    const { screen } = talk.state();
    assert.ok(screen.at === 'intake');
    assert.equal(screen.carry.files.length, 1);
    assert.match(screen.carry.files[0] ?? '', /^telegram-file:two/);
  });
  test('nothing to sell: the menu says so', () => {
    const talk = startTalk({ models: [] });
    talk.file(PHOTO);
    assert.match(talk.last().view.text, /все модели отдыхают/);
  });
  test('on a card it starts that model', () => {
    const talk = open();
    talk.command('start', 'm_recraft-remove-background');
    talk.file(PHOTO);
    assert.equal(talk.state().screen.at, 'confirm');
  });
  test('on a card it goes with its words', () => {
    const takes = imageModel('m', { image: { type: 'string', 'x-media': 'image' } });
    const talk = startTalk({ models: [takes] });
    talk.command('start', 'm_m');
    talk.file(PHOTO, { caption: 'ночь' });
    assert.equal(talk.state().screen.at, 'confirm');
    assert.match(talk.last().view.text, /<blockquote>ночь/);
  });
});

describe('a result used further', () => {
  const result = (index: number, media: WorkFile['media'] = 'image'): WorkFile => ({
    ...{ index, media, mime: media === 'image' ? 'image/png' : 'video/mp4', bytes: 90_000, width: 1024, height: 1024 },
    ...(media === 'video' ? { seconds: 5 } : {}),
    ...{ title: null, isTrack: false },
  });
  const done = (files: readonly WorkFile[]): GenerationFacts => ({
    ...{ id: 'zyxwvutsrqpo', modelId: 'z-image', input: { prompt: 'кот' }, state: 'delivered', createdAt: 0, files },
  });
  const useOf = (files: readonly WorkFile[]): Talk => {
    const talk = open();
    talk.setContext({ generation: done(files) });
    talk.tapData('g:use:zyxwvutsrqpo', 50);
    return talk;
  };

  test('goes into another model as a file of ours', () => {
    const talk = useOf([result(0)]);
    talk.tap('Оживить');
    const { screen } = talk.state();
    assert.ok('values' in screen);
    assert.match(JSON.stringify(screen.values), /result-file:zyxwvutsrqpo\/0\?media=image/);
  });
  test('of several one is chosen, the first to begin with', () => {
    const talk = useOf([result(0), result(1), result(2)]);
    assert.deepEqual(talk.labels().slice(0, 4), ['✅ 1', '2', '3', 'Все']);
    talk.tap('3');
    talk.tap('Убрать фон');
    const { screen } = talk.state();
    assert.ok('values' in screen);
    assert.match(JSON.stringify(screen.values), /result-file:zyxwvutsrqpo\/2\?/);
  });
  test('or all of them', () => {
    const talk = useOf([result(0), result(1)]);
    talk.tap('Все');
    talk.tap('Изменить');
    const { screen } = talk.state();
    assert.ok('values' in screen);
    assert.equal(JSON.stringify(screen.values).match(/result-file:/g)?.length, 2);
  });
  test('a video has the tasks of a video', () => {
    assert.ok(tasksOf(useOf([result(0, 'video')])).includes('🎞 Переделать видео'));
  });
  test('bigger than bots may fetch is no matter: KIE has it', () => {
    const talk = useOf([{ ...result(0, 'video'), bytes: 40 * MB }]);
    assert.ok(tasksOf(talk).includes('🎞 Переделать видео'), talk.last().view.text);
  });
  test('without a file there is nothing to use', () => {
    assert.match(useOf([]).last().view.text, /нет файла, с которым можно работать дальше/);
  });
});
