import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from '../../src/adapters/metrics/metrics.ts';
import { createMetricsReporter } from '../../src/adapters/metrics/reporter.ts';
import { renderMetrics, toSnapshots } from '../../src/adapters/metrics/snapshot.ts';
import { supervisorFigures } from '../../src/roles/health/figures.ts';
import { FromChild, decode } from '../../src/supervisor/protocol.ts';
import { peersOf, report, supervisionOf } from '../support/health.ts';
import { readMetrics } from '../support/prometheus.ts';

/** What is left of a value after its way through IPC. */
const overIpc = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('the snapshot of every process passes the IPC check and makes one valid page', async () => {
  const polling = createMetrics('polling');
  const generation = createMetrics('generation');
  polling.telegramCalls.observe({ method: 'sendMessage', outcome: 'ok' }, 0.12);
  generation.telegramCalls.observe({ method: 'sendPhoto', outcome: 'TELEGRAM_FLOOD' }, 2);
  generation.creditsSpent.inc(1.5);
  const sources = [];
  for (const [process, metrics] of [
    ['polling', polling],
    ['generation', generation],
    ['health', createMetrics('health')],
  ] as const) {
    const message = overIpc({ v: 1, type: 'metrics', from: process, metrics: await metrics.snapshot() });
    const decoded = decode(FromChild, message);
    assert.ok(decoded.ok && decoded.message.type === 'metrics');
    sources.push({ process, metrics: toSnapshots(decoded.message.metrics) });
  }
  const families = readMetrics(await renderMetrics(sources));
  const calls = families.get('kie_bot_telegram_request_duration_seconds')?.samples;
  const counts = calls?.filter((sample) => sample.name.endsWith('_count')).map((sample) => sample.labels);
  assert.deepEqual(counts, [
    { method: 'sendMessage', outcome: 'ok', process: 'polling' },
    { method: 'sendPhoto', outcome: 'TELEGRAM_FLOOD', process: 'generation' },
  ]);
  assert.equal(families.get('kie_bot_kie_credits_total')?.samples[0]?.value, 1.5);
  const memory = families.get('process_resident_memory_bytes')?.samples.map((sample) => sample.labels['process']);
  assert.deepEqual(memory, ['polling', 'generation', 'health']);
});

test('a figure of another version that contradicts the page is left out, and a malformed one too', async () => {
  const gauge = { name: 'a_seconds', help: 'A.', type: 'gauge', values: [{ value: 1, labels: {} }] };
  const first = { process: 'polling', metrics: toSnapshots([gauge]) };
  const broken = [
    { ...gauge, type: 'counter' },
    { ...gauge, name: 'b} 1\nkie_bot_forged' },
    { ...gauge, name: 'c', values: [{ value: 1, labels: { 'x="': 'y' } }] },
    { ...gauge, name: 'd', values: [{ value: null, labels: {} }] },
    'not a metric',
    null,
  ];
  const page = await renderMetrics([first, { process: 'generation', metrics: toSnapshots(broken) }]);
  const families = readMetrics(page);
  assert.deepEqual([...families.keys()], ['a_seconds', 'd']);
  assert.equal(families.get('a_seconds')?.samples.length, 1);
  assert.equal(families.get('d')?.samples.length, 0);
});

test('label values with quotes, line ends and backslashes are escaped', async () => {
  const value = 'a "b" \\ c\nd';
  const metric = { name: 'a_bytes', help: 'A.', type: 'gauge', values: [{ value: 1, labels: { x: value } }] };
  const page = await renderMetrics([{ metrics: toSnapshots([metric]) }]);
  assert.equal(readMetrics(page).get('a_bytes')?.samples[0]?.labels['x'], 'a \\"b\\" \\\\ c\\nd');
});

test("the supervisor's view becomes figures in base units, and what is unknown has no sample", async () => {
  const peers = peersOf([
    report('polling', { restarts: 3, exits: { crashed: 2, hung: 1 }, loopDelayMs: 25, status: { role: 'standby' } }),
    report('generation', { state: 'starting', rssBytes: null, status: { queues: { 'generation.submit': 4 } } }),
  ]);
  const families = readMetrics(await renderMetrics([{ metrics: supervisorFigures(supervisionOf({ peers })) }]));
  const samples = (name: string) =>
    families.get(name)?.samples.map(({ labels, value }) => `${Object.values(labels).join(' ')}: ${value}`);
  assert.deepEqual(samples('kie_bot_child_restarts_total'), ['polling: 3', 'generation: 0']);
  assert.deepEqual(samples('kie_bot_child_exits_total'), ['polling crashed: 2', 'polling hung: 1']);
  assert.deepEqual(samples('kie_bot_child_up'), ['polling: 1', 'generation: 0']);
  assert.deepEqual(samples('kie_bot_child_rss_bytes'), ['polling: 60000000']);
  assert.deepEqual(samples('kie_bot_child_event_loop_delay_seconds'), ['polling: 0.025', 'generation: 0.002']);
  assert.deepEqual(samples('kie_bot_queue_jobs'), ['generation.submit: 4']);
  assert.ok(samples('kie_bot_polling_role')?.includes('standby: 1'));
  assert.equal(families.get('kie_bot_child_exits_total')?.type, 'counter');
});

test('the reporter sends at once, then regularly, and nothing after its stop', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let sent = 0;
  const reporter = createMetricsReporter({
    snapshot: () => Promise.resolve([]),
    send: () => void (sent += 1),
    everyMs: 5_000,
  });
  await reporter.start();
  assert.equal(sent, 1);
  t.mock.timers.tick(5_000);
  await Promise.resolve();
  assert.equal(sent, 2);
  await reporter.stop();
  t.mock.timers.tick(60_000);
  await Promise.resolve();
  assert.equal(sent, 2);
});
