/** Questions with many answers: a page at a time, and the answer that is taken now is on the page that opens. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { optionPage } from '../../src/domain/chat/form/option-page.ts';
import { models, open } from '../support/chat-catalog.ts';
import { begin, buttonsOf, imageModel, startTalk, type Talk } from '../support/chat.ts';

const styles = Array.from({ length: 40 }, (_, index) => `Style ${index + 1}`);
const STYLE = { type: 'string', enum: styles };
const picky = imageModel('picky', { style: STYLE, moods: { type: 'array', items: STYLE } }, { required: ['style'] });

const picks = (talk: Talk): readonly string[] =>
  buttonsOf(talk.last().view).flatMap((button) =>
    'data' in button && button.data.includes(':pick:') ? [button.text] : [],
  );

function askStyle(): Talk {
  const talk = startTalk({ models: [picky] });
  begin(talk, 'picky');
  talk.say('cat');
  return talk;
}

function value(talk: Talk, name: string): unknown {
  const { screen } = talk.state();
  return 'values' in screen ? screen.values[name] : undefined;
}

describe('a question with many answers', () => {
  test('there and back, and no way beyond the ends', () => {
    const talk = askStyle();
    assert.deepEqual(picks(talk), styles.slice(0, 12));
    assert.match(talk.last().view.text, /Страница 1 из 4/);
    assert.ok(!talk.labels().includes('◀️ Раньше'));
    for (let page = 1; page < 4; page += 1) talk.tap('Дальше');
    assert.deepEqual(picks(talk), styles.slice(36));
    assert.ok(!talk.labels().includes('Дальше ▶️'));
    talk.tap('Раньше');
    assert.deepEqual(picks(talk), styles.slice(24, 36));
  });

  test('a button of a later page means what it says', () => {
    const talk = askStyle();
    talk.tap('Дальше');
    talk.tap('Style 14');
    assert.equal(value(talk, 'style'), 'Style 14');
  });

  test('any answer can be typed on any page', () => {
    const talk = askStyle();
    talk.say('STYLE 39');
    assert.equal(value(talk, 'style'), 'Style 39');
  });

  test('the page with the present answer opens, and it is marked', () => {
    const talk = askStyle();
    talk.say('Style 30');
    talk.tap('Параметры');
    talk.tap('Style 30');
    assert.deepEqual(
      picks(talk).filter((text) => text.startsWith('✅')),
      ['✅ Style 30'],
    );
    talk.tap('Раньше');
    assert.equal(picks(talk)[0], 'Style 13');
    talk.tap('Style 20');
    assert.equal(value(talk, 'style'), 'Style 20');
  });

  test('a page that is asked for beyond the end is the last one', () => {
    const talk = askStyle();
    talk.tapData(`s:${talk.state().rev.toString(36)}:page:99`, talk.last().id);
    assert.deepEqual(picks(talk), styles.slice(36));
    assert.deepEqual(optionPage(styles, undefined, undefined).page, 0);
  });

  test('several of them are chosen over pages', () => {
    const talk = askStyle();
    talk.say('Style 1');
    talk.tap('Параметры');
    talk.tap('Moods');
    talk.tap('Style 2');
    talk.tap('Дальше');
    talk.tap('Style 14');
    assert.deepEqual(value(talk, 'moods'), ['Style 2', 'Style 14']);
  });

  test('the voices of ElevenLabs: the usual one is marked on the page that opens, and every one is on some page', () => {
    const talk = open();
    begin(talk, models.find(({ id }) => id === 'elevenlabs/text-to-speech-multilingual-v2')?.key ?? '');
    talk.say('Hello');
    talk.tap('Параметры');
    talk.tap('Голос');
    assert.ok(picks(talk).includes('✅ 👨 James'));
    const voices = [...picks(talk)];
    while (talk.labels().includes('Дальше ▶️')) {
      talk.tap('Дальше');
      assert.ok(picks(talk).length <= 12);
      voices.push(...picks(talk));
    }
    assert.equal(new Set(voices).size, 67);
  });
});
