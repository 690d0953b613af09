/** One request at a time against real servers, bad manners included. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { neverSent, NotConnectedError, readText, request } from '../../src/adapters/http/request.ts';
import { closedPort } from './kie-client-stand.ts';
import { json, startScriptedServer } from './kie-scripted-server.ts';

/** Does with each connection what the test says. */
async function startRawServer(t: TestContext, serve: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const failure = async (asked: Promise<unknown>): Promise<unknown> =>
  await asked.then(
    () => assert.fail('it was answered'),
    (error: unknown) => error,
  );

test('what is asked arrives, what is answered comes back, and the connection is kept for the next', async (t) => {
  const ports = new Set<number | undefined>();
  const server = await startScriptedServer(t, (response, _nth, { body }) => {
    ports.add(response.socket?.remotePort);
    json(response, { heard: body.toString() }, 201);
  });
  for (const body of ['one', 'zwei – два']) {
    const response = await request(`${server.url}/path?a=b`, { method: 'POST', headers: { 'x-test': 'yes' }, body });
    assert.equal(response.statusCode, 201);
    assert.deepEqual(JSON.parse((await readText(response, 1_000)) ?? ''), { heard: body });
  }
  const [first] = server.seen;
  assert.deepEqual([first?.method, first?.path, first?.headers['x-test']], ['POST', '/path?a=b', 'yes']);
  assert.equal(first?.headers['content-length'], '3');
  assert.equal(ports.size, 1);
});

test('a redirect is an answer and is not followed', async (t) => {
  const server = await startScriptedServer(t, (response) => response.writeHead(302, { location: '/next' }).end());
  const response = await request(server.url, { method: 'GET' });
  assert.equal(response.statusCode, 302);
  assert.equal(await readText(response, 1_000), '');
  assert.equal(server.seen.length, 1);
});

test('a body that comes in pieces is passed on as they come', async (t) => {
  const server = await startScriptedServer(t, (response) => json(response, {}));
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const piece of ['a', 'b', 'c']) yield await Promise.resolve(Buffer.from(piece));
  }
  await readText(await request(server.url, { method: 'POST', body: pieces() }), 1_000);
  assert.equal(server.seen[0]?.body.toString(), 'abc');
  assert.equal(server.seen[0].headers['transfer-encoding'], 'chunked');
});

test('a body whose source breaks fails with that, and no half of it counts as whole', async (t) => {
  const server = await startScriptedServer(t, (response) => json(response, {}));
  // eslint-disable-next-line @typescript-eslint/require-await -- a stream is what is tested
  async function* breaks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    throw new Error('the source broke');
  }
  const error = await failure(request(server.url, { method: 'POST', body: breaks() }));
  const told = error instanceof NotConnectedError ? error.cause : error;
  assert.match(String(told), /the source broke/);
  assert.deepEqual(server.seen, []);
});

test('an answer before the body has arrived ends the sending of it', async (t) => {
  const port = await startRawServer(t, (socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n'));
  });
  const { promise: closed, resolve: close } = Promise.withResolvers<undefined>();
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield await Promise.resolve(Buffer.alloc(65_536));
    } finally {
      close(undefined);
    }
  }
  const response = await request(`http://127.0.0.1:${port}`, { method: 'POST', body: endless() });
  assert.equal(response.statusCode, 413);
  await readText(response, 1_000);
  await closed;
});

test('without a connection nothing was sent: nobody there, no such host, no handshake', async (t) => {
  const deaf = await startRawServer(t, () => undefined);
  const rude = await startRawServer(t, (socket) => socket.end('SSH-2.0-no-tls\r\n'));
  const rows: readonly [string, AbortSignal?][] = [
    [`http://127.0.0.1:${await closedPort()}`],
    ['http://no-such-host.invalid'],
    [`https://127.0.0.1:${rude}`],
    [`https://127.0.0.1:${deaf}`, AbortSignal.timeout(100)],
  ];
  for (const [address, signal] of rows) {
    const error = await failure(request(address, { method: 'POST', body: 'x', signal }));
    assert.ok(error instanceof NotConnectedError, address);
    assert.ok(neverSent(new Error('wrapped', { cause: error })), address);
  }
});

test('once it was sent nobody knows: no answer in time, and a connection that ends without one', async (t) => {
  const deaf = await startRawServer(t, () => undefined);
  const late = await failure(request(`http://127.0.0.1:${deaf}`, { method: 'POST', signal: AbortSignal.timeout(200) }));
  assert.equal((late as Error).name, 'TimeoutError');
  const rude = await startRawServer(t, (socket) => socket.once('data', () => socket.destroy()));
  const cut = await failure(request(`http://127.0.0.1:${rude}`, { method: 'POST' }));
  assert.equal((cut as NodeJS.ErrnoException).code, 'ECONNRESET');
  assert.deepEqual([neverSent(late), neverSent(cut)], [false, false]);
});

test('a kept connection that ends under the next request: that one may have arrived', async (t) => {
  let asked = 0;
  const port = await startRawServer(t, (socket) => {
    socket.on('data', () => {
      asked += 1;
      if (asked === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      else socket.destroy();
    });
  });
  const ask = (): Promise<IncomingMessage> => request(`http://127.0.0.1:${port}`, { method: 'POST' });
  await readText(await ask(), 1_000);
  const error = await failure(ask());
  assert.equal((error as NodeJS.ErrnoException).code, 'ECONNRESET');
  assert.equal(neverSent(error), false);
});

test('whoever aborts gets their own reason back: before, on the way, while waiting, and in an answer', async (t) => {
  const reason = new Error('the child stops');
  await assert.rejects(request('http://127.0.0.1:9', { method: 'GET', signal: AbortSignal.abort(reason) }), reason);

  const connecting = new AbortController();
  const mute = await startRawServer(t, () => connecting.abort(reason));
  await assert.rejects(request(`https://127.0.0.1:${mute}`, { method: 'GET', signal: connecting.signal }), reason);

  const waiting = new AbortController();
  const deaf = await startRawServer(t, (socket) => socket.once('data', () => waiting.abort(reason)));
  await assert.rejects(request(`http://127.0.0.1:${deaf}`, { method: 'GET', signal: waiting.signal }), reason);

  const reading = new AbortController();
  const half = await startRawServer(t, (socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'));
  });
  const response = await request(`http://127.0.0.1:${half}`, { method: 'GET', signal: reading.signal });
  response.once('data', () => reading.abort(reason));
  await assert.rejects(readText(response, 1_000), reason);
});

test('an answer that breaks off is no answer, and one that is too long is not read', async (t) => {
  const cut = await startRawServer(t, (socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'));
  });
  await assert.rejects(async () => await readText(await request(`http://127.0.0.1:${cut}`, { method: 'GET' }), 1_000));
  const server = await startScriptedServer(t, (response) => response.end('x'.repeat(1_001)));
  assert.equal(await readText(await request(server.url, { method: 'GET' }), 1_000), null);
});
