/** A rolling deploy: old and new instance side by side, with lock directories of their own and one database. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort } from '../../src/sandbox/free-port.ts';
import { logLines, openStand, order, POLLING, results, said, type ServiceStand } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const PEOPLE = Array.from({ length: 5 }, (_, index) => ({
  id: 830_001 + index,
  firstName: `П${index}`,
  languageCode: 'ru',
}));
const MESSAGES_EACH = 8;

let stand: ServiceStand;
let lockDir: string;

before(async () => {
  stand = await openStand();
  lockDir = await mkdtemp(join(tmpdir(), 'kie-ai-bot-lock-new-'));
  await Promise.all(PEOPLE.map((person) => stand.telegram.user(person)));
});
after(async () => {
  await stand.close();
  await rm(lockDir, { recursive: true, force: true });
});

test('on SIGTERM of the old one the new one polls at once; no 409, nothing lost, nothing twice', async (t) => {
  const old = stand.start();
  await old.line(POLLING, 30_000);
  const fresh = stand.start({ env: { LOCK_DIR: lockDir, PORT: String(await freePort()) } });
  await fresh.line('lease.standby', 30_000);

  const talking = Promise.all(
    PEOPLE.map(async (person) => {
      for (let nth = 0; nth < MESSAGES_EACH; nth += 1) {
        await stand.telegram.sendText(person.id, `/help ${nth}`);
        await new Promise((resolve) => setTimeout(resolve, 120));
      }
    }),
  );
  await waitFor('talk under way', async () => ((await stand.telegram.updates()).length > 8 ? true : null));
  const code = await old.stop();
  assert.equal(code, 0);
  await fresh.line(POLLING, 20_000);
  await talking;

  for (const person of PEOPLE) {
    await waitFor(
      `every answer to ${person.id}`,
      async () => ((await said(stand.telegram, person.id)).length >= MESSAGES_EACH ? true : null),
      { timeoutMs: 20_000 },
    );
    assert.equal((await said(stand.telegram, person.id)).length, MESSAGES_EACH, 'one answer a message');
  }
  const polls = await stand.telegram.calls({ method: 'getUpdates' });
  assert.deepEqual(
    polls.filter((call) => call.status === 409),
    [],
  );
  for (const bot of [old, fresh]) {
    assert.deepEqual(
      logLines(bot).filter((line) => line['message'] === 'poll.conflict' || line['code'] === 'TELEGRAM_CONFLICT'),
      [],
    );
  }
  const at = (lines: readonly Record<string, unknown>[], message: string): number =>
    Date.parse(String(lines.findLast((line) => String(line['message']).includes(message))?.['time']));
  const gapMs = at(logLines(fresh), 'lease.acquired') - at(logLines(old), 'lease.released');
  const pollGapMs = at(logLines(fresh), POLLING) - at(logLines(old), 'lease.released');
  t.diagnostic(`lease hand-over ${gapMs} ms, first finished poll after ${pollGapMs} ms`);
  // Told of the release, not by the end of the grant after 15 seconds. How fast it is, the bench and the chaos run measure.
  assert.ok(pollGapMs < 5_000, `the new one polled ${pollGapMs} ms after the old one had let go`);
  assert.equal(await fresh.stop(), 0);
});

test('a step that outlasts its share of the stop is handed back, and the next deploy goes on with it at once', async () => {
  const [{ id: person } = { id: 0 }] = PEOPLE;
  const old = stand.start({ role: 'worker', env: { SHUTDOWN_TIMEOUT: '6' } });
  await old.line(POLLING, 30_000);
  await stand.kie.fault({ method: 'GET', path: 'recordInfo', behaviour: 'hang', times: 1 });
  await order(stand.telegram, person, 'Долгий взгляд');
  const looks = async (): Promise<number> =>
    (await stand.kie.calls()).filter(({ path }) => path.includes('recordInfo')).length;
  await waitFor('a look that hangs', async () => (await looks()) === 1, { timeoutMs: 20_000 });

  assert.equal(await old.stop(), 0);
  assert.deepEqual(
    logLines(old).filter(({ message }) => message === 'child.killed_by_us'),
    [],
  );
  const fresh = stand.start({ role: 'worker' });
  await fresh.line(POLLING, 30_000);
  // Its heartbeat would have ended ten seconds after the last one.
  await waitFor('the next look', async () => (await looks()) > 1, { timeoutMs: 5_000 });
  await waitFor('the picture', async () => (await results(stand.telegram, person)).length === 1, { timeoutMs: 20_000 });
});
