import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChildName, ToChild } from '../../src/supervisor/protocol.ts';
import { type Relay, createRelay } from '../../src/supervisor/relay.ts';

interface Post {
  readonly relay: Relay;
  readonly sent: [ChildName, ToChild][];
  readonly absent: Set<ChildName>;
  now: number;
}

function post(maxPending = 10): Post {
  const sent: [ChildName, ToChild][] = [];
  const absent = new Set<ChildName>();
  const state = { now: 0 };
  const relay = createRelay({
    send: (to, message) => {
      if (absent.has(to)) return false;
      sent.push([to, message]);
      return true;
    },
    now: () => state.now,
    maxPending,
  });
  return Object.assign(state, { relay, sent, absent });
}

const request = (id: string, from: ChildName, to: ChildName) =>
  ({ v: 1, type: 'request', id, from, to, method: 'm', body: { a: 1 }, deadlineMs: 100 }) as const;
const reply = (id: string, to: ChildName) => ({ v: 1, type: 'reply', id, to, ok: true, body: { b: 2 } }) as const;

const refusal = (id: string, to: ChildName, reason: string) => [
  to,
  { v: 1, type: 'reply', id, to, ok: false, body: { reason } },
];

test('a request goes to whom it names and its reply back to the asker', () => {
  const { relay, sent } = post();
  relay.carry('health', request('1', 'health', 'generation'));
  relay.carry('generation', reply('1', 'health'));
  assert.deepEqual(sent, [
    ['generation', request('1', 'health', 'generation')],
    ['health', reply('1', 'health')],
  ]);
  assert.equal(relay.pending(), 0);
});

test('the sender is who sent it, not who it says', () => {
  const { relay, sent } = post();
  relay.carry('health', request('1', 'polling', 'generation'));
  assert.deepEqual(sent, [['generation', request('1', 'health', 'generation')]]);
});

test('an absent child is a refusal at once', () => {
  const { relay, sent, absent } = post();
  absent.add('generation');
  relay.carry('health', request('1', 'health', 'generation'));
  assert.deepEqual(sent, [refusal('1', 'health', 'generation is not running')]);
});

test('a child that ends refuses what it had not answered, and its own questions are forgotten', () => {
  const { relay, sent } = post();
  relay.carry('health', request('1', 'health', 'generation'));
  relay.carry('generation', request('2', 'generation', 'polling'));
  sent.length = 0;
  relay.forget('generation');
  assert.deepEqual(sent, [refusal('1', 'health', 'generation ended before it answered')]);
  relay.carry('polling', reply('2', 'generation'));
  assert.equal(sent.length, 1, 'the new generation must not get a reply to a question it never asked');
});

test('a reply from anybody but the asked one is dropped', () => {
  const { relay, sent } = post();
  relay.carry('health', request('1', 'health', 'generation'));
  relay.carry('polling', reply('1', 'health'));
  assert.equal(sent.length, 1);
});

test('a reply is carried once', () => {
  const { relay, sent } = post();
  relay.carry('health', request('1', 'health', 'generation'));
  relay.carry('generation', reply('1', 'health'));
  relay.carry('generation', reply('1', 'health'));
  assert.equal(sent.length, 2);
});

test('too many waiting requests are refused, until the deadlines of the old ones make room', () => {
  const box = post(2);
  for (const id of ['1', '2', '3']) box.relay.carry('health', request(id, 'health', 'generation'));
  assert.deepEqual(box.sent.at(-1), refusal('3', 'health', 'too many requests are waiting'));
  box.now = 100;
  box.relay.carry('health', request('4', 'health', 'generation'));
  assert.equal(box.sent.at(-1)?.[0], 'generation');
  assert.equal(box.relay.pending(), 1);
});

test('metrics go to health under the name of their sender', () => {
  const { relay, sent } = post();
  relay.carry('polling', { v: 1, type: 'metrics', from: 'generation', metrics: [{ name: 'x' }] });
  assert.deepEqual(sent, [['health', { v: 1, type: 'metrics', from: 'polling', metrics: [{ name: 'x' }] }]]);
});
