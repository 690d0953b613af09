/** Row D6 of the fault list for money: COMMIT has happened, its answer is lost, and whoever asked for it tries again. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { schemaNames } from '../../src/adapters/postgres/names.ts';
import { brokenMoneyRules } from '../support/money-invariants.ts';
import { moneyOperations } from '../support/money-operations.ts';
import { startStarStand, type StarStand } from '../support/star-stand.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

let stand: StarStand;
before(async () => {
  stand = await startStarStand({ dailyLimit: 0 });
});
after(() => stand.close());

const { operations } = moneyOperations(() => stand, schemaNames('700001'));

for (const { name, prepare } of operations) {
  test(`D6: the answer to the commit of ${name} is lost: done once, and told once`, async (t) => {
    const { database } = stand;
    const { run, assertOnce } = await prepare();
    const proxy = await startTcpProxy(database.url);
    const pool = database.newPool(2, proxy.url);
    t.after(async () => {
      await pool.end();
      await proxy.close();
    });
    proxy.loseAnswerTo('commit', 1);
    await assert.rejects(run(pool), { code: 'DB_UNAVAILABLE' });
    assert.equal(proxy.isWaiting(), false, 'there was such a commit');
    await assertOnce();
    await run(pool);
    await assertOnce();
    assert.deepEqual(await brokenMoneyRules(database.pool, database.schemas.bot, 0), []);
  });
}
