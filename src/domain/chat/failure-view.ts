import type { FailureReason } from '../generation/failure.ts';
import { generationButton, menuButton, type GenerationVerb } from './buttons.ts';
import type { Button, Translate, View } from './contract.ts';
import { paragraphs, safeLine } from './html.ts';

export interface FailureFacts {
  readonly reason: FailureReason;
  /** Plain text. */
  readonly modelTitle: string;
  readonly generationId: string;
}

const TITLE_LENGTH = 60;

/** What helps, the most promising first: trying the same again is no advice after a refusal. */
const WAYS_ON: Readonly<Record<FailureReason, readonly GenerationVerb[]>> = {
  'content-policy': ['edit', 'other'],
  'invalid-input': ['edit', 'other'],
  'input-unreachable': ['edit', 'again'],
  'provider-error': ['again', 'other'],
  'provider-timeout': ['again', 'other'],
  unavailable: ['other', 'again'],
  deadline: ['again', 'other'],
  undeliverable: ['again', 'edit'],
};

/** Replaces the progress: what went wrong in plain words, what to do, and that it cost nothing. */
export function failureView(t: Translate, { reason, modelTitle, generationId }: FailureFacts): View {
  const toButton = (verb: GenerationVerb): Button => generationButton(label(t, verb), verb, generationId);
  return {
    text: paragraphs(
      t('failure-title', { model: safeLine(modelTitle, TITLE_LENGTH) }),
      sentence(t, reason),
      t('nothing-charged'),
    ),
    keyboard: [WAYS_ON[reason].map(toButton), [menuButton(t('button-menu'))]],
  };
}

function sentence(t: Translate, reason: FailureReason): string {
  switch (reason) {
    case 'content-policy':
      return t('failure-content-policy');
    case 'invalid-input':
      return t('failure-invalid-input');
    case 'input-unreachable':
      return t('failure-input-unreachable');
    case 'provider-error':
      return t('failure-provider-error');
    case 'provider-timeout':
      return t('failure-provider-timeout');
    case 'unavailable':
      return t('failure-unavailable');
    case 'deadline':
      return t('failure-deadline');
    case 'undeliverable':
      return t('failure-undeliverable');
  }
}

function label(t: Translate, verb: GenerationVerb): string {
  switch (verb) {
    case 'again':
      return t('button-again');
    case 'edit':
      return t('button-edit');
    case 'other':
      return t('button-other-model');
    case 'use':
      return t('button-use');
    case 'cancel':
      return t('button-cancel-generation');
    case 'erase':
      return t('button-erase');
  }
}
