import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { waitFor } from '../support/wait-for.ts';
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

for (const [what, statement] of [
  ['uncaughtException', 'throw error'],
  ['unhandledRejection', 'void Promise.reject(error)'],
] as const) {
  test(`${what}: logged without secrets, then exit code 1`, async (t) => {
    const on = stage(t);
    const secret = 'hmac-key-that-must-not-leak';
    const fault = `const error = new Error('failed with ${secret}'); process.once('SIGUSR2', () => { ${statement}; });`;
    const inject = `data:text/javascript,${encodeURIComponent(fault)}`;
    const env = { PORT: String(await freePort()), KIE_WEBHOOK_HMAC_KEY: secret };
    const main = startProcess(on, [NODE, '--import', inject, MAIN_ENTRY, 'health'], env);
    await waitFor('it to run', () => main.output().includes('Health server listening'));
    main.process.kill('SIGUSR2');
    assert.equal((await main.ended).code, 1);
    const line = JSON.parse(main.output().trimEnd().split('\n').at(-1)!) as {
      message: string;
      error: { message: string };
    };
    assert.equal(line.message, `process.${what}`);
    assert.equal(line.error.message, 'failed with [redacted]');
    assert.ok(!main.output().includes(secret));
  });
}

test('a child started by hand works without a parent and stops on SIGTERM', async (t) => {
  const on = stage(t);
  const main = startProcess(on, [NODE, MAIN_ENTRY, 'health'], { PORT: String(await freePort()) });
  await waitFor('it to run', () => main.output().includes('✅ Health server listening on 0.0.0.0:'));
  main.process.kill('SIGTERM');
  assert.deepEqual(await main.ended, { code: 0, signal: null });
});
