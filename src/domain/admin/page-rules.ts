/** What a page of the panel may know, and what it may answer. */
import type { Language, Translate } from '../chat/contract.ts';
import type { AdminMove, Drawn, Scene, SentFile, Tap } from '../chat/scene.ts';
import type { AdminDataOf } from './data.ts';
import type { AdminPageAt, AdminPageName } from './page.ts';

/** In whose words a page is drawn. */
export interface Look {
  readonly t: Translate;
  readonly language: Language;
  readonly currency: string;
}

export interface PageRules<N extends AdminPageName> {
  readonly view: (page: AdminPageAt<N>, data: AdminDataOf<N>, look: Look) => Drawn;
  /** Null: the page has no such button (any more). */
  readonly tap: (page: AdminPageAt<N>, tap: Tap, scene: Scene) => AdminMove | null;
  /** The page as it is remembered once its figures are known: what its buttons mean. Absent: as it was asked for. */
  readonly settle?: (page: AdminPageAt<N>, data: AdminDataOf<N>) => AdminPageAt<N>;
  /** Absent: the page asks for no text. */
  readonly text?: (page: AdminPageAt<N>, text: string, scene: Scene) => AdminMove;
  /** Absent, or null: the page asks for no file. */
  readonly file?: (page: AdminPageAt<N>, file: SentFile, scene: Scene) => AdminMove | null;
}
