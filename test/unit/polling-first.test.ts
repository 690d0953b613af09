import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pollingFirst } from '../../src/roles/generation/polling-first.ts';
import type { Peers } from '../../src/supervisor/child-link.ts';

function linkOfPeers() {
  const hearers: ((peers: Peers) => void)[] = [];
  const tell = (...states: readonly (readonly [name: string, state: string, role?: string])[]): void => {
    const children = states.map(([name, state, role]) => ({ name, state, status: role === undefined ? {} : { role } }));
    for (const hear of hearers) hear({ children } as unknown as Peers);
  };
  return { link: { onPeers: (hear: (peers: Peers) => void) => void hearers.push(hear) }, tell };
}

async function isOver(waiting: Promise<void>): Promise<boolean> {
  return await Promise.race([waiting.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))]);
}

for (const role of ['polling', 'standby', 'conflict']) {
  test(`the generation child begins when the other one has come as far as ${role}`, async () => {
    const { link, tell } = linkOfPeers();
    const waiting = pollingFirst(link, 60_000);
    tell(['generation', 'starting'], ['polling', 'starting']);
    tell(['generation', 'starting'], ['polling', 'ready']); // its status comes a moment later
    tell(['generation', 'starting'], ['polling', 'ready', 'starting']);
    assert.equal(await isOver(waiting), false);
    tell(['generation', 'starting'], ['polling', 'ready', role]);
    assert.equal(await isOver(waiting), true);
  });
}

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
