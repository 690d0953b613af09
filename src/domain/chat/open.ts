/** Ways to a screen that need a decision. Every function answers with the screen that makes sense now. */
import type { Answer } from './form/answers.ts';
import { readAnswer } from './form/answers.ts';
import {
  choicesOf,
  nextOpenQuestion,
  nextQuestion,
  promptOf,
  withChoice,
  type Choices,
  type Offered,
  type Values,
} from './form/choices.ts';
import { fits, PROMPT, type Field, type TextField } from './form/fields.ts';
import { codePoints, escapeHtml } from './html.ts';
import { findOffered, show, type Scene, type Show } from './scene.ts';
import type { ScreenAt } from './state.ts';
import { fieldTitle, valueLabel } from './words.ts';

export const MODELS_PER_PAGE = 8;

export function openMenu(notice: string | null = null): Show {
  return show({ at: 'menu' }, notice);
}

/** `prompt` travels along until a model is chosen. A page beyond the end is the last one. */
export function openModels(scene: Scene, prompt: string | null, page = 0, notice: string | null = null): Show {
  // The menu itself says that there is nothing to draw with.
  if (scene.offered.length === 0) return openMenu();
  const last = Math.ceil(scene.offered.length / MODELS_PER_PAGE) - 1;
  const at = Math.min(Math.max(page, 0), last);
  const models = scene.offered.slice(at * MODELS_PER_PAGE, (at + 1) * MODELS_PER_PAGE);
  return show({ at: 'models', page: at, shown: models.map(({ model }) => model.id), prompt }, notice);
}

/** The question that is next, or the confirmation when nothing is left to ask. */
export function openForm(scene: Scene, offered: Offered, values: Values, notice: string | null = null): Show {
  const choices = choicesOf(offered.fields, values);
  const question = nextQuestion(offered.fields, choices);
  if (question !== null) return openQuestion(scene, offered, choices, question, notice);
  return show(confirmScreen(offered, choices), notice);
}

export function openQuestion(
  scene: Scene,
  offered: Offered,
  choices: Choices,
  field: Field,
  notice: string | null = null,
): Show {
  const tooLong = field.name === PROMPT ? promptProblem(scene, field, promptOf(choices)) : null;
  return show({ at: 'form', modelId: offered.model.id, values: choices, field: field.name }, notice ?? tooLong);
}

export function confirmScreen(offered: Offered, choices: Choices): ScreenAt<'confirm'> {
  return { at: 'confirm', modelId: offered.model.id, values: choices };
}

/** Text out of the blue: the last used model, or the most popular one, that takes a prompt of this length. */
export function openOffer(scene: Scene, text: string): Show {
  // The menu itself says that there is nothing to draw with.
  if (scene.offered.length === 0) return openMenu();
  if (text === '') return openMenu(scene.t('answer-empty'));
  const last = findOffered(scene, scene.lastModelId ?? '');
  const candidates = last === null ? scene.offered : [last, ...scene.offered];
  const taking = candidates.filter(({ fields }) => fields.some((field) => field.name === PROMPT && fits(field, text)));
  // One that asks nothing more is two taps away; another would need the form first.
  const best = taking.find(({ fields }) => nextOpenQuestion(fields, { [PROMPT]: text }) === null) ?? taking[0];
  if (best !== undefined) return show({ at: 'offer', prompt: text, modelId: best.model.id });
  const limit = Math.max(...scene.offered.map(({ fields }) => longestPrompt(fields)));
  const length = codePoints(text);
  if (length > limit) return openMenu(scene.t('prompt-too-long', { length, limit }));
  const [first] = candidates;
  return first === undefined ? openMenu() : openForm(scene, first, { [PROMPT]: text });
}

function longestPrompt(fields: readonly Field[]): number {
  const prompt = fields.find((field): field is TextField => field.name === PROMPT && field.kind === 'text');
  return prompt?.maxLength ?? Number.MAX_SAFE_INTEGER;
}

/** A new prompt for an order that was already filled in. */
export function replacePrompt(scene: Scene, offered: Offered, values: Values, text: string): Show {
  const choices = choicesOf(offered.fields, values);
  const prompt = offered.fields.find((field) => field.name === PROMPT);
  if (prompt === undefined) return openForm(scene, offered, choices);
  const answer = answerTo(scene, prompt, text);
  if (!answer.ok) return show(confirmScreen(offered, choices), problemNotice(scene, prompt, answer));
  return openForm(scene, offered, withChoice(choices, PROMPT, answer.value), scene.t('prompt-replaced'));
}

export function answerTo(scene: Scene, field: Field, text: string): Answer {
  return readAnswer(field, text, (option) => valueLabel(scene.t, field, option));
}

function promptProblem(scene: Scene, field: Field, prompt: string): string | null {
  if (prompt === '') return null;
  const answer = answerTo(scene, field, prompt);
  return answer.ok ? null : problemNotice(scene, field, answer);
}

type Problem = Extract<Answer, { readonly ok: false }>;

/** Why an answer did not fit, in words. */
export function problemNotice(scene: Scene, field: Field, problem: Problem): string {
  const { t } = scene;
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
