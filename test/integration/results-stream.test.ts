/** Uploads pass through: what comes from the result's host goes on to Telegram before the rest is there. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createResultFetch } from '../../src/adapters/kie/result-fetch.ts';
import { createTelegramApi } from '../../src/adapters/telegram/api.ts';
import { sleep } from '../../src/shared/clock.ts';
import { AppError, hasCode } from '../../src/shared/errors.ts';
import { waitFor } from '../support/wait-for.ts';

const TOKEN = '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';
const HALF = 8 * 1024 * 1024;

async function listen(t: TestContext, onRequest: RequestListener): Promise<string> {
  const server = createServer(onRequest).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const accepted = JSON.stringify({ ok: true, result: { message_id: 1, video: { file_id: 'file-1', file_size: 7 } } });
const upload = (open: () => Promise<Readable>) => ({ open, fileName: 'a.mp4', mimeType: 'video/mp4' });

test('the first half has reached Telegram before the second half exists', async (t) => {
  let received = 0;
  const telegram = await listen(t, (request, response) => {
    request.on('data', (chunk: Buffer) => (received += chunk.length));
    request.on('end', () => response.end(accepted));
  });
  const host = await listen(t, (_request, response) => {
    response.writeHead(200, { 'content-length': 2 * HALF });
    response.write(Buffer.alloc(HALF, 1));
    // Whoever wants the whole file first would wait for ever.
    void waitFor('the first half to arrive', () => received >= HALF).then(() => response.end(Buffer.alloc(HALF, 2)));
  });
  const fetchResult = createResultFetch({ allowPrivateHosts: true });
  const api = createTelegramApi({ token: TOKEN, apiRoot: telegram });
  const source = upload(async () => (await fetchResult(host)).stream);
  const message = await api.sendMedia('video', source, { chat_id: 1 });
  assert.deepEqual(message, { messageId: 1, kind: 'video', fileId: 'file-1', bytes: 7 });
  assert.ok(received > 2 * HALF);
});

test('a Telegram that reads nothing is not read ahead for', async (t) => {
  const reading = Promise.withResolvers<undefined>();
  const telegram = await listen(t, (request, response) => {
    void reading.promise.then(() => request.resume().on('end', () => response.end(accepted)));
  });
  const api = createTelegramApi({ token: TOKEN, apiRoot: telegram });
  const total = 16 * HALF;
  let produced = 0;
  const source = new Readable({
    read: () => {
      produced += 64 * 1024;
      source.push(produced <= total ? Buffer.alloc(64 * 1024) : null);
    },
  });
  const sending = api.sendMedia(
    'video',
    upload(() => Promise.resolve(source)),
    { chat_id: 1 },
  );
  let before = -1;
  await waitFor('the source to pause', async () => {
    const isPaused = produced > 0 && produced === before;
    before = produced;
    await sleep(100);
    return isPaused;
  });
  // What two sockets hold and no more: the rest of 128 MB is not made yet.
  assert.ok(produced < total / 4, String(produced));
  reading.resolve(undefined);
  await sending;
  assert.ok(produced > total);
});

test('what has passed is not held', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const total = 3 * HALF;
  let received = 0;
  const held: number[] = [];
  const telegram = await listen(t, (request, response) => {
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (held.length === 0 && received > (total * 3) / 4) {
        collect();
        collect();
        held.push(process.memoryUsage().arrayBuffers - before);
      }
      // Slower than the source, as Telegram is slower than a store.
      request.pause();
      setTimeout(() => request.resume(), 1);
    });
    request.on('end', () => response.end(accepted));
  });
  const api = createTelegramApi({ token: TOKEN, apiRoot: telegram });
  collect();
  const before = process.memoryUsage().arrayBuffers;
  let produced = 0;
  const source = new Readable({
    read: () => {
      produced += 64 * 1024;
      source.push(produced <= total ? Buffer.alloc(64 * 1024) : null);
    },
  });
  await api.sendMedia(
    'video',
    upload(() => Promise.resolve(source)),
    { chat_id: 1 },
  );
  const [bytes = Number.NaN] = held;
  assert.ok(bytes < total / 3, `${bytes} of ${total} bytes`);
});

test('a source that breaks is told as what it is, and nothing of it counts as sent', async (t) => {
  const complete: boolean[] = [];
  let arrived = Promise.withResolvers<undefined>();
  const telegram = await listen(t, (request, response) => {
    request.once('data', () => arrived.resolve(undefined)).resume();
    request.on('error', () => undefined);
    request.on('close', () => complete.push(request.complete));
    request.on('end', () => response.end(accepted));
  });
  const api = createTelegramApi({ token: TOKEN, apiRoot: telegram });
  for (const code of ['RESULT_UNAVAILABLE', 'RESULT_TOO_LARGE'] as const) {
    arrived = Promise.withResolvers<undefined>();
    const source = upload(() =>
      Promise.resolve(
        Readable.from(
          (async function* () {
            yield Buffer.alloc(100_000);
            await arrived.promise;
            throw new AppError(code, 'broken');
          })(),
          { objectMode: false },
        ),
      ),
    );
    await assert.rejects(api.sendMedia('video', source, { chat_id: 1 }), (error) => hasCode(error, code));
  }
  await waitFor('both connections to end', () => complete.length === 2);
  assert.deepEqual(complete, [false, false]);
});

test('a source that cannot be opened is told as what it is', async (t) => {
  const telegram = await listen(
    t,
    (request, response) => void request.resume().on('end', () => response.end(accepted)),
  );
  const api = createTelegramApi({ token: TOKEN, apiRoot: telegram });
  const gone = (): Promise<Readable> => Promise.reject(new AppError('RESULT_UNAVAILABLE', 'gone'));
  const album = ['photo', 'video'] as const;
  const media = album.map((kind) => ({ kind, source: upload(gone) }));
  await assert.rejects(api.sendMedia('video', upload(gone), { chat_id: 1 }), { code: 'RESULT_UNAVAILABLE' });
  await assert.rejects(api.sendAlbum(1, media, null), { code: 'RESULT_UNAVAILABLE' });
});

test('what Telegram refuses before it has read everything rejects, and the source is closed', async (t) => {
  const telegram = await listen(t, (_request, response) => {
    response.writeHead(400, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ ok: false, error_code: 400, description: 'Bad Request: chat is closed for this' }));
  });
  const api = createTelegramApi({ token: TOKEN, apiRoot: telegram });
  let source: Readable | undefined;
  const endless = (): Promise<Readable> => {
    source = new Readable({ read: () => void source?.push(Buffer.alloc(64 * 1024)) });
    return Promise.resolve(source);
  };
  // The kernel may report the closed connection before the answer is read: then nobody knows, and that is said.
  await assert.rejects(
    api.sendMedia('video', upload(endless), { chat_id: 1 }),
    (error) => hasCode(error, 'TELEGRAM_REJECTED') || hasCode(error, 'TELEGRAM_OUTCOME_UNKNOWN'),
  );
  assert.equal(source?.destroyed, true);
});
