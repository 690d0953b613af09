/**
 * Instances that freeze or die as a whole, with the lease as it is in production (15 s). Each has a lock directory of its
 * own, as on machines of their own, so that only the lease stands between them.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { childrenOf, isAlive } from '../support/process-tree.ts';
import { logLines, openStand, order, POLLING, results, said, type ServiceStand } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const PEOPLE = [840_101, 840_102, 840_103].map((id) => ({ id, firstName: `К${id}`, languageCode: 'ru' }));
const PATIENCE = { timeoutMs: 60_000 };
/** The grant, and what a loaded machine may add to noticing its end. */
const TAKEN_WITHIN_MS = 20_000;

let stand: ServiceStand;
let database: pg.Client;
let lockDirs: string[];

before(async () => {
  stand = await openStand({ kieLatencyMs: 5_000 });
  await stand.kie.settings({ rateLimit: false });
  database = new pg.Client({ connectionString: stand.databaseUrl });
  await database.connect();
  lockDirs = await Promise.all([1, 2, 3].map((nth) => mkdtemp(join(tmpdir(), `kie-ai-bot-lock-${nth}-`))));
  await Promise.all(PEOPLE.map((person) => stand.telegram.user(person)));
});
after(async () => {
  await database.end();
  await stand.close();
  await Promise.all(lockDirs.map((directory) => rm(directory, { recursive: true, force: true })));
});

const startOn = (machine: number): BotProcess =>
  stand.start({ role: 'worker', env: { LOCK_DIR: lockDirs[machine] ?? '', KIE_TASKS_PER_10_SECONDS: '1000' } });
const has = (bot: BotProcess, message: string): boolean => logLines(bot).some((line) => line['message'] === message);
const pidsOf = (bot: BotProcess): readonly number[] => [bot.pid, ...childrenOf(bot.pid).map((child) => child.pid)];
const conflicts = async (): Promise<number> =>
  (await stand.telegram.calls({ method: 'getUpdates' })).filter((call) => call.status === 409).length;

/** SIGKILL of the supervisor alone; the pids of what was its children. */
function killSupervisor(bot: BotProcess): readonly number[] {
  const children = childrenOf(bot.pid).map((child) => child.pid);
  process.kill(bot.pid, 'SIGKILL');
  return children;
}

async function orderAll(what: string): Promise<void> {
  const known = (await stand.kie.tasks()).length;
  await Promise.all(PEOPLE.map((person) => order(stand.telegram, person.id, `${what} ${person.id}`)));
  // Written down as running: a death between KIE's answer and its row is another story.
  await waitFor(
    'every task to run',
    async () => (await countIn(['waiting', 'delivering', 'delivered'])) === known + PEOPLE.length,
    PATIENCE,
  );
}

async function countIn(states: readonly string[]): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `select count(*)::integer as count from bot_700001.generation where state = any($1)`,
    [states],
  );
  return rows[0]?.count ?? 0;
}

/** Every order so far is delivered, once, and was paid for once. */
async function eachHas(pictures: number): Promise<void> {
  await waitFor('every delivery', async () => (await countIn(['delivered'])) === PEOPLE.length * pictures, PATIENCE);
  for (const { id } of PEOPLE) assert.equal((await results(stand.telegram, id)).length, pictures, 'exactly once');
  assert.equal((await stand.kie.tasks()).length, PEOPLE.length * pictures, 'no task was paid for twice');
}

let holder: BotProcess;

test('L1: a holder frozen beyond its lease: another takes over, the batch in its hand is not stored, it steps down', async (t) => {
  const frozen = startOn(0);
  await frozen.line(POLLING, 60_000);
  holder = startOn(1);
  await holder.line('lease.standby', 60_000);
  await waitFor('a poll that waits', () => stand.telegram.isPolling());

  const pids = pidsOf(frozen);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  const frozenAt = performance.now();
  // The answer to its waiting getUpdates lies in its socket until it wakes.
  const { id } = PEOPLE[0]!;
  await stand.telegram.sendText(id, '/help');
  await holder.line(POLLING, 60_000);
  t.diagnostic(`taken over after ${Math.round(performance.now() - frozenAt)} ms`);
  await waitFor('the answer of the new holder', async () => (await said(stand.telegram, id)).length === 1, PATIENCE);

  for (const pid of pids) process.kill(pid, 'SIGCONT');
  await waitFor('it to step down', () => has(frozen, 'lease.lost') && has(frozen, 'lease.standby'), PATIENCE);
  await stand.telegram.sendText(id, '/help');
  await waitFor('the second answer', async () => (await said(stand.telegram, id)).length >= 2, PATIENCE);
  assert.equal((await said(stand.telegram, id)).length, 2, 'one answer a message');
  const { rows } = await database.query(`select count(*)::integer as count from bot_700001.inbox`);
  assert.deepEqual(rows, [{ count: 2 }]);
  assert.ok(!has(holder, 'lease.lost') && !has(holder, 'child.exited'));
  assert.ok(!has(frozen, 'child.exited') && !has(frozen, 'child.hung'), 'nobody was blamed for the silence');
  assert.deepEqual([has(frozen, 'poll.conflict'), has(holder, 'poll.conflict')], [false, false]);
  assert.equal(await conflicts(), 0);
  // It is not needed any more: what follows is about the other one.
  assert.equal(await frozen.stop(), 0);
});

test('P1: kill -9 of a supervisor at work: its children die within a second, the lease is free in time, the jobs are taken up', async (t) => {
  const lost = holder;
  holder = startOn(0);
  await holder.line('lease.standby', 60_000);
  await orderAll('Перед смертью');
  const children = killSupervisor(lost);
  const killedAt = performance.now();
  assert.equal(children.length, 2);
  await waitFor('its children to die', () => !children.some(isAlive), { timeoutMs: 1_000 });
  await holder.line('lease.acquired', 60_000);
  const tookMs = performance.now() - killedAt;
  t.diagnostic(`taken over after ${Math.round(tookMs)} ms`);
  assert.ok(tookMs < TAKEN_WITHIN_MS, `${tookMs} ms`);
  await eachHas(1);
});

test('P12: all instances killed at once and started together: one polls, the others wait, nothing is lost', async () => {
  const second = startOn(1);
  await second.line('lease.standby', 60_000);
  await orderAll('Перед концом света');
  const before409 = await conflicts();
  const children = [holder, second].flatMap(killSupervisor);
  await waitFor('every child to die', () => !children.some(isAlive), { timeoutMs: 1_000 });
  const started = [0, 1, 2].map(startOn);
  const holding = await Promise.any(started.map((bot) => bot.line(POLLING, 60_000).then(() => bot)));
  const waiting = started.filter((bot) => bot !== holding);
  // Whoever starts while the dead one's lease still runs waits for it; the losers wait for the winner's.
  const winner = JSON.stringify(await leaseOwner());
  for (const bot of waiting) await bot.line(`"owner":${winner}`, 60_000);
  await eachHas(2);
  assert.deepEqual(
    started.map((bot) => has(bot, 'lease.acquired')),
    started.map((bot) => bot === holding),
  );
  assert.equal(await conflicts(), before409);
});

async function leaseOwner(): Promise<string | null> {
  const { rows } = await database.query<{ owner: string | null }>('select owner from bot_700001.poll_lease');
  return rows[0]?.owner ?? null;
}
