/** A text longer than a message comes in parts: they are one text, one offer and one price. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Effect } from '../../src/domain/chat/contract.ts';
import { goesOn, LONGEST_TEXT, mayGoOn, wholeText, type Part } from '../../src/domain/chat/split-text.ts';
import { ChatState, initialState, type SplitText } from '../../src/domain/chat/state.ts';
import { baseContext, begin, imageModel, OPEN_SHAPE, startTalk, type Talk } from '../support/chat.ts';

/** Words of so many letters in all, as an app has cut them. */
const repeated = (word: string, length: number): string =>
  `${word} `.repeat(Math.ceil(length / (word.length + 1))).slice(0, length - 1) + word.slice(-1);
const first = repeated('cat', 4_000);
const second = repeated('dog', 3_900);
const third = 'the end';

const part = (text: string, change: Partial<Part> = {}): Part => ({ by: 7, at: 0, messageId: 1, text, ...change });
const next = (text: string, change: Partial<Part> = {}): Part => part(text, { messageId: 2, ...change });

function splitOf(one: Part): SplitText {
  const split = mayGoOn(one, { at: 'menu' });
  assert.ok(split);
  return split;
}
function joined(split: SplitText | null, one: Part): string | null {
  const whole = goesOn(split, one);
  return whole === null ? null : wholeText(whole.parts);
}

describe('which messages are one text', () => {
  const long = 'a'.repeat(4_096);
  const cases: readonly (readonly [string, Part, Part, string | null])[] = [
    ['the app found nothing to cut at', part(long), next('b'), `${long}b`],
    ['cut between two words', part(first), next(third), `${first} ${third}`],
    ['cut between two lines', part(`${first}\nx`), next(third), `${first}\nx\n${third}`],
    ['cut at the end of a paragraph, as desktops do', part('a'.repeat(2_060)), next('b'), `${'a'.repeat(2_060)} b`],
    ['a second later', part(first), next(third, { at: 1_000 }), `${first} ${third}`],
    ['messages of others have come between', part(first), next(third, { messageId: 40 }), `${first} ${third}`],
    ['handled in another order', part(second, { messageId: 5 }), next(first, { messageId: 4 }), `${first} ${second}`],
    ['some seconds later', part(first), next(third, { at: 3_000 }), null],
    ['another person', part(first), next(third, { by: 8 }), null],
    ['an earlier one that is whole', part(first), next(third, { messageId: 0 }), null],
    ['the same message, edited', part(first), part(second), null],
  ];
  for (const [name, one, other, expected] of cases) {
    test(`${name}: ${expected === null ? 'two texts' : 'one text'}`, () => {
      assert.equal(joined(splitOf(one), other), expected);
    });
  }
  test('a text that no app would have cut does not go on', () => {
    assert.equal(mayGoOn(part('a'.repeat(1_900)), { at: 'menu' }), null);
    assert.equal(goesOn(null, part(first)), null);
  });
  test('three parts, and the last of them edited', () => {
    const two = goesOn(splitOf(part(first)), next(second));
    const three = goesOn(two, part(third, { messageId: 3 }));
    assert.equal(three === null ? null : wholeText(three.parts), `${first} ${second} ${third}`);
    assert.equal(joined(three, part('fin', { messageId: 3 })), `${first} ${second} fin`);
  });
  test('what is longer than any model takes is not kept, and neither is its rest', () => {
    let split: SplitText | null = splitOf(part(first));
    for (let messageId = 2; messageId < 40; messageId += 1) {
      split = goesOn(split, part(first, { messageId }));
      assert.ok(split);
      assert.ok(JSON.stringify(split).length < LONGEST_TEXT + 2_000);
    }
    assert.equal(split.isTooLong, true);
  });
});

const roomy = imageModel('roomy', { prompt: { type: 'string', maxLength: 20_000 } });
const taste = imageModel(
  'taste',
  { prompt: { type: 'string', maxLength: 20_000 }, aspect_ratio: OPEN_SHAPE },
  { required: ['aspect_ratio'] },
);
const kinds = (effects: readonly (readonly Effect[])[]): readonly string[] => effects.flat().map((effect) => effect.do);

function promptOn(talk: Talk): unknown {
  const { screen } = talk.state();
  if (screen.at === 'offer') return screen.prompt;
  return 'values' in screen ? screen.values['prompt'] : null;
}

