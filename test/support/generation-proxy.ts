/** The steps of a generation on connections that a test can spoil. */
import type { TestContext } from 'node:test';
import { createGenerations } from '../../src/adapters/postgres/generations.ts';
import { createOutbox } from '../../src/adapters/postgres/outbox.ts';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import type { GenerationStand } from './generation.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

export async function behindProxy(
  t: TestContext,
  stand: GenerationStand,
): Promise<{ readonly proxy: TcpProxy; readonly deps: GenerationDeps }> {
  const proxy = await startTcpProxy(stand.database.url);
  const pool = stand.database.newPool(2, proxy.url);
  t.after(async () => {
    await pool.end();
    await proxy.close();
  });
  const { schemas } = stand.database;
  const stores = { generations: createGenerations(pool, schemas), outbox: createOutbox(pool, schemas) };
  return { proxy, deps: { ...stand.deps, ...stores, pool, delivering: new Set<string>() } };
}
