import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { createPace, type Pace } from '../../src/adapters/telegram/pace.ts';

const [ANNA, BORIS, GROUP] = [4_201, 4_202, -4_203];
const running = new AbortController().signal;

interface Time {
  readonly pass: (ms: number) => Promise<void>;
  readonly now: () => number;
}
/** Stands still, unless it is told to pass. */
function standStill(t: TestContext): Time {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    pass: async (ms) => {
      for (let passed = 0; passed < ms; passed += 100) {
        await settle();
        t.mock.timers.tick(Math.min(100, ms - passed));
      }
      await settle();
    },
    now: () => Date.now(),
  };
}

/** When each of `count` messages to a chat might leave, in ms from now. */
async function turns(time: Time, pace: Pace, chatId: number, count: number, withinMs: number): Promise<number[]> {
  const startedAt = time.now();
  const at: number[] = [];
  const sendAll = async (): Promise<void> => {
    for (let nth = 0; nth < count; nth += 1) {
      await pace.take(chatId);
      at.push(time.now() - startedAt);
    }
  };
  void sendAll();
  await time.pass(withinMs);
  return at;
}

/** Whether it has come about after `ms`. */
async function isOver(time: Time, promise: Promise<void>, ms: number): Promise<boolean> {
  let over = false;
  void promise.then(() => {
    over = true;
  });
  await time.pass(ms);
  return over;
}

test('a person gets five messages at once and then one a second, a group one in three seconds', async (t) => {
  const time = standStill(t);
  const pace = createPace(1_000, time.now);
  assert.deepEqual(await turns(time, pace, ANNA, 7, 2_000), [0, 0, 0, 0, 0, 1_000, 2_000]);
  assert.deepEqual(await turns(time, pace, GROUP, 7, 6_000), [0, 0, 0, 0, 0, 3_000, 6_000]);
});

test('while it has some of its five left a chat is ready, however often that is asked, and has not lost any', async (t) => {
  const time = standStill(t);
  const pace = createPace(1_000, time.now);
  for (let nth = 0; nth < 4; nth += 1) await pace.take(ANNA);
  for (let nth = 0; nth < 10; nth += 1) assert.ok(await isOver(time, pace.ready(ANNA, running), 0));
  assert.deepEqual(await turns(time, pace, ANNA, 2, 1_000), [0, 1_000]);
});

for (const [name, chatId, ms] of [
  ['a person', ANNA, 1_000],
  ['a group', GROUP, 3_000],
] as const) {
  test(`${name} who got five is ready with the next token, which the next message finds at once`, async (t) => {
    const time = standStill(t);
    const pace = createPace(1_000, time.now);
    await turns(time, pace, chatId, 5, 0);
    const ready = pace.ready(chatId, running);
    assert.equal(await isOver(time, ready, ms - 1), false);
    assert.ok(await isOver(time, ready, 1));
    assert.deepEqual(await turns(time, pace, chatId, 2, ms), [0, ms]);
  });
}

test('a chat that was asked about before a long silence has its five after it, and no sixth', async (t) => {
  const time = standStill(t);
  const pace = createPace(1_000, time.now);
  await turns(time, pace, ANNA, 5, 0);
  assert.ok(await isOver(time, pace.ready(ANNA, running), 60_000));
  assert.ok(await isOver(time, pace.ready(ANNA, running), 0));
  assert.deepEqual(await turns(time, pace, ANNA, 6, 1_000), [0, 0, 0, 0, 0, 1_000]);
});

test('who stops waiting is told so, and has cost the chat nothing', async (t) => {
  const time = standStill(t);
  const pace = createPace(1_000, time.now);
  await turns(time, pace, ANNA, 5, 0);
  const stopping = new AbortController();
  const waiting = Promise.allSettled([pace.ready(ANNA, stopping.signal)]);
  stopping.abort();
  const asked = Promise.allSettled([pace.ready(ANNA, stopping.signal)]);
  assert.deepEqual(await turns(time, pace, ANNA, 2, 2_000), [1_000, 2_000]);
  assert.deepEqual(
    [...(await waiting), ...(await asked)].map(({ status }) => status),
    ['rejected', 'rejected'],
  );
});

test('all chats together get what the bot may send, and one that is ready has taken none of it', async (t) => {
  const time = standStill(t);
  const pace = createPace(2, time.now);
  for (const chatId of [ANNA, BORIS, GROUP]) assert.ok(await isOver(time, pace.ready(chatId, running), 0));
  const startedAt = time.now();
  const sent: number[] = [];
  const send = async (chatId: number): Promise<void> => {
    await pace.take(chatId);
    sent.push(time.now() - startedAt);
  };
  void Promise.all([ANNA, BORIS, GROUP].map(send));
  await time.pass(500);
  assert.deepEqual(sent, [0, 0, 500]);
});

test('in whatever order it is asked, given up and sent, no chat ever gets more than five and one each second', async (t) => {
  const time = standStill(t);
  const step = fc.record({
    does: fc.constantFrom<'take' | 'ready' | 'give up'>('take', 'take', 'ready', 'give up'),
    thenMs: fc.constantFrom(0, 0, 300, 1_000, 2_500, 7_000),
  });
  const keepsPace = async (steps: readonly { does: 'take' | 'ready' | 'give up'; thenMs: number }[]): Promise<void> => {
    const pace = createPace(1_000, time.now);
    const sentAt: number[] = [];
    for (const { does, thenMs } of steps) {
      const giveUp = new AbortController();
      if (does === 'take') void pace.take(ANNA).then(() => sentAt.push(time.now()));
      else void pace.ready(ANNA, giveUp.signal).catch(() => undefined);
      if (does === 'give up') giveUp.abort();
      await time.pass(thenMs);
    }
    await time.pass(1_000 * steps.length);
    assert.equal(sentAt.length, steps.filter(({ does }) => does === 'take').length, 'each has its turn');
    for (const [first, since] of sentAt.entries()) {
      for (const [nth, at] of sentAt.slice(first).entries()) {
        assert.ok(nth + 1 <= 5 + (at - since) / 1_000, `${nth + 1} in ${at - since} ms`);
      }
    }
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), keepsPace), { numRuns: 50 });
});
