/** A stream on its way to KIE's upload host: whoever breaks off, nobody is left waiting. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { createTelegramFiles } from '../../src/adapters/telegram/file-source.ts';
import { AppError } from '../../src/shared/errors.ts';
import { clientFor } from './kie-client-stand.ts';
import { TOKEN } from './sandbox-telegram-stand.ts';

type Handler = Parameters<typeof createServer>[1];

async function serve(t: TestContext, handler: Handler): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const never = new AbortController().signal;
const about = { fileName: 'file.png', mimeType: 'image/png' } as const;

/** A Telegram whose download never ends, and the moment when it was given up. */
async function endlessFile(t: TestContext) {
  const closed = Promise.withResolvers<'closed'>();
  const apiRoot = await serve(t, (request, response) => {
    if (request.url?.includes('getFile') === true) {
      response.end(JSON.stringify({ ok: true, result: { file_id: 'F', file_path: 'documents/file_1.png' } }));
      return;
    }
    response.once('close', () => closed.resolve('closed'));
    response.write(Buffer.alloc(200_000));
  });
  const file = await createTelegramFiles({ token: TOKEN, apiRoot })('F', never);
  return { file, closed: closed.promise };
}

test('an upload that is called off ends at once, as trouble that may pass', async (t) => {
  const { file, closed } = await endlessFile(t);
  const began = Promise.withResolvers<undefined>();
  const base = await serve(t, (request) => {
    request.once('data', () => began.resolve(undefined));
  });
  const calling = new AbortController();
  const upload = clientFor(base).uploadStream({ ...about, stream: file.body, signal: calling.signal });
  await began.promise;
  calling.abort();
  await assert.rejects(upload, { code: 'KIE_UNAVAILABLE' });
  file.close();
  assert.equal(await closed, 'closed');
});

test('a host that refuses in the middle leaves no download behind', async (t) => {
  const { file, closed } = await endlessFile(t);
  const base = await serve(t, (request, response) => {
    request.once('data', () => {
      response.writeHead(413, { connection: 'close' }).end('<html>too large</html>');
    });
  });
  const upload = clientFor(base).uploadStream({ ...about, stream: file.body });
  await assert.rejects(upload, (error: unknown) => {
    assert.ok(error instanceof AppError && ['KIE_REJECTED', 'KIE_UNAVAILABLE'].includes(error.code), String(error));
    return true;
  });
  file.close();
  assert.equal(await closed, 'closed');
});

for (const [what, failure, code] of [
  ['its own error', new AppError('INPUT_TOO_LARGE', 'the file is larger than a bot may download'), 'INPUT_TOO_LARGE'],
  ['a defect of ours', new RangeError('Maximum call stack size exceeded'), 'UNEXPECTED'],
] as const) {
  test(`what breaks at the source is ${what}, not KIE's`, async (t) => {
    const base = await serve(t, (request) => void request.resume());
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(10);
      await Promise.resolve();
      throw failure;
    }
    await assert.rejects(clientFor(base).uploadStream({ ...about, stream: broken() }), { code });
  });
}
