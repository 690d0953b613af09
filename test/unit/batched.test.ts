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

test('as many batches at once and items in each as may be, every item once and in order', async () => {
  const gates: PromiseWithResolvers<string>[] = [];
  const flushed: (readonly number[])[] = [];
  const add = batched<number, string>(
    (items) => {
      flushed.push([...items]);
      const gate = Promise.withResolvers<string>();
      gates.push(gate);
      return gate.promise;
    },
    { atOnce: 2, most: 3 },
  );
  const results = Array.from({ length: 8 }, (_, index) => add(index));
  await Promise.resolve();
  assert.deepEqual(flushed, [
    [0, 1, 2],
    [3, 4, 5],
  ]);
  gates[1]?.resolve('second');
  assert.equal(await results[3], 'second');
  await new Promise(setImmediate);
  assert.deepEqual(flushed.slice(2), [[6, 7]], 'the third begins when one of the two is over');
  gates[0]?.resolve('first');
  gates[2]?.resolve('third');
  assert.deepEqual([await results[0], await results[7]], ['first', 'third']);
});
