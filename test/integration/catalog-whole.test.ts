/** One round over everything that the local KIE offers, which is what this version ships with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundledCatalog } from '../../src/adapters/catalog/bundled.ts';
import { mergeCatalog } from '../../src/domain/catalog/learn/merge.ts';
import { createKieSim } from '../../src/sandbox/kie/sim-client.ts';
import { startKieSandbox } from '../../src/sandbox/kie/start.ts';
import { clientFor } from './kie-client-stand.ts';
import { startSyncStand } from './catalog-sync-stand.ts';

test('reading the whole of an unchanged KIE changes no model, no price and no order of questions', async (t) => {
  const kie = await startKieSandbox();
  t.after(() => kie.stop());
  await createKieSim(kie.url).settings({ rateLimit: false });
  const stand = await startSyncStand(t);
  const bundled = bundledCatalog();
  const bot = await stand.newProcess({ bundled, kie: clientFor(kie.url) });
  await bot.round();
  const { store } = bot.deps;
  const entries = await store.entries();
  const learned = mergeCatalog(bundled.models, entries);
  assert.deepEqual(learned, bundled.models);
  for (const model of learned) {
    const before = bundled.byId(model.id);
    assert.deepEqual(Object.keys(model.input.properties), Object.keys(before?.input.properties ?? {}), model.id);
  }
  assert.equal(entries.length, bundled.models.length);
  assert.equal((await store.counts()).withdrawn, 0);
});
