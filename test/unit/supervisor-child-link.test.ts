import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { hasCode } from '../../src/shared/errors.ts';
import { type ChildLink, type ChildLinkDeps, connectToSupervisor } from '../../src/supervisor/child-link.ts';
import type { ParentChannel, ParentMessage } from '../../src/supervisor/parent-channel.ts';
import { FromChild } from '../../src/supervisor/protocol.ts';
import { waitFor } from '../support/wait-for.ts';

interface Parent {
  readonly link: ChildLink;
  readonly sent: ParentMessage[];
  readonly ofType: (type: string) => ParentMessage[];
  readonly say: (raw: unknown) => void;
  readonly vanish: () => void;
  readonly signal: () => void;
  readonly exits: number[];
  /** How often it was killed by the child. */
  readonly kills: () => number;
  readonly logged: string[];
  /** Lets the messages on their way arrive. */
  readonly read: () => void;
  isReading: boolean;
}

function parent(isConnected = true, more: Partial<ChildLinkDeps> = {}): Parent {
  const sent: ParentMessage[] = [];
  const exits: number[] = [];
  const logged: string[] = [];
  const waiting: (() => void)[] = [];
  const state = { isReading: true };
  let connected = isConnected;
  let kills = 0;
  let hear: (raw: unknown) => void = () => undefined;
  let lose: () => void = () => undefined;
  let signal: (name: NodeJS.Signals) => void = () => undefined;
  const channel: ParentChannel = {
    connected: () => connected,
    send: (message, done) => {
      if (!connected) {
        done(false);
        return;
      }
      FromChild.parse(message);
      sent.push(message);
      if (state.isReading) done(true);
      else waiting.push(() => done(true));
    },
    onMessage: (run) => void (hear = run),
    onDisconnect: (run) => void (lose = run),
    onSignal: (run) => void (signal = run),
    killParent: () => void (kills += 1),
    close: () => {
      connected = false;
      lose();
    },
  };
  const log = (message: string): void => void logged.push(message);
  const link = connectToSupervisor({
    log: { debug: log, info: log, warn: log, error: log },
    name: 'health',
    exit: (code) => void exits.push(code),
    channel,
    vitals: { read: () => ({ loopDelayMs: 1, rssBytes: 2 }), close: () => undefined },
    newId: () => 'id-1',
    heartbeatEveryMs: 5,
    ...more,
  });
  return Object.assign(state, {
    link,
    sent,
    exits,
    logged,
    kills: () => kills,
    ofType: (type: string) => sent.filter((message) => message['type'] === type),
    say: (raw: unknown) => hear(raw),
    signal: () => signal('SIGTERM'),
    vanish: () => {
      connected = false;
      lose();
    },
    read: () => {
      state.isReading = true;
      for (const done of waiting.splice(0)) done();
    },
  });
}

test('it beats from the first moment, and progress rides along', async (t) => {
  const p = parent();
  t.after(() => p.say({ v: 1, type: 'stop', graceMs: 0 }));
  assert.equal(p.ofType('heartbeat').length, 1);
  p.link.progress.bump();
  p.link.progress.bump();
  p.link.progress.expectWithin(5_000);
  const beat = await waitFor('the next beat', () => p.ofType('heartbeat')[1]);
  assert.deepEqual(beat, {
    v: 1,
    type: 'heartbeat',
    loopDelayMs: 1,
    rssBytes: 2,
    progress: { count: 2, withinMs: 5_000 },
  });
});

test('a parent that does not read gets the newest of each kind, not a heap of old ones', (t) => {
  const p = parent();
  t.after(() => p.say({ v: 1, type: 'stop', graceMs: 0 }));
  p.isReading = false;
  for (let n = 1; n <= 100; n += 1) p.link.sendMetrics([{ n }]);
  const seen = (): unknown[] => p.ofType('metrics').map((message) => message['metrics']);
  assert.deepEqual(seen(), [[{ n: 1 }]]);
  p.read();
  assert.deepEqual(seen(), [[{ n: 1 }], [{ n: 100 }]]);
});

