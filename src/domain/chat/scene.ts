/** What a screen may know, and what it may answer. */
import type { ModelInput } from '../catalog/model.ts';
import type { Key } from './buttons.ts';
import type { ChatContext, Language, Translate } from './contract.ts';
import type { Offered } from './form/choices.ts';
import type { Screen } from './state.ts';
import type { ChatTools } from './tools.ts';

export interface Scene {
  readonly t: Translate;
  readonly language: Language;
  readonly context: ChatContext;
  readonly lastModelId: string | null;
  readonly validate: ChatTools['validate'];
  /** The models that can be ordered here, the most popular first. */
  readonly offered: readonly Offered[];
}

/** A screen before it has a revision. `text` is HTML. */
export interface Draft {
  readonly text: string;
  readonly rows: readonly (readonly Key[])[];
}

/** Show this screen, with `notice` (HTML) above it. */
export interface Show {
  readonly to: 'screen';
  readonly screen: Screen;
  readonly notice: string | null;
}

/** Everything was checked: make it. */
export interface Order {
  readonly to: 'order';
  readonly offered: Offered;
  readonly input: ModelInput;
  readonly credits: number;
  readonly prompt: string;
}

export type Move = Show | Order | { readonly to: 'language'; readonly language: Language | null };

export interface Tap {
  readonly command: string;
  /** Into the screen's own list; -1 when the button has none. */
  readonly index: number;
}

export interface ScreenRules<S extends Screen> {
  readonly view: (screen: S, scene: Scene) => Draft;
  /** Null: the screen has no such button (any more). */
  readonly tap: (screen: S, tap: Tap, scene: Scene) => Move | null;
  readonly text: (screen: S, text: string, scene: Scene) => Show;
}

export function show(screen: Screen, notice: string | null = null): Show {
  return { to: 'screen', screen, notice };
}

export function findOffered(scene: Scene, modelId: string): Offered | null {
  return scene.offered.find(({ model }) => model.id === modelId) ?? null;
}
