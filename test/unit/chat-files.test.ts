/** Files as answers: what is taken, what is not, and what is said about it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseFileRef } from '../../src/domain/catalog/file-ref.ts';
import type { IncomingFile } from '../../src/domain/chat/contract.ts';
import { begin, imageModel, one, pictures, startTalk, type Talk } from '../support/chat.ts';

const MB = 1024 ** 2;

const picture = imageModel('picture', { image_url: one('image') }, { required: ['image_url'] });
const album = imageModel('album', { image_urls: pictures(3, { minItems: 2 }) }, { required: ['image_urls'] });
const strict = imageModel(
  'strict',
  { image_url: one('image', { 'x-accepts': ['image/jpeg', 'image/png'], 'x-max-size-mb': 10 }) },
  { required: ['image_url'] },
);
const clip = imageModel('clip', { video_url: one('video') }, { required: ['video_url'] });
const sound = imageModel('sound', { audio_url: one('audio') }, { required: ['audio_url'] });
const anything = imageModel('anything', { file_url: one('document') }, { required: ['file_url'] });
const models = [picture, album, strict, clip, sound, anything, imageModel('words')];

function talkTo(key: string): Talk {
  const talk = startTalk({ models });
  begin(talk, key);
  return talk;
}

/** The values of the order under way. */
function valuesOf(talk: Talk): Readonly<Record<string, unknown>> {
  const { screen } = talk.state();
  assert.ok('values' in screen, screen.at);
  return screen.values;
}

const idsOf = (value: unknown): (string | null)[] =>
  [value].flat().map((reference) => {
    const file = parseFileRef(reference);
    return file?.source === 'telegram' ? file.fileId : null;
  });

