/** Rows D3, D4 and D6 of the fault list where a paid order ends: captured once, or given back once, whatever the database says. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { submit } from '../../src/roles/generation/submit.ts';
import { watch } from '../../src/roles/generation/watch.ts';
import { grant } from '../support/billing.ts';
import { startGenerationStand, type GenerationStand, type Order } from '../support/generation.ts';
import { toTheEnd } from '../support/generation-ends.ts';
import { behindProxy } from '../support/generation-proxy.ts';
import { quickModels } from '../support/kie-faults.ts';
import { brokenMoneyRules } from '../support/money-invariants.ts';
import { createRefusedWrites, REFUSALS, type RefusedWrites, type Write } from '../support/refused-writes.ts';
import { waitFor } from '../support/wait-for.ts';

const [HAD, PRICE] = [1_000n, 700n];

let stand: GenerationStand;
let writes: RefusedWrites;
let bot: string;

before(async () => {
  stand = await startGenerationStand({ kie: { models: await quickModels() } });
  ({ bot } = stand.database.schemas);
  writes = await createRefusedWrites(stand.database);
});
beforeEach(() => stand.refresh());
after(() => stand.close());

/** Paid from the balance, and one step before its end. */
async function almostOver(end: End): Promise<Order> {
  if (end.isFailure) await stand.kie.failNext();
  const order = await stand.order({
    payment: { by: 'money', price: PRICE },
    before: (tx, userId) => grant(tx as typeof stand.database.pool, stand.database.schemas, userId, HAD),
  });
  assert.equal((await submit(order, stand.deps)).kind, 'done');
  if (end.isFailure) return order;
  await waitFor('a result', async () => {
    await watch(order, stand.deps);
    return (await stand.rows.generation(order.generationId)).state === 'delivering';
  });
  return order;
}

interface End {
  readonly state: 'delivered' | 'failed';
  readonly isFailure: boolean;
  readonly available: bigint;
}
const ENDS: readonly (End & { readonly name: string })[] = [
  { name: 'a capture', state: 'delivered', isFailure: false, available: HAD - PRICE },
  { name: 'a release', state: 'failed', isFailure: true, available: HAD },
];

async function assertOnce({ generationId, chatId }: Order, { available, isFailure }: End): Promise<void> {
  const { pool } = stand.database;
  const { rows } = await pool.query<{ available: string; held: string }>(
    `select available, held from ${bot}.wallet where user_id = $1`,
    [chatId],
  );
  assert.deepEqual(rows, [{ available: String(available), held: '0' }]);
  const settled = await pool.query<{ reason: string }>(`select reason from ${bot}.transfer where reference = $1`, [
    `settle:${generationId}`,
  ]);
  assert.deepEqual(settled.rows, [{ reason: isFailure ? 'release' : 'capture' }]);
  const notices = (await stand.rows.outbox(chatId)).filter(({ purpose }) => purpose === 'notice');
  const { messages } = await stand.telegram.transcript(chatId);
  const media = messages.filter((message) => message.media !== null);
  assert.deepEqual([notices.length, media.length], isFailure ? [1, 0] : [0, 1]);
}

const WRITES: readonly { readonly table: string; readonly atCommit?: boolean }[] = [
  ...['generation', 'transfer', 'posting', 'wallet', 'outbox'].map((table) => ({ table })),
  { table: 'transfer', atCommit: true },
  { table: 'posting', atCommit: true },
];

for (const end of ENDS) {
  for (const { row, name, code } of REFUSALS) {
    test(`${row}: ${name} at each write of ${end.name}: done once, and told once`, async () => {
      for (const { table, ...how } of WRITES) {
        const order = await almostOver(end);
        const write: Write = { table: `${bot}.${table}`, ...how };
        await writes.refusing(write, code, 1, async () => {
          assert.equal(await toTheEnd(stand, order, stand.deps), end.state, table);
        });
        await assertOnce(order, end);
      }
      assert.deepEqual(await brokenMoneyRules(stand.database.pool, bot, 5), []);
    });
  }
}

for (const end of ENDS) {
  test(`D6: the answer to the commit of ${end.name} is lost: done once, and told once`, async (t) => {
    const { proxy, deps } = await behindProxy(t, stand);
    const order = await almostOver(end);
    proxy.loseAnswerTo('commit', 1);
    assert.equal(await toTheEnd(stand, order, deps), end.state);
    assert.equal(proxy.isWaiting(), false, 'there was such a commit');
    await assertOnce(order, end);
    assert.deepEqual(await brokenMoneyRules(stand.database.pool, bot, 5), []);
  });
}

test('no secret was printed or stored', () => stand.assertNoSecrets());
