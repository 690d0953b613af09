import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batched } from '../../src/adapters/postgres/batched.ts';

test('alone at once, and together what comes while one is under way', async () => {
  const flushed: number[][] = [];
  const gate = Promise.withResolvers<undefined>();
  const add = batched<number>(async (items) => {
    flushed.push([...items]);
    if (flushed.length === 1) await gate.promise;
  });
  const first = add(1);
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual(flushed, [[1]]);
  const others = [add(2), add(3), add(4)];
  gate.resolve(undefined);
  await Promise.all([first, ...others]);
  assert.deepEqual(flushed, [[1], [2, 3, 4]]);
});

test('a batch fails for all of its own, and the next one goes on', async () => {
  let times = 0;
  const add = batched<number>(() => {
    times += 1;
    return times === 1 ? Promise.reject(new Error('away')) : Promise.resolve();
  });
  const failed = await Promise.allSettled([add(1), add(2)]);
  assert.deepEqual(
    failed.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  await add(3);
  assert.equal(times, 2);
});
