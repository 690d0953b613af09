import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startAll, stopAll, type Service } from '../../src/shared/service.ts';

function services(names: readonly string[], failing?: string): { all: Service[]; heard: string[] } {
  const heard: string[] = [];
  const all = names.map((name) => ({
    name,
    start: async () => {
      await Promise.resolve();
      heard.push(`start ${name}`);
      if (name === failing) throw new Error(`${name} does not start`);
    },
    stop: async () => {
      await Promise.resolve();
      heard.push(`stop ${name}`);
    },
  }));
  return { all, heard };
}

test('services start in order and stop in reverse order, one at a time', async () => {
  const { all, heard } = services(['a', 'b', 'c']);
  await startAll(all);
  await stopAll(all);
  assert.deepEqual(heard, ['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a']);
});

test('when one does not start, it and those before it are stopped, those after it were never started', async () => {
  const { all, heard } = services(['a', 'b', 'c'], 'b');
  await assert.rejects(startAll(all), /b does not start/);
  assert.deepEqual(heard, ['start a', 'start b', 'stop b', 'stop a']);
});
