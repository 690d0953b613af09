/** `npm run dev` and `npm run demo`, as a newcomer runs them: nothing is set, everything is local. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../support/wait-for.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** A temporary folder of their own; the local database runs as another user, who must be able to enter it. */
const TEMPORARY = mkdtempSync(join(tmpdir(), 'kie-ai-bot-scripts-'));
chmodSync(TEMPORARY, 0o755);
after(() => rmSync(TEMPORARY, { recursive: true }));
const PLAIN = { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: TEMPORARY };

/** Data of local databases and lock directories: each is removed by whoever made it. */
const traces = (): string[] => readdirSync(TEMPORARY).filter((name) => name.startsWith('kie-ai-bot-'));

interface Script {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  readonly ended: Promise<number | null>;
}

/** In a session of its own, so that whatever it leaves behind can be found. */
function run(program: string, ...args: readonly string[]): Script {
  const child = spawn(program, args, { cwd: ROOT, env: PLAIN, detached: true });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (l) => lines.push(l));
  return { child, lines, ended: new Promise((resolve) => child.once('close', resolve)) };
}

function sessionOf(pid: string): number {
  try {
    // After the command in parentheses: state, parent, process group, session.
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[3],
    );
  } catch {
    return 0; // it has just ended
  }
}

const inSession = (session: number): string[] =>
  readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && sessionOf(entry) === session);

test('dev: chat page, a restart when the source changes, and Ctrl-C leaves nothing behind', async () => {
  const { child, lines, ended } = run(process.execPath, 'scripts/dev.ts');
  const polled = (): number => lines.filter((line) => line.includes('✅ Polling started successfully!')).length;
  await waitFor('polling', () => polled() === 1, { timeoutMs: 60_000 });
  const page = lines.find((line) => line.startsWith('Chat page: '))?.slice('Chat page: '.length) ?? '';
  assert.match(await (await fetch(page)).text(), /<!doctype html>/i);

  const source = `${ROOT}src/shared/clock.ts`;
  const { atime, mtime } = statSync(source);
  utimesSync(source, atime, new Date());
  await waitFor('polling after a change', () => polled() === 2, { timeoutMs: 60_000 });
  utimesSync(source, atime, mtime);

  // As a terminal does it: to every process of the foreground group.
  process.kill(-(child.pid ?? 0), 'SIGINT');
  assert.equal(await ended, 0);
  assert.deepEqual(inSession(child.pid ?? -1), [], 'processes left behind');
  assert.deepEqual(traces(), [], 'files left behind');
});

test('dev: SIGTERM of npm alone ends everything in order', async (t) => {
  const { child, lines, ended } = run('npm', 'run', 'dev');
  t.after(() => {
    for (const pid of inSession(child.pid ?? -1)) process.kill(Number(pid), 'SIGKILL');
  });
  await waitFor('polling', () => lines.some((line) => line.includes('Polling started')), { timeoutMs: 60_000 });
  child.kill('SIGTERM');
  await waitFor('the end of all', () => inSession(child.pid ?? -1).length === 0, { timeoutMs: 60_000 });
  await ended;
  assert.deepEqual(traces(), [], 'files left behind');
});

test('demo: ends with a delivered file and 0', async () => {
  const { child, lines, ended } = run(process.execPath, 'scripts/demo.ts');
  assert.equal(await ended, 0, lines.slice(-20).join('\n'));
  const last = /^demo: delivered (\S+) in [\d.]+ s$/.exec(lines.at(-1) ?? '');
  const file = readFileSync(`${ROOT}${last?.[1] ?? 'nothing'}`);
  assert.equal(file.subarray(1, 4).toString('latin1'), 'PNG');
  assert.deepEqual(inSession(child.pid ?? -1), [], 'processes left behind');
  assert.deepEqual(traces(), [], 'files left behind');
});
