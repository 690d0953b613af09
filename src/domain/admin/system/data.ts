import type { ChildFigures, DeadLetterLine, SystemFigures, Trail, Troubles } from '../figures.ts';

export interface SystemData {
  /** Children: null where no supervisor has told of them. */
  readonly system: { readonly figures: SystemFigures; readonly children: readonly ChildFigures[] | null };
  readonly troubles: { readonly troubles: Troubles };
  /** The newest first. */
  readonly deadletters: { readonly letters: readonly DeadLetterLine[] };
  readonly lookup: { readonly trail: Trail | null };
}