test('a status is sent when it has changed, several changes as one', async (t) => {
  const p = parent();
  t.after(() => p.say({ v: 1, type: 'stop', graceMs: 0 }));
  p.link.setStatus({ role: 'starting' });
  p.link.setStatus({ role: 'polling' });
  await waitFor('the status', () => p.ofType('status').length === 1);
  assert.deepEqual(p.ofType('status')[0]?.['status'], { role: 'polling' });
  p.link.setStatus({ role: 'polling' });
  p.link.setStatus({ role: 'standby' });
  await waitFor('the change', () => p.ofType('status').length === 2);
  p.link.setStatus({ role: 'standby' });
  const beats = p.ofType('heartbeat').length;
  await waitFor('more than the time of a status', () => p.ofType('heartbeat').length > beats + 10);
  assert.equal(p.ofType('status').length, 2);
});

test('ready is said once', (t) => {
  const p = parent();
  t.after(() => p.say({ v: 1, type: 'stop', graceMs: 0 }));
  p.link.ready();
  p.link.ready();
  assert.equal(p.ofType('ready').length, 1);
});

test('a stop runs everything registered with its grace, then closes the channel without calling itself orphaned', async () => {
  const p = parent();
  const done: number[] = [];
  p.link.onStop((graceMs) => Promise.resolve(void done.push(graceMs)));
  p.link.onStop(() => Promise.reject(new Error('this one fails')));
  p.say({ v: 1, type: 'stop', graceMs: 1_234 });
  p.say({ v: 1, type: 'stop', graceMs: 1 });
  await p.link.stopped;
  assert.deepEqual(done, [1_234]);
  assert.deepEqual(p.exits, []);
  assert.deepEqual(p.logged, ['child.stop_failed']);
});

test('a child whose parent vanishes ends at once', () => {
  const p = parent();
  p.vanish();
  assert.deepEqual(p.exits, [1]);
  p.say({ v: 1, type: 'stop', graceMs: 0 });
});

test('a signal is left to the parent while there is one', async () => {
  const p = parent();
  let stops = 0;
  p.link.onStop(() => Promise.resolve(void (stops += 1)));
  p.signal();
  assert.equal(stops, 0);
  p.say({ v: 1, type: 'stop', graceMs: 0 });
  await p.link.stopped;
  assert.equal(stops, 1);
});

test('without a parent a signal stops it, and everything else does no harm', async () => {
  const p = parent(false);
  p.link.ready();
  p.link.setStatus({ a: 1 });
  p.link.sendMetrics([]);
  await assert.rejects(p.link.request('generation', 'm', {}, 1_000), (error) => hasCode(error, 'IPC_UNAVAILABLE'));
  p.signal();
  await p.link.stopped;
  assert.deepEqual(p.sent, []);
  assert.deepEqual(p.exits, []);
});

test('fatal is told, then the process ends with 78', (t) => {
  const p = parent();
  t.after(() => p.say({ v: 1, type: 'stop', graceMs: 0 }));
  p.link.fatal({ code: 'X', reason: 'r', remedy: 'm' });
  assert.deepEqual(p.ofType('fatal'), [{ v: 1, type: 'fatal', code: 'X', reason: 'r', remedy: 'm' }]);
  assert.deepEqual(p.exits, [78]);
});

test('fatal ends the process without a parent too', () => {
  const p = parent(false);
  p.link.fatal({ code: 'X', reason: 'r', remedy: 'm' });
  assert.deepEqual(p.exits, [78]);
  p.signal();
});

test('a request waits for its reply, its refusal or its deadline', async (t) => {
  const p = parent();
  t.after(() => p.say({ v: 1, type: 'stop', graceMs: 0 }));
  const ask = (deadlineMs: number) => p.link.request('generation', 'm', { a: 1 }, deadlineMs);
  const answered = ask(1_000);
  p.say({ v: 1, type: 'reply', id: 'id-1', to: 'health', ok: true, body: { b: 2 } });
  assert.deepEqual(await answered, { b: 2 });
  const refused = ask(1_000);
  p.say({ v: 1, type: 'reply', id: 'id-1', to: 'health', ok: false, body: { reason: 'busy' } });
  await assert.rejects(refused, /refused: busy/);
  await assert.rejects(ask(10), (error) => hasCode(error, 'IPC_UNAVAILABLE'));
  p.say({ v: 1, type: 'reply', id: 'id-1', to: 'health', ok: true, body: {} });
});

