/** `npm run soak` for some seconds: what it samples is real, and it notices that nothing was lost. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import type { Sample } from '../../scripts/soak/figures.ts';
import { reportOf } from '../../scripts/soak/report.ts';
import { soak, type Outcome } from '../../scripts/soak/run.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const SECONDS = 12;
const PROCESSES = ['supervisor', 'polling', 'generation', 'health'];

let database: TestDatabase;
let outcome: Outcome;
let last: Sample;

before(async () => {
  database = await createTestDatabase();
  const { signal } = new AbortController();
  const rates = { updates: 10, generations: 2, sampleSeconds: 1 };
  outcome = await soak({ databaseUrl: database.url, seconds: SECONDS, ...rates, signal });
  last = outcome.samples.at(-1) ?? assert.fail('no samples');
});
after(async () => database.drop());

test('nothing was lost, and there was something to lose', (t) => {
  for (const line of reportOf(outcome)) t.diagnostic(line);
  assert.deepEqual(outcome.losses, []);
  const { asked, answered, ordered, delivered, stored } = outcome.totals;
  assert.ok(ordered >= SECONDS && asked > 100 + 2 * ordered + SECONDS, `${asked} asked, ${ordered} ordered`);
  assert.deepEqual([answered, delivered, stored], [asked, ordered, asked]);
});

test('every process of the tree is looked at each time', () => {
  assert.ok(outcome.samples.length >= SECONDS - 5, `${outcome.samples.length} samples`);
  for (const { processes } of outcome.samples) {
    for (const name of PROCESSES) {
      const { rssMb = 0, handles = 0 } = processes[name] ?? {};
      assert.ok(rssMb > 30 && rssMb < 400, `${name}: ${rssMb} MB`);
      assert.ok(handles > 5 && handles < 200, `${name}: ${handles} handles`);
    }
  }
});

test('the sessions are those of the two processes that use the database', () => {
  const names = Object.keys(last.connections).toSorted();
  assert.deepEqual(names, ['generation', 'generation-listen', 'polling', 'polling-listen']);
  assert.equal(last.connections['polling-listen'], 1);
});

test('the tables that are said to grow exist and grow', () => {
  const [first] = outcome.samples;
  const names = [
    'inbox',
    'outbox',
    'generation',
    'attempt',
    'allowance_hold',
    'transfer',
    'posting',
    'app_user',
    'chat',
  ];
  for (const name of [...names.map((each) => `bot.${each}`), 'bot.wallet', 'queue.job_common']) {
    assert.ok((last.tables[name]?.live ?? 0) > 0, `${name} has no rows`);
    assert.ok((last.tables[name]?.bytes ?? 0) >= (first?.tables[name]?.bytes ?? Infinity), name);
  }
  const rows = (sample: Sample | undefined): number => sample?.tables['bot.inbox']?.live ?? NaN;
  assert.ok(rows(last) > rows(first) + 5 * SECONDS, `${rows(first)} to ${rows(last)} rows in the inbox`);
});

test('latencies are told of each step of a generation and of replies', () => {
  const names = new Set(outcome.periods.flatMap(({ latencies }) => Object.keys(latencies)));
  const steps = ['submit', 'watch', 'deliver'].map((step) => `generation.${step} start`);
  assert.deepEqual([...names].toSorted(), ['delivery', ...steps, 'reply'].toSorted());
  for (const { latencies } of outcome.periods) {
    for (const [name, { count, p50, p95 }] of Object.entries(latencies)) {
      assert.ok(count > 0 && p50 >= 0 && p95 >= p50 && p95 < 10_000, `${name}: ${count}, ${p50}, ${p95}`);
    }
  }
});

test('a run that ends early judges what it has', async () => {
  const stop = new AbortController();
  const other = await createTestDatabase();
  setTimeout(() => stop.abort(), 0);
  const rates = { updates: 10, generations: 2, sampleSeconds: 1 };
  const early = await soak({ databaseUrl: other.url, seconds: 3_600, ...rates, signal: stop.signal });
  await other.drop();
  assert.ok(early.seconds < 5, `${early.seconds} s`);
  assert.ok(early.judgements.every(({ trend }) => trend === 'few'));
});

/** Three megabytes and three descriptors a second that nobody gives back, from the start of a process. */
const LEAK = `data:text/javascript,${encodeURIComponent(`
  import { openSync } from 'node:fs';
  const kept = [];
  setInterval(() => {
    kept.push(Buffer.alloc(1 << 20, 1), openSync('/dev/null'));
  }, 333).unref();
`)}`;

test('what leaks is found: memory and descriptors of a process, and sessions of another', async () => {
  const other = await createTestDatabase();
  const sessions: pg.Client[] = [];
  const url = new URL(other.url);
  url.searchParams.set('application_name', 'polling');
  const leak = setInterval(() => {
    const session = new pg.Client({ connectionString: url.href });
    sessions.push(session);
    void session.connect();
  }, 2_000);
  const rates = { updates: 10, generations: 2, sampleSeconds: 1 };
  // Only the supervisor has it: its children get none of the variables that are not theirs.
  const env = { NODE_OPTIONS: `--import ${LEAK}` };
  const { signal } = new AbortController();
  try {
    const leaking = await soak({ databaseUrl: other.url, seconds: 25, ...rates, signal, env });
    const trendOf = (name: string): string | undefined =>
      leaking.judgements.find((judgement) => judgement.name === name)?.trend;
    assert.deepEqual(['RSS supervisor', 'handles supervisor', 'connections polling'].map(trendOf), [
      ...['rising', 'rising', 'too high'],
    ]);
    assert.deepEqual(['handles health', 'connections polling-listen'].map(trendOf), ['flat', 'flat']);
    assert.deepEqual(leaking.losses, [], 'and nothing is lost by it');
    assert.match(reportOf(leaking).join('\n'), /NOT FLAT: RSS supervisor is rising/);
  } finally {
    clearInterval(leak);
    await Promise.all(sessions.map((session) => session.end()));
    await other.drop();
  }
});