describe('a question for one file', () => {
  test('says what is wanted, in which formats and how big', () => {
    const { text } = talkTo('strict').last().view;
    assert.match(text, /Пришлите картинку[^]*Форматы: JPEG, PNG\.\nРазмер до 10 МБ\./);
    assert.match(talkTo('picture').last().view.text, /Размер до 20 МБ: больше Telegram ботам не отдаёт/);
  });

  test('more formats than a message has room for are not all said', () => {
    const types = Array.from({ length: 500 }, (_, n) => `image/x-${'format'.repeat(20)}-${n}`);
    const endless = imageModel(
      'endless',
      { image_url: one('image', { 'x-accepts': types }) },
      { required: ['image_url'] },
    );
    const talk = startTalk({ models: [endless] });
    begin(talk, 'endless');
    for (const ask of [() => null, () => talk.file({})]) {
      ask();
      assert.ok(talk.last().view.text.length < 4_096, `${talk.last().view.text.length} characters`);
    }
  });

  test('a photo answers it, with everything that is known of it', () => {
    const talk = talkTo('picture');
    talk.file({ fileId: 'AgACAgIAAx', name: 'кот & пёс.jpg' });
    assert.match(talk.last().view.text, /Что сделать\?/);
    assert.deepEqual(parseFileRef(valuesOf(talk)['image_url']), {
      ...{ source: 'telegram', fileId: 'AgACAgIAAx', name: 'кот & пёс.jpg', media: 'image', mime: 'image/jpeg' },
      ...{ bytes: 90_000, width: 1280, height: 720 },
    });
  });

  test('and goes into the order as it is', () => {
    const talk = talkTo('picture');
    talk.file({ fileId: 'one' });
    talk.say('кот');
    const order = talk.tap('Создать').find((effect) => effect.do === 'generate');
    assert.deepEqual(idsOf(order?.input['image_url']), ['one']);
  });

  test('the words beside it are the description', () => {
    const talk = talkTo('picture');
    talk.file({ fileId: 'one' }, { caption: 'сделай ночь' });
    assert.equal(talk.state().screen.at, 'confirm');
    assert.equal(valuesOf(talk)['prompt'], 'сделай ночь');
  });

  test('but never in place of a description that is there', () => {
    const talk = talkTo('picture');
    talk.say('кот');
    talk.file({ fileId: 'one' });
    talk.say('утро');
    talk.file({ fileId: 'two' }, { caption: 'ночь' });
    assert.equal(valuesOf(talk)['prompt'], 'утро');
  });

  const refused: readonly (readonly [string, string, Partial<IncomingFile>, RegExp])[] = [
    ['another kind', 'picture', { media: 'video', mime: 'video/mp4' }, /Пришлите картинку/],
    ['a picture for a video', 'clip', {}, /Пришлите видео/],
    ['a picture for sound', 'sound', {}, /Пришлите аудио/],
    ['nothing inside', 'picture', { bytes: 0 }, /Файл пустой/],
    ['nothing inside, for any kind', 'anything', { bytes: 0, media: 'document' }, /Файл пустой/],
    ['a wrong type', 'strict', { mime: 'image/gif' }, /Такой формат модель не берёт\. Подойдут: JPEG, PNG/],
    ['bigger than the model takes', 'strict', { bytes: 10 * MB + 1 }, /модель берёт до 10 МБ/],
    ['bigger than Telegram gives', 'picture', { bytes: 20 * MB + 1 }, /больше 20 МБ Telegram ботам не отдаёт/],
  ];
  for (const [name, key, file, why] of refused) {
    test(`${name} is refused in words, and the question stays`, () => {
      const talk = talkTo(key);
      talk.file(file);
      assert.match(talk.last().view.text, why);
      assert.equal(talk.state().screen.at, 'form');
      assert.deepEqual(valuesOf(talk), {});
    });
  }

  const taken: readonly (readonly [string, string, Partial<IncomingFile>])[] = [
    ['exactly what Telegram gives', 'picture', { bytes: 20 * MB }],
    ['exactly what the model takes', 'strict', { bytes: 10 * MB }],
    ['another spelling of the type', 'strict', { mime: 'IMAGE/JPG; q=1' }],
    ['a voice message', 'sound', { media: 'audio', mime: 'audio/ogg', seconds: 3 }],
    ['any kind where any is taken', 'anything', { media: 'video', mime: 'video/mp4' }],
  ];
  for (const [name, key, file] of taken) {
    test(`${name} is taken`, () => {
      const talk = talkTo(key);
      talk.file(file);
      assert.deepEqual(talk.state().screen.at === 'form' && talk.state().screen, {
        ...talk.state().screen,
        path: ['prompt'],
      });
    });
  }

  test('words in place of a file get what is wanted', () => {
    const talk = talkTo('picture');
    talk.say('https://example.com/cat.png');
    assert.match(talk.last().view.text, /Пришлите картинку/);
    assert.deepEqual(valuesOf(talk), {});
  });

  test('forged references in words are words', () => {
    const talk = talkTo('picture');
    talk.say('telegram-file:BAADforeign?media=image');
    assert.deepEqual(valuesOf(talk), {});
  });

  test('a sticker too', () => {
    const talk = talkTo('picture');
    talk.media('sticker');
    assert.match(talk.last().view.text, /С этим я работать не умею[^]*Пришлите картинку/);
  });

  test('back at the question the file can be kept, cleared or sent anew', () => {
    const talk = talkTo('picture');
    talk.file({ fileId: 'one' });
    talk.tap('Назад');
    assert.match(talk.last().view.text, /Сейчас: фото 1280×720/);
    assert.deepEqual(talk.labels(), ['🗑 Очистить', '✅ Готово', '◀️ Назад', '❌ Отмена']);
    talk.file({ fileId: 'two' });
    assert.deepEqual(idsOf(valuesOf(talk)['image_url']), ['two']);
    talk.tap('Назад');
    talk.tap('Очистить');
    assert.deepEqual(valuesOf(talk), {});
    assert.deepEqual(talk.labels(), ['◀️ Назад', '❌ Отмена']);
  });
});

