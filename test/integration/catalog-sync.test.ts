/** KIE's live catalog as several processes of one database read it, and what a running bot then offers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '../../src/shared/errors.ts';
import { imageModel, SHAPE } from '../support/chat.ts';
import { waitFor } from '../support/wait-for.ts';
import { BUNDLED, offered, startSyncStand, type Process } from './catalog-sync-stand.ts';
import { scripted } from './kie-client-stand.ts';
import { json } from './kie-scripted-server.ts';

const idsOf = ({ live }: Process): string[] => live.catalog.models.map(({ id }) => id);
const BUNDLED_IDS = BUNDLED.map(({ id }) => id);

test('a model that only KIE knows is in every running process after the next round, and what changed is read again', async (t) => {
  const stand = await startSyncStand(t);
  const [reader, other] = [await stand.newProcess(), await stand.newProcess()];
  await reader.round();
  assert.deepEqual(idsOf(reader), BUNDLED_IDS);
  const [kept] = other.live.catalog.models;

  const fresh = imageModel('vendor/fresh-image-2', { zeal: SHAPE, aspect_ratio: SHAPE });
  stand.kie.set(fresh.id, offered(fresh));
  const [two] = BUNDLED.slice(1);
  assert.ok(two !== undefined);
  const changed = imageModel(two.id, { quality: { type: 'string', enum: ['basic', 'high'], default: 'basic' } });
  stand.kie.set(two.id, offered(changed));
  assert.equal(await reader.piece(), 'idle', 'not before the interval is over');
  await stand.nextInterval();
  await reader.round();

  await waitFor('the news in the other process', () => idsOf(other).includes(fresh.id));
  assert.deepEqual(idsOf(other), [...BUNDLED_IDS, fresh.id], 'a newcomer comes last');
  const learned = other.live.catalog.byId(fresh.id);
  assert.deepEqual(Object.keys(learned?.input.properties ?? {}), ['prompt', 'zeal', 'aspect_ratio'], 'in their order');
  await waitFor('the changed schema', () => 'quality' in (other.live.catalog.byId(two.id)?.input.properties ?? {}));
  assert.equal(other.live.catalog.models[0], kept, 'what did not change is the same object');
  assert.deepEqual(reader.ends, ['ok', 'ok']);
  const history = await reader.deps.store.history(fresh.id);
  assert.deepEqual(
    history.map(({ version, state, reason }) => [version, state, reason]),
    [
      [2, 'offered', null],
      [1, 'left-out', 'not read yet'],
    ],
  );
});

test('a model that two lists in a row lack is offered no more, keeps its name, and may come back', async (t) => {
  const stand = await startSyncStand(t);
  const bot = await stand.newProcess();
  await bot.round();
  const gone = BUNDLED_IDS[2] ?? '';
  stand.kie.delete(gone);
  await stand.nextInterval();
  await bot.round();
  await bot.live.refresh();
  assert.ok(idsOf(bot).includes(gone), 'one list may be odd');
  await stand.nextInterval();
  await bot.round();
  await waitFor('the model to be hidden', () => !idsOf(bot).includes(gone));
  assert.equal(bot.live.catalog.byId(gone)?.title.en, gone);
  assert.deepEqual(await bot.deps.store.counts(), { offered: 3, 'left-out': 0, withdrawn: 1 });

  stand.kie.set(gone, offered(imageModel(gone)));
  await stand.nextInterval();
  await bot.round();
  await waitFor('the model to be back', () => idsOf(bot).includes(gone));
  const states = (await bot.deps.store.history(gone)).map(({ state }) => state);
  assert.deepEqual(states, ['offered', 'left-out', 'withdrawn', 'offered', 'left-out']);
});

test('what cannot be understood stays out with a reason, or stays as it was last understood', async (t) => {
  const stand = await startSyncStand(t);
  const bot = await stand.newProcess();
  await bot.round();
  const [one, two] = BUNDLED_IDS;
  assert.ok(one !== undefined && two !== undefined);
  const strange = imageModel('strange');
  stand.kie.set('strange', offered(strange, { openapi: { openapi: '3.1.0', paths: { '/api/v1/chat': {} } } }));
  stand.kie.set('silent', offered(imageModel('silent'), { openapi: null }));
  stand.kie.set(one, offered(imageModel(one), { openapi: { openapi: '3.1.0', paths: 'what?' } }));
  stand.kie.set(two, offered(imageModel(two), { openapi: null }));
  const before = bot.live.catalog.models;
  await stand.nextInterval();
  await bot.round();
  await bot.live.refresh();
  assert.equal(bot.live.catalog.models, before, 'nothing about what is offered has changed');
  for (const id of ['strange', 'silent', one]) {
    const [latest] = await bot.deps.store.history(id);
    assert.equal(latest?.state, 'left-out', id);
    assert.match(latest.reason ?? '', /\w{3}/, `${id} has a reason`);
    assert.notEqual(latest.reason, 'not read yet');
  }
  const entries = await bot.deps.store.entries();
  assert.deepEqual(entries.find(({ id }) => id === one)?.model, BUNDLED[0], 'the last good version is kept');
});

test('a document that is gone keeps what the last one said', async (t) => {
  const stand = await startSyncStand(t);
  const bot = await stand.newProcess();
  const [id = ''] = BUNDLED_IDS;
  stand.kie.set(id, offered(imageModel(id, { aspect_ratio: SHAPE })));
  await bot.round();
  stand.kie.set(id, offered(imageModel(id), { openapi: null }));
  await stand.nextInterval();
  await bot.round();
  await bot.live.refresh();
  assert.ok('aspect_ratio' in (bot.live.catalog.byId(id)?.input.properties ?? {}));
});

test('an empty list and one that lost more than half change nothing and are reported', async (t) => {
  const stand = await startSyncStand(t);
  const bot = await stand.newProcess();
  await bot.round();
  const all = [...stand.kie];
  const [first] = all;
  assert.ok(first !== undefined);
  for (const list of [[], [first]]) {
    stand.kie.clear();
    for (const [id, model] of list) stand.kie.set(id, model);
    for (let lists = 0; lists < 3; lists += 1) {
      await stand.nextInterval();
      assert.equal(await bot.piece(), 'failed');
    }
  }
  assert.deepEqual(new Set(bot.told), new Set(['odd list: 0 of 4', 'odd list: 1 of 4']));
  assert.equal(await bot.piece(), 'idle', 'not asked again at once');
  await bot.live.refresh();
  assert.deepEqual(idsOf(bot), BUNDLED_IDS);
  stand.kie.clear();
  for (const [id, model] of all.slice(0, 2)) stand.kie.set(id, model);
  await stand.nextInterval();
  await bot.round();
  assert.equal(bot.ends.at(-1), 'ok', 'half of them may go');
});

test('only what is new or changed is read, and a share of the rest, so that a day reads all', async (t) => {
  const stand = await startSyncStand(t);
  const bot = await stand.newProcess({ intervalMs: 6 * 3_600_000 });
  await bot.round();
  assert.equal(stand.asked().length, 1 + 3 * 4, 'the list, then document, price and success of each');
  stand.kie.set('new/one', offered(imageModel('new/one', {}, { prices: [] })));
  const [id = ''] = BUNDLED_IDS;
  stand.kie.set(id, offered(imageModel(id), { pricing: 'Another price altogether.' }));
  await stand.nextInterval();
  await bot.round();
  const asked = stand.asked();
  const schemas = asked.filter((path) => path.endsWith('/schema'));
  assert.deepEqual(schemas.toSorted(), ['/bundled-one/schema', '/bundled-four/schema', '/new/one/schema'].toSorted());
  assert.equal(
    asked.filter((path) => path.endsWith('/success-rate')).length,
    0,
    'known since a moment ago, or not sold',
  );
  const { rows } = await stand.database.pool.query<{ success_rate: number }>(
    'select success_rate from kie_shared.catalog_model where id = $1',
    [id],
  );
  assert.equal(rows[0]?.success_rate, 95);
});

test('one model that KIE cannot tell about does not stop the round', async (t) => {
  const stand = await startSyncStand(t);
  const bot = await stand.newProcess();
  const [id = ''] = BUNDLED_IDS;
  stand.kie.set(id, offered(imageModel(id), { openapi: 'not an object' }));
  await bot.round();
  assert.deepEqual(await bot.deps.store.counts(), { offered: 3, 'left-out': 1, withdrawn: 0 });
  assert.ok(idsOf(bot).includes(id));
  const { rows } = await stand.database.pool.query<{ reason: string }>(
    'select reason from kie_shared.catalog_model where id = $1',
    [id],
  );
  assert.match(rows[0]?.reason ?? '', /could not be read/);
});

test('a list that is only a page of all is not taken for the whole', async (t) => {
  const data = { total: 9, models: [{ model: 'one-of-nine' }] };
  const { client } = await scripted(t, (response) => json(response, { code: 200, msg: 'success', data }));
  await assert.rejects(client.listModels(), (error) => hasCode(error, 'KIE_UNREADABLE'));
});
