/** Which rules belong to which page of the panel. A new page is one file and one line here. */
import type { AdminMove, Drawn, Scene, Tap } from '../chat/scene.ts';
import type { AdminDataOf } from './data.ts';
import type { AdminPage, AdminPageAt, AdminPageName } from './page.ts';
import type { Look, PageRules } from './page-rules.ts';
import { home } from './pages/home.ts';
import { packages } from './pages/packages.ts';
import { payments, refund } from './pages/payments.ts';

const PAGES: { readonly [N in AdminPageName]: PageRules<N> } = { home, packages, payments, refund };

export function tapOnPage(page: AdminPage, tap: Tap, scene: Scene): AdminMove | null {
  return tapAt(page.page, page, tap, scene);
}

/** Null: the page asks for no text, so it is meant for the dialog. */
export function textOnPage(page: AdminPage, text: string, scene: Scene): AdminMove | null {
  return textAt(page.page, page, text, scene);
}

// One function each, generic in the page's name, so that the compiler pairs every page with its own rules and data.
export function drawPage<N extends AdminPageName>(
  name: N,
  page: AdminPageAt<N>,
  data: AdminDataOf<N>,
  look: Look,
): Drawn {
  return PAGES[name].view(page, data, look);
}
function tapAt<N extends AdminPageName>(name: N, page: AdminPageAt<N>, tap: Tap, scene: Scene): AdminMove | null {
  return PAGES[name].tap(page, tap, scene);
}
function textAt<N extends AdminPageName>(name: N, page: AdminPageAt<N>, text: string, scene: Scene): AdminMove | null {
  return PAGES[name].text?.(page, text, scene) ?? null;
}
