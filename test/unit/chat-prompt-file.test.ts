/** A model may call a file its prompt: then words are never taken for it, and the file is never taken for words. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { begin, free, imageModel, one, startTalk, type Talk } from '../support/chat.ts';

const FORGED = 'telegram-file:foreignforei?media=image';
const odd = imageModel('odd', { prompt: one('image') });
const words = imageModel('words');

const talkOf = (models = [odd]): Talk => startTalk({ models, ...free(5, 5) });

/** Where the order under way stands, and what it holds. */
function orderOf(talk: Talk): { readonly at: string; readonly prompt: unknown } {
  const { screen } = talk.state();
  assert.ok('values' in screen, screen.at);
  return { at: screen.at, prompt: screen.values['prompt'] };
}

describe('words that look like a file of the chat', () => {
  test('lead to the question for the file where only such a model draws', () => {
    const talk = talkOf();
    talk.say(FORGED);
    assert.deepEqual(orderOf(talk), { at: 'form', prompt: undefined });
    assert.match(talk.last().view.text, /Пришлите картинку/);
  });
  test('go to a model that takes words, although the other one was used last', () => {
    const talk = talkOf([odd, words]);
    talk.setState({ ...talk.state(), recent: ['odd'] });
    talk.say(FORGED);
    const { screen } = talk.state();
    assert.ok(screen.at === 'offer');
    assert.equal(screen.modelId, 'words');
  });
  test('are no file either when the offered model has changed meanwhile', () => {
    const talk = talkOf([words]);
    talk.say(FORGED);
    talk.setContext({ models: [{ ...odd, id: 'words' }] });
    talk.tap('Создать');
    assert.match(talk.last().view.text, /Модель только что обновилась/);
    talk.tap('Создать');
    assert.deepEqual(orderOf(talk), { at: 'form', prompt: undefined });
  });
});

describe('the file itself', () => {
  test('is shown as a file, not quoted', () => {
    const talk = talkOf();
    begin(talk, 'odd');
    talk.file({ fileId: 'one' });
    assert.match(String(orderOf(talk).prompt), /^telegram-file:one/);
    assert.match(talk.last().view.text, /фото 1280×720/);
    assert.doesNotMatch(talk.last().view.text, /telegram-file/);
  });
  test('goes along to another model as a file, not as words', () => {
    const talk = talkOf([odd, words]);
    begin(talk, 'odd');
    talk.file({ fileId: 'one' });
    talk.tap('Другая модель');
    const { screen } = talk.state();
    assert.ok('carry' in screen, screen.at);
    assert.equal(screen.carry.prompt, null);
    assert.match(screen.carry.files.join(), /^telegram-file:one/);
  });
});
