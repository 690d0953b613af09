/** What is done to processes from outside and inside, on real ones: the rows P4 to P10 of the list of faults. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort } from '../../src/sandbox/free-port.ts';
import { acquireLock, lockPath } from '../../src/supervisor/lock-file.ts';
import { childrenOf, isAlive } from '../support/process-tree.ts';
import { waitFor } from '../support/wait-for.ts';
import { MAIN_ENTRY, SERVICE_ENTRY, type Stage, stage } from './fixtures/stage.ts';
import { startProcess } from './fixtures/start-service.ts';
import { exitsOf, isReady, run, startsOf } from './fixtures/supervised.ts';

const NODE = process.execPath;
const ROOT = join(import.meta.dirname, '../..');
/** The real children, with nobody to talk to. */
const NOWHERE = { TELEGRAM_API_ROOT: 'http://127.0.0.1:1', KIE_API_BASE: 'http://127.0.0.1:1' };

/** For what a loaded machine may take its time for; what is promised in seconds says so where it is asked. */
const PATIENCE = { timeoutMs: 60_000 };
const CALM = { heartbeatTimeoutMs: 30_000, startTimeoutMs: 60_000 };
const pidOf = (on: Stage, name: string): number => Number(startsOf(on, name).at(-1)?.split(' ')[2]);
const readyChildren = (output: string): number => output.split('"child.ready"').length - 1;

function familyOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child.pid, ...familyOf(child.pid)]);
}

test('P4: killing health again and again spends its own budget only; the poller never notices', async (t) => {
  const on = stage(t);
  const windows = [{ ms: 60_000, restarts: 8 }];
  run(on, [on.spec('polling', 'well'), on.spec('health', 'well')], {
    child: { ...CALM, restart: { firstDelayMs: 10, maxDelayMs: 20, windows } },
  });
  await waitFor('the poller', () => isReady(on, 'polling'), PATIENCE);
  const poller = pidOf(on, 'polling');
  for (let round = 1; round <= 8; round += 1) {
    await waitFor(`health number ${round}`, () => isReady(on, 'health', round), PATIENCE);
    process.kill(pidOf(on, 'health'), 'SIGKILL');
  }
  await waitFor('the ninth', () => isReady(on, 'health', 9), PATIENCE);
  assert.deepEqual([startsOf(on, 'polling').length, pidOf(on, 'polling'), isAlive(poller)], [1, poller, true]);
  // The poller has its whole budget left, although health has none.
  for (let round = 1; round <= 2; round += 1) {
    process.kill(pidOf(on, 'polling'), 'SIGKILL');
    await waitFor('the poller again', () => isReady(on, 'polling', round + 1), PATIENCE);
  }
  assert.deepEqual(on.logged('service.gave_up'), []);
  assert.equal(startsOf(on, 'health').length, 9);
});

test('P5: a worker in an endless loop is killed at its deadline and replaced; its sibling works on', async (t) => {
  const on = stage(t);
  run(on, [on.spec('polling', 'well'), on.spec('generation', 'hang')], {
    child: { ...CALM, heartbeatTimeoutMs: 3_000 },
  });
  await waitFor('the second incarnation', () => startsOf(on, 'generation').length >= 2, PATIENCE);
  assert.equal(exitsOf(on)[0], 'hung');
  assert.ok(on.logged('child.killed_by_us').length >= 1, 'an endless loop hears no SIGTERM');
  assert.equal(startsOf(on, 'polling').length, 1);
});

test('P5: while the supervisor is in an endless loop /health is 503, and killing it leaves nothing behind', async (t) => {
  const on = stage(t);
  const loop = `process.once('SIGUSR2', () => { for (;;); });`;
  const port = await freePort();
  const command = [NODE, '--import', `data:text/javascript,${encodeURIComponent(loop)}`, MAIN_ENTRY, 'web'] as const;
  const service = startProcess(on, command, { ...NOWHERE, PORT: String(port) });
  const health = async (): Promise<number> => (await fetch(`http://127.0.0.1:${port}/health`)).status;
  await waitFor('its children', () => readyChildren(service.output()) === 3, PATIENCE);
  assert.equal(await health(), 200);
  const children = childrenOf(service.pid).map((child) => child.pid);
  service.process.kill('SIGUSR2');
  await waitFor('the answer that asks for a restart', async () => (await health()) === 503, PATIENCE);
  assert.deepEqual(children.map(isAlive), [true, true, true]);
  // What a platform does then: SIGTERM, which an endless loop does not hear, and SIGKILL.
  service.process.kill('SIGTERM');
  service.process.kill('SIGKILL');
  assert.equal((await service.ended).signal, 'SIGKILL');
  await waitFor('their end', () => !children.some(isAlive), { timeoutMs: 1_000 });
});

