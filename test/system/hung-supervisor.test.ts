/** A supervisor that hangs where no platform asks for `/health`: its children end it, so that the service is started anew. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { childrenOf, isAlive } from '../support/process-tree.ts';
import { logLines, openStand, POLLING, said, type ServiceStand } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const PERSON = 840_301;
const PATIENCE = { timeoutMs: 60_000 };
/** The limit is six times this: the shortest that there is. */
const ENV = { HEARTBEAT_TIMEOUT: '2' };

let stand: ServiceStand;
let database: pg.Client;
before(async () => {
  stand = await openStand();
  database = new pg.Client({ connectionString: stand.databaseUrl });
  await database.connect();
  await stand.telegram.user({ id: PERSON, firstName: 'Анна', languageCode: 'ru' });
});
after(async () => {
  await database.end();
  await stand.close();
});

test('a frozen supervisor of a worker is ended in order: lease and lock are given back, the next one polls', async (t) => {
  const hung = stand.start({ role: 'worker', env: ENV });
  await hung.line(POLLING, 60_000);
  const children = childrenOf(hung.pid).map(({ pid }) => pid);
  process.kill(hung.pid, 'SIGSTOP');
  const frozenAt = performance.now();
  await stand.telegram.sendText(PERSON, '/help');
  await waitFor('an answer meanwhile', async () => (await said(stand.telegram, PERSON)).length === 1, PATIENCE);

  await hung.line('supervisor.silent', 60_000);
  assert.equal(await hung.ended, null, 'it was killed');
  t.diagnostic(`ended after ${Math.round(performance.now() - frozenAt)} ms`);
  await waitFor('the end of its children', () => !children.some(isAlive), PATIENCE);
  const lines = logLines(hung);
  assert.equal(lines.filter(({ message }) => message === 'supervisor.silent').length, children.length);
  const { rows } = await database.query('select owner from bot_700001.poll_lease');
  assert.deepEqual(rows, [{ owner: null }], 'the poller stopped before it killed');

  const next = stand.start({ role: 'worker', env: ENV });
  await next.line(POLLING, 60_000);
  await stand.telegram.sendText(PERSON, '/help');
  await waitFor('the next answer', async () => (await said(stand.telegram, PERSON)).length === 2, PATIENCE);
  const conflicts = (await stand.telegram.calls({ method: 'getUpdates' })).filter(({ status }) => status === 409);
  assert.deepEqual(conflicts, []);
});
