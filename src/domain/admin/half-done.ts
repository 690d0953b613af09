/** What `/cancel` takes back in the panel: a change that is being typed, or that waits for its yes. */
import type { AdminPage } from './page.ts';

/** The page that the change was begun from; null = nothing is half done on this one. */
export function pageBefore(page: AdminPage): AdminPage | null {
  switch (page.page) {
    case 'compose':
      return page.draft === null ? { page: 'broadcasts', from: 0 } : calmBroadcast(page.draft);
    case 'broadcast':
      return page.confirming === null ? null : calmBroadcast(page.id);
    case 'amount':
    case 'transfer':
      return { page: 'person', walletId: page.walletId };
    case 'refund':
      return { page: 'payments', walletId: page.walletId };
    case 'setting':
    case 'newsetting':
      return { page: 'prices' };
    case 'newpromo':
      return { page: 'promos', at: 0 };
    case 'modelprice':
      return { page: 'model', modelId: page.modelId, query: page.query, part: page.part };
    default:
      return null;
  }
}

const calmBroadcast = (id: number): AdminPage => ({ page: 'broadcast', id, said: null, confirming: null });
