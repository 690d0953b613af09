/** L5: what can be wrong with a lock file and the place it lies in. */
import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type LockOutcome, acquireLock, lockPath } from '../../src/supervisor/lock-file.ts';
import { SERVICE_ENTRY, type Stage, stage } from './fixtures/stage.ts';
import { startProcess } from './fixtures/start-service.ts';
import { waitFor } from '../support/wait-for.ts';

const NODE = process.execPath;
const RACER = join(import.meta.dirname, 'fixtures/lock-racer.ts');
const SELF = { pid: process.pid, host: 'a-host', since: '2026-01-02T03:04:05.000Z' };
const isRoot = process.getuid?.() === 0;

async function take(on: Stage, path: string): Promise<LockOutcome['kind']> {
  const outcome = await acquireLock(path, SELF);
  if (outcome.kind === 'acquired') on.atEnd(() => outcome.lock.release());
  return outcome.kind;
}

test('L5: of a hundred starts at once exactly one wins, and the next finds it held', async (t) => {
  const on = stage(t);
  const path = lockPath(on.directory, '700001');
  const [processes, each] = [10, 10];
  const racers = Array.from({ length: processes }, () => fork(RACER, [path, String(each)], { env: on.env }));
  on.atEnd(() => Promise.all(racers.map((racer) => (racer.disconnect(), once(racer, 'exit')))));
  await Promise.all(racers.map((racer) => once(racer, 'message')));
  const race = async (racer: ChildProcess): Promise<string[]> => {
    const answer = once(racer, 'message');
    racer.send('go');
    return ((await answer) as [string[]])[0];
  };
  const kinds = (await Promise.all(racers.map(race))).flat();
  assert.equal(kinds.length, processes * each);
  assert.deepEqual(
    ['acquired', 'busy', 'unusable'].map((kind) => kinds.filter((one) => one === kind).length),
    [1, 99, 0],
  );
  assert.equal(await take(on, path), 'busy');
});

test('L5: two starts at once, a hundred times: one wins each time', async (t) => {
  const on = stage(t);
  const path = lockPath(on.directory, '700001');
  for (let round = 0; round < 100; round += 1) {
    const both = await Promise.all([acquireLock(path, SELF), acquireLock(path, SELF)]);
    const won = both.filter((outcome) => outcome.kind === 'acquired');
    assert.equal(won.length, 1, `round ${round}`);
    await won[0]?.lock.release();
  }
});

for (const [what, pid] of [
  ['names a process that is gone', 2 ** 22 + 1],
  ['names a number that another process has by now', 1],
] as const) {
  test(`L5: a file that a dead service left is no obstacle when it ${what}`, async (t) => {
    const on = stage(t);
    const path = lockPath(on.directory, '700001');
    writeFileSync(path, JSON.stringify({ ...SELF, pid }));
    const service = startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], { BEHAVIOUR: 'well' });
    await waitFor('the lock', () => service.output().includes('✅ File lock acquired'));
    service.process.kill('SIGTERM');
    assert.equal((await service.ended).code, 0);
  });
}

test('L5: a file that this user may not open is told, with the way out', (t) => {
  const on = stage(t);
  chmodSync(on.directory, 0o755);
  const path = lockPath(on.directory, '700001');
  writeFileSync(path, '');
  // root may open anything, so it asks as nobody.
  chmodSync(path, isRoot ? 0o600 : 0o000);
  const asNobody = isRoot ? 'process.setgid(65534); process.setuid(65534);' : '';
  const module = JSON.stringify(join(import.meta.dirname, '../../src/supervisor/lock-file.ts'));
  const script = `
    const { acquireLock } = await import(${module});
    ${asNobody}
    console.log(JSON.stringify(await acquireLock(${JSON.stringify(path)}, ${JSON.stringify(SELF)})));`;
  const asked = spawnSync(NODE, ['--input-type=module', '-e', script], { encoding: 'utf8', env: on.env });
  const outcome = JSON.parse(asked.stdout) as LockOutcome;
  assert.ok(outcome.kind === 'unusable', asked.stdout);
  assert.match(outcome.reason, /no permission to open it for writing \(EACCES\); set LOCK_DIR/);
});

/** A file system of one page, which is used up. Null where this user may not mount. */
function fullDisk(on: Stage): string | null {
  const directory = join(on.directory, 'full');
  mkdirSync(directory);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'none', directory]).status !== 0) return null;
  on.atEnd(() => spawnSync('umount', ['--lazy', directory]));
  writeFileSync(join(directory, 'somebody-elses'), Buffer.alloc(4_096));
  return directory;
}

test("L5: where not a byte can be written one still wins: the lock is the kernel's, only the name of its holder is missing", (t) => {
  const on = stage(t);
  const path = lockPath(on.directory, '700001');
  const module = JSON.stringify(join(import.meta.dirname, '../../src/supervisor/lock-file.ts'));
  const script = `
    const { acquireLock } = await import(${module});
    const outcome = await acquireLock(${JSON.stringify(path)}, ${JSON.stringify(SELF)});
    console.log(outcome.kind, (await acquireLock(${JSON.stringify(path)}, ${JSON.stringify(SELF)})).kind);`;
  const bare = ['-c', 'ulimit -f 0; exec "$@"', 'sh', NODE, '--input-type=module', '-e', script];
  const asked = spawnSync('sh', bare, { encoding: 'utf8', env: on.env });
  assert.equal(asked.stdout.trim(), 'acquired busy', asked.stderr);
  assert.equal(readFileSync(path, 'utf8'), '', 'nothing could be written');
});

// A real full disk needs the right to mount one; what it means for the lock is tested above for everybody.
const mayMount = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0;
const onlyWhereMounted = { skip: mayMount ? false : 'no file system can be mounted here' };

test(
  'L5: a service starts on a disk that is really full, and the second finds it held',
  onlyWhereMounted,
  async (t) => {
    const on = stage(t);
    const LOCK_DIR = fullDisk(on);
    assert.ok(LOCK_DIR !== null, 'mount failed');
    assert.throws(() => writeFileSync(join(LOCK_DIR, 'another'), 'x'), { code: 'ENOSPC' });
    const env = { BEHAVIOUR: 'well', LOCK_DIR };
    const first = startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], env);
    await waitFor('the lock', () => first.output().includes('✅ File lock acquired'));
    const second = startProcess(on, [NODE, SERVICE_ENTRY, 'worker'], env);
    assert.equal((await second.ended).code, 75);
    assert.match(second.output(), /"holder":"unknown"/);
    first.process.kill('SIGTERM');
    assert.equal((await first.ended).code, 0);
  },
);
