import type { AdminMove } from '../chat/scene.ts';
import type { AdminAction, AdminPage } from './page.ts';

/** To a page, after an action where there is one. `notice` is HTML. */
export function turnTo(page: AdminPage, action: AdminAction | null = null, notice: string | null = null): AdminMove {
  return { to: 'admin', request: { action, page }, notice };
}
