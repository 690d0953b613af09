import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../scripts/chaos/random.ts';
import { createSlowTries } from '../../src/roles/polling/slow-tries.ts';

const SLOW = 1;

test('a try that was too slow counts where somebody else was answered since the one before', () => {
  const tries = createSlowTries();
  const counted = [0, 1, 0, 2].map((answered, other) => {
    for (let times = 0; times < answered; times += 1) tries.end(10 * other + times + 100, true);
    return tries.add(SLOW);
  });
  assert.deepEqual(counted, [0, 1, 1, 2]);
});

test('nothing counts where the database was too slow for as many as it answered, or only passed over what needs no answer', () => {
  const tries = createSlowTries();
  tries.add(SLOW);
  tries.end(2, true);
  tries.add(3);
  assert.equal(tries.add(SLOW), 0, 'one was answered, one was not');
  tries.end(4, false);
  assert.equal(tries.add(SLOW), 0, 'a word in a channel');
});

test('two that are too slow hide neither of them behind the other', () => {
  const tries = createSlowTries();
  const counted = [1, 2, 3, 4].map((round) => {
    for (let times = 0; times < 3; times += 1) tries.end(10 * round + times, true);
    return [tries.add(SLOW), tries.add(2)];
  });
  assert.deepEqual(counted.at(-1), [3, 3]);
});

test('what has come to its end begins anew', () => {
  const tries = createSlowTries();
  tries.add(SLOW);
  tries.end(2, true);
  assert.equal(tries.add(SLOW), 1);
  tries.end(SLOW, false);
  tries.end(3, true);
  assert.equal(tries.add(SLOW), 0);
});

test('a database that is too slow for each with the same chance counts no twenty tries of anybody', () => {
  const random = createRandom(1);
  for (const chance of [0.1, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9, 1]) {
    const tries = createSlowTries();
    const heads = Array.from({ length: 30 }, (_, chat) => chat);
    for (let round = 0; round < 200; round += 1) {
      for (const [chat, updateId] of heads.entries()) {
        if (random.next() < chance) assert.ok(tries.add(updateId) < 20, `a chance of ${chance}`);
        else {
          tries.end(updateId, true);
          heads[chat] = updateId + heads.length;
        }
      }
    }
  }
});