describe('a question for several files', () => {
  test('takes them one by one, is done when the person says so', () => {
    const talk = talkTo('album');
    assert.match(talk.last().view.text, /Можно до 3 файлов, хоть альбомом/);
    talk.file({ fileId: 'one' });
    assert.match(talk.last().view.text, /Получено 1 из 3/);
    assert.ok(!talk.labels().includes('✅ Готово'), 'two are needed');
    talk.file({ fileId: 'two' });
    talk.tap('Готово');
    assert.match(talk.last().view.text, /Что сделать\?/);
    assert.deepEqual(idsOf(valuesOf(talk)['image_urls']), ['one', 'two']);
  });

  test('goes on by itself when it is full', () => {
    const talk = talkTo('album');
    for (const fileId of ['one', 'two', 'three']) talk.file({ fileId });
    assert.match(talk.last().view.text, /Что сделать\?/);
  });

  test('a full list keeps what it has', () => {
    const talk = talkTo('album');
    for (const fileId of ['one', 'two', 'three']) talk.file({ fileId });
    talk.tap('Назад');
    talk.file({ fileId: 'four' });
    assert.match(talk.last().view.text, /Больше 3 файлов модель не возьмёт/);
    assert.deepEqual(idsOf(valuesOf(talk)['image_urls']), ['one', 'two', 'three']);
  });

  test('emptied, it begins again', () => {
    const talk = talkTo('album');
    talk.file({ fileId: 'one' });
    talk.tap('Очистить');
    assert.match(talk.last().view.text, /Можно до 3 файлов/);
    assert.deepEqual(valuesOf(talk), {});
  });
});

describe('a file while another question is open', () => {
  test('goes where there is room, and the question stays', () => {
    const talk = startTalk({ models: [imageModel('both', { image_url: one('image') })] });
    begin(talk, 'both');
    talk.file({ fileId: 'one' });
    talk.say('кот');
    talk.file({ fileId: 'two' });
    assert.match(talk.last().view.text, /Для этого файла места уже нет/);
    assert.deepEqual(idsOf(valuesOf(talk)['image_url']), ['one']);
  });

  test('to an optional parameter is added and said', () => {
    const talk = startTalk({ models: [imageModel('both', { image_url: one('image') })] });
    begin(talk, 'both');
    talk.file({ fileId: 'one' });
    assert.match(talk.last().view.text, /Добавил: Картинка[^]*Что сделать\?/);
    assert.deepEqual(idsOf(valuesOf(talk)['image_url']), ['one']);
  });

  test('for a model that takes none says so', () => {
    const talk = talkTo('words');
    talk.file({});
    assert.match(talk.last().view.text, /Эта модель файлов не берёт[^]*Что сделать\?/);
  });

  test('of a wrong kind says which kind is taken', () => {
    const talk = talkTo('picture');
    talk.file({});
    talk.file({ media: 'audio', mime: 'audio/ogg' });
    assert.match(talk.last().view.text, /Пришлите картинку[^]*Что сделать\?/);
  });
});

describe('a price per second', () => {
  const perSecond = { prices: [{ when: {}, credits: 2, unit: 'second' as const }], required: ['video_url'] };
  const models = [imageModel('longer', { video_url: one('video') }, perSecond)];
  const sent = (file: Partial<IncomingFile>): Talk => {
    const talk = startTalk({ models });
    begin(talk, 'longer');
    talk.file({ media: 'video', mime: 'video/mp4', ...file }, { caption: 'ночь' });
    return talk;
  };

  test('is known for a video', () => {
    assert.match(sent({ seconds: 5 }).last().view.text, /Цена: 9\s₽/);
  });

  test('is not known for a video sent as a file: it is said at once, and the order asks for another', () => {
    const talk = sent({});
    assert.match(talk.last().view.text, /Всё верно\?[^]*Цена зависит от длины/);
    assert.ok(!talk.tap('Создать').some((effect) => effect.do === 'generate'));
    assert.match(talk.last().view.text, /Цена зависит от длины[^]*Пришлите видео/);
    talk.file({ fileId: 'again', media: 'video', mime: 'video/mp4', seconds: 3 });
    assert.equal(talk.tap('Создать').find((effect) => effect.do === 'generate')?.credits, 6);
  });
});

test('files without end do not grow what is remembered without end', () => {
  const talk = startTalk({
    models: [imageModel('many', { image_urls: pictures(5_000) }, { required: ['image_urls'] })],
  });
  begin(talk, 'many');
  for (let sent = 0; sent < 200; sent += 1) {
    talk.setContext({ now: 1_800_000_000_000 + sent * 60_000 });
    talk.file({ fileId: 'A'.repeat(80), name: 'я'.repeat(100) });
  }
  assert.match(talk.last().view.text, /слишком много/);
  assert.ok(JSON.stringify(talk.state()).length < 40_000);
});
