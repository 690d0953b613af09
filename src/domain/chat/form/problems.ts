/** Why a typed answer did not fit, in words. */
import type { Scene } from '../scene.ts';
import { escapeHtml } from '../html.ts';
import { fieldTitle } from '../words.ts';
import type { Answer } from './answers.ts';
import { PROMPT, type Field } from './fields.ts';

type Problem = Extract<Answer, { readonly ok: false }>;

/** HTML. */
export function problemNotice({ t }: Scene, field: Field, problem: Problem): string {
  switch (problem.problem) {
    case 'empty':
      return t('answer-empty');
    case 'not-a-choice':
      return t('answer-choose', { field: escapeHtml(fieldTitle(t, field)) });
    case 'not-a-number':
      return t('answer-number');
    case 'out-of-range':
      return t('answer-range');
    case 'too-long':
      return field.name === PROMPT
        ? t('prompt-too-long', { length: problem.length, limit: problem.limit })
        : t('answer-too-long', { length: problem.length, limit: problem.limit });
    case 'too-short':
      return t('answer-too-short', { limit: problem.limit });
  }
}
