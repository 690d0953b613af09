import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createResultFetch, readResultBytes, type ResultFetchOptions } from '../../src/adapters/kie/result-fetch.ts';
import { hasCode, type ErrorCode } from '../../src/shared/errors.ts';
import { waitFor } from '../support/wait-for.ts';
import { startScriptedServer, type Script } from './kie-scripted-server.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const GIF = Buffer.from('GIF89a'.padEnd(2_000, '\x01'), 'latin1');
const SLOWNESS = { windowMs: 200, minBytesPerWindow: 1_000 };

const sends =
  (body: Buffer | string, headers: Record<string, string> = {}, status = 200): Script =>
  (response) =>
    void response.writeHead(status, headers).end(body);

async function served(t: TestContext, script: Script, more: Partial<ResultFetchOptions> = {}) {
  const server = await startScriptedServer(t, script);
  return { server, fetchResult: createResultFetch({ allowPrivateHosts: true, slowness: SLOWNESS, ...more }) };
}

const is =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    hasCode(error, code);

test('a picture arrives whole and is named by its bytes, whatever the server calls it', async (t) => {
  const headers = { 'content-type': 'text/html', 'content-length': String(PNG.length) };
  const { server, fetchResult } = await served(t, sends(PNG, headers));
  const { stream, ...about } = await fetchResult(`${server.url}/movie.mp4`);
  assert.deepEqual(about, { mime: 'image/png', kind: 'image', extension: 'png', size: PNG.length });
  assert.deepEqual(await readResultBytes({ stream, ...about }), PNG);
  assert.equal(server.seen[0]!.headers['accept-encoding'], 'identity');
  assert.equal(server.seen[0]!.headers.authorization, undefined);
});

test('a file larger than the first bytes is streamed in order', async (t) => {
  const body = Buffer.concat([GIF, Buffer.from(Array.from({ length: 500_000 }, (_, index) => index % 251))]);
  const { server, fetchResult } = await served(t, (response) => {
    response.writeHead(200); // no length: chunked
    for (let at = 0; at < body.length; at += 60_000) response.write(body.subarray(at, at + 60_000));
    response.end();
  });
  const file = await fetchResult(server.url);
  assert.equal(file.size, null);
  assert.equal(file.kind, 'animation');
  assert.ok(Buffer.from(await readResultBytes(file)).equals(body));
});

test('a host that answers anything but 200 makes the result unavailable', async (t) => {
  for (const status of [204, 206, 304, 403, 404, 410, 500, 503]) {
    const { server, fetchResult } = await served(t, sends('', {}, status));
    await assert.rejects(fetchResult(server.url), is('RESULT_UNAVAILABLE'), String(status));
  }
});

const broken: readonly (readonly [name: string, script: Script])[] = [
  ['an empty body', sends('')],
  ['a reset', (response) => response.destroy()],
  ['no answer', () => undefined],
];
for (const [name, script] of broken) {
  test(`${name} makes the result unavailable`, async (t) => {
    const { server, fetchResult } = await served(t, script, { totalMs: 300 });
    await assert.rejects(fetchResult(server.url), is('RESULT_UNAVAILABLE'));
  });
}

test('a page in place of media is refused', async (t) => {
  const { server, fetchResult } = await served(t, sends('<!doctype html><p>expired', { 'content-type': 'video/mp4' }));
  await assert.rejects(fetchResult(server.url), is('RESULT_REFUSED'));
});

test('a body that was compressed unasked is refused', async (t) => {
  const { server, fetchResult } = await served(t, sends(PNG, { 'content-encoding': 'gzip' }));
  await assert.rejects(fetchResult(server.url), is('RESULT_REFUSED'));
});

test('a size that is announced beyond the cap is refused before the body', async (t) => {
  const { server, fetchResult } = await served(t, sends(GIF, { 'content-length': '2000' }), { maxBytes: 1_999 });
  await assert.rejects(
    fetchResult(server.url),
    (error) => hasCode(error, 'RESULT_TOO_LARGE') && error.details['size'] === 2_000,
  );
});

test('a body that never ends is cut at the cap and its connection closed', async (t) => {
  let isClosed = false;
  const endless: Script = (response) => {
    response.on('close', () => (isClosed = true));
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write(GIF));
      response.once('drain', more);
    };
    more();
  };
  const { server, fetchResult } = await served(t, endless, { maxBytes: 1_000_000 });
  await assert.rejects(fetchResult(server.url).then(readResultBytes), is('RESULT_TOO_LARGE'));
  await waitFor('the connection to close', () => isClosed);
});

test('a body that ends before its announced size is unavailable, not delivered', async (t) => {
  const { server, fetchResult } = await served(t, (response) => {
    response.writeHead(200, { 'content-length': '100000' });
    response.write(Buffer.alloc(50_000, 1), () => response.destroy());
  });
  await assert.rejects(fetchResult(server.url).then(readResultBytes), is('RESULT_UNAVAILABLE'));
});

test('a body that comes byte by byte is given up, although each byte is on time', async (t) => {
  const { server, fetchResult } = await served(t, (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  });
  const startedAt = performance.now();
  await assert.rejects(fetchResult(server.url), is('RESULT_UNAVAILABLE'));
  assert.ok(performance.now() - startedAt < 2_000);
});

