import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { admitMinute } from '../../src/domain/chat/flood-minute.ts';
import { initialState } from '../../src/domain/chat/state.ts';
import { baseContext, startTalk } from '../support/chat.ts';

function verdictsAt(times: readonly number[], limit: number): string[] {
  let { minute } = initialState;
  return times.map((at) => {
    const admission = admitMinute(minute, 1_800_000_000_000 + at, limit);
    ({ minute } = admission);
    return admission.verdict;
  });
}

const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 300 });
const timesOf = (waits: readonly number[]): number[] => {
  let at = 0;
  return waits.map((wait) => (at += wait));
};

test('no minute lets through more than the limit and what had leaked away, and never two notices without a calm', () => {
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 40 }), (waits, limit) => {
      const times = timesOf(waits);
      const verdicts = verdictsAt(times, limit);
      const passed = times.filter((_, index) => verdicts[index] === 'pass');
      for (const from of passed) {
        const within = passed.filter((at) => at >= from && at < from + 60_000).length;
        assert.ok(within <= 2 * limit, `${within} of ${limit}`);
      }
      const told = verdicts.filter((verdict) => verdict !== 'silence');
      assert.ok(!told.some((verdict, index) => verdict === 'notice' && told[index + 1] === 'notice') || limit === 1);
    }),
  );
});

test('a pace within the limit never trips', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 5_000 }), (limit, slack) => {
      const every = Math.ceil(60_000 / limit) + slack;
      const verdicts = verdictsAt(timesOf(Array<number>(200).fill(every)), limit);
      assert.deepEqual(new Set(verdicts), new Set(['pass']));
    }),
  );
});

test('a script that never stops is answered once; half a minute of calm and a person is heard again', () => {
  const verdicts = verdictsAt(timesOf(Array<number>(2_000).fill(500)), 60);
  assert.equal(verdicts.filter((verdict) => verdict === 'notice').length, 1);
  assert.equal(verdicts.at(-1), 'silence');
  const burst = Array<number>(70).fill(10);
  assert.equal(verdictsAt(timesOf([...burst, 25_000]), 60).at(-1), 'silence');
  assert.equal(verdictsAt(timesOf([...burst, 31_000]), 60).at(-1), 'pass');
});

test('a clock that goes back silences nobody', () => {
  assert.equal(verdictsAt([...timesOf(Array<number>(70).fill(10)), -3_600_000], 60).at(-1), 'pass');
});

test('in the dialog: one notice, silence, and an answer after the calm', () => {
  const talk = startTalk({ messagesPerMinute: 3 });
  for (let one = 0; one < 3; one += 1) assert.equal(talk.say('кот').length, 1);
  const [notice] = talk.say('кот');
  assert.ok(notice?.do === 'send' && notice.view.text.includes('полминуты'));
  assert.deepEqual(talk.say('кот'), []);
  talk.setContext({ now: baseContext.now + 40_000 });
  assert.equal(talk.say('кот').length, 1);
});
