/** What a person hears about a transfer that they say to have made, outside any screen. */
import { menuButton, placeButton } from './buttons.ts';
import type { Translate, View } from './contract.ts';
import { paragraphs, safeLine } from './html.ts';

const CONTACT_LENGTH = 100;

/** `sum` is plain text. */
export function claimTakenView(t: Translate, sum: string): View {
  return { text: t('claim-taken', { amount: sum }), keyboard: [[menuButton(t('button-menu'))]] };
}

export function tooManyClaimsView(t: Translate): View {
  return { text: t('claim-too-many'), keyboard: [[menuButton(t('button-menu'))]] };
}

/** The same file or the same content has come before. */
export function knownClaimView(t: Translate, contact: string | null): View {
  return { text: paragraphs(t('claim-known'), contactLine(t, contact)), keyboard: wayOn(t) };
}

interface ApprovedFacts {
  /** Sums are plain text. */
  readonly amount: string;
  readonly balance: string;
  /** An order waits for the money. */
  readonly hasPending: boolean;
}

export function claimApprovedView(t: Translate, { amount, balance, hasPending }: ApprovedFacts): View {
  return {
    text: t('claim-approved', { amount, balance }),
    keyboard: [...(hasPending ? [[placeButton(t('button-resume'), 'resume')]] : []), [menuButton(t('button-menu'))]],
  };
}

export function claimRefusedView(t: Translate, amount: string, contact: string | null): View {
  return { text: paragraphs(t('claim-refused', { amount }), contactLine(t, contact)), keyboard: wayOn(t) };
}

const wayOn = (t: Translate): View['keyboard'] => [
  [placeButton(t('button-topup'), 'topup')],
  [menuButton(t('button-menu'))],
];

function contactLine(t: Translate, given: string | null): string | null {
  const contact = safeLine(given ?? '', CONTACT_LENGTH);
  return contact === '' ? null : t('help-contact', { contact });
}
