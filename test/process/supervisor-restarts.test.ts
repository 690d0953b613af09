import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../support/wait-for.ts';
import { QUICK, setprivPath, stage } from './fixtures/stage.ts';
import { exitsOf, isReady, run, startsOf } from './fixtures/supervised.ts';

test('a child that exits at once is restarted within its budget, then the service ends with 1 and tells the others', async (t) => {
  const on = stage(t);
  const supervisor = run(on, [on.spec('polling', 'exit-at-once'), on.spec('health', 'well')], {
    // Slow enough for the sibling to be up before the budget is spent.
    child: { restart: { firstDelayMs: 100, maxDelayMs: 400, windows: [{ ms: 60_000, restarts: 4 }] } },
  });
  assert.equal(await supervisor.finished, 1);
  assert.equal(startsOf(on, 'polling').length, 5, 'the first start and four restarts');
  assert.ok(on.journal().includes('health told that polling gave up'));
  assert.ok(on.journal().includes('health stopped'), 'the sibling was stopped in good order');
  assert.match(String(on.logged('service.gave_up')[0]?.fields['reason']), /polling ended again \(crashed\)/);
});

test('a crash loop of 1.1 s is bounded too', async (t) => {
  const on = stage(t);
  const supervisor = run(on, [on.spec('generation', 'exit-after-1100')], {
    child: { restart: { firstDelayMs: 20, maxDelayMs: 50, windows: [{ ms: 60_000, restarts: 1 }] } },
  });
  assert.equal(await supervisor.finished, 1);
  assert.equal(startsOf(on, 'generation').length, 2);
});

test('a child that hangs is killed and replaced, also when it cannot hear SIGTERM', async (t) => {
  const on = stage(t);
  run(on, [on.spec('polling', 'hang')]);
  await waitFor('the first incarnation', () => isReady(on, 'polling'));
  const readyAt = performance.now();
  await waitFor('the second incarnation', () => startsOf(on, 'polling').length >= 2);
  const tookMs = performance.now() - readyAt;
  assert.ok(tookMs < 3_000, `replaced after ${Math.round(tookMs)} ms`);
  assert.equal(exitsOf(on)[0], 'hung');
  assert.equal(on.logged('child.killed_by_us').length >= 1, true, 'a blocked loop needs SIGKILL');
});

test('a child that beats without progress is deaf, and asked before it is replaced', async (t) => {
  const on = stage(t);
  run(on, [on.spec('polling', 'deaf')]);
  await waitFor('the second incarnation', () => startsOf(on, 'polling').length >= 2);
  assert.equal(exitsOf(on)[0], 'deaf');
  assert.ok(on.journal().includes('polling asked to stop'));
});

test('a child over its memory limit is drained and replaced', async (t) => {
  const on = stage(t);
  run(on, [on.spec('generation', 'grow')], { child: { memoryLimitBytes: 200 * 1024 * 1024 } });
  await waitFor('the second incarnation', () => startsOf(on, 'generation').length >= 2);
  assert.equal(exitsOf(on)[0], 'drained-for-memory');
  assert.ok(on.journal().includes('generation asked to stop'));
});

test('a child whose heap is full ends by itself and counts as memory', async (t) => {
  const on = stage(t);
  run(on, [on.spec('generation', 'heap-full')], {
    spawn: { nodeArgs: ['--max-old-space-size=24'] },
    child: { heartbeatTimeoutMs: 5_000 },
  });
  await waitFor('its end', () => exitsOf(on).length >= 1);
  assert.equal(exitsOf(on)[0], 'memory');
});

test('a child killed by somebody else is back within half a second of its backoff, and its siblings never notice', async (t) => {
  const on = stage(t);
  run(on, [on.spec('polling', 'well'), on.spec('health', 'well')]);
  await waitFor('both', () => isReady(on, 'polling') && isReady(on, 'health'));
  const pid = Number(startsOf(on, 'polling')[0]?.split(' ')[2]);
  process.kill(pid, 'SIGKILL');
  await waitFor('polling again', () => isReady(on, 'polling', 2));
  assert.deepEqual(exitsOf(on), ['killed']);
  assert.equal(startsOf(on, 'health').length, 1);
});

for (const [how, setpriv] of [
  ['directly', null],
  ['through setpriv', setprivPath],
] as const) {
  test(`a program that cannot be started ${how} counts as a crash and gives up`, async (t) => {
    const on = stage(t);
    const supervisor = run(on, [on.spec('polling', 'well')], {
      spawn: { execPath: '/nowhere/node', setpriv },
      child: { restart: { ...QUICK.child.restart, windows: [{ ms: 60_000, restarts: 2 }] } },
    });
    assert.equal(await supervisor.finished, 1);
    assert.deepEqual(exitsOf(on), ['crashed', 'crashed', 'crashed']);
  });
}

