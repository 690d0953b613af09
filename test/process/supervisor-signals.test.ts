import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sleep } from '../../src/shared/clock.ts';
import { waitFor } from '../support/wait-for.ts';
import { SERVICE_ENTRY, type Stage, setprivPath, stage } from './fixtures/stage.ts';
import { startProcess } from './fixtures/start-service.ts';

const NODE = process.execPath;

const pidsOf = (on: Stage, word: string): number[] =>
  on
    .journal()
    .filter((line) => line.split(' ')[1] === word)
    .map((line) => Number(line.split(' ')[2]));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const areReady = (output: string, count: number): boolean => output.split('"child.ready"').length > count;

/** A sign of life of the supervisor: it tells its children about each other every second. */
async function twoMoreRounds(on: Stage): Promise<void> {
  const news = (): number => on.journal().filter((line) => line.includes(' peers ')).length;
  const before = news();
  await waitFor('two more rounds of news for two children', () => news() >= before + 4);
}

/** Reparented processes are reaped by whoever is the first process here, which may take its time: ask `/proc`. */
const isGone = (on: Stage, pids: readonly number[]): boolean => pids.every((pid) => !on.alive().includes(pid));

for (const [signal, role, children] of [
  ['SIGTERM', 'web', 3],
  ['SIGINT', 'worker', 2],
  ['SIGHUP', 'generator', 1],
] as const) {
  test(`${signal} to node stops every child of a ${role} and ends with 0`, async (t) => {
    const on = stage(t);
    const service = startProcess(on, [NODE, SERVICE_ENTRY, role], { BEHAVIOUR: 'well' });
    await waitFor('its children', () => areReady(service.output(), children));
    service.process.kill(signal);
    assert.deepEqual(await service.ended, { code: 0, signal: null });
    assert.deepEqual(on.alive(), []);
    assert.equal(on.journal().filter((line) => line.endsWith(' stopped')).length, children);
    const disabled = 'ℹ️ Health server disabled (ENABLE_HEALTH_SERVER=0) - running as Worker';
    assert.equal(service.output().split(disabled).length - 1, role === 'worker' ? 1 : 0);
  });
}

test('each process is recognisable by its command line', async (t) => {
  const on = stage(t);
  const service = startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], { BEHAVIOUR: 'well' });
  await waitFor('two children', () => areReady(service.output(), 2));
  const lines = pidsOf(on, 'started').map((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1),
  );
  assert.deepEqual(lines.map((args) => args.at(-1)).toSorted(), ['generation', 'polling']);
  for (const args of lines) {
    assert.match(args.at(-2)!, /child\.ts$/);
    assert.ok(args.some((arg) => arg.startsWith('--max-old-space-size=')));
  }
});

test('npm start: the supervisor takes the loss of npm for SIGTERM and stops in good order', async (t) => {
  const on = stage(t);
  const start = `node ${SERVICE_ENTRY} worker`;
  writeFileSync(join(on.directory, 'package.json'), JSON.stringify({ name: 'x', scripts: { start } }));
  const npm = startProcess(on, ['npm', 'start'], { BEHAVIOUR: 'well', HOME: on.directory }, on.directory);
  await waitFor('two children', () => areReady(npm.output(), 2), { timeoutMs: 20_000 });
  npm.process.kill('SIGTERM');
  await waitFor('the end of everything', () => on.alive().length === 0);
  assert.equal(on.journal().filter((line) => line.endsWith(' stopped')).length, 2, on.journal().join('\n'));
});

test('a wrapper of an npm script that dies without a word is noticed', async (t) => {
  const on = stage(t);
  const script = `${NODE} ${SERVICE_ENTRY} worker & wait`;
  const env = { BEHAVIOUR: 'well', npm_lifecycle_event: 'start', npm_execpath: '/usr/bin/npm' };
  const shell = startProcess(on, ['sh', '-c', script], env);
  await waitFor('two children', () => areReady(shell.output(), 2));
  shell.process.kill('SIGKILL');
  await waitFor('the end of everything', () => on.alive().length === 0);
  assert.equal(on.journal().filter((line) => line.endsWith(' stopped')).length, 2);
});

