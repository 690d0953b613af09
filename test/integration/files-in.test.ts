/** The bytes of a person's file, from the local Telegram and from servers that behave worse. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createTelegramFiles, type OpenTelegramFile } from '../../src/adapters/telegram/file-source.ts';
import type { Sim } from '../../src/sandbox/telegram/sim-client.ts';
import type { AppError, ErrorCode } from '../../src/shared/errors.ts';
import { errorFields } from '../../src/shared/log.ts';
import { allOf, png, pngOf } from '../support/media-bytes.ts';
import { sentFile } from '../support/sent-file.ts';
import { json, startScriptedServer, type Script } from './kie-scripted-server.ts';
import { ANNA, startStand, TOKEN } from './sandbox-telegram-stand.ts';

const MB = 1024 * 1024;
const never = new AbortController().signal;

interface Sent {
  readonly open: OpenTelegramFile;
  readonly sim: Sim;
  readonly fileId: string;
}

async function send(t: TestContext, bytes: Buffer): Promise<Sent> {
  const { url, sim } = await startStand(t);
  const fileId = await sentFile(sim, ANNA, { kind: 'document', bytes, fileName: 'a.png' });
  return { open: createTelegramFiles({ token: TOKEN, apiRoot: url }), sim, fileId };
}

async function readAll(open: OpenTelegramFile, fileId: string, signal = never): Promise<Buffer> {
  const { body } = await open(fileId, signal);
  return await allOf(body);
}

/** Fails with this code, and says nothing of the token or of where the file lies. */
async function assertFails(run: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(run, (thrown: AppError) => {
    assert.equal(thrown.code, code, thrown.message);
    const told = JSON.stringify(errorFields(thrown)) + String(thrown.stack);
    for (const secret of [TOKEN, TOKEN.slice(TOKEN.indexOf(':') + 1), '/file/bot']) assert.ok(!told.includes(secret));
    return true;
  });
}

test('a file comes as it was sent, with its size, up to the 20 MB that a bot may have', async (t) => {
  const bytes = pngOf(20 * MB);
  const { open, fileId } = await send(t, bytes);
  const file = await open(fileId, never);
  assert.equal(file.size, bytes.length);
  assert.ok(bytes.equals(await allOf(file.body)));
});

test('a byte more than 20 MB, an id that nobody knows, and one that is away', async (t) => {
  const { open, fileId, sim } = await send(t, pngOf(20 * MB + 1));
  await assertFails(open(fileId, never), 'INPUT_TOO_LARGE');
  await assertFails(open('AgACunknown', never), 'INPUT_GONE');
  const description = 'Bad Request: wrong file_id or the file is temporarily unavailable';
  await sim.fault({ method: 'getFile', errorCode: 400, description });
  await assertFails(open(fileId, never), 'INPUT_UNSETTLED');
});

test('Telegram in trouble is trouble that may pass, and a bad token is the operator', async (t) => {
  const { open, fileId, sim } = await send(t, png(2, 2));
  await sim.fault({ method: 'getFile', errorCode: 429, retryAfter: 7 });
  await assert.rejects(open(fileId, never), { code: 'TELEGRAM_FLOOD', retryAfterMs: 7_000 });
  for (const behaviour of ['reset', 'html', 'empty', 'truncated', 'accept-then-drop'] as const) {
    await sim.fault({ method: 'getFile', behaviour });
    await assertFails(open(fileId, never), 'TELEGRAM_OUTCOME_UNKNOWN');
    await sim.fault({ method: 'file', behaviour });
    await assertFails(readAll(open, fileId), 'INPUT_UNAVAILABLE');
  }
  await sim.fault({ method: 'file', errorCode: 404, description: 'Not Found' });
  await assertFails(open(fileId, never), 'INPUT_UNAVAILABLE');
  assert.deepEqual(await readAll(open, fileId), png(2, 2), 'and then it works');
  await sim.revokeToken(true);
  await assertFails(open(fileId, never), 'TELEGRAM_UNAUTHORIZED');
});

