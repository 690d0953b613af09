/** Which rules belong to which page of the panel. A new page is one file and one line here. */
import type { AdminMove, Drawn, Scene, SentFile, Tap } from '../chat/scene.ts';
import type { AdminDataOf } from './data.ts';
import type { AdminPage, AdminPageAt, AdminPageName } from './page.ts';
import type { Look, PageRules } from './page-rules.ts';
import { amount } from './pages/amount.ts';
import { audit } from './pages/audit.ts';
import { broadcast } from './pages/broadcast.ts';
import { broadcasts } from './pages/broadcasts.ts';
import { claims } from './pages/claims.ts';
import { compose } from './pages/compose.ts';
import { deadletters } from './pages/deadletters.ts';
import { drifts } from './pages/drifts.ts';
import { home } from './pages/home.ts';
import { lookup } from './pages/lookup.ts';
import { model } from './pages/model.ts';
import { modelprice } from './pages/modelprice.ts';
import { models } from './pages/models.ts';
import { newpromo } from './pages/newpromo.ts';
import { newsetting } from './pages/newsetting.ts';
import { operations } from './pages/operations.ts';
import { orders } from './pages/orders.ts';
import { packages } from './pages/packages.ts';
import { payments, refund } from './pages/payments.ts';
import { people } from './pages/people.ts';
import { person } from './pages/person.ts';
import { prices } from './pages/prices.ts';
import { promo } from './pages/promo.ts';
import { promos } from './pages/promos.ts';
import { setting } from './pages/setting.ts';
import { stats } from './pages/stats.ts';
import { system } from './pages/system.ts';
import { transfer } from './pages/transfer.ts';
import { troubles } from './pages/troubles.ts';

const PAGES: { readonly [N in AdminPageName]: PageRules<N> } = {
  home,
  ...{ people, person, amount, transfer, operations, orders },
  ...{ prices, setting, newsetting },
  ...{ promos, promo, newpromo },
  ...{ packages, payments, refund, claims },
  ...{ broadcasts, compose, broadcast },
  ...{ models, model, modelprice, drifts, stats },
  ...{ system, troubles, deadletters, lookup },
  audit,
};

export function tapOnPage(page: AdminPage, tap: Tap, scene: Scene): AdminMove | null {
  return tapAt(page.page, page, tap, scene);
}

/** Null: the page asks for no text, so it is meant for the dialog. */
export function textOnPage(page: AdminPage, text: string, scene: Scene): AdminMove | null {
  return textAt(page.page, page, text, scene);
}

/** Null: the page asks for no file. */
export function fileOnPage(page: AdminPage, file: SentFile, scene: Scene): AdminMove | null {
  return fileAt(page.page, page, file, scene);
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
/** As it is remembered. */
export function settlePage<N extends AdminPageName>(
  name: N,
  page: AdminPageAt<N>,
  data: AdminDataOf<N>,
): AdminPageAt<N> {
  return PAGES[name].settle?.(page, data) ?? page;
}
function tapAt<N extends AdminPageName>(name: N, page: AdminPageAt<N>, tap: Tap, scene: Scene): AdminMove | null {
  return PAGES[name].tap(page, tap, scene);
}
function textAt<N extends AdminPageName>(name: N, page: AdminPageAt<N>, text: string, scene: Scene): AdminMove | null {
  return PAGES[name].text?.(page, text, scene) ?? null;
}
function fileAt<N extends AdminPageName>(
  name: N,
  page: AdminPageAt<N>,
  file: SentFile,
  scene: Scene,
): AdminMove | null {
  return PAGES[name].file?.(page, file, scene) ?? null;
}
