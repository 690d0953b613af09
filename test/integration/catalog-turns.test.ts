/** Who reads the catalog, and what becomes of a round whose reader stops, dies or is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from '../../src/adapters/metrics/metrics.ts';
import { createListener } from '../../src/adapters/postgres/listener.ts';
import { createBoss } from '../../src/adapters/queue/boss.ts';
import { createSyncJobs } from '../../src/roles/generation/catalog-sync-jobs.ts';
import { AppError, hasCode } from '../../src/shared/errors.ts';
import { waitFor } from '../support/wait-for.ts';
import { startSyncStand } from './catalog-sync-stand.ts';

const listsIn = (paths: readonly string[]): number => paths.filter((path) => path === '').length;

test('of many processes at once one reads, and the list is asked for once', async (t) => {
  const stand = await startSyncStand(t);
  const bots = await Promise.all([stand.newProcess(), stand.newProcess(), stand.newProcess()]);
  const outcomes = await Promise.all(bots.map((bot) => bot.piece()));
  assert.deepEqual(outcomes.toSorted(), ['done', 'idle', 'idle']);
  assert.equal(listsIn(stand.asked()), 1);
});

test('a reader that died is passed over when its time is up, and its round goes on where it was', async (t) => {
  const stand = await startSyncStand(t);
  const [dead, next] = [await stand.newProcess(), await stand.newProcess()];
  const lastWords = new AppError('DB_UNAVAILABLE', 'killed');
  const { store } = dead.deps;
  let saved = 0;
  const dying = await stand.newProcess({
    store: {
      ...store,
      saveLearned: (id, learned) => {
        saved += 1;
        return saved > 2 ? Promise.reject(lastWords) : store.saveLearned(id, learned);
      },
    },
    rounds: { ...dead.deps.rounds, leave: () => Promise.resolve(), fail: () => Promise.reject(lastWords) },
  });
  await assert.rejects(dying.piece(), /killed/);
  stand.asked();
  assert.equal(await next.piece(), 'idle', 'its turn is not over');
  await stand.database.pool.query(`update kie_shared.catalog_sync set held_until = now() - interval '1 second'`);
  assert.equal(await next.piece(), 'done');
  const asked = stand.asked();
  assert.equal(listsIn(asked), 0, 'the list was read already');
  assert.equal(asked.filter((path) => path.endsWith('/schema')).length, 2, 'and two of four models');
  assert.equal(await dying.deps.rounds.keep(dying.deps.holder, 1_000), false, 'the dead one has lost its turn');
});

test('a stop breaks the call under way, gives the turn back and leaves the round to the next', async (t) => {
  const stand = await startSyncStand(t);
  const [stopped, next] = [await stand.newProcess(), await stand.newProcess()];
  const stopping = new AbortController();
  const { kie } = stopped.deps;
  const inTheMiddle = await stand.newProcess({
    kie: {
      ...kie,
      modelPrice: (id, signal) => {
        stopping.abort();
        return kie.modelPrice(id, signal);
      },
    },
  });
  await assert.rejects(inTheMiddle.piece(stopping.signal));
  assert.deepEqual([inTheMiddle.ends, inTheMiddle.told], [[], []], 'a stop is no failure');
  assert.equal(await next.piece(), 'done');
  assert.deepEqual(await next.deps.store.counts(), { offered: 4, 'left-out': 0, withdrawn: 0 });
});

test('KIE away: the round waits, longer each time, and goes on afterwards', async (t) => {
  const stand = await startSyncStand(t);
  const bot = await stand.newProcess();
  stand.refuse(455);
  for (const failures of [1, 2, 3]) {
    assert.equal(await bot.piece(), 'failed');
    const view = await bot.deps.rounds.view();
    assert.deepEqual([view.failures, view.failure, view.isOpen], [failures, 'KIE_UNAVAILABLE', false]);
    assert.equal(await bot.piece(), 'idle');
    await stand.nextInterval();
  }
  const waits = stand.database.log.lines
    .filter(({ message }) => message === 'catalog.sync.failed')
    .map(({ fields }) => fields['waitMs']);
  assert.deepEqual(waits, [60_000, 120_000, 240_000]);
  stand.refuse(null);
  await bot.round();
  assert.deepEqual((await bot.deps.rounds.view()).failures, 0);
});

test('a refused key is told to the operator and not tried for an hour', async (t) => {
  const stand = await startSyncStand(t);
  const bot = await stand.newProcess();
  stand.refuse(401);
  assert.equal(await bot.piece(), 'failed');
  assert.deepEqual([bot.told, bot.ends], [['KIE_UNAUTHORIZED'], ['KIE_UNAUTHORIZED']]);
  const { rows } = await stand.database.pool.query<{ soon: boolean }>(
    `select not_before < now() + interval '59 minutes' as soon from kie_shared.catalog_sync`,
  );
  assert.equal(rows[0]?.soon, false);
});

test('a database that goes away in the middle is no fault of KIE, and nobody is told so', async (t) => {
  const stand = await startSyncStand(t);
  const { store } = (await stand.newProcess()).deps;
  const cut = await stand.newProcess({
    store: {
      ...store,
      nextDue: async () => {
        await stand.database.pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
           and application_name = 'test' and pid <> pg_backend_pid()`,
        );
        return await store.nextDue();
      },
    },
  });
  const outcome = await cut.piece().catch((error: unknown) => error);
  assert.ok(outcome === 'done' || hasCode(outcome, 'DB_UNAVAILABLE'), String(outcome));
  assert.deepEqual(cut.told, []);
  // With connections of their own: the old pools may not have noticed yet that theirs were ended.
  await stand.database.newPool().query(`update kie_shared.catalog_sync set held_until = '-infinity'`);
  const next = await stand.newProcess();
  if (outcome !== 'done') await next.round();
  assert.equal((await next.deps.store.counts()).offered, 4);
});

test('a model that makes this code stumble is passed over, and what it had stored is not trusted blindly', async (t) => {
  const stand = await startSyncStand(t);
  const bot = await stand.newProcess();
  const { store } = bot.deps;
  const stumbling = await stand.newProcess({
    store: {
      ...store,
      saveLearned: (id, learned) =>
        id === 'bundled-two' ? Promise.reject(new TypeError('a fault')) : store.saveLearned(id, learned),
    },
  });
  await stumbling.round();
  assert.deepEqual(await store.counts(), { offered: 3, 'left-out': 1, withdrawn: 0 });
  await stand.database.pool.query(
    `update kie_shared.catalog_model set model = '{"id": "bundled-one"}', version = version + 1`,
  );
  await bot.live.refresh();
  assert.equal(bot.live.catalog.models.length, 4, 'what another version wrote hides nothing');
});

test('the schedule: a look every minute and at the start; 0 takes it back', async (t) => {
  const stand = await startSyncStand(t);
  const { database } = stand;
  const listener = createListener({ url: database.url, log: database.log, name: 'test-listen' });
  const { boss, service } = createBoss({
    ...{ pool: database.pool, listener, schemas: database.schemas, log: database.log },
    ...{ role: 'worker', graceMs: () => 2_000 },
  });
  stand.beforeClose(async () => {
    await service.stop();
    await listener.stop();
  });
  await listener.start();
  await service.start();
  const metrics = createMetrics('generation');
  const bot = await stand.newProcess();
  const jobs = (intervalMs: number) =>
    createSyncJobs({
      ...{ boss, metrics, progressed: () => undefined, stopping: new AbortController().signal },
      sync: { ...bot.deps, intervalMs },
    });
  const scheduled = async (): Promise<string[]> => (await boss.getSchedules()).map(({ name }) => name);
  const working = jobs(3_600_000);
  await working.work();
  await working.work();
  assert.deepEqual(await scheduled(), ['catalog.sync']);
  await waitFor('the first round', () => bot.ends.includes('ok'));
  await waitFor('the figures', async () => {
    const [one] = (await metrics.catalogModels.get()).values.filter(({ labels }) => labels.state === 'offered');
    return one?.value === 4;
  });
  await jobs(0).work();
  assert.deepEqual(await scheduled(), []);
});