test('P6: a child that runs out of heap is restarted as class memory, and nobody else is touched', async (t) => {
  const on = stage(t);
  run(
    on,
    [{ ...on.spec('generation', 'heap-full'), nodeArgs: ['--max-old-space-size=24'] }, on.spec('polling', 'well')],
    {
      child: {
        ...CALM,
        restart: { firstDelayMs: 20, maxDelayMs: 50, windows: [{ ms: 600_000, restarts: 50 }] },
      },
    },
  );
  await waitFor('the third incarnation', () => startsOf(on, 'generation').length >= 3, PATIENCE);
  assert.deepEqual(exitsOf(on).slice(0, 2), ['memory', 'memory']);
  assert.equal(on.logged('child.exited')[0]?.fields['signal'], 'SIGABRT');
  assert.equal(startsOf(on, 'polling').length, 1);
});

test('P6: what the out-of-memory killer of the system does is told apart, and survived', async (t) => {
  const on = stage(t);
  run(on, [on.spec('generation', 'well')], { child: CALM });
  await waitFor('the child', () => isReady(on, 'generation'), PATIENCE);
  process.kill(pidOf(on, 'generation'), 'SIGKILL'); // as the kernel does it: a SIGKILL that is not ours
  await waitFor('the next', () => isReady(on, 'generation', 2), PATIENCE);
  assert.deepEqual(exitsOf(on), ['killed']);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`P9: ${signal} twice ends a service that does not stop, at once and without leftovers`, async (t) => {
    const on = stage(t);
    const env = { BEHAVIOUR: 'stubborn', SHUTDOWN_TIMEOUT: '60' };
    const service = startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], env);
    await waitFor('its children', () => readyChildren(service.output()) === 2, PATIENCE);
    service.process.kill(signal);
    await waitFor('the request', () => on.journal().includes('polling asked to stop'), PATIENCE);
    assert.ok(!service.output().includes('service.killing'));
    const again = setInterval(() => service.process.kill(signal), 100);
    on.atEnd(() => clearInterval(again));
    assert.deepEqual(await service.ended, { code: 1, signal: null });
    assert.deepEqual(on.alive(), []);
  });
}

test('P9: SIGTERM and SIGKILL right behind it: no child is left after a second and the lock is free', async (t) => {
  const on = stage(t);
  const service = startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], { BEHAVIOUR: 'stubborn' });
  await waitFor('its children', () => readyChildren(service.output()) === 2, PATIENCE);
  service.process.kill('SIGTERM');
  await waitFor('the request', () => on.journal().includes('polling asked to stop'), PATIENCE);
  service.process.kill('SIGKILL');
  assert.equal((await service.ended).signal, 'SIGKILL');
  // The kernel takes a process's memory, by which it is found, before its descriptors, which hold the lock.
  const takeLock = async (): Promise<boolean> => {
    const outcome = await acquireLock(lockPath(on.directory, '700001'), { pid: 1, host: 'a', since: 'now' });
    if (outcome.kind === 'acquired') await outcome.lock.release();
    return outcome.kind === 'acquired';
  };
  await waitFor('their end', async () => on.alive().length === 0 && (await takeLock()), { timeoutMs: 1_000 });
});

test('P10: every start that we recommend is node itself, not a wrapper that swallows signals', () => {
  const commands = readFileSync(join(ROOT, 'Procfile'), 'utf8').trimEnd().split('\n');
  assert.deepEqual(
    commands,
    ['web', 'worker', 'generator'].map((role) => `${role}: node src/start.js ${role}`),
  );
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const row = readme.split('\n').find((line) => line.startsWith('| start command'));
  assert.deepEqual(row?.match(/`[^`]+`/g), ['`node src/start.js web`', '`node src/start.js worker`']);
  assert.match(readme, /not through `npm`, which does not hand signals on/);
});

test('P10: SIGTERM to `npm start`: npm goes without a word, the service stops in good order all the same', async (t) => {
  const on = stage(t);
  const env = { ...NOWHERE, HOME: on.directory };
  const npm = startProcess(on, ['npm', 'start', '--', 'worker'], env, ROOT);
  await waitFor('its children', () => readyChildren(npm.output()) === 2, PATIENCE);
  const family = familyOf(npm.pid);
  assert.ok(family.length >= 3, 'the supervisor and two children');
  on.atEnd(() => family.filter(isAlive).forEach((pid) => process.kill(pid, 'SIGKILL')));
  const toldAt = performance.now();
  npm.process.kill('SIGTERM');
  const { code, signal } = await npm.ended;
  t.diagnostic(`npm ended with ${code ?? signal} after ${Math.round(performance.now() - toldAt)} ms`);
  await waitFor('the end of everything', () => !family.some(isAlive), PATIENCE);
  t.diagnostic(`the service ended after ${Math.round(performance.now() - toldAt)} ms`);
  assert.match(npm.output(), /"why":"npm is gone"/);
  assert.match(npm.output(), /"service\.ended".*"code":0|"code":0.*"service\.ended"/);
});