test('a stop refuses what is still waiting', async () => {
  const p = parent();
  const waiting = p.link.request('generation', 'm', {}, 60_000);
  p.say({ v: 1, type: 'stop', graceMs: 0 });
  await assert.rejects(waiting, /this process is stopping/);
});

test('messages that do not fit are logged and dropped', (t) => {
  const p = parent();
  t.after(() => p.say({ v: 1, type: 'stop', graceMs: 0 }));
  for (const raw of [null, 'x', { v: 2, type: 'stop' }, { v: 1, type: 'unheard-of' }]) p.say(raw);
  assert.deepEqual(
    p.logged,
    Array.from({ length: 4 }, () => 'ipc.message_dropped'),
  );
});

test('news of the siblings, their metrics and a give-up reach those who asked for them', (t) => {
  const p = parent();
  t.after(() => p.say({ v: 1, type: 'stop', graceMs: 0 }));
  const heard: unknown[] = [];
  p.link.onPeers((peers) => heard.push(peers.uptimeMs));
  p.link.onMetrics((from, metrics) => heard.push([from, metrics]));
  p.link.onGiveUp((notice) => heard.push(notice.reason));
  p.say({ v: 1, type: 'peers', uptimeMs: 7, rssBytes: 1, children: [] });
  p.say({ v: 1, type: 'metrics', from: 'polling', metrics: [1] });
  p.say({ v: 1, type: 'giveUp', child: 'polling', reason: 'why', remedy: 'how' });
  assert.deepEqual(heard, [7, ['polling', [1]], 'why']);
});

/** Whatever silence there is, it is too long; `pass` lets time go by, and what waits for it run. */
function impatient(t: TestContext): Parent & { readonly pass: (ms: number) => Promise<void> } {
  t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
  const p = parent(true, { silenceLimitMs: 0.001, signalGraceMs: 5_000 });
  return Object.assign(p, {
    pass: async (ms: number) => {
      t.mock.timers.tick(ms);
      await setImmediate();
    },
  });
}

test('a supervisor that says nothing is killed after the stop and its grace, and this process ends', async (t) => {
  const p = impatient(t);
  const asked: number[] = [];
  p.link.onStop((graceMs) => Promise.resolve(void asked.push(graceMs)));
  await p.pass(1_000);
  assert.deepEqual([asked, p.logged], [[5_000], ['supervisor.silent']]);
  await p.pass(5_000);
  assert.deepEqual([p.kills(), p.exits], [0, []], 'its siblings may still be at it');
  await p.pass(1_500);
  assert.deepEqual([p.kills(), p.exits], [1, [1]]);
});

test('work that does not stop keeps a silent supervisor alive no longer than the grace', async (t) => {
  const p = impatient(t);
  p.link.onStop(() => new Promise(() => undefined));
  await p.pass(1_000);
  await p.pass(6_500);
  assert.deepEqual([p.kills(), p.exits], [1, [1]]);
});

test('a supervisor that is back before the end is not killed: it starts this child again', async (t) => {
  const p = impatient(t);
  await p.pass(1_000);
  p.say({ v: 1, type: 'peers', uptimeMs: 1, rssBytes: 1, children: [] });
  await p.pass(6_500);
  assert.deepEqual([p.kills(), p.exits], [0, [1]]);
});

test('whoever was asked to stop leaves the supervisor alone', async (t) => {
  const p = impatient(t);
  p.link.onStop(() => new Promise(() => undefined));
  p.say({ v: 1, type: 'stop', graceMs: 60_000 });
  await p.pass(1_000);
  await p.pass(6_500);
  assert.deepEqual([p.kills(), p.exits, p.logged], [0, [], []]);
});
