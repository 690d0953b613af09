import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTelegramSandbox } from '../../src/sandbox/telegram/start.ts';
import { waitFor } from '../support/wait-for.ts';
import { ANNA, blob, OTHER_TOKEN, startStand, TOKEN } from './sandbox-telegram-stand.ts';

const hello = { chat_id: ANNA, text: 'hello' };

test('a fault hits its method the given number of times and shows in the journal', async (t) => {
  const { sim, api } = await startStand(t);
  const fault = await sim.fault({ method: 'sendMessage', errorCode: 502, description: 'Bad Gateway', times: 2 });
  assert.ok((await api('getMe')).ok);
  for (let n = 0; n < 2; n += 1) {
    assert.deepEqual(await api('sendMessage', hello), {
      status: 502,
      ok: false,
      error_code: 502,
      description: 'Bad Gateway',
    });
  }
  assert.ok((await api('sendMessage', hello)).ok);
  const calls = await sim.calls({ method: 'sendmessage' });
  assert.deepEqual(
    calls.map(({ status, faultId }) => [status, faultId]),
    [
      [502, fault.id],
      [502, fault.id],
      [200, null],
    ],
  );
  assert.equal((await sim.transcript(ANNA)).messages.length, 2, 'a refused call was not carried out');
});

test('retry_after alone makes a 429', async (t) => {
  const { sim, api } = await startStand(t);
  await sim.fault({ retryAfter: 7 });
  const answer = await api('getMe');
  assert.equal(answer.status, 429);
  assert.equal(answer.parameters?.retry_after, 7);
  assert.equal(answer.description, 'Too Many Requests: retry after 7');
});

test('html and empty answers are no JSON', async (t) => {
  const { sim, url } = await startStand(t);
  await sim.fault({ behaviour: 'html' });
  const html = await fetch(`${url}/bot${TOKEN}/getMe`);
  assert.equal(html.status, 502);
  assert.match(html.headers.get('content-type') ?? '', /^text\/html/);
  await sim.fault({ behaviour: 'html', status: 200 });
  assert.equal((await fetch(`${url}/bot${TOKEN}/getMe`)).status, 200);
  await sim.fault({ behaviour: 'empty' });
  assert.equal(await (await fetch(`${url}/bot${TOKEN}/getMe`)).text(), '');
});

const CUT = [
  ['reset', false],
  ['accept-then-drop', true],
  ['truncated', true],
] as const;

test('cut connections reject; only accept-then-drop and truncated have done the work', async (t) => {
  const { sim, api } = await startStand(t);
  for (const [behaviour, isDone] of CUT) {
    const before = (await sim.transcript(ANNA)).messages.length;
    await sim.fault({ method: 'sendMessage', behaviour });
    await assert.rejects(api('sendMessage', hello), behaviour);
    assert.equal((await sim.transcript(ANNA)).messages.length - before, isDone ? 1 : 0, behaviour);
  }
  const [reset, dropped] = await sim.calls({ method: 'sendMessage' });
  assert.deepEqual([reset?.status, reset?.answer], [0, null]);
  assert.equal((dropped?.answer as { ok: boolean }).ok, true, 'the journal knows what the caller does not');
});

test('hang answers nothing until the caller gives up; delay answers late', async (t) => {
  const { sim, api, url } = await startStand(t);
  await sim.fault({ behaviour: 'hang' });
  await assert.rejects(fetch(`${url}/bot${TOKEN}/getMe`, { signal: AbortSignal.timeout(150) }), {
    name: 'TimeoutError',
  });
  await waitFor('the hung call to be journalled', async () => (await sim.calls({ method: 'getMe' })).length === 1);
  await sim.fault({ behaviour: 'delay', delayMs: 200 });
  const startedAt = performance.now();
  assert.ok((await api('getMe')).ok);
  assert.ok(performance.now() - startedAt >= 190);
});

test('times 0 lasts until cleared, and another bot is spared', async (t) => {
  const { sim, api, as } = await startStand(t);
  await sim.fault({ times: 0 });
  for (let n = 0; n < 3; n += 1) assert.equal((await api('getMe')).status, 500);
  assert.ok((await as(OTHER_TOKEN, 'getMe')).ok);
  await sim.clearFaults();
  assert.ok((await api('getMe')).ok);
});

test('a file download can fail too', async (t) => {
  const { sim, api, upload, url } = await startStand(t);
  const sent = await upload('sendDocument', { chat_id: String(ANNA), document: blob(Buffer.from('text')) });
  const { result } = await api('getFile', { file_id: (sent.result['document'] as { file_id: string }).file_id });
  await sim.fault({ method: 'file', errorCode: 504 });
  const link = `${url}/file/bot${TOKEN}/${String(result['file_path'])}`;
  assert.equal((await fetch(link)).status, 504);
  assert.equal(await (await fetch(link)).text(), 'text');
});

test('stop ends at once with a poll, a hung call, a tap and an event stream open', async () => {
  const sandbox = await startTelegramSandbox();
  const bot = `${sandbox.url}/bot${TOKEN}`;
  const sim = `${sandbox.url}/sim`;
  const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
  await fetch(`${sim}/bots/700001/users`, { ...json, body: JSON.stringify({ id: ANNA }) });
  await fetch(`${sim}/bots/700001/messages`, { ...json, body: JSON.stringify({ userId: ANNA, text: 'x' }) });
  const markup = JSON.stringify({ inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] });
  await fetch(`${bot}/sendMessage?chat_id=${ANNA}&text=x&reply_markup=${encodeURIComponent(markup)}`);
  await fetch(`${sim}/faults`, { ...json, body: JSON.stringify({ method: 'getMe', behaviour: 'hang' }) });
  const events = await fetch(`${sim}/bots/700001/events`);
  const open = [
    fetch(`${bot}/getUpdates?timeout=50&offset=-1`).then((response) => response.text()),
    fetch(`${bot}/getMe`),
    fetch(`${sim}/bots/700001/taps`, { ...json, body: JSON.stringify({ userId: ANNA, label: 'A' }) }),
    events.text(),
  ];
  const settled = Promise.allSettled(open);
  await waitFor('the fault to be used up', async () => {
    const faults = (await (await fetch(`${sim}/faults`)).json()) as unknown[];
    return faults.length === 0;
  });
  const startedAt = performance.now();
  await sandbox.stop();
  await sandbox.stop();
  await settled;
  assert.ok(performance.now() - startedAt < 500, `stopping took ${performance.now() - startedAt} ms`);
  await assert.rejects(fetch(sandbox.url));
});

test('a port that is taken is an error, not a crash', async (t) => {
  const { url } = await startStand(t);
  await assert.rejects(startTelegramSandbox({ port: Number(new URL(url).port) }), { code: 'EADDRINUSE' });
});
