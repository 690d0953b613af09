/** Which silence of a supervisor counts. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { watchSilence, type Silence } from '../../src/supervisor/silence.ts';

describe('the silence of a supervisor', () => {
  let now: number;
  let told: number[];
  let silence: Silence;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setInterval'] });
    [now, told] = [50_000, []];
    silence = watchSilence({ now: () => now, limitMs: 10_000, onSilent: (ms) => void told.push(ms) });
  });
  afterEach(() => {
    silence.close();
    mock.timers.reset();
  });

  /** The timer fires after each of these times. */
  const look = (...afterMs: readonly number[]): void => {
    for (const ms of afterMs) {
      now += ms;
      mock.timers.tick(1_000);
    }
  };
  const seconds = (count: number): readonly number[] => Array.from({ length: count }, () => 1_000);

  test('it is told once, when it has lasted for the limit', () => {
    look(...seconds(9));
    assert.deepEqual([told, silence.isOver()], [[], false]);
    look(...seconds(5));
    assert.deepEqual([told, silence.isOver()], [[10_000], true]);
    silence.heard();
    assert.equal(silence.isOver(), false);
  });

  test('a word begins it anew', () => {
    look(...seconds(9));
    silence.heard();
    look(...seconds(9));
    assert.deepEqual(told, []);
  });

  test('an hour in which this process did not run counts as two looks', () => {
    look(...seconds(6), 3_600_000, 1_000);
    assert.deepEqual(told, []);
    look(1_000);
    assert.deepEqual(told, [10_000]);
  });

  test('nobody listens any more: nothing is told', () => {
    silence.close();
    look(...seconds(20));
    assert.deepEqual(told, []);
  });
});