test('a slow reader is not mistaken for a slow host', async (t) => {
  const { server, fetchResult } = await served(t, sends(Buffer.alloc(400_000, 7)));
  const file = await fetchResult(server.url);
  let size = 0;
  for await (const chunk of file.stream as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    // longer than the whole window, between two reads
    if (size < 200_000) await new Promise((resolve) => setTimeout(resolve, SLOWNESS.windowMs * 1.5));
  }
  assert.equal(size, 400_000);
});

test('the overall time ends a body that is fast enough but too long', async (t) => {
  const { server, fetchResult } = await served(
    t,
    (response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(GIF), 10);
      response.on('close', () => clearInterval(timer));
    },
    { totalMs: 400 },
  );
  await assert.rejects(fetchResult(server.url).then(readResultBytes), is('RESULT_UNAVAILABLE'));
});

test('a caller that stops, or throws the stream away, closes the connection', async (t) => {
  let closed = 0;
  const { server, fetchResult } = await served(t, (response) => {
    response.on('close', () => (closed += 1));
    response.writeHead(200);
    response.write(Buffer.alloc(20_000, 1));
  });
  const file = await fetchResult(server.url);
  file.stream.destroy();
  await waitFor('the first connection to close', () => closed === 1);
  const controller = new AbortController();
  const pending = fetchResult(server.url, controller.signal).then(readResultBytes);
  await waitFor('the second request', () => server.seen.length === 2);
  controller.abort();
  await assert.rejects(pending, is('RESULT_UNAVAILABLE'));
  await waitFor('the second connection to close', () => closed === 2);
});

test('three redirects are followed, relative ones too, and a fourth is refused', async (t) => {
  const redirecting =
    (times: number): Script =>
    (response, nth) =>
      nth < times ? response.writeHead(302, { location: `/hop-${nth + 1}` }).end() : response.writeHead(200).end(PNG);
  const three = await served(t, redirecting(3));
  assert.equal((await three.fetchResult(three.server.url)).kind, 'image');
  assert.deepEqual(
    three.server.seen.map((seen) => seen.path),
    ['/', '/hop-1', '/hop-2', '/hop-3'],
  );
  const four = await served(t, redirecting(4));
  await assert.rejects(four.fetchResult(four.server.url), is('RESULT_REFUSED'));
  assert.equal(four.server.seen.length, 4);
});

test('the connection goes to the address that was checked, and each name is resolved once', async (t) => {
  const asked: string[] = [];
  const { server, fetchResult } = await served(t, sends(PNG), {
    resolve: (hostname) => {
      asked.push(hostname);
      return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    },
  });
  // `.invalid` exists nowhere: only the pinned address can have answered
  assert.equal((await fetchResult(`http://media.invalid:${server.port}/a.png`)).kind, 'image');
  assert.equal(server.seen[0]!.headers.host, `media.invalid:${server.port}`);
  assert.deepEqual(asked, ['media.invalid']);
});

const strict = (addresses: readonly string[] = []) =>
  createResultFetch({
    allowPrivateHosts: false,
    resolve: () => Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))),
    totalMs: 2_000,
  });

test('in production only https addresses without credentials are fetched', async () => {
  const addresses = [
    'http://media.test/a.png',
    'ftp://media.test/a',
    'file:///etc/passwd',
    'data:image/png;base64,',
    'https://u:p@media.test/',
    'nonsense',
    '',
  ];
  for (const address of addresses) await assert.rejects(strict()(address), is('RESULT_REFUSED'), address);
});

test('in production a private address is refused in every spelling, without a connection', async (t) => {
  const server = await startScriptedServer(t, sends(PNG));
  const hosts = [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '169.254.169.254',
    '0.0.0.0',
    '[fd00::1]',
  ];
  for (const host of hosts)
    await assert.rejects(strict()(`https://${host}:${server.port}/`), is('RESULT_REFUSED'), host);
  assert.equal(server.seen.length, 0);
});

test('in production a name with one private address among its addresses is refused', async () => {
  for (const address of ['127.0.0.1', '10.1.2.3', '::1', 'fe80::1', '::ffff:10.0.0.1', '100.64.1.1']) {
    await assert.rejects(strict(['8.8.8.8', address])('https://rebinding.test/a.png'), is('RESULT_REFUSED'), address);
  }
});

test('a redirect is checked like the first address', async (t) => {
  const { server, fetchResult } = await served(t, (response) =>
    response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  );
  await assert.rejects(fetchResult(server.url), is('RESULT_REFUSED'));
  const inner = await startScriptedServer(t, sends(PNG));
  let hop = 0;
  const rebinding = createResultFetch({
    allowPrivateHosts: true,
    resolve: () => {
      hop += 1;
      return hop === 1
        ? Promise.resolve([{ address: '127.0.0.1', family: 4 }])
        : Promise.reject(new Error('unknown name'));
    },
  });
  const outer = await startScriptedServer(
    t,
    (response) => void response.writeHead(302, { location: `http://inner.invalid:${inner.port}/` }).end(),
  );
  await assert.rejects(rebinding(`http://outer.invalid:${outer.port}/`), is('RESULT_UNAVAILABLE'));
  assert.equal(hop, 2);
  assert.equal(inner.seen.length, 0);
});

test('a name without an address is unavailable, because names come back', async () => {
  const failing = createResultFetch({
    allowPrivateHosts: false,
    resolve: () => Promise.reject(new Error('ENOTFOUND')),
  });
  await assert.rejects(failing('https://media.test/'), is('RESULT_UNAVAILABLE'));
  await assert.rejects(strict([])('https://media.test/'), is('RESULT_UNAVAILABLE'));
});
