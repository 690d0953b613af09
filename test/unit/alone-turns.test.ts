import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { pgError } from '../../src/adapters/postgres/errors.ts';
import { createAloneTurns } from '../../src/roles/polling/alone-turns.ts';
import { createTurns } from '../../src/roles/polling/inspect-turns.ts';

function locked(): Error {
  const error = new pg.DatabaseError('canceling statement due to lock timeout', 1, 'error');
  error.code = '55P03';
  return pgError(error);
}

const CHATS = [1, 2, 3, 4, 5, 6];

test('chats whose rows are locked have one turn among them, the others the rest', async () => {
  const { take, isStuck } = createAloneTurns(createTurns(3));
  await Promise.allSettled(CHATS.map((chatId) => take(chatId, () => Promise.reject(locked()))));
  assert.ok(CHATS.every(isStuck) && !isStuck(7));
  const gate = Promise.withResolvers<undefined>();
  const working: number[] = [];
  const work = (chatId: number): Promise<void> =>
    take(chatId, async () => {
      working.push(chatId);
      await gate.promise;
    });
  const all = [...CHATS, 7, 8, 9].map(work);
  await new Promise(setImmediate);
  assert.deepEqual(working.toSorted(), [1, 7, 8]);
  gate.resolve(undefined);
  await Promise.all(all);
  assert.equal(working.length, 9);
  assert.ok(!CHATS.some(isStuck), 'they came through');
});

test('any other failure makes nobody wait for those', async () => {
  const { take, isStuck } = createAloneTurns(createTurns(3));
  await assert.rejects(take(1, () => Promise.reject(new Error('a defect'))));
  assert.equal(isStuck(1), false);
});
