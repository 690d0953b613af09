/** `npm run chaos -- --kills` and `--deploys`, a few from fixed seeds: processes that die or are replaced, one after another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploysProfile, killsProfile } from '../../scripts/chaos/profiles.ts';
import { reportOf } from '../../scripts/chaos/report.ts';
import { run } from '../../scripts/chaos/run.ts';
import { assertSound, COMMON } from '../support/chaos-sound.ts';

test('six SIGKILLs one after another with generations in flight', async (t) => {
  const outcome = await run(killsProfile({ ...COMMON, seed: 21, instances: 1, count: 6 }));
  for (const line of reportOf(outcome)) t.diagnostic(line);
  assertSound(outcome, 6);
  assert.equal(outcome.journal.recoveries.length, 6);
});

test('two deploys under steady talk: no 409, and one answer to each message', async (t) => {
  const outcome = await run(
    deploysProfile({ ...COMMON, seed: 31, instances: 1, count: 2, say: (line) => t.diagnostic(line) }),
  );
  assertSound(outcome, 2);
});
