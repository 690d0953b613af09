import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChildName } from '../../src/supervisor/protocol.ts';
import {
  type ServiceEffect,
  type ServiceEvent,
  type ServicePolicy,
  type ServiceState,
  newService,
  stepService,
} from '../../src/supervisor/service-machine.ts';

const POLICY: ServicePolicy = {
  shutdownTimeoutMs: 25_000,
  killMarginMs: 500,
  child: {
    heartbeatTimeoutMs: 10_000,
    startTimeoutMs: 30_000,
    terminateGraceMs: 2_000,
    drainMs: 8_000,
    memoryLimitBytes: 1_000,
    restart: { firstDelayMs: 250, maxDelayMs: 30_000, windows: [{ ms: 60_000, restarts: 1 }] },
  },
};

function brief(effect: ServiceEffect): string {
  switch (effect.do) {
    case 'ask-to-stop':
      return `${effect.child} stop within ${effect.graceMs}`;
    case 'signal':
      return `${effect.child} ${effect.signal}`;
    case 'fork':
      return `${effect.child} fork`;
    case 'announce':
      return `announce ${effect.child} ${effect.code} ${effect.fault.code}`;
    case 'finish':
      return `finish ${effect.code}`;
    case 'log':
      return effect.message;
  }
}

/** What the events do, without the log. */
class Play {
  service: ServiceState = newService(['polling', 'generation', 'health']);
  event(at: number, event: ServiceEvent): string[] {
    const [next, effects] = stepService(this.service, event, at, POLICY);
    this.service = next;
    return effects.filter((effect) => effect.do !== 'log').map(brief);
  }
  exits(at: number, name: ChildName, code: number | null = 0): string[] {
    const signal = code === null ? 'SIGKILL' : null;
    return this.event(at, { type: 'child', name, event: { type: 'exited', code, signal, jitter: 0 } });
  }
}

test('all are started at once, health first', () => {
  assert.deepEqual(new Play().event(0, { type: 'start' }), ['health fork', 'generation fork', 'polling fork']);
});

test('a stop goes through the children in order, and what the quick ones leave is for the others', () => {
  const play = new Play();
  play.event(0, { type: 'start' });
  assert.deepEqual(play.event(1_000, { type: 'stop' }), ['polling stop within 9800']);
  assert.deepEqual(play.exits(1_500, 'polling'), ['generation stop within 19200']);
  assert.deepEqual(play.exits(21_000, 'generation'), ['health stop within 4500']);
  assert.deepEqual(play.exits(21_100, 'health'), ['finish 0']);
});

test('asking again changes nothing', () => {
  const play = new Play();
  play.event(0, { type: 'start' });
  play.event(1_000, { type: 'stop' });
  assert.deepEqual(play.event(5_000, { type: 'stop' }), []);
});

test('who had to be killed makes the end unclean', () => {
  const play = new Play();
  play.event(0, { type: 'start' });
  play.event(0, { type: 'stop' });
  assert.deepEqual(play.event(9_800, { type: 'tick' }), ['polling SIGKILL']);
  play.exits(9_810, 'polling', null);
  play.exits(9_900, 'generation');
  assert.deepEqual(play.exits(9_950, 'health'), ['finish 1']);
});

test('kill reaches everybody at once', () => {
  const play = new Play();
  play.event(0, { type: 'start' });
  play.event(0, { type: 'stop' });
  assert.deepEqual(play.event(600, { type: 'kill' }), ['polling SIGKILL', 'generation SIGKILL', 'health SIGKILL']);
});

test('a child that crashes while the service ends is not replaced', () => {
  const play = new Play();
  play.event(0, { type: 'start' });
  play.event(0, { type: 'stop' });
  assert.deepEqual(play.exits(100, 'generation', 1), []);
  assert.deepEqual(play.event(5_000, { type: 'tick' }), []);
  assert.deepEqual(play.exits(5_100, 'polling'), ['health stop within 19400']);
});

test('one child gives up: announced, the others are stopped in order, code 1', () => {
  const play = new Play();
  play.event(0, { type: 'start' });
  play.exits(100, 'generation', 1);
  assert.deepEqual(play.event(350, { type: 'tick' }), ['generation fork']);
  assert.deepEqual(play.exits(400, 'generation', 1), ['announce generation 1 GAVE_UP', 'polling stop within 9800']);
  assert.deepEqual(play.exits(500, 'polling'), ['health stop within 24400']);
  assert.deepEqual(play.exits(600, 'health'), ['finish 1']);
});

test('the budgets of children are their own', () => {
  const play = new Play();
  play.event(0, { type: 'start' });
  for (const name of ['polling', 'generation', 'health'] as const) assert.deepEqual(play.exits(100, name, 1), []);
  assert.deepEqual(play.event(350, { type: 'tick' }), ['polling fork', 'generation fork', 'health fork']);
});

test('the first cause decides the code', () => {
  const play = new Play();
  play.event(0, { type: 'start' });
  const fault = { code: 'BAD', reason: 'r', remedy: 'm' };
  const fatal = { type: 'fatal', fault } as const;
  assert.deepEqual(play.event(100, { type: 'child', name: 'generation', event: fatal }), [
    'announce generation 78 BAD',
    'polling stop within 9800',
  ]);
  assert.deepEqual(play.event(150, { type: 'child', name: 'health', event: fatal }), []);
  play.exits(200, 'generation', 78);
  play.exits(200, 'health', 78);
  assert.deepEqual(play.exits(300, 'polling'), ['finish 78']);
});

test('a stop by signal stays clean when a child then says that it is fatal', () => {
  const play = new Play();
  play.event(0, { type: 'start' });
  play.event(0, { type: 'stop' });
  const fault = { code: 'BAD', reason: 'r', remedy: 'm' };
  assert.deepEqual(play.event(10, { type: 'child', name: 'health', event: { type: 'fatal', fault } }), []);
});
