import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isTerminal,
  OPEN_STATES,
  sourcesOf,
  STATES,
  TRANSITIONS,
  type GenerationState,
} from '../../src/domain/generation/lifecycle.ts';

const nextOf = (state: GenerationState): readonly GenerationState[] => TRANSITIONS[state];

function reachable(from: GenerationState): Set<GenerationState> {
  const seen = new Set<GenerationState>([from]);
  for (const state of seen) for (const next of nextOf(state)) seen.add(next);
  return seen;
}

test('delivered, failed and cancelled are final, everything else is open', () => {
  assert.deepEqual(STATES.filter(isTerminal), ['delivered', 'failed', 'cancelled']);
  assert.deepEqual(OPEN_STATES, ['queued', 'submitting', 'unknown', 'waiting', 'delivering']);
});

test('every state is reached from the first one, and every open one may still end well or be failed by its deadline', () => {
  assert.deepEqual(reachable('queued'), new Set(STATES));
  for (const state of OPEN_STATES) {
    assert.ok(reachable(state).has('delivered'), state);
    assert.ok(nextOf(state).includes('failed'), state);
  }
});

test('only what was not submitted yet can be cancelled, and nothing is delivered that was not being delivered', () => {
  assert.deepEqual(sourcesOf('cancelled'), ['queued']);
  assert.deepEqual(sourcesOf('delivered'), ['delivering']);
});

test('the sources of a state are exactly those that name it, and no state follows itself', () => {
  for (const to of STATES) {
    for (const from of STATES)
      assert.equal(sourcesOf(to).includes(from), nextOf(from).includes(to), `${from} -> ${to}`);
    assert.ok(!nextOf(to).includes(to), to);
  }
});
