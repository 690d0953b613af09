/** Reports of an admin through the real local Telegram. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { renderChart } from '../../src/adapters/charts/render-chart.ts';
import { createLedgerExport } from '../../src/adapters/postgres/ledger-export.ts';
import { createStatistics } from '../../src/adapters/postgres/statistics.ts';
import { makeReport, type ReportDeps } from '../../src/roles/generation/report.ts';
import { ADMIN, startGenerationStand, type GenerationStand } from '../support/generation.ts';

let stand: GenerationStand;
let deps: ReportDeps;

before(async () => {
  stand = await startGenerationStand();
  await stand.telegram.user({ id: ADMIN });
  await stand.telegram.sendText(ADMIN, '/start');
  const { schemas } = stand.database;
  const settings = { usdRate: '90', markup: '2' } as ReturnType<ReportDeps['settings']>;
  deps = {
    ...{ ...stand.deps, renderChart, mostBytes: 45_000_000, settings: () => settings },
    statistics: createStatistics(schemas, 'Europe/Moscow'),
    ledgerExport: createLedgerExport(schemas),
  };
});
after(() => stand.close());

async function received(): Promise<readonly Buffer[]> {
  const { messages } = await stand.telegram.transcript(ADMIN);
  const ids = messages.flatMap(({ media }) => (media?.fileId === undefined ? [] : [media.fileId]));
  return await Promise.all(ids.map(async (id) => Buffer.from(await stand.telegram.file(id))));
}

/** As the ledger would, but many at once. */
async function transfers(count: number): Promise<void> {
  const { bot } = stand.database.schemas;
  await stand.database.pool.query(
    `with t as (insert into ${bot}.transfer (reference, reason, actor, note)
       select 'r:' || gen_random_uuid(), 'cost', 'system', '=cmd|x' from generate_series(1, $1) returning id)
     insert into ${bot}.posting (transfer_id, account, wallet_id, amount)
     select id, 'kie', null::bigint, -1250 from t union all select id, 'kie_cost', null, 1250 from t`,
    [count],
  );
}

test('a chart comes as a picture, and the memory of its thread goes back', async () => {
  const rss = (): number => Math.round(process.memoryUsage().rss / 1_048_576);
  const start = rss();
  assert.equal((await makeReport(`chart:7:${ADMIN}:ru`, deps)).kind, 'done');
  const [first] = await received();
  assert.ok(first !== undefined);
  assert.deepEqual([...first.subarray(1, 4)], [...Buffer.from('PNG')]);
  const afterOne = rss();
  for (let index = 0; index < 5; index += 1) await makeReport(`chart:30:${ADMIN}:en`, deps);
  const afterSix = rss();
  console.log(`rss MB: before ${start}, after one ${afterOne}, after six ${afterSix}`);
  assert.ok(afterSix - afterOne < 120, `six charts took ${afterSix - afterOne} MB more than one`);
});

test('the ledger comes in files of bounded size, each posting once, with nothing for a spreadsheet to run', async () => {
  await transfers(3_500);
  const small = { ...deps, mostBytes: 400_000 };
  const before = (await received()).length;
  const queue = `select data ->> 'id' as id from ${stand.database.schemas.queue}.job where name = 'errand'`;
  let next: string | undefined = `ledger:all:${ADMIN}:ru:1:0:new`;
  let parts = 0;
  while (next !== undefined && parts < 10) {
    assert.equal((await makeReport(next, small)).kind, 'done');
    parts += 1;
    const { rows } = await stand.database.pool.query<{ id: string }>(queue);
    next = rows[0]?.id;
    await stand.database.pool.query(`delete from ${stand.database.schemas.queue}.job where name = 'errand'`);
  }
  const files = (await received()).slice(before);
  assert.ok(parts > 1 && files.length === parts, `${parts} parts, ${files.length} files`);
  for (const file of files) {
    assert.ok(file.length <= 400_000);
    assert.equal(file.subarray(0, 3).toString('hex'), 'efbbbf');
  }
  const lines = files.flatMap((file) => file.toString('utf8').trim().split('\r\n').slice(1));
  assert.equal(lines.length, 7_000);
  assert.equal(new Set(lines).size, 7_000);
  assert.ok(lines.every((line) => line.endsWith(`"'=cmd|x"`)));
});

test('an id that no admin can have asked for goes to the dead letters', async () => {
  for (const id of ['chart:7:31337:ru', 'rubbish', `chart:8:${ADMIN}:ru`]) {
    assert.equal((await makeReport(id, deps)).kind, 'dead', id);
  }
});

test('a picture that cannot be drawn is told', async () => {
  const broken = { ...deps, renderChart: () => Promise.reject(new Error('no font')) };
  assert.equal((await makeReport(`chart:1:${ADMIN}:ru`, broken)).kind, 'dead');
  assert.match((await stand.rows.outbox(ADMIN)).at(-1)?.payload.text ?? '', /Отчёт не получился/);
});