test('a fatal fault is told with its remedy, is not retried, and ends the service with 78', async (t) => {
  const on = stage(t);
  const supervisor = run(on, [on.spec('polling', 'fatal'), on.spec('generation', 'well')]);
  assert.equal(await supervisor.finished, 78);
  assert.equal(startsOf(on, 'polling').length, 1);
  const { fields } = on.logged('service.fatal')[0]!;
  assert.deepEqual(fields, {
    child: 'polling',
    code: 'TELEGRAM_UNAUTHORIZED',
    reason: 'the token is refused',
    remedy: 'ask BotFather',
  });
  assert.ok(exitsOf(on).includes('fatal'));
});

test('exit code 78 alone is fatal as well', async (t) => {
  const on = stage(t);
  const supervisor = run(on, [on.spec('generation', 'fatal-by-code')]);
  assert.equal(await supervisor.finished, 78);
  assert.equal(startsOf(on, 'generation').length, 1);
});

test('messages that do not fit the protocol are logged and dropped', async (t) => {
  const on = stage(t);
  run(on, [on.spec('polling', 'gibberish')]);
  await waitFor('the child', () => isReady(on, 'polling'));
  assert.equal(on.logged('ipc.message_dropped').length, 3);
  assert.equal(on.logged('child.exited').length, 0);
});

test('children are stopped in order, each after the one before it is gone', async (t) => {
  const on = stage(t);
  const names = ['polling', 'generation', 'health'] as const;
  const supervisor = run(
    on,
    names.map((name) => on.spec(name, 'well')),
  );
  await waitFor('all', () => names.every((name) => isReady(on, name)));
  supervisor.stop('test');
  assert.equal(await supervisor.finished, 0);
  const told = on.journal().filter((line) => line.includes('stop'));
  assert.deepEqual(
    told,
    names.flatMap((name) => [`${name} asked to stop, grace over zero: true`, `${name} stopped`]),
  );
});

test('a child that ignores its stop is killed in time, and the stop is not called clean', async (t) => {
  const on = stage(t);
  const supervisor = run(on, [on.spec('polling', 'stubborn'), on.spec('generation', 'stubborn')], {
    policy: { shutdownTimeoutMs: 1_000 },
  });
  await waitFor('both', () => isReady(on, 'polling') && isReady(on, 'generation'));
  const startedAt = performance.now();
  supervisor.stop('test');
  assert.equal(await supervisor.finished, 1);
  assert.ok(performance.now() - startedAt < 1_000);
  assert.ok(on.journal().includes('polling asked to stop') && on.journal().includes('generation asked to stop'));
});

test('a second signal kills at once, but the same Ctrl-C told twice is one', async (t) => {
  const on = stage(t);
  const supervisor = run(on, [on.spec('polling', 'stubborn')], { policy: { shutdownTimeoutMs: 60_000 } });
  await waitFor('it', () => isReady(on, 'polling'));
  supervisor.signal('SIGINT');
  supervisor.signal('SIGINT');
  await waitFor('the request', () => on.journal().includes('polling asked to stop'));
  assert.equal(on.logged('service.killing').length, 0);
  const again = setInterval(() => supervisor.signal('SIGINT'), 100);
  on.atEnd(() => clearInterval(again));
  assert.equal(await supervisor.finished, 1);
  assert.equal(on.logged('service.killing').length >= 1, true);
});

test('requests reach a sibling and are refused at once when nobody can answer', async (t) => {
  const on = stage(t);
  run(on, [on.spec('polling', 'asking'), on.spec('generation', 'answering')]);
  await waitFor('the answers', () => on.journal().includes('polling asked everything'));
  const answers = on.journal().filter((line) => line.includes('->'));
  assert.equal(answers[0], 'polling double -> {"doubled":42} soon');
  assert.match(answers[1]!, /fail -> AppError: refused: generation failed at fail soon/);
  assert.match(answers[2]!, /unheard-of -> AppError: refused: generation does not know unheard-of soon/);
  assert.match(answers[3]!, /never -> AppError: generation did not answer never within 200 ms soon/);
  assert.match(answers[4]!, /absent -> AppError: refused: health is not running soon/);
  assert.match(answers[5]!, /die -> AppError: refused: generation ended before it answered soon/);
  assert.ok(!on.journal().join('\n').includes('a secret of the answering child'));
});

test('every child hears about the state of all', async (t) => {
  const on = stage(t);
  run(on, [on.spec('polling', 'well'), on.spec('health', 'well', { NOTE_PEERS: '1' })]);
  await waitFor('the news', () => on.journal().includes('health peers polling=ready health=ready'));
});
