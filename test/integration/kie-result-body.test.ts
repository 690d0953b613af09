import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { limitedBody } from '../../src/adapters/kie/result-body.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { hasCode } from '../../src/shared/errors.ts';

const WINDOW_MS = 50;
const LIMITS = { maxBytes: 1_000_000, windowMs: WINDOW_MS, minBytesPerWindow: 1_000 };

/** The two ends of one connection: what `host` writes is in the socket of `source` at once. */
async function connected(t: TestContext): Promise<{ source: Socket; host: Socket }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const source = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[host]] = await Promise.all([once(server, 'connection') as Promise<[Socket]>, once(source, 'connect')]);
  t.after(() => {
    source.destroy();
    host.destroy();
    server.close();
  });
  return { source, host };
}

/** Nothing else in this process runs meanwhile. */
function stall(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** The body of a host that has sent so many bytes, and its end, while the process stalled until the time was over. */
async function afterStall(t: TestContext, bytes: number, isWhole = false): Promise<AsyncGenerator<Uint8Array>> {
  const { source, host } = await connected(t);
  const body = limitedBody(source, LIMITS, systemClock);
  const first = body.next();
  if (isWhole) host.end(Buffer.alloc(bytes));
  else host.write(Buffer.alloc(bytes));
  stall(WINDOW_MS * 2);
  const next = await first;
  assert.ok(next.done !== true);
  assert.equal(next.value.byteLength, bytes);
  return body;
}

test('bytes that wait while the process stalls are read, although the time is over', async (t) => {
  await afterStall(t, 1_000);
});

test('a small body that waits with its end while the process stalls is whole', async (t) => {
  const body = await afterStall(t, 10, true);
  assert.equal((await body.next()).done, true);
});

test('a host that sent too little before the stall, and nothing since, is given up', async (t) => {
  const body = await afterStall(t, 10);
  await assert.rejects(body.next(), (error) => hasCode(error, 'RESULT_UNAVAILABLE'));
});
