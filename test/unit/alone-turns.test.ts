import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { pgError } from '../../src/adapters/postgres/errors.ts';
import { createAloneTurns } from '../../src/roles/polling/alone-turns.ts';
import { createTurns } from '../../src/roles/polling/inspect-turns.ts';

function ended(code: string): Error {
  const error = new pg.DatabaseError('canceling statement', 1, 'error');
  error.code = code;
  return pgError(error);
}
const [LOCKED, TOO_SLOW] = ['55P03', '57014'];

const CHATS = [1, 2, 3, 4, 5, 6];

test('chats whose rows are locked, or whose statements are too slow, have one turn among them, the others the rest', async () => {
  const { take, isStuck } = createAloneTurns(createTurns(3));
  const trouble = (chatId: number): Error => ended(chatId % 2 === 0 ? LOCKED : TOO_SLOW);
  await Promise.allSettled(CHATS.map((chatId) => take(chatId, () => Promise.reject(trouble(chatId)))));
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
