import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admit } from '../../src/domain/chat/flood.ts';
import { initialState } from '../../src/domain/chat/state.ts';
import { baseContext, startTalk } from '../support/chat.ts';

/** The verdicts of messages sent at these milliseconds. */
function verdictsAt(times: readonly number[]): string[] {
  let { flood } = initialState;
  return times.map((at) => {
    const admission = admit(flood, 1_000_000 + at);
    ({ flood } = admission);
    return admission.verdict;
  });
}

const burst = (count: number, everyMs: number): number[] => Array.from({ length: count }, (_, i) => i * everyMs);

test('20 messages in 10 s are a lively talk', () => {
  assert.deepEqual(new Set(verdictsAt(burst(20, 400))), new Set(['pass']));
});

test('the 21st within 10 s gets one notice, and the rest silence', () => {
  const verdicts = verdictsAt(burst(60, 100));
  assert.equal(verdicts.indexOf('notice'), 20);
  assert.equal(verdicts.filter((verdict) => verdict === 'notice').length, 1);
  assert.deepEqual(new Set(verdicts.slice(21)), new Set(['silence']));
});

test('a flood that never stops is answered once and not once per window', () => {
  assert.equal(verdictsAt(burst(600, 200)).filter((verdict) => verdict !== 'silence').length, 21);
});

test('after a pause of 5 s the person is heard again', () => {
  const flooding = burst(30, 100);
  assert.equal(verdictsAt([...flooding, 2_900 + 4_900]).at(-1), 'silence');
  assert.equal(verdictsAt([...flooding, 2_900 + 5_000]).at(-1), 'pass');
});

test('a steady pace of three in two seconds never trips', () => {
  assert.deepEqual(new Set(verdictsAt(burst(200, 667))), new Set(['pass']));
});

test('a clock that goes back does not silence anybody', () => {
  assert.equal(verdictsAt([...burst(30, 100), -3_600_000]).at(-1), 'pass');
});

test('in the dialog: one notice, then no effect at all, then an answer again', () => {
  const talk = startTalk();
  for (let i = 0; i < 20; i += 1) assert.equal(talk.say(`кот ${i}`).length, 1);
  const [notice] = talk.say('кот');
  assert.ok(notice?.do === 'send' && notice.view.text.includes('5 секунд'));
  assert.deepEqual(talk.say('кот'), []);
  talk.setContext({ now: baseContext.now + 5_000 });
  assert.equal(talk.say('кот').length, 1);
});

test('taps that would send messages without end are answered, but send no more', () => {
  const talk = startTalk();
  talk.command('start');
  const old = talk.last().id;
  talk.command('help');
  const sent = Array.from({ length: 40 }, () => talk.tap('Изображения', old)).filter((effects) =>
    effects.some((effect) => effect.do === 'send'),
  );
  assert.ok(sent.length < 20, `${sent.length} messages`);
  const [answer, ...others] = talk.tap('Изображения', old);
  assert.ok(answer?.do === 'answer' && answer.text?.includes('5 секунд'));
  assert.deepEqual(others, []);
});
