import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { acquireLock, lockPath } from '../../src/supervisor/lock-file.ts';
import { waitFor } from '../support/wait-for.ts';
import { CHILD_ENTRY, SERVICE_ENTRY, stage } from './fixtures/stage.ts';
import { type StartedProcess, startProcess } from './fixtures/start-service.ts';

const NODE = process.execPath;
const SELF = { pid: process.pid, host: 'a-host', since: '2026-01-02T03:04:05.000Z' };

async function holdAndRelease(path: string): Promise<'acquired' | 'busy' | 'unusable'> {
  const outcome = await acquireLock(path, SELF);
  if (outcome.kind === 'acquired') await outcome.lock.release();
  return outcome.kind;
}

const count = (text: string, part: string): number => text.split(part).length - 1;

test('two starts at once: exactly one wins, the other says who holds the lock and exits 75', async (t) => {
  const on = stage(t);
  const start = (): StartedProcess => startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], { BEHAVIOUR: 'well' });
  const both = [start(), start()];
  const loser = await Promise.race(both.map((one) => one.ended.then(() => one)));
  const winner = both.find((one) => one !== loser)!;
  assert.equal((await loser.ended).code, 75);
  await waitFor('the winner', () => winner.output().includes('✅ File lock acquired'));
  assert.equal(count(winner.output(), '✅ File lock acquired'), 1);
  assert.equal(count(loser.output(), '✅ File lock acquired'), 0);
  const busy = JSON.parse(loser.output().trim()) as { holder: { pid: number }; code: string };
  assert.equal(busy.code, 'LOCK_BUSY');
  assert.equal(busy.holder.pid, winner.pid);
  winner.process.kill('SIGTERM');
  assert.equal((await winner.ended).code, 0);
});

test('the lock names its holder, and is free again after a clean end', async (t) => {
  const on = stage(t);
  const first = startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], { BEHAVIOUR: 'well' });
  await waitFor('the lock', () => first.output().includes('✅ File lock acquired'));
  const second = startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], { BEHAVIOUR: 'well' });
  assert.equal((await second.ended).code, 75);
  const { holder } = JSON.parse(second.output().trim()) as { holder: { pid: number; host: string; since: string } };
  assert.equal(holder.pid, first.pid);
  assert.equal(holder.host, hostname());
  assert.ok(Math.abs(Date.now() - Date.parse(holder.since)) < 60_000);
  first.process.kill('SIGTERM');
  await first.ended;
  assert.equal(await holdAndRelease(lockPath(on.directory, '700001')), 'acquired');
});

test('services with other tokens do not meet, and a generator takes no lock', async (t) => {
  const on = stage(t);
  const other = '700002:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';
  const services = [
    startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], { BEHAVIOUR: 'well' }),
    startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], { BEHAVIOUR: 'well', TELEGRAM_BOT_TOKEN: other }),
    startProcess(on, [NODE, SERVICE_ENTRY, 'generator'], { BEHAVIOUR: 'well' }),
  ];
  for (const service of services) await waitFor('its child', () => service.output().includes('child.ready'));
  assert.deepEqual(
    services.map((service) => count(service.output(), '✅ File lock acquired')),
    [1, 1, 0],
  );
  for (const service of services) service.process.kill('SIGTERM');
  for (const service of services) assert.equal((await service.ended).code, 0);
});

test('SIGKILL of the supervisor frees the lock, because its children die with it', async (t) => {
  const on = stage(t);
  const first = startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], { BEHAVIOUR: 'well' });
  await waitFor('its children', () => count(first.output(), '"child.ready"') === 2);
  first.process.kill('SIGKILL');
  await first.ended;
  const path = lockPath(on.directory, '700001');
  await waitFor('the lock', async () => (await holdAndRelease(path)) === 'acquired', { timeoutMs: 1_000 });
});

test('a polling child that survives its supervisor keeps the lock until it is gone', async (t) => {
  const on = stage(t);
  // Blocked and without setpriv: nothing ends it when its parent is killed.
  const env = { BEHAVIOUR: 'block', WITHOUT_SETPRIV: '1' };
  const first = startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], env);
  const blocked = await waitFor('both children', () => {
    const lines = on.journal().filter((line) => line.includes(' blocked '));
    return lines.length === 2 ? lines : null;
  });
  const pidOf = (name: string): number => Number(blocked.find((line) => line.startsWith(name))?.split(' ')[2]);
  first.process.kill('SIGKILL');
  await first.ended;

  const path = lockPath(on.directory, '700001');
  assert.equal(await holdAndRelease(path), 'busy');
  const survivor = startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], env);
  assert.equal((await survivor.ended).code, 75);

  process.kill(pidOf('generation'), 'SIGKILL');
  process.kill(pidOf('polling'), 'SIGKILL');
  await waitFor('the lock', async () => (await holdAndRelease(path)) === 'acquired');
});

test('only the polling child inherits the lock', async (t) => {
  const on = stage(t);
  const path = lockPath(on.directory, '700001');
  const taken = await acquireLock(path, SELF);
  assert.ok(taken.kind === 'acquired');
  // A child forked without the descriptor must not keep the lock alive by accident.
  const child = fork(CHILD_ENTRY, ['health'], { env: { ...on.env, BEHAVIOUR: 'block' }, execArgv: [] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  on.atEnd(() => {
    child.kill('SIGKILL');
    return ended;
  });
  await waitFor('the child', () => on.journal().some((line) => line.includes('blocked')));
  await taken.lock.release();
  assert.equal(await holdAndRelease(path), 'acquired');
});

test('the file stays when the lock is released, and old contents do not matter', async (t) => {
  const on = stage(t);
  const path = lockPath(on.directory, '700001');
  writeFileSync(path, `${'rubbish of a former version '.repeat(20)}\n`);
  assert.equal(await holdAndRelease(path), 'acquired');
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), SELF);
});

test('a place where no lock can be taken gives a plain reason and the way out', async (t) => {
  const on = stage(t);
  const asDirectory = join(on.directory, 'kie-ai-bot-1.lock');
  mkdirSync(asDirectory);
  const target = join(on.directory, 'somebody-elses-file');
  writeFileSync(target, 'precious');
  symlinkSync(target, join(on.directory, 'kie-ai-bot-2.lock'));
  const cases: [string, RegExp][] = [
    [lockPath(join(on.directory, 'missing'), '1'), /the directory does not exist \(ENOENT\); set LOCK_DIR/],
    [lockPath(target, '1'), /not a directory \(ENOTDIR\)/],
    [asDirectory, /it is a directory \(EISDIR\)/],
    [join(on.directory, 'kie-ai-bot-2.lock'), /it is a symbolic link \(ELOOP\)/],
  ];
  for (const [path, expected] of cases) {
    const outcome = await acquireLock(path, SELF);
    assert.ok(outcome.kind === 'unusable', path);
    assert.match(outcome.reason, expected);
  }
  assert.equal(readFileSync(target, 'utf8'), 'precious');
});

test('a directory that this user cannot write ends the service with 78 and a plain reason', async (t) => {
  const on = stage(t);
  const closed = join(on.directory, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0o500);
  // Root may write everywhere, so it gets a directory that nobody can have.
  const LOCK_DIR = process.getuid?.() === 0 ? join(closed, 'missing') : closed;
  const service = startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], { BEHAVIOUR: 'well', LOCK_DIR });
  assert.equal((await service.ended).code, 78);
  assert.match(service.output(), /lock\.unusable.*set LOCK_DIR to a directory/);
  assert.equal(on.journal().length, 0, 'no child was started');
});
