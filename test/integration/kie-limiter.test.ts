/** Real connections to a real database: the limit must hold between pools that know nothing of each other. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import type { CreateLimiter } from '../../src/adapters/kie/limiter.ts';
import { createKieLimiter } from '../../src/adapters/postgres/kie-limiter.ts';
import { sleep } from '../../src/shared/clock.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const SQL = readFileSync(new URL('../../migrations/shared/000001_kie_shared.sql', import.meta.url), 'utf8');
const LIMIT = 5;
const WINDOW_MS = 300;

let database: TestDatabase;
let pools: pg.Pool[];

before(async () => {
  database = await createTestDatabase();
  pools = Array.from({ length: 3 }, () => new pg.Pool({ connectionString: database.url, max: 4 }));
  await pools[0]!.query(SQL);
});
after(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
});

function limiterOn(pool: pg.Pool, apiKey: string, more: { limit?: number; windowMs?: number } = {}) {
  return createKieLimiter({ db: pool, apiKey, limit: LIMIT, windowMs: WINDOW_MS, marginMs: 0, ...more });
}

/** As a worker does: put back, and asked again when the limiter said. */
async function takeWhenFree(limiter: CreateLimiter): Promise<void> {
  for (let slot = await limiter.tryTake(); !slot.ok; slot = await limiter.tryTake()) await sleep(slot.retryAfterMs);
}

/** The most grants in any window, by the times at which callers were let through. */
function densest(times: readonly number[], windowMs: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.max(...sorted.map((start) => sorted.filter((time) => time >= start && time < start + windowMs).length));
}

test('the migration may run again', async () => {
  await pools[0]!.query(SQL);
});

test('60 takes from three pools at once never put more than the limit into any window of the database clock', async () => {
  const grants: number[] = [];
  // The database's own times of the grants: a caller hears of its grant some milliseconds later than it was given.
  await pools[0]!.query('create table grants (at timestamptz not null)');
  await pools[0]!.query(`
    create function note_grant() returns trigger language plpgsql as $$
    begin insert into grants values (new.taken_at[cardinality(new.taken_at)]); return null; end $$;
    create trigger note_grant after update on kie_shared.create_window for each row execute function note_grant()`);
  const limiters = pools.map((pool) => limiterOn(pool, 'fake-key-of-sixty'));
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: 60 }, (_, index) => takeWhenFree(limiters[index % 3]!)));
  const tookMs = performance.now() - startedAt;
  const { rows } = await pools[0]!.query<{ ms: number }>(
    'select 1000.0::float8 * extract(epoch from at)::float8 as ms from grants',
  );
  await pools[0]!.query('drop trigger note_grant on kie_shared.create_window');
  grants.push(...rows.map((row) => row.ms));
  assert.equal(grants.length, 60);
  assert.ok(densest(grants, WINDOW_MS) <= LIMIT, `${densest(grants, WINDOW_MS)} in one window`);
  assert.ok(tookMs < 60_000, `and it still flows: ${tookMs} ms`);
});

test('the window slides: what a fixed window would let through twice is refused', async () => {
  const limiter = limiterOn(pools[0]!, 'fake-key-of-sliding', { windowMs: 60_000 });
  const hash = `encode(sha256('fake-key-of-sliding'::bytea), 'hex')`;
  // Four taken 50 s ago and one just now: a fixed window that began 59 s ago is nearly over, the sliding one is full.
  await pools[0]!.query(`insert into kie_shared.create_window values (${hash},
    array_fill(clock_timestamp() - interval '50 seconds', array[4]) || clock_timestamp())`);
  const slot = await limiter.tryTake();
  assert.ok(!slot.ok);
  assert.ok(slot.retryAfterMs > 8_000 && slot.retryAfterMs <= 10_000, `${slot.retryAfterMs}`);
});

test('tryTake never waits, and says when the oldest slot will be free', async () => {
  const limiter = limiterOn(pools[0]!, 'fake-key-of-try', { windowMs: 60_000 });
  for (let taken = 0; taken < LIMIT; taken += 1) assert.deepEqual(await limiter.tryTake(), { ok: true });
  const slot = await limiter.tryTake();
  assert.ok(!slot.ok && slot.retryAfterMs > 55_000 && slot.retryAfterMs <= 60_000);
});

test('those who ask at the same moment ask in one statement, and the first of them get what is left', async () => {
  const texts: unknown[] = [];
  const pool = pools[0]!;
  const query = ((config: unknown) => (texts.push(config), pool.query(config as pg.QueryConfig))) as pg.Pool['query'];
  const limiter = createKieLimiter({ db: { query }, apiKey: 'fake-key-of-many', limit: LIMIT, windowMs: 60_000 });
  const slots = await Promise.all(Array.from({ length: LIMIT + 3 }, () => limiter.tryTake()));
  assert.deepEqual(
    slots.map(({ ok }) => ok),
    [...Array<boolean>(LIMIT).fill(true), false, false, false],
  );
  assert.equal(texts.length, 1);
});

test('two keys do not disturb each other, and no key is stored', async () => {
  const one = limiterOn(pools[0]!, 'fake-key-of-one', { windowMs: 60_000, limit: 1 });
  const other = limiterOn(pools[1]!, 'fake-key-of-another', { windowMs: 60_000, limit: 1 });
  assert.equal((await one.tryTake()).ok, true);
  assert.equal((await other.tryTake()).ok, true);
  assert.equal((await one.tryTake()).ok, false);
  const { rows } = await pools[0]!.query<{ key_hash: string }>('select key_hash from kie_shared.create_window');
  assert.ok(rows.length >= 2 && rows.every((row) => /^[0-9a-f]{64}$/.test(row.key_hash)));
});

test('entries from a clock that was set back far do not lock the key', async () => {
  const limiter = limiterOn(pools[0]!, 'fake-key-of-clock', { limit: 1 });
  await pools[0]!.query(`insert into kie_shared.create_window
    values (encode(sha256('fake-key-of-clock'::bytea), 'hex'), array[clock_timestamp() + interval '1 hour'])`);
  assert.deepEqual(await limiter.tryTake(), { ok: true });
});

test('a database that is away is DB_UNAVAILABLE', async () => {
  const pool = new pg.Pool({ host: '127.0.0.1', port: 1, user: 'nobody' });
  await assert.rejects(limiterOn(pool, 'fake-key').tryTake(), (error) => hasCode(error, 'DB_UNAVAILABLE'));
  await pool.end();
});

test('any order of limits and windows refuses exactly when the log of the last window is full', async () => {
  const pool = pools[2]!;
  let round = 0;
  const ages = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(ages, fc.integer({ min: 1, max: 20 }), async (ageMs, limit) => {
      round += 1;
      const key = `fake-key-of-property-${round}`;
      await pool.query(
        `insert into kie_shared.create_window values (encode(sha256($1::text::bytea), 'hex'),
           (select coalesce(array_agg(clock_timestamp() - a * interval '1 millisecond'), '{}') from unnest($2::int[]) a))`,
        [key, ageMs],
      );
      // 10 s and a half second of doubt on either side, in which the test's own time passes
      const surely = ageMs.filter((age) => age < 9_500).length;
      const perhaps = ageMs.filter((age) => age < 10_000).length;
      const slot = await limiterOn(pool, key, { limit, windowMs: 10_000 }).tryTake();
      if (surely >= limit) assert.equal(slot.ok, false);
      if (perhaps < limit) assert.equal(slot.ok, true);
    }),
    { numRuns: 40 },
  );
});
