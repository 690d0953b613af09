/** Albums: their files come one by one, and one message answers all of them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseFileRef } from '../../src/domain/catalog/file-ref.ts';
import type { Effect } from '../../src/domain/chat/contract.ts';
import { begin, imageModel, one, pictures, startTalk, type Talk } from '../support/chat.ts';

const single = imageModel('single', { image_url: one('image') }, { required: ['image_url'] });
const ten = imageModel('ten', { image_urls: pictures(10) }, { required: ['image_urls'] });
const frames = imageModel(
  'frames',
  { first_frame: one('image'), last_frame: one('image') },
  { required: ['first_frame', 'last_frame'] },
);
const models = [single, ten, frames].map((model) => ({ ...model, tasks: ['image-to-image' as const] }));

function sendAlbum(talk: Talk, count: number, caption?: string): readonly (readonly Effect[])[] {
  return Array.from({ length: count }, (_, index) =>
    talk.file(
      { fileId: `file-${index + 1}` },
      { albumId: 'album', ...(index === 0 && caption !== undefined ? { caption } : {}) },
    ),
  );
}

const formOf = (key: string): Talk => {
  const talk = startTalk({ models });
  begin(talk, key);
  return talk;
};

const idsOf = (references: unknown): string[] =>
  [references].flat().flatMap((reference) => {
    const file = parseFileRef(reference);
    return file?.source === 'telegram' ? [file.fileId] : [];
  });

function given(talk: Talk, name: string): string[] {
  const { screen } = talk.state();
  assert.ok('values' in screen, screen.at);
  return idsOf(screen.values[name]);
}

test('the first file is answered by a message that may wait, the others by the same message', () => {
  const talk = formOf('ten');
  const effects = sendAlbum(talk, 3);
  assert.deepEqual(
    effects.flat().map((effect) => effect.do),
    ['send', 'edit', 'edit'],
  );
  const [[first] = []] = effects;
  assert.equal(first?.do === 'send' && first.albumId, 'album');
  assert.match(talk.last().view.text, /Получено 3 из 10/);
  assert.deepEqual(given(talk, 'image_urls'), ['file-1', 'file-2', 'file-3']);
});

test('three pictures for a question that takes one: the first is taken, and it is said', () => {
  const talk = formOf('single');
  sendAlbum(talk, 3);
  assert.match(talk.last().view.text, /Здесь нужен один файл — взял первый[^]*Что сделать\?/);
  assert.deepEqual(given(talk, 'image_url'), ['file-1']);
});

test('twelve for ten places: the first ten are taken, and it is said', () => {
  const talk = formOf('ten');
  sendAlbum(talk, 12);
  assert.match(talk.last().view.text, /Больше 10 файлов модель не возьмёт/);
  assert.deepEqual(
    given(talk, 'image_urls'),
    Array.from({ length: 10 }, (_, index) => `file-${index + 1}`),
  );
});

test('two pictures for two questions answer both', () => {
  const talk = formOf('frames');
  sendAlbum(talk, 2);
  assert.deepEqual([given(talk, 'first_frame'), given(talk, 'last_frame')], [['file-1'], ['file-2']]);
  assert.match(talk.last().view.text, /Что сделать\?/);
});

test('its words are the description', () => {
  const talk = formOf('single');
  sendAlbum(talk, 2, 'ночь');
  assert.equal(talk.state().screen.at, 'confirm');
  assert.match(talk.last().view.text, /<blockquote>ночь<\/blockquote>/);
});

describe('out of the blue', () => {
  test('all of its files are gathered, with its words', () => {
    const talk = startTalk({ models });
    sendAlbum(talk, 3, 'ночь');
    const { screen } = talk.state();
    assert.ok(screen.at === 'intake');
    assert.deepEqual(idsOf(screen.carry.files), ['file-1', 'file-2', 'file-3']);
    assert.equal(screen.carry.prompt, 'ночь');
    assert.match(talk.last().view.text, /3 файла[^]*<blockquote>ночь/);
    assert.ok(talk.labels().includes('✅ Все'));
  });

  test('all go into a model that takes several', () => {
    const talk = startTalk({ models: [models[1]!] });
    sendAlbum(talk, 3, 'ночь');
    talk.tap('Изменить');
    assert.deepEqual(given(talk, 'image_urls'), ['file-1', 'file-2', 'file-3']);
  });

  test('what a model has no place for is said', () => {
    const talk = startTalk({ models: [models[0]!] });
    sendAlbum(talk, 3, 'ночь');
    talk.tap('Изменить');
    assert.deepEqual(given(talk, 'image_url'), ['file-1']);
    assert.match(talk.last().view.text, /2 файла этой модели не подошли/);
  });

  test('one of them can be picked', () => {
    const talk = startTalk({ models: [models[0]!] });
    sendAlbum(talk, 3, 'ночь');
    talk.tap('2');
    assert.ok(talk.labels().includes('✅ 2'));
    talk.tap('Изменить');
    assert.deepEqual(given(talk, 'image_url'), ['file-2']);
  });

  test('a second album is another matter', () => {
    const talk = startTalk({ models });
    sendAlbum(talk, 2);
    const effects = talk.file({ fileId: 'other' }, { albumId: 'another' });
    assert.deepEqual(
      effects.map((effect) => effect.do),
      ['send'],
    );
    const { screen } = talk.state();
    assert.deepEqual(screen.at === 'intake' && idsOf(screen.carry.files), ['other']);
  });

  test('words in between end the album: its late file begins anew', () => {
    const talk = startTalk({ models: [...models, imageModel('words')] });
    sendAlbum(talk, 2);
    talk.command('start');
    talk.file({ fileId: 'late' }, { albumId: 'album' });
    const { screen } = talk.state();
    assert.deepEqual(screen.at === 'intake' && idsOf(screen.carry.files), ['late']);
  });
});
