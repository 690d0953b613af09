/** From a list of models the way leads back to what it was opened from, with what is in hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from '../support/chat-catalog.ts';

test('from other models to the offer, with its words', () => {
  const talk = open();
  talk.say('кот на луне');
  talk.tap('Другая модель');
  assert.equal(talk.state().screen.at, 'models');
  talk.tap('Назад');
  const { screen } = talk.state();
  assert.ok(screen.at === 'offer' && screen.prompt === 'кот на луне');
});

test('from all models, and from those of a search, to the tasks', () => {
  const talk = open();
  talk.command('models');
  talk.tap('Показать все');
  talk.tap('Назад');
  assert.equal(talk.state().screen.at, 'tasks');
  talk.say('клинг');
  talk.tap('Назад');
  assert.equal(talk.state().screen.at, 'tasks');
});

test('with a file in hand to what may be done with it', () => {
  const talk = open();
  talk.file({});
  talk.tap('Выбрать модель');
  assert.equal(talk.state().screen.at, 'models');
  talk.tap('Назад');
  assert.equal(talk.state().screen.at, 'intake');
});

test('who wants to be asked for the model has no offer to go back to, and no circle', () => {
  const talk = open();
  talk.command('settings');
  talk.tap('Спрашивать модель');
  talk.say('кот на луне');
  assert.equal(talk.state().screen.at, 'models');
  talk.tap('Назад');
  const { screen } = talk.state();
  assert.ok(screen.at === 'tasks' && screen.carry.prompt === 'кот на луне');
});
