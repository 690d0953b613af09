import type { ChildFigures, SystemFigures, Trail, Troubles } from '../figures.ts';

export interface SystemData {
  /** Children: null where no supervisor has told of them. */
  readonly system: { readonly figures: SystemFigures; readonly children: readonly ChildFigures[] | null };
  readonly troubles: { readonly troubles: Troubles };
  readonly lookup: { readonly trail: Trail | null };
}
