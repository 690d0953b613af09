import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import type { Acquired, LeaseStore, LeaseView } from '../../src/adapters/postgres/lease.ts';
import { createLeaseKeeper, type Term } from '../../src/roles/polling/lease-keeper.ts';
import { AppError } from '../../src/shared/errors.ts';
import { createLogList } from '../support/list-log.ts';

const TIMES = { ttlMs: 15_000, renewEveryMs: 3_000, marginMs: 3_000, askEveryMs: 1_000 };
const away = (): Promise<never> => Promise.reject(new AppError('DB_UNAVAILABLE', 'away'));
const never = (): Promise<never> => new Promise(() => undefined);

let nowMs = 0;

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
/** Lets time pass in steps that are finer than anything the keeper waits for. */
async function pass(ms: number): Promise<void> {
  await settle();
  for (let passed = 0; passed < ms; passed += 100) {
    nowMs += 100;
    mock.timers.tick(100);
    await settle();
  }
}
/** The process was stopped (SIGSTOP, a sleeping machine): time went by and no timer ran meanwhile. */
async function freeze(ms: number): Promise<void> {
  nowMs += ms;
  mock.timers.tick(ms);
  await settle();
}

function keeperOn(script: { acquire?: () => Promise<Acquired>; renew?: () => Promise<boolean> }) {
  const log = createLogList();
  const calls = { acquire: 0, renewedAt: [] as number[], released: [] as number[] };
  const waiting = new Set<() => void>();
  const store: LeaseStore = {
    acquire: () => {
      calls.acquire += 1;
      return script.acquire?.() ?? Promise.resolve({ kind: 'acquired', epoch: 1 });
    },
    renew: () => {
      calls.renewedAt.push(nowMs);
      return script.renew?.() ?? Promise.resolve(true);
    },
    release: (_owner, epoch) => {
      calls.released.push(epoch);
      return Promise.resolve();
    },
  };
  const keeper = createLeaseKeeper({
    ...{ store, log, times: TIMES, owner: 'me', clock: { now: () => nowMs, monotonic: () => nowMs } },
    onReleased: (run) => {
      waiting.add(run);
      return () => void waiting.delete(run);
    },
  });
  const stopping = new AbortController();
  const standbys: LeaseView[] = [];
  const acquire = (): Promise<Term | null> => keeper.acquire(stopping.signal, (holder) => void standbys.push(holder));
  const tellReleased = (): void => {
    for (const run of [...waiting]) run();
  };
  return { acquire, stopping, calls, log, standbys, tellReleased, waiting };
}

async function held(script: Parameters<typeof keeperOn>[0]) {
  const stand = keeperOn(script);
  const term = await stand.acquire();
  assert.ok(term !== null);
  return { ...stand, term };
}

describe('the keeper of the lease', () => {
  beforeEach(() => {
    nowMs = 0;
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => mock.timers.reset());

  test('a held lease is renewed every three seconds and is never lost that way', async () => {
    const { term, calls } = await held({});
    await pass(60_000);
    assert.equal(term.lost.aborted, false);
    assert.equal(calls.renewedAt.length, 20);
    await term.release();
    await pass(10_000);
    assert.equal(calls.renewedAt.length, 20, 'and not after its release');
    assert.deepEqual(calls.released, [1]);
  });

  test('the lease is lost at once when the database says so', async () => {
    const { term, calls } = await held({ renew: () => Promise.resolve(false) });
    await pass(3_000);
    assert.equal(term.lost.aborted, true);
    await term.release();
    assert.deepEqual(calls.released, [], 'what is lost is not ours to release');
  });

  for (const [name, renew] of [
    ['answers with errors', away],
    ['does not answer at all', never],
  ] as const) {
    test(`a holder whose database ${name} stops by its own clock, a margin before the grant ends`, async () => {
      const { term } = await held({ renew });
      await pass(TIMES.ttlMs - TIMES.marginMs - 200);
      assert.equal(term.lost.aborted, false);
      await pass(300);
      assert.equal(term.lost.aborted, true);
    });
  }

  test('one question that hangs does not cost the lease when the next one is answered', async () => {
    let asked = 0;
    const { term, calls } = await held({
      renew: () => {
        asked += 1;
        return asked === 1 ? never() : Promise.resolve(true);
      },
    });
    await pass(30_000);
    assert.equal(term.lost.aborted, false, `renewed at ${calls.renewedAt.join()}`);
    await term.release();
  });

  test('an outage shorter than the grant is survived, and counted from the last good answer', async () => {
    let isAway = false;
    const { term } = await held({ renew: () => (isAway ? away() : Promise.resolve(true)) });
    await pass(6_000);
    isAway = true;
    await pass(11_000);
    assert.equal(term.lost.aborted, false);
    isAway = false;
    await pass(1_000); // answered again at 18 s, the last moment
    isAway = true;
    await pass(11_000);
    assert.equal(term.lost.aborted, false);
    await pass(1_500);
    assert.equal(term.lost.aborted, true);
  });

  test('the grant counts from the moment of the question, not of the answer', async () => {
    const answer = Promise.withResolvers<Acquired>();
    const { acquire } = keeperOn({ acquire: () => answer.promise, renew: never });
    const acquiring = acquire();
    await pass(10_000);
    answer.resolve({ kind: 'acquired', epoch: 1 });
    const term = await acquiring;
    assert.ok(term !== null);
    await pass(2_200);
    assert.equal(term.lost.aborted, true);
  });

  test('a holder that was frozen beyond its grant gives up when it wakes, without waiting for the database', async () => {
    const { term } = await held({ renew: never });
    await pass(4_000);
    await freeze(60_000);
    await pass(100);
    assert.equal(term.lost.aborted, true);
  });

  test('standby: the holder is named once, a release is heard at once, otherwise it is asked about every second', async () => {
    let answer: Acquired = { kind: 'busy', owner: 'other', epoch: 4 };
    const { acquire, calls, standbys, tellReleased, waiting } = keeperOn({ acquire: () => Promise.resolve(answer) });
    const acquiring = acquire();
    await pass(10_000);
    assert.ok(calls.acquire >= 8 && calls.acquire <= 14, `asked ${calls.acquire} times in 10 s`);
    assert.deepEqual(
      standbys.map(({ owner, epoch }) => [owner, epoch]),
      [['other', 4]],
    );
    answer = { kind: 'acquired', epoch: 5 };
    tellReleased();
    await settle();
    const term = await acquiring;
    assert.equal(term?.epoch, 5);
    assert.equal(waiting.size, 0, 'nobody listens any more');
    await term.release();
  });

  test('a database that is away is asked again, and a stop ends the waiting', async () => {
    const { acquire, calls, log, stopping, waiting } = keeperOn({ acquire: away });
    const acquiring = acquire();
    await pass(5_000);
    assert.ok(calls.acquire >= 3);
    assert.ok(log.messages().every((message) => message === 'lease.acquire.failed'));
    stopping.abort();
    assert.equal(await acquiring, null);
    assert.equal(waiting.size, 0);
  });

  test('a release that the database does not hear is told and no failure', async () => {
    const stand = keeperOn({});
    const term = await stand.acquire();
    await term?.release();
    assert.deepEqual(stand.calls.released, [1]);
  });
});
