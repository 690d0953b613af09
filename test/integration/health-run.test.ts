import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { run } from '../../src/roles/health/run.ts';
import { createFakeLink } from '../support/fake-link.ts';
import { createListLog, healthy } from '../support/health.ts';
import { waitFor } from '../support/wait-for.ts';

const configOn = (port: number, key?: string) => ({
  LOG_LEVEL: 'info' as const,
  LOG_FORMAT: undefined,
  HEARTBEAT_TIMEOUT: 10_000,
  PORT: port,
  KIE_WEBHOOK_HMAC_KEY: key,
});

const LISTENING = /^✅ Health server listening on 0\.0\.0\.0:(\d+)$/;

async function startRole(key?: string) {
  const link = createFakeLink();
  const log = createListLog();
  await run(link, configOn(0, key), log);
  const ports = log.lines.flatMap((line) => LISTENING.exec(line.message)?.slice(1) ?? []);
  return { link, log, ports, url: `http://127.0.0.1:${ports[0] ?? ''}` };
}

test('the port is open and said once when the role is ready, before anything was heard', async (t) => {
  const { link, log, ports, url } = await startRole();
  t.after(() => link.tell.stop(0));
  assert.equal(ports.length, 1);
  assert.ok(log.lines.every((line) => line.level === 'info'));
  assert.equal(link.said.isReady, true);
  assert.equal(await (await fetch(`${url}/health`)).text(), 'ok');
  assert.equal((await fetch(`${url}/ready`)).status, 503);
  link.tell.peers(healthy);
  assert.equal((await fetch(`${url}/ready`)).status, 200);
  await waitFor('the answers to count as progress', () => link.said.bumps === 3);
});

test('a callback goes to the generation child with a deadline that KIE can wait for', async (t) => {
  const { link, url } = await startRole();
  t.after(() => link.tell.stop(0));
  link.reply = () => Promise.resolve({ known: true });
  const response = await fetch(`${url}/kie/callback/Unguessable_token-000000001`, {
    method: 'POST',
    body: JSON.stringify({ data: { taskId: 'task-1' } }),
  });
  assert.equal(response.status, 200);
  assert.deepEqual(link.requests, [
    {
      to: 'generation',
      method: 'kie-callback',
      body: { token: 'Unguessable_token-000000001', taskId: 'task-1' },
      deadlineMs: 10_000,
    },
  ]);
});

test('with a key set, a callback counts only under the signature that KIE makes of the task id and the time', async (t) => {
  const { link, url } = await startRole('fake-hmac-key');
  t.after(() => link.tell.stop(0));
  link.reply = () => Promise.resolve({ known: true });
  const callBack = async (key: string, signedAtMs: number): Promise<number> => {
    const timestamp = String(Math.floor(signedAtMs / 1_000));
    const signature = createHmac('sha256', key).update(`task-1.${timestamp}`).digest('base64');
    const response = await fetch(`${url}/kie/callback/Unguessable_token-000000001`, {
      method: 'POST',
      body: JSON.stringify({ data: { taskId: 'task-1' } }),
      headers: { 'x-webhook-timestamp': timestamp, 'x-webhook-signature': signature },
    });
    return response.status;
  };
  assert.equal(await callBack('fake-hmac-key', Date.now()), 200);
  assert.equal(await callBack('another-key', Date.now()), 401);
  assert.equal(await callBack('fake-hmac-key', Date.now() - 3_600_000), 401);
  assert.equal(link.requests.length, 1);
});

test('a stop lets the answer under way finish, takes no new connection and frees the port', async () => {
  const { link, url } = await startRole();
  const reply = Promise.withResolvers<{ known: true }>();
  link.reply = () => reply.promise;
  link.tell.peers(healthy);
  const underWay = fetch(`${url}/kie/callback/Unguessable_token-000000001`, { method: 'POST', body: '{}' });
  await waitFor('the request to arrive', () => link.requests.length > 0);
  const startedAt = performance.now();
  const stopped = link.tell.stop(5_000);
  await assert.rejects(fetch(`${url}/health`));
  reply.resolve({ known: true });
  assert.equal((await underWay).status, 200);
  await stopped;
  assert.ok(performance.now() - startedAt < 2_000, 'it waited for a connection that was kept alive');
});

test('a connection that never ends is cut when the grace is over', async () => {
  const { link, url } = await startRole();
  link.reply = () => new Promise(() => undefined);
  const hanging = fetch(`${url}/kie/callback/Unguessable_token-000000001`, { method: 'POST', body: '{}' });
  await waitFor('the request to arrive', () => link.requests.length > 0);
  const cut = assert.rejects(hanging);
  await link.tell.stop(100);
  await cut;
});

test('a port that is taken is fatal, with a remedy', async (t) => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '0.0.0.0', resolve));
  t.after(() => other.close());
  const link = createFakeLink();
  await run(link, configOn((other.address() as AddressInfo).port), createListLog());
  assert.match(link.said.fatal?.reason ?? '', /^port \d+ /);
  assert.match(link.said.fatal?.remedy ?? '', /PORT/);
  assert.equal(link.said.isReady, false);
});

test('a port that a predecessor gives up soon is waited for', async (t) => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '0.0.0.0', resolve));
  const { port } = other.address() as AddressInfo;
  const link = createFakeLink();
  const log = createListLog();
  const running = run(link, configOn(port), log);
  other.close();
  await running;
  t.after(() => link.tell.stop(0));
  assert.equal(link.said.fatal, undefined);
  assert.match(log.lines[0]?.message ?? '', LISTENING);
});
