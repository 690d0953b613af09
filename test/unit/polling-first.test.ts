import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pollingFirst } from '../../src/roles/generation/polling-first.ts';
import type { Peers } from '../../src/supervisor/child-link.ts';

function linkOfPeers() {
  const hearers: ((peers: Peers) => void)[] = [];
  const tell = (...states: readonly (readonly [name: string, state: string])[]): void => {
    const children = states.map(([name, state]) => ({ name, state }));
    for (const hear of hearers) hear({ children } as unknown as Peers);
  };
  return { link: { onPeers: (hear: (peers: Peers) => void) => void hearers.push(hear) }, tell };
}

async function isOver(waiting: Promise<void>): Promise<boolean> {
  return await Promise.race([waiting.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))]);
}

test('the generation child begins when polling is ready', async () => {
  const { link, tell } = linkOfPeers();
  const waiting = pollingFirst(link, 60_000);
  tell(['generation', 'starting'], ['polling', 'starting']);
  assert.equal(await isOver(waiting), false);
  tell(['generation', 'starting'], ['polling', 'ready']);
  assert.equal(await isOver(waiting), true);
});

test('it waits for no polling child that is not there, or has ended', async () => {
  for (const states of [[], [['polling', 'backoff']], [['polling', 'exited']]] as const) {
    const { link, tell } = linkOfPeers();
    const waiting = pollingFirst(link, 60_000);
    tell(['generation', 'starting'], ...states);
    assert.equal(await isOver(waiting), true, JSON.stringify(states));
  }
});

test('it waits no longer than it may, also when nobody tells it anything', async () => {
  const { link, tell } = linkOfPeers();
  const waiting = pollingFirst(link, 20);
  tell(['polling', 'starting']);
  await waiting;
});
