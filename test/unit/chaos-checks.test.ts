/** The checker can fail: each broken history is found, by the invariant that it breaks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { violationsOf } from '../../scripts/chaos/checks/checker.ts';
import type { History } from '../../scripts/chaos/history.ts';
import {
  create,
  GENERATION,
  message,
  result,
  sendOf,
  soundHistory,
  task,
  TOKEN,
  update,
} from '../support/chaos-history.ts';

const SECRETS = { 'the KIE key': 'planted-kie-key' };
const judged = (change: Partial<History>): readonly string[] => violationsOf({ ...soundHistory(), ...change }, SECRETS);
const sound = soundHistory();
const [generation] = sound.generations;
const [attempt] = sound.attempts;
assert.ok(generation !== undefined && attempt !== undefined);

test('a sound history breaks nothing', () => {
  assert.deepEqual(judged({}), []);
});

const INVOICE = { title: 'T', description: 'D', stars: 100, paidChargeId: 'stxlost' };
const SECOND = { token: 'u'.repeat(32), generationId: GENERATION, createdAt: 2_000_000 };
const TWO_TASKS = [task(), task({ taskId: 'task2', callBackUrl: `http://h/kie/callback/${SECOND.token}` })];
const SECOND_CALL = create({ body: { callBackUrl: `http://h/kie/callback/${SECOND.token}` } });

const BROKEN: Readonly<Record<string, readonly [RegExp, Partial<History>]>> = {
  'an old epoch writes after a young one': [
    /^I1 .*older epoch.*: 7/,
    {
      stored: sound.stored
        .toReversed()
        .map((row) => (row.updateId === 7 ? { ...row, epoch: 1 } : { ...row, epoch: 2 }))
        .toSorted((one, other) => one.updateId - other.updateId),
    },
  ],
  'an offset goes before its commit': [
    /^I1 .*confirmed.*: 6/,
    { updates: sound.updates.map((one) => (one.updateId === 6 ? { ...one, confirmedAt: 299 } : one)) },
  ],
  'an update is lost after it was confirmed': [/^I[12] .*: 8$/, { updates: [...sound.updates, update(8)] }],
  'an update is never handled': [
    /^I2 .*never handled: 6/,
    { inbox: sound.inbox.map((row) => (row.updateId === 6 ? { ...row, isProcessed: false } : row)) },
  ],
  'an update is handled twice': [
    /^I2 .*more than once: 7/,
    { handled: [...sound.handled, { ...sound.handled[2]!, order: 9 }] },
  ],
  'an update comes from nowhere': [
    /^I2 .*never gave: 99/,
    { inbox: [...sound.inbox, { updateId: 99, isProcessed: true, parkedCode: null }] },
  ],
  'a later update is handled before an earlier one': [
    /^I3 .*: 5 of chat/,
    { handled: [sound.handled[1]!, sound.handled[0]!, sound.handled[2]!] },
  ],
  'a generation does not end': [
    /^I4 .*waiting/,
    { generations: [...sound.generations, { ...generation, id: 'open00000000', state: 'waiting' }] },
  ],
  'the books do not add up': [/^I5 .*sum/, { brokenMoney: [{ rule: 'all postings sum to zero', rows: [] }] }],
  'one delivery is paid for twice': [/^I6 .*paid for twice/, { captures: [...sound.captures, ...sound.captures] }],
  'a failure is paid for': [/^I6 .*paid for and is failed/, { generations: [{ ...generation, state: 'failed' }] }],
  'the price is another one': [/^I6 .*cost 361/, { captures: [{ generationId: GENERATION, amount: 361, price: 360 }] }],
  'a payment is not credited': [/^I6 a payment/, { messages: [...sound.messages, message({ invoice: INVOICE })] }],
  'a delivery is not in the chat': [/^I6 .*not in chat/, { messages: [] }],
  'a delivery comes twice for no reason': [/^I6 .*twice without a doubt/, { messages: [result(), result()] }],
  'a repeat that the service calls doubtful and was not': [
    /^I6 .*twice without a doubt/,
    { messages: [result(), result()], generations: [{ ...generation, unknownSends: 1 }] },
  ],
  'a delivery comes three times': [
    /^I6 .*came 3 times/,
    {
      messages: [result(), result(), result()],
      generations: [{ ...generation, unknownSends: 2 }],
      telegramCalls: [...sound.telegramCalls, sendOf({ status: 0, answer: null })],
    },
  ],
  'a clear submit is repeated': [
    /^I7 .*2 tasks after 0/,
    { tasks: TWO_TASKS, attempts: [attempt, SECOND], kieCalls: [create(), SECOND_CALL] },
  ],
  'a task nobody ordered': [
    /^I7 .*belongs to no attempt/,
    { tasks: [task(), task({ taskId: 'stray', callBackUrl: 'http://h/kie/callback/x' })] },
  ],
  'one submit makes two tasks': [/^I7 1 attempts/, { tasks: [task(), task({ taskId: 'task2' })] }],
  'a secret in a log': [
    /^I8 the KIE key stands in log of process 0/,
    { texts: new Map([['log of process 0', 'key planted-kie-key']]) },
  ],
  'a secret in a table': [
    /^I8 the KIE key stands in table x/,
    { texts: new Map([['table x', '("planted-kie-key")']]) },
  ],
  'a callback token in a log': [/^I8 a callback's token/, { texts: new Map([['log of process 0', `token ${TOKEN}`]]) }],
  'a tap without an answer': [/^I9 .*update 7/, { telegramCalls: [sendOf({ at: 50 })] }],
};

for (const [name, [expected, change]] of Object.entries(BROKEN)) {
  test(`found: ${name}`, () => {
    const found = judged(change);
    assert.ok(
      found.some((one) => expected.test(one)),
      found.join('\n') || 'nothing was found',
    );
  });
}

test('what a fault explains is no violation', () => {
  const lostSend = [...sound.telegramCalls, sendOf({ status: 0, answer: null })];
  const repeated = { messages: [result(), result()], generations: [{ ...generation, unknownSends: 1 }] };
  assert.deepEqual(judged({ ...repeated, telegramCalls: lostSend }), []);
  assert.deepEqual(judged({ ...repeated, harms: [{ process: 'generation', from: 1_200, to: 1_200 }] }), []);
  const doubtful = { tasks: TWO_TASKS, attempts: [attempt, SECOND] };
  assert.deepEqual(judged({ ...doubtful, kieCalls: [create({ httpStatus: null }), SECOND_CALL] }), []);
  const killed = [{ process: 'generation', from: 1_000_500, to: 1_000_500 }];
  assert.deepEqual(judged({ ...doubtful, kieCalls: [create(), SECOND_CALL], harms: killed }), []);
  assert.deepEqual(judged({ updates: sound.updates.map((one) => ({ ...one, confirmedAt: 300 })) }), []);
});

test('a tap is answered by a new screen as well', () => {
  assert.deepEqual(judged({ telegramCalls: [sendOf({ at: 101 })] }), []);
});
