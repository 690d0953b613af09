/**
 * The data behind buttons: at most 64 bytes (Bot API, InlineKeyboardButton.callback_data). A screen's own buttons carry
 * the revision they were drawn for and an index into the screen's own list; lasting buttons stay valid for ever, also
 * under an old result.
 */
import type { Button } from './contract.ts';

/** What a lasting button does with the generation it names. */
const VERBS = ['again', 'edit', 'other', 'use', 'cancel', 'erase'] as const;
export type GenerationVerb = (typeof VERBS)[number];

/** Where a lasting button leads that is bound to no screen and no generation. */
export const PLACES = ['topup', 'balance', 'resume'] as const;
export type Place = (typeof PLACES)[number];

/** What a lasting button under a message to an admin decides about the thing it names. */
const ADMIN_VERBS = ['claimyes', 'claimno'] as const;
export type AdminVerb = (typeof ADMIN_VERBS)[number];

export type ButtonData =
  | { readonly kind: 'screen'; readonly rev: number; readonly command: string; readonly index: number }
  | { readonly kind: 'menu' }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'generation'; readonly verb: GenerationVerb; readonly generationId: string }
  | { readonly kind: 'admin'; readonly verb: AdminVerb; readonly id: string }
  | { readonly kind: 'unknown' };

/** A button of a screen before the screen has a revision. */
export interface Key {
  readonly text: string;
  readonly command: string;
  readonly index?: number;
}

const SCREEN = /^s:([0-9a-z]{1,11}):([a-z]{1,16})(?::(\d{1,15}))?$/;
const GENERATION = /^g:([a-z]{1,16}):([A-Za-z0-9_-]{1,40})$/;
const PLACE = /^o:([a-z]{1,16})$/;
const ADMIN = /^a:([a-z]{1,16}):([A-Za-z0-9_-]{1,40})$/;
const MENU = 'menu';

export function screenButton(key: Key, rev: number): Button {
  const index = key.index === undefined ? '' : `:${key.index}`;
  return { text: key.text, data: `s:${rev.toString(36)}:${key.command}${index}` };
}

export function generationButton(text: string, verb: GenerationVerb, generationId: string): Button {
  return { text, data: `g:${verb}:${generationId}` };
}

export function menuButton(text: string): Button {
  return { text, data: MENU };
}

export function placeButton(text: string, place: Place): Button {
  return { text, data: `o:${place}` };
}

export function adminButton(text: string, verb: AdminVerb, id: string): Button {
  return { text, data: `a:${verb}:${id}` };
}

/** Total: anything that no button of ours can carry is `unknown`. */
export function parseButton(data: string): ButtonData {
  if (data === MENU) return { kind: 'menu' };
  const screen = SCREEN.exec(data);
  if (screen !== null) {
    const [, rev = '', command = '', index = '-1'] = screen;
    return { kind: 'screen', rev: Number.parseInt(rev, 36), command, index: Number(index) };
  }
  const place = PLACES.find((known) => known === PLACE.exec(data)?.[1]);
  if (place !== undefined) return { kind: 'place', place };
  const decision = parseDecision(data);
  if (decision !== null) return decision;
  const [, given, generationId] = GENERATION.exec(data) ?? [];
  const verb = VERBS.find((known) => known === given);
  if (verb === undefined || generationId === undefined) return { kind: 'unknown' };
  return { kind: 'generation', verb, generationId };
}

function parseDecision(data: string): ButtonData | null {
  const [, given, id] = ADMIN.exec(data) ?? [];
  const verb = ADMIN_VERBS.find((known) => known === given);
  return verb === undefined || id === undefined ? null : { kind: 'admin', verb, id };
}
