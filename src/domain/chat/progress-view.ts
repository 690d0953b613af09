import { generationButton, menuButton } from './buttons.ts';
import type { Translate, View } from './contract.ts';
import { paragraphs, quoted, safeLine } from './html.ts';
import { duration } from './phrases.ts';

export interface ProgressFacts {
  readonly generationId: string;
  /** Plain text. */
  readonly modelTitle: string;
  /** Plain text as the person typed it; empty when there is none. */
  readonly prompt: string;
  /** `checking`: the outcome of the submit is not known. */
  readonly phase: 'queued' | 'working' | 'delivering' | 'checking';
  /** Since the provider took it. */
  readonly elapsedSeconds: number;
  readonly usualSeconds: number;
  readonly cancellable: boolean;
}

const PROMPT_LENGTH = 300;
const TITLE_LENGTH = 60;
const CELLS = 10;
/** A bar that is full while nothing has come would be a lie. */
const FULLEST = 0.95;

/** The one message of a generation under way. Its buttons are bound to the generation and not to a screen. */
export function progressView(t: Translate, facts: ProgressFacts): View {
  const { generationId, prompt } = facts;
  return {
    text: paragraphs(
      t('progress-title', { model: safeLine(facts.modelTitle, TITLE_LENGTH) }),
      prompt === '' ? null : quoted(prompt, PROMPT_LENGTH),
      phaseText(t, facts),
    ),
    keyboard: [
      ...(facts.cancellable ? [[generationButton(t('button-cancel-generation'), 'cancel', generationId)]] : []),
      [menuButton(t('button-menu'))],
    ],
  };
}

function phaseText(t: Translate, facts: ProgressFacts): string {
  switch (facts.phase) {
    case 'queued':
      return t('progress-queued', { time: duration(t, facts.usualSeconds) });
    case 'working':
      return workingText(t, facts);
    case 'delivering':
      return t('progress-delivering');
    case 'checking':
      return t('progress-checking');
  }
}

function workingText(t: Translate, { elapsedSeconds, usualSeconds }: ProgressFacts): string {
  const share = usualSeconds > 0 ? elapsedSeconds / usualSeconds : 1;
  const done = Math.min(FULLEST, Math.max(0, Number.isFinite(share) ? share : FULLEST));
  const filled = Math.round(done * CELLS - 0.5);
  const bar = '▰'.repeat(filled) + '▱'.repeat(CELLS - filled);
  const line = `${bar} ${Math.floor(done * 100)} %`;
  if (share > 1) return `${line}\n${t('progress-longer')}`;
  return `${line}\n${t('progress-usual', { time: duration(t, usualSeconds) })}`;
}
