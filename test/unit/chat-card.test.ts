/** What a model's card says that is needed, and how its form begins. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageModel, one, startTalk } from '../support/chat.ts';

test('needed is what somebody must have at hand, words and files, and never a switch', () => {
  const flag = { type: 'boolean' } as const;
  const song = imageModel('song', { custom: flag, instrumental: flag }, { tasks: ['music'] });
  const models = [
    // As Suno: words are needed because nothing else is, not because the schema says so.
    { ...song, input: { ...song.input, required: ['custom', 'instrumental'] } },
    imageModel('moving', { image_url: one('image') }, { required: ['image_url'], tasks: ['image-to-video'] }),
  ];
  const talk = startTalk({ models });
  talk.command('start', 'm_song');
  assert.match(talk.last().view.text, /Что понадобится: Описание\n/);
  talk.command('start', 'm_moving');
  assert.match(talk.last().view.text, /Что понадобится: [^,\n]+, Описание\n/);
});

test('for music the first question is about a song', () => {
  const talk = startTalk({ models: [imageModel('song', {}, { tasks: ['music'] }), imageModel('swift')] });
  talk.command('start', 'm_song');
  talk.tap('Создать');
  assert.match(talk.last().view.text, /Какую музыку сделать/);
  talk.command('start', 'm_swift');
  talk.tap('Создать');
  assert.match(talk.last().view.text, /Что сделать\?/);
});
