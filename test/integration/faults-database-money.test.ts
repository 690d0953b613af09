/** Rows D3 and D4 of the fault list for money: each write refused, and COMMIT itself. Nothing is moved twice or lost. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pgError } from '../../src/adapters/postgres/errors.ts';
import { schemaNames } from '../../src/adapters/postgres/names.ts';
import { brokenMoneyRules } from '../support/money-invariants.ts';
import { moneyOperations } from '../support/money-operations.ts';
import { createRefusedWrites, meetsShared, refusalsOf, type RefusedWrites } from '../support/refused-writes.ts';
import { startStarStand, type StarStand } from '../support/star-stand.ts';

let stand: StarStand;
let writes: RefusedWrites;

before(async () => {
  stand = await startStarStand({ dailyLimit: 0 });
  writes = await createRefusedWrites(stand.database);
});
after(() => stand.close());

const { operations, figures, count } = moneyOperations(() => stand, schemaNames('700001'));

for (const operation of operations) {
  test(`D3, D4: each write of ${operation.name} refused in two ways undoes all of it, and the next try does it once`, async () => {
    const { pool, schemas } = stand.database;
    for (const [nth, write] of operation.writes.entries()) {
      for (const { name, code } of refusalsOf(nth)) {
        const what = `${name}: ${write.table}${write.atCommit === true ? ' at the commit' : ''}`;
        const { run, assertOnce } = await operation.prepare();
        const before = await figures();
        await writes.refusing(write, code, 1, async () => {
          const end = await run(pool).then(
            () => 'done',
            (thrown: unknown) => pgError(thrown).code,
          );
          if (end === 'done' && meetsShared(write, code)) return;
          assert.equal(end, 'DB_UNAVAILABLE', what);
          assert.deepEqual(await figures(), before, what);
          await run(pool);
        });
        await assertOnce();
        await run(pool);
        await assertOnce();
      }
    }
    assert.deepEqual(await brokenMoneyRules(pool, schemas.bot, 0), []);
    assert.equal(await count(`${schemas.bot}.inbox where attempts > 0 or parked_code is not null`), 0);
  });
}
