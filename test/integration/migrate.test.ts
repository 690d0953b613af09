import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { schemaNames } from '../../src/adapters/postgres/names.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createLogList } from '../support/list-log.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

const BOTS = ['700001', '700002'] as const;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let database: TestDatabase;

before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

async function query<R extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<R[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<R>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
const tablesOf = async (schema: string): Promise<string[]> =>
  (
    await query<{ name: string }>(
      'select table_name as name from information_schema.tables where table_schema = $1 order by 1',
      [schema],
    )
  ).map(({ name }) => name);

test('twenty processes of two bots that meet an empty database all succeed, and each file runs once a bot', async () => {
  const log = createLogList();
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      migrate({ url: database.url, schemas: schemaNames(BOTS[index % 2] ?? ''), log }),
    ),
  );
  for (const bot of BOTS) {
    const { bot: schema } = schemaNames(bot);
    const tables = await tablesOf(schema);
    for (const table of ['inbox', 'outbox', 'poll_lease', 'generation', 'migrations']) {
      assert.ok(tables.includes(table), `${schema}.${table}`);
    }
    const applied = log.lines.filter(({ fields }) => fields['schema'] === schema).map(({ fields }) => fields['name']);
    assert.equal(new Set(applied).size, applied.length, 'no file ran twice');
    assert.deepEqual(
      (await query<{ name: string }>(`select name from ${schema}.migrations order by name`)).map(({ name }) => name),
      applied,
    );
    assert.equal((await query(`select 1 from ${schema}.poll_lease`)).length, 1);
  }
  assert.deepEqual(await tablesOf('kie_shared'), [
    ...['balance', 'catalog_model', 'catalog_sync', 'catalog_version'],
    ...['create_window', 'in_flight', 'migrations', 'spend'],
  ]);
  assert.deepEqual(
    log.messages().filter((message) => message !== 'migration.applied'),
    [],
  );
});

test('a database that is up to date is left alone, also while another bot is being migrated', async () => {
  const log = createLogList();
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  await holder.query('select pg_advisory_lock(4117001)');
  await migrate({ url: database.url, schemas: schemaNames(BOTS[0]), log });
  await holder.end();
  assert.deepEqual(log.lines, []);
});

/** What the kernel knows of the connection to a port of 127.0.0.1: which timer runs for it, and when it is due. */
function timerTowards(port: string): { readonly kind: string; readonly dueMs: number } | null {
  const remote = `0100007F:${Number(port).toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/self/net/tcp', 'utf8').split('\n');
  const columns = rows.map((row) => row.trim().split(/\s+/)).find((row) => row[2] === remote);
  const [kind, due] = columns?.[5]?.split(':') ?? [];
  return kind === undefined || due === undefined ? null : { kind, dueMs: Number.parseInt(due, 16) * 10 };
}
const [NO_ANSWER_YET, KEEPALIVE] = ['01', '02'];

test('a server that vanishes in the middle of a long migration is noticed: after ten silent seconds it is asked', async (t) => {
  const proxy = await startTcpProxy(database.url);
  t.after(proxy.close);
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  await holder.query('select pg_advisory_lock(4117001)');
  const migrating = migrate({ url: proxy.url, schemas: schemaNames('700006'), log: createLogList() });
  try {
    await waitFor('the migration to wait', async () => {
      const waiting = await query(
        `select 1 from pg_stat_activity
         where datname = current_database() and application_name = 'migrate' and wait_event_type = 'Lock'`,
      );
      return waiting.length === 1;
    });
    const timer = await waitFor('its statement to be acknowledged', () => {
      const now = timerTowards(new URL(proxy.url).port);
      return now?.kind === NO_ANSWER_YET ? null : now;
    });
    assert.equal(timer.kind, KEEPALIVE);
    assert.ok(timer.dueMs <= 10_000, `${timer.dueMs} ms`);
  } finally {
    await holder.end();
    await migrating;
  }
});

test('a schema that newer code migrated is DB_SCHEMA_TOO_NEW, and nothing is changed', async () => {
  const { bot: schema } = schemaNames(BOTS[1]);
  await query(`insert into ${schema}.migrations (name, run_on) values ('999999_from_the_future', now())`);
  const attempt = migrate({ url: database.url, schemas: schemaNames(BOTS[1]), log: createLogList() });
  await assert.rejects(attempt, (error) => hasCode(error, 'DB_SCHEMA_TOO_NEW'));
  assert.equal((await query(`select 1 from ${schema}.migrations where name like '999999%'`)).length, 1);
});

test('a bot of an older version lives on when a newer one has widened what they share', async () => {
  await query(`insert into kie_shared.migrations (name, run_on) values ('999999_from_the_future', now())`);
  await migrate({ url: database.url, schemas: schemaNames(BOTS[0]), log: createLogList() });
  await migrate({ url: database.url, schemas: schemaNames('700004'), log: createLogList() });
  assert.ok((await tablesOf('bot_700004')).includes('inbox'));
});

test('a database that is up to date costs no connection of its own, any other one does', async (t) => {
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  t.after(() => pool.end());
  const url = 'postgresql://nobody@127.0.0.1:1/none';
  await migrate({ url, schemas: schemaNames('700004'), log: createLogList(), pool });
  const attempt = migrate({ url, schemas: schemaNames('700005'), log: createLogList(), pool });
  await assert.rejects(attempt, (error) => hasCode(error, 'DB_UNAVAILABLE'));
});

test('a database that is away is DB_UNAVAILABLE', async () => {
  const url = 'postgresql://nobody@127.0.0.1:1/none';
  const attempt = migrate({ url, schemas: schemaNames(BOTS[0]), log: createLogList() });
  await assert.rejects(attempt, (error) => hasCode(error, 'DB_UNAVAILABLE'));
});

test('the migrations are found in a folder with a space and a percent sign in its name', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'kie ai%20bot-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  for (const folder of ['migrations', 'src/adapters/postgres', 'src/shared']) {
    cpSync(join(ROOT, folder), join(home, folder), { recursive: true });
  }
  cpSync(join(ROOT, 'package.json'), join(home, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(home, 'node_modules'));
  const script = `
    const { migrate } = await import('./src/adapters/postgres/migrate.ts');
    const { schemaNames } = await import('./src/adapters/postgres/names.ts');
    const none = () => undefined;
    const log = { debug: none, info: none, warn: none, error: none };
    await migrate({ url: process.env.URL_OF_TEST, schemas: schemaNames('700003'), log });`;
  const done = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: home,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], URL_OF_TEST: database.url },
  });
  assert.equal(done.status, 0, done.stderr);
});
