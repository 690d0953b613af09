/**
 * A child dies at each place in the life of an order. Where the death falls between what somebody else did and our note
 * of it, the cost is known and bounded: one KIE task; everywhere else it costs nothing.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Place } from '../../src/shared/failpoint.ts';
import { DELIVERED, FAILED, openFailingService, type Ended, type FailingService } from '../support/failing-service.ts';
import { said } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

let service: FailingService;
before(async () => {
  service = await openFailingService();
});
after(() => service.close());

type Case = readonly [place: Place, ended: Ended];

/** In each round somebody stands at each place, no more than a queue has workers; then both children are killed. */
const ROUNDS: readonly { readonly failing: Place; readonly cases: readonly Case[] }[] = [
  {
    failing: 'fail.before-release',
    cases: [
      ['update.handled', DELIVERED],
      ['outbox.claimed', DELIVERED],
      ['submit.before-slot', DELIVERED],
      ['submit.before-attempt', DELIVERED],
      ['submit.before-create', DELIVERED],
      ['watch.before-look', DELIVERED],
      ['watch.looked', DELIVERED],
      ['deliver.before-download', DELIVERED],
      ['deliver.downloaded', DELIVERED],
      ['deliver.before-send', DELIVERED],
    ],
  },
  {
    failing: 'fail.released',
    cases: [
      ['update.committed', DELIVERED],
      ['outbox.sent', DELIVERED],
      ['submit.created', { ...DELIVERED, tasks: 2 }],
      ['submit.adopted', DELIVERED],
      ['watch.billed', DELIVERED],
      ['watch.finished', DELIVERED],
      ['deliver.sent', DELIVERED],
      ['deliver.captured', DELIVERED],
    ],
  },
];

/**
 * Orders that go on while their worker stands there. They are held once more before their result is sent: the kill might
 * fall into the sending, which costs a copy.
 */
const GOES_ON: readonly Place[] = ['submit.adopted', 'watch.finished'];
const BEFORE_SENDING: Place = 'deliver.before-download';
/** Whoever stands here holds up those whose updates share the transaction: the others come after. */
const IN_A_TRANSACTION: Place = 'update.handled';

for (const { failing, cases } of ROUNDS) {
  test(`kill -9 while somebody is at each of ${[failing, ...cases.map(([place]) => place)].join(', ')}`, async () => {
    const unlucky = await service.person();
    await service.stand.kie.failNext();
    await service.arm(failing, 'hold', unlucky);
    await service.orders(unlucky);
    await service.fired(failing, unlucky);

    const people = await Promise.all(
      cases.map(async ([place, ended]) => ({ place, ended, id: await service.person() })),
    );
    const going = people
      .filter(({ place }) => GOES_ON.includes(place))
      .map(({ id }) => ({ id, place: BEFORE_SENDING }));
    const holds = [...people, ...going];
    await Promise.all(holds.map(({ place, id }) => service.arm(place, 'hold', id)));
    const early = people.filter(({ place }) => place === IN_A_TRANSACTION);
    const late = people.filter(({ place }) => place !== IN_A_TRANSACTION);
    const ordering = early.map(({ id }) => service.orders(id));
    await Promise.all(early.map(({ place, id }) => service.fired(place, id)));
    ordering.push(...late.map(({ id }) => service.orders(id)));
    await Promise.all(holds.map(({ place, id }) => service.fired(place, id)));
    service.kill('generation');
    service.kill('polling');
    await Promise.all(ordering);

    assert.deepEqual(await service.end(unlucky), FAILED);
    for (const { place, ended, id } of people) assert.deepEqual(await service.end(id), ended, place);
  });
}

for (const place of ['poll.before-fetch', 'poll.fetched', 'poll.stored'] as const) {
  test(`kill -9 of the poller at ${place}: the order is taken once`, async () => {
    const id = await service.person();
    await service.arm(place, 'kill');
    await service.orders(id);
    await service.fired(place);
    assert.deepEqual(await service.end(id), DELIVERED);
  });
}

for (const place of ['outbox.claimed', 'outbox.sent'] as const) {
  test(`kill -9 of the poller at ${place}: its successor knows what was sent, and the person reads it once`, async () => {
    const id = await service.person();
    const before = (await said(service.stand.telegram, id)).length;
    await service.arm(place, 'kill', id);
    await service.stand.telegram.sendText(id, '/help');
    await service.fired(place, id);
    await service.stand.telegram.sendText(id, '/help');
    await waitFor('both answers', async () => (await said(service.stand.telegram, id)).length >= before + 2, {
      timeoutMs: 30_000,
    });
    assert.deepEqual(await service.tries(id), [1, 1, 1], 'no outcome was unknown');
    assert.equal((await said(service.stand.telegram, id)).length, before + 2);
  });
}

/** What is under way is finished and written down, not handed back as unknown: still one task and one picture. */
for (const place of ['submit.before-create', 'deliver.before-send', 'poll.fetched'] as const) {
  test(`SIGTERM at ${place}: the service ends well in its time, and the next one goes on`, async (t) => {
    const id = await service.person();
    const chat = place === 'poll.fetched' ? undefined : id;
    await service.stand.kie.fault({ path: 'createTask', behaviour: 'delay', delayMs: 1_500 });
    await service.arm(place, 'term', chat);
    const ordering = service.orders(id);
    await service.fired(place, chat);
    const startedAt = performance.now();
    assert.equal(await service.bot().ended, 0);
    const tookMs = Math.round(performance.now() - startedAt);
    t.diagnostic(`ended after ${tookMs} ms`);
    assert.ok(tookMs < 25_000);
    await service.restart();
    await ordering;
    assert.deepEqual(await service.end(id), DELIVERED);
  });
}
