import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIN_ENTRY, stage } from './fixtures/stage.ts';
import { startProcess } from './fixtures/start-service.ts';

const NODE = process.execPath;

test('all configuration problems at once, one line each, no value, exit code 78', async (t) => {
  const on = stage(t);
  const bad = {
    TELEGRAM_BOT_TOKEN: 'nonsense-instead-of-a-token',
    KIE_API_KEY: '',
    DATABASE_URL: 'mysql://user:a-password-to-hide@host/name',
    PORT: '99999999',
  };
  const main = startProcess(on, [NODE, MAIN_ENTRY], bad);
  assert.equal((await main.ended).code, 78);
  const lines = main.output().trimEnd().split('\n');
  assert.deepEqual(lines.map((line) => line.split(' ')[0]).toSorted(), [
    'DATABASE_URL',
    'KIE_API_KEY',
    'PORT',
    'TELEGRAM_BOT_TOKEN',
  ]);
  for (const value of Object.values(bad)) if (value !== '') assert.ok(!main.output().includes(value), value);
});

test('an unknown role is a configuration problem', async (t) => {
  const on = stage(t);
  const main = startProcess(on, [NODE, MAIN_ENTRY, 'wep']);
  assert.equal((await main.ended).code, 78);
  assert.match(main.output(), /^"wep" is not a role: web, worker, generator, polling, generation or health$/m);
});

test('a child with an invalid environment says so itself and ends with 78', async (t) => {
  const on = stage(t);
  const main = startProcess(on, [NODE, MAIN_ENTRY, 'health'], { PORT: 'eighty' });
  assert.equal((await main.ended).code, 78);
  assert.match(main.output(), /^PORT must be a whole number/m);
});
