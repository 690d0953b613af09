import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import { pgError } from '../../src/adapters/postgres/errors.ts';
import { AppError } from '../../src/shared/errors.ts';

function sqlError(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('refused', 7, 'error'), { code });
}
const withCode = (code: string): Error => Object.assign(new Error('failed'), { code });

test('what may pass by itself is DB_UNAVAILABLE, what will not is a defect', () => {
  const passing = {
    'connection exception': '08006',
    'protocol violation, as poolers say it when they are full': '08P01',
    'serialization failure': '40001',
    deadlock: '40P01',
    'disk full': '53100',
    'too many connections': '53300',
    'lock timeout': '55P03',
    'statement timeout': '57014',
    'idle in a transaction for too long': '25P03',
    'administrator shut it down': '57P01',
    crashed: '57P02',
    'starting up': '57P03',
    'session killed for being idle': '57P05',
    'a replica during a failover': '25006',
    'I/O error': '58030',
  };
  const lasting = {
    'unique violation': '23505',
    'check violation': '23514',
    'not null': '23502',
    'syntax error': '42601',
    'no such table': '42P01',
    'a character that text cannot hold': '22P05',
    'division by zero': '22012',
    'privileges missing': '42501',
  };
  for (const [name, code] of Object.entries(passing))
    assert.equal(pgError(sqlError(code)).code, 'DB_UNAVAILABLE', name);
  for (const code of ['28000', '28P01', '3D000']) assert.equal(pgError(sqlError(code)).code, 'CONFIG_INVALID', code);
  for (const [name, code] of Object.entries(lasting)) assert.equal(pgError(sqlError(code)).code, 'UNEXPECTED', name);
});

test('socket failures and spent descriptors, also inside an aggregate of several addresses, are DB_UNAVAILABLE', () => {
  const codes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'];
  const spent = ['EMFILE', 'ENFILE', 'ENOBUFS', 'EADDRNOTAVAIL'];
  for (const code of [...codes, ...spent, 'EHOSTUNREACH', 'ENETUNREACH']) {
    assert.equal(pgError(withCode(code)).code, 'DB_UNAVAILABLE', code);
    assert.equal(pgError(new AggregateError([withCode('EOTHER'), withCode(code)])).code, 'DB_UNAVAILABLE', code);
  }
});

test('the words of the real driver for a dead connection and an ended pool are known', async () => {
  const client = new pg.Client({ host: '127.0.0.1', port: 1, user: 'nobody' });
  const refused: unknown = await client.connect().catch((error: unknown) => error);
  assert.equal(pgError(refused).code, 'DB_UNAVAILABLE');
  const after: unknown = await client.query('select 1').catch((error: unknown) => error);
  assert.equal(pgError(after).code, 'DB_UNAVAILABLE', String(after));
  const pool = new pg.Pool();
  await pool.end();
  const ended: unknown = await pool.query('select 1').catch((error: unknown) => error);
  assert.equal(pgError(ended).code, 'DB_UNAVAILABLE', String(ended));
});

test('total: whatever is thrown, an AppError comes out; ours pass unchanged and foreign ones are kept as cause', () => {
  const ours = new AppError('LEASE_LOST', 'gone');
  assert.equal(pgError(ours), ours);
  fc.assert(
    fc.property(fc.anything(), (thrown) => {
      const error = pgError(thrown);
      assert.ok(error instanceof AppError);
      assert.deepEqual(error.cause, thrown);
    }),
  );
});