describe('a long text in the dialog', () => {
  test('out of the blue: one offer in one message, with the whole text', () => {
    const talk = startTalk({ models: [roomy] });
    const effects = [first, second, third].map((text) => talk.say(text));
    assert.deepEqual(kinds(effects), ['send', 'edit', 'edit']);
    assert.equal(promptOn(talk), `${first} ${second} ${third}`);
    const ordered = talk.tap('Создать').filter((effect) => effect.do === 'generate');
    assert.deepEqual(
      ordered.map(({ input }) => input['prompt']),
      [`${first} ${second} ${third}`],
    );
  });

  test('the answer to the first part waits for the others, and until it is sent they take its place', () => {
    const talk = startTalk({ models: [roomy] });
    const [sent] = talk.say(first, 11);
    talk.setState({ ...talk.state(), screenMessageId: null });
    const [again] = talk.say(third, 12);
    assert.deepEqual(
      [sent, again].map((effect) => effect?.do === 'send' && effect.albumId),
      ['text-11', 'text-11'],
    );
  });

  test('as the answer to a question whose form goes on with another one', () => {
    const talk = startTalk({ models: [taste] });
    begin(talk, 'taste');
    for (const text of [first, second, third]) talk.say(text);
    assert.equal(promptOn(talk), `${first} ${second} ${third}`);
    assert.match(talk.last().view.text, /Формат/);
  });

  test('on the confirmation of an order, and to a model that answers in words', () => {
    const writer = { ...roomy, tasks: ['text' as const], output: 'text' as const };
    const talk = startTalk({ models: [writer] });
    begin(talk, 'roomy');
    talk.say('short');
    for (const text of [first, third]) talk.say(text);
    assert.deepEqual([talk.state().screen.at, promptOn(talk)], ['confirm', `${first} ${third}`]);
  });

  test('the price is that of the whole', () => {
    const text = { type: 'string', maxLength: 20_000 };
    const input = { ...roomy.input, properties: { text }, required: ['text'] };
    const prices = [{ when: {}, credits: 10, unit: '1000-characters' as const }];
    const talk = startTalk({ models: [{ ...roomy, tasks: ['speech'], input, prices }] });
    begin(talk, 'roomy');
    const quoted = [first, second].map((words) => {
      talk.say(words);
      return talk.state().quoted?.price;
    });
    assert.deepEqual(quoted, ['3600', '7200']);
  });

  test('too long for the model: said once, with the length of the whole, and nothing is offered', () => {
    const talk = startTalk();
    for (const text of [first, second]) talk.say(text);
    assert.match(talk.last().view.text, /Описание длинновато: 7.901 при пределе в 5.000/);
    assert.equal(talk.state().screen.at, 'menu');
  });

  test('too long for the question: the rest of it is no answer of its own', () => {
    const talk = startTalk();
    begin(talk, 'swift');
    for (const text of [first, second, third]) talk.say(text);
    assert.match(talk.last().view.text, /7.909/);
    assert.deepEqual([talk.state().screen.at, promptOn(talk)], ['form', undefined]);
  });

  test('too long for any model', () => {
    const talk = startTalk({ models: [roomy] });
    for (let count = 0; count < 9; count += 1) talk.say(first);
    talk.say(third);
    assert.match(talk.last().view.text, /больше 30\s?000 символов/);
    assert.equal(talk.state().screen.at, 'menu');
  });

  test('a text after a pause, or after anything else, is a new one', () => {
    const talk = startTalk({ models: [roomy] });
    talk.say(first);
    talk.setContext({ now: baseContext.now + 10_000 });
    talk.say('cat');
    assert.equal(promptOn(talk), 'cat');
    talk.say(first);
    talk.tap('Меню');
    talk.say('dog');
    assert.equal(promptOn(talk), 'dog');
  });

  test('in a group the rest of a reply belongs to it, and the words of others do not', () => {
    const talk = startTalk({ models: [roomy], chatKind: 'group' });
    talk.reply(first);
    talk.setContext({ person: { ...baseContext.person, userId: 8 } });
    assert.deepEqual(talk.say('hello'), []);
    talk.setContext({ person: baseContext.person });
    talk.say(third);
    assert.equal(promptOn(talk), `${first} ${third}`);
  });

  test('a state that was stored before is read, and one with a screen that is unknown here', () => {
    const { split, ...older } = initialState;
    assert.equal(ChatState.parse(older).split, split);
    const later = { ...splitOf(part(first)), before: { at: 'of a later version' } };
    assert.deepEqual(ChatState.parse({ ...older, split: later }).split?.before, { at: 'menu' });
  });
});
