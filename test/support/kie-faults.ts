/** What the tests of KIE's faults do again and again, on a stand that each file starts for itself. */
import assert from 'node:assert/strict';
import { createKieSpend } from '../../src/adapters/postgres/kie-spend.ts';
import { createLagging } from '../../src/adapters/postgres/lagging.ts';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { deliver } from '../../src/roles/generation/deliver.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import type { ReconcileDeps } from '../../src/roles/generation/reconcilers/checks.ts';
import { createFailingChecks } from '../../src/roles/generation/reconcilers/failing-checks.ts';
import { BOOK_CHECKS, runChecks } from '../../src/roles/generation/reconcilers/run-checks.ts';
import { submit } from '../../src/roles/generation/submit.ts';
import { loadModels, type SandboxModel } from '../../src/sandbox/kie/models.ts';
import { ADMIN, KIE_KEY, MODEL, type GenerationStand, type Order, type OrderOptions } from './generation.ts';
import { waitFor } from './wait-for.ts';

/** The model of the orders makes sound instead of pictures, which take long to draw. */
export async function quickModels(): Promise<readonly SandboxModel[]> {
  return (await loadModels()).map((model) => (model.id === MODEL ? { ...model, output: 'audio' as const } : model));
}

export interface Submitted extends Order {
  readonly token: string;
  readonly taskId: string;
}

export function kieFaults(stand: () => GenerationStand) {
  const stateOf = async ({ generationId }: Order): Promise<string> =>
    (await stand().rows.generation(generationId)).state;
  const mediaOf = async ({ chatId }: Order): Promise<number> =>
    (await stand().telegram.transcript(chatId)).messages.filter(({ media }) => media !== null).length;

  async function submitted(options: OrderOptions = {}, deps: Partial<GenerationDeps> = {}): Promise<Submitted> {
    const order = await stand().order(options);
    assert.deepEqual(await submit(order, { ...stand().deps, ...deps }), { kind: 'done' });
    const [attempt] = await stand().rows.attempts(order.generationId);
    assert.ok(attempt?.taskId !== null && attempt !== undefined);
    return { ...order, token: attempt.token, taskId: attempt.taskId };
  }

  /** Whatever happened before: one result in the chat, one capture. */
  async function assertDeliveredOnce(order: Order): Promise<void> {
    await waitFor('a result to deliver', async () => (await stateOf(order)) === 'delivering');
    for (let round = 0; round < 2; round += 1) await deliver(order, stand().deps);
    assert.equal(await stateOf(order), 'delivered');
    assert.equal(await stand().rows.hold(order.generationId), 'captured');
    assert.equal(await mediaOf(order), 1);
  }

  /** KIE credits that are booked as the operator's expense for this generation. */
  async function booked({ generationId }: Order): Promise<number> {
    const { bot } = stand().database.schemas;
    const { rows } = await stand().database.pool.query<{ minor: string }>(
      `select coalesce(sum(p.amount), 0) as minor from ${bot}.posting p join ${bot}.transfer t on t.id = p.transfer_id
       where t.generation_id = $1 and p.account = 'kie_cost'`,
      [generationId],
    );
    return Number(rows[0]?.minor) / 45; // 0.005 USD at 90 roubles, in kopecks
  }

  /** The looks at bills and orphans, as if the last one was long ago. */
  async function lookOverTheBooks(deps: Partial<GenerationDeps> = {}): Promise<void> {
    const { pool, schemas } = stand().database;
    const pricing = () => ({ currency: 'RUB', usdRate: '90' });
    const { 'kie-credits': credits, orphans } = BOOK_CHECKS;
    await pool.query(`update ${schemas.bot}.attempt set cost_asked_at = null`);
    await runChecks({ 'kie-credits': credits, orphans }, {
      ...{ ...stand().deps, ...deps, lowCredits: 0, lagging: createLagging(schemas), onFound: () => undefined },
      failing: createFailingChecks(Date.now),
      spend: createKieSpend(schemas, { ledger: createLedger(schemas), apiKey: KIE_KEY, pricing }),
    } as unknown as ReconcileDeps);
  }

  const toldAdmin = async (): Promise<readonly string[]> =>
    (await stand().rows.outbox(ADMIN)).map(({ payload }) => payload.text ?? '');
  return {
    ...{ stateOf, mediaOf, submitted, assertDeliveredOnce, booked, lookOverTheBooks, toldAdmin },
    tokensOf: async ({ generationId }: Order): Promise<readonly string[]> =>
      (await stand().rows.attempts(generationId)).map(({ token }) => token),
    orphanAlarms: async () => (await toldAdmin()).filter((text) => text.includes('orphans')),
  };
}
