/** What a screen may know, and what it may answer. */
import type { AdminRequest } from '../admin/page.ts';
import type { Payment } from '../billing/payment.ts';
import type { FileRef } from '../catalog/file-ref.ts';
import type { ModelInput } from '../catalog/model.ts';
import type { Key } from './buttons.ts';
import type { ChatContext, Effect, Language, Translate } from './contract.ts';
import type { Offered, Sheet } from './form/choices.ts';
import type { ChatState, Screen } from './state.ts';
import type { ChatTools } from './tools.ts';

export interface Scene {
  readonly t: Translate;
  readonly language: Language;
  readonly context: ChatContext;
  readonly state: Pick<
    ChatState,
    'recent' | 'favourites' | 'quoted' | 'pending' | 'drawsWith' | 'asksModel' | 'promoTries'
  >;
  readonly tools: ChatTools;
  /** The models that can be ordered here, the most popular first. */
  readonly offered: readonly Offered[];
}

/** A screen before it has a revision. `text` is HTML. */
export interface Drawn {
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
  readonly credits: number | null;
  readonly payment: Payment;
  readonly prompt: string;
}

/** A page of the admin's panel, after an action where there is one. */
export interface AdminMove {
  readonly to: 'admin';
  readonly request: AdminRequest;
  /** HTML. */
  readonly notice: string | null;
}

/** The picture of a transfer has come: the shell takes it from here. */
export interface ClaimMove {
  readonly to: 'claim';
  readonly claim: Omit<Extract<Effect, { readonly do: 'claim' }>, 'do'>;
  readonly screen: Screen;
}

export type Move =
  | Show
  | AdminMove
  | Order
  | { readonly to: 'language'; readonly language: Language | null }
  /** The results of an earlier generation once more. */
  | { readonly to: 'resend'; readonly generationId: string }
  /** The work is deleted; then the list of those that are left. */
  | { readonly to: 'erase'; readonly generationId: string }
  /** So many Stars for so many minor units. */
  | { readonly to: 'invoice'; readonly stars: number; readonly amount: bigint }
  /** The star of a model was tapped; then this screen. */
  | { readonly to: 'star'; readonly modelId: string; readonly then: Show }
  /** A preference was changed; then this screen. */
  | {
      readonly to: 'prefer';
      readonly change: Partial<Pick<ChatState, 'drawsWith' | 'asksModel'>>;
      readonly then: Show;
    }
  /** The order is given up: nothing of it comes back, also not after money has come. */
  | { readonly to: 'give-up'; readonly then: Show }
  /** The person wants their data deleted, and has confirmed it. */
  | { readonly to: 'forget' };

/** What was typed is a promo code. */
export interface Redeem {
  readonly to: 'redeem';
  readonly code: string;
}

export interface Tap {
  readonly command: string;
  /** Into the screen's own list; -1 when the button has none. */
  readonly index: number;
}

export interface ScreenRules<S extends Screen> {
  readonly view: (screen: S, scene: Scene) => Drawn;
  /** Null: the screen has no such button (any more). */
  readonly tap: (screen: S, tap: Tap, scene: Scene) => Move | null;
  readonly text: (screen: S, text: string, scene: Scene) => Show | AdminMove | Redeem;
  /** The order that a tap on it would confirm. Absent: it has none. */
  readonly sheet?: (screen: S, scene: Scene) => Sheet | null;
  /** Absent or null: the screen asks for no file (now), so it is asked what to do with it. */
  readonly file?: (screen: S, file: SentFile, scene: Scene) => Show | AdminMove | ClaimMove | null;
}

/** A file that was sent, with the words beside it. */
export interface SentFile {
  readonly file: FileRef;
  /** As Telegram knows it: apart from the reference, because that is kept with orders. */
  readonly told: { readonly fileId: string; readonly uniqueId: string | null; readonly what: string };
  /** Empty when there are none. */
  readonly caption: string;
  /** Sent as a photo: Telegram has made a JPEG of it. */
  readonly isPhoto: boolean;
  /** It belongs to the album of the file before it. */
  readonly continues: boolean;
}

export function show(screen: Screen, notice: string | null = null): Show {
  return { to: 'screen', screen, notice };
}

/** The menu, after an order was cancelled on its own screen. */
export function giveUp({ t }: Scene): Move {
  return { to: 'give-up', then: show({ at: 'menu' }, t('cancelled')) };
}

export function findOffered(scene: Scene, modelId: string): Offered | null {
  return scene.offered.find(({ model }) => model.id === modelId) ?? null;
}