test('without npm the loss of the parent means nothing (a daemon is orphaned on purpose)', async (t) => {
  const on = stage(t);
  const script = `${NODE} ${SERVICE_ENTRY} worker & wait`;
  const shell = startProcess(on, ['sh', '-c', script], { BEHAVIOUR: 'well', NOTE_PEERS: '1' });
  await waitFor('two children', () => areReady(shell.output(), 2));
  const [supervisor] = on.alive().filter((pid) => pid !== shell.pid && !pidsOf(on, 'started').includes(pid));
  on.atEnd(async () => {
    process.kill(supervisor!, 'SIGTERM');
    await waitFor('its end', () => on.alive().length === 0);
  });
  shell.process.kill('SIGKILL');
  await shell.ended;
  await twoMoreRounds(on);
  assert.ok(isAlive(supervisor!));
  assert.equal(on.journal().filter((line) => line.includes('stop')).length, 0);
});

for (const [behaviour, word] of [
  ['well', 'started'],
  ['block', 'blocked'],
] as const) {
  const skip = behaviour === 'block' && setprivPath === null;
  test(`SIGKILL of the supervisor leaves no child after a second (${behaviour})`, { skip }, async (t) => {
    const on = stage(t);
    const service = startProcess(on, [NODE, SERVICE_ENTRY, 'web'], { BEHAVIOUR: behaviour });
    const pids = await waitFor('three children', () => {
      const found = pidsOf(on, word);
      return found.length === 3 ? found : null;
    });
    service.process.kill('SIGKILL');
    await service.ended;
    await waitFor('their end', () => isGone(on, pids), { timeoutMs: 1_000 });
  });
}

test('SIGKILL of the supervisor leaves no child that listens, also where setpriv is missing', async (t) => {
  const on = stage(t);
  const env = { BEHAVIOUR: 'well', WITHOUT_SETPRIV: '1' };
  const service = startProcess(on, [NODE, SERVICE_ENTRY, 'web'], env);
  await waitFor('three children', () => areReady(service.output(), 3));
  const pids = pidsOf(on, 'started');
  service.process.kill('SIGKILL');
  await service.ended;
  await waitFor('their end', () => isGone(on, pids), { timeoutMs: 1_000 });
});

test('a supervisor that was frozen does not blame its children for the silence', async (t) => {
  const on = stage(t);
  const env = { BEHAVIOUR: 'well', HEARTBEAT_TIMEOUT: '2', NOTE_PEERS: '1' };
  const service = startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], env);
  await waitFor('two children', () => areReady(service.output(), 2));
  const pids = pidsOf(on, 'started');
  for (const pid of [service.pid, ...pids]) process.kill(pid, 'SIGSTOP');
  await sleep(2_600); // Longer than the heartbeat timeout.
  for (const pid of [service.pid, ...pids]) process.kill(pid, 'SIGCONT');
  await waitFor('the note', () => service.output().includes('supervisor.paused'));
  await twoMoreRounds(on);
  assert.ok(!service.output().includes('child.hung'), service.output());
  assert.deepEqual(pidsOf(on, 'started'), pids);
});

for (const withoutSetpriv of ['', '1']) {
  const where = withoutSetpriv === '' ? '' : ', also where setpriv is missing';
  test(`a supervisor that is frozen alone is ended by its children, which stop before${where}`, async (t) => {
    const on = stage(t);
    const env = { BEHAVIOUR: 'well', SILENCE_LIMIT_MS: '2000', WITHOUT_SETPRIV: withoutSetpriv };
    const service = startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], env);
    await waitFor('two children', () => areReady(service.output(), 2));
    service.process.kill('SIGSTOP');
    assert.deepEqual(await service.ended, { code: null, signal: 'SIGKILL' });
    assert.equal(on.journal().filter((line) => line.endsWith(' stopped')).length, 2);
    await waitFor('their end', () => on.alive().length === 0);
  });
}