test('an answer that never comes ends with the time that it was given', async (t) => {
  const { open, fileId, sim } = await send(t, png(2, 2));
  for (const method of ['getFile', 'file']) {
    await sim.fault({ method, behaviour: 'hang' });
    await assertFails(open(fileId, AbortSignal.timeout(80)), 'INPUT_UNAVAILABLE');
  }
});

/** A Telegram whose getFile gives `path` and whose downloads do what `script` says. */
async function strange(t: TestContext, path: string, script: Script) {
  const server = await startScriptedServer(t, (response, nth, request) => {
    if (request.path.includes('getFile')) json(response, { ok: true, result: { file_id: 'F', file_path: path } });
    else script(response, nth, request);
  });
  const open = createTelegramFiles({ token: TOKEN, apiRoot: server.url });
  const downloads = (): number => server.seen.filter((one) => one.path.startsWith('/file/')).length;
  return { open, downloads, server };
}

test('a path that leads anywhere else is not followed', async (t) => {
  for (const path of [
    '../x',
    'a/../../b',
    '/etc/passwd',
    'a//b',
    'a/./b',
    'http://evil/x',
    'a?b',
    'a%2e%2e',
    '..',
    '',
  ]) {
    const { open, downloads } = await strange(t, path, (response) => response.end('x'));
    await assertFails(open('F', never), 'INPUT_UNAVAILABLE');
    assert.equal(downloads(), 0, path);
  }
});

test('a redirect is not followed', async (t) => {
  const elsewhere = await startScriptedServer(t, (response) => response.end('secret'));
  const { open } = await strange(t, 'a/b.png', (response) => {
    response.writeHead(302, { location: elsewhere.url }).end();
  });
  await assertFails(open('F', never), 'INPUT_UNAVAILABLE');
  assert.equal(elsewhere.seen.length, 0);
});

test('a file that is longer than Telegram said is not passed on as if it were whole', async (t) => {
  const server = await startScriptedServer(t, (response, _nth, { path }) => {
    if (!path.includes('getFile')) response.end(Buffer.alloc(4_096));
    else json(response, { ok: true, result: { file_id: 'F', file_size: 1_000, file_path: 'a/b.png' } });
  });
  const open = createTelegramFiles({ token: TOKEN, apiRoot: server.url });
  const seen: Uint8Array[] = [];
  const read = async (): Promise<void> => {
    for await (const chunk of (await open('F', never)).body) seen.push(chunk);
  };
  await assertFails(read(), 'INPUT_UNAVAILABLE');
  assert.deepEqual(seen, []);
});

test('an empty file, one that ends early, and one that does not end', async (t) => {
  const empty = await strange(t, 'a/b.png', (response) => response.end());
  await assertFails(readAll(empty.open, 'F'), 'INPUT_REFUSED');
  const short = await strange(t, 'a/b.png', (response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  });
  await assertFails(readAll(short.open, 'F'), 'INPUT_UNAVAILABLE');
  const endless = await strange(t, 'a/b.png', (response) => {
    const more = (): boolean => response.write(Buffer.alloc(MB), () => response.destroyed || more());
    more();
  });
  await assertFails(readAll(endless.open, 'F'), 'INPUT_TOO_LARGE');
  const announced = await strange(t, 'a/b.png', (response) => {
    response.writeHead(200, { 'content-length': String(20 * MB + 1) }).write('x');
  });
  await assertFails(announced.open('F', never), 'INPUT_TOO_LARGE');
});

test('whoever has seen enough leaves, and the connection ends', async (t) => {
  const closed = Promise.withResolvers<undefined>();
  const { open } = await strange(t, 'a/b.png', (response) => {
    response.once('close', () => closed.resolve(undefined));
    response.write(Buffer.alloc(1_000));
  });
  const file = await open('F', never);
  const first = await file.body[Symbol.asyncIterator]().next();
  assert.ok(first.done !== true);
  file.close();
  file.close();
  await closed.promise;
});
