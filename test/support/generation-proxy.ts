/** The steps of a generation on connections that a test can spoil. */
import type { TestContext } from 'node:test';
import type { GenerationDeps } from '../../src/roles/generation/deps.ts';
import { asAnotherProcess, type GenerationStand } from './generation.ts';
import { storesOn } from './generation-stores.ts';
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
  const stores = storesOn(pool, stand.database.schemas);
  return { proxy, deps: { ...asAnotherProcess(stand.deps), ...stores } };
}
