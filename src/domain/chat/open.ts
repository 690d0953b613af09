/** Ways to a screen that need a decision. Every function answers with the screen that makes sense now. */
import { isGiven } from '../catalog/fields.ts';
import { buildInput } from '../catalog/input.ts';
import { priceWithAnswer } from '../billing/sale.ts';
import { filesOf } from './carry.ts';
import { nextQuestion, sheetOf, valuesOnWay, wayIsOpen, wordsOf, type Offered, type Sheet } from './form/choices.ts';
import { PROMPT, type Field, type TextField } from './form/fields.ts';
import { placeFiles } from './form/files.ts';
import { fits } from './form/fits.ts';
import { problemNotice } from './form/problems.ts';
import { readTyped } from './form/on-question.ts';
import type { Path, Values } from './form/values.ts';
import { codePoints, escapeHtml } from './html.ts';
import { openModels } from './lists.ts';
import { saleOf } from './price-words.ts';
import { findOffered, show, type Scene, type Show } from './scene.ts';
import { EVERY_MODEL, NOTHING, type Carry, type ScreenAt, type Section } from './state.ts';
import { fieldTitle } from './words.ts';

export function openMenu(notice: string | null = null): Show {
  return show({ at: 'menu' }, notice);
}

export function openTasks(section: Section, carry: Carry = NOTHING): Show {
  return show({ at: 'tasks', section, carry });
}

/** Where the sheet stands: the choice of a way, the next question, or the confirmation when nothing is left to ask. */
export function openForm(scene: Scene, sheet: Sheet, notice: string | null = null): Show {
  if (wayIsOpen(sheet)) return openQuestion(sheet, [], notice);
  const path = nextQuestion(sheet);
  if (path !== null) return openQuestion(sheet, path, notice);
  const undecided = undecidedPrice(scene, sheet);
  if (undecided !== null) return openQuestion(sheet, [undecided], notice ?? scene.t('price-choose'));
  return show(confirmScreen(sheet), notice);
}

/** The choice that keeps the order without a price although another answer has one. */
export function undecidedPrice(scene: Scene, sheet: Sheet): string | null {
  const { model } = sheet.offered;
  const { pricing } = scene.context;
  if (saleOf(scene, sheet).ok) return null;
  const input = buildInput(model, valuesOnWay(sheet));
  const undecided = sheet.fields.find(
    (field) =>
      field.kind === 'choice' &&
      field.options.some((value) => priceWithAnswer(model, input, { name: field.name, value }, pricing) !== null),
  );
  return undecided?.name ?? null;
}

export function openQuestion({ offered, values, way }: Sheet, path: Path, notice: string | null = null): Show {
  return show({ at: 'form', modelId: offered.model.id, values, way, path: [...path] }, notice);
}

export function openSettings({ offered, values, way }: Sheet, path: Path = [], notice: string | null = null): Show {
  return show({ at: 'settings', modelId: offered.model.id, values, way, path: [...path] }, notice);
}

/** Ways to fill the balance; the order waits. */
export function openTopup(sheet: Sheet | null, notice: string | null = null): Show {
  const order = sheet === null ? null : { modelId: sheet.offered.model.id, values: sheet.values, way: sheet.way };
  return show({ at: 'topup', order }, notice);
}

export function confirmScreen({ offered, values, way }: Sheet): ScreenAt<'confirm'> {
  return { at: 'confirm', modelId: offered.model.id, values, way };
}

/** A new order of this model with what was given before; what finds no place in it is said. */
export function begin(scene: Scene, offered: Offered, carry: Carry, notice: string | null = null): Show {
  const words = wordsField(offered.fields);
  const prompt = carry.prompt ?? '';
  const values: Values = words === undefined || prompt === '' ? {} : { [words.name]: prompt };
  const { values: filled, left } = placeFiles(offered.fields, values, filesOf(carry));
  const tooLong = words === undefined || prompt === '' ? null : wordsProblem(scene, words, prompt);
  const leftOver = left.length === 0 ? null : scene.t('files-left', { count: left.length });
  return openForm(scene, sheetOf(offered, filled), notice ?? tooLong ?? leftOver);
}

/** A new order of a model that another one needs something of. */
export function beginById(scene: Scene, modelId: string): Show {
  const offered = findOffered(scene, modelId);
  return offered === null ? openMenu(scene.t('model-gone')) : begin(scene, offered, NOTHING);
}

/** Where words given before the model was chosen go. */
function wordsField(fields: readonly Field[]): TextField | undefined {
  const texts = fields.filter((field): field is TextField => field.kind === 'text');
  return promptField(texts) ?? texts.find((field) => field.required && field.default === null);
}

function wordsProblem(scene: Scene, field: TextField, words: string): string | null {
  const answer = readTyped(scene, field, words);
  return answer.ok ? null : problemNotice(scene, field, answer);
}

/** Those that make pictures from words, the most popular first. */
export function drawingModels(scene: Scene): readonly Offered[] {
  return scene.offered.filter(({ model }) => model.tasks.includes('text-to-image'));
}

/**
 * Text out of the blue: the model that the person chose for it, else the last used one, else the most popular one, that
 * makes pictures from a prompt of this length; or the list of them, for who wants to be asked.
 */
export function openOffer(scene: Scene, text: string, notice: string | null = null): Show {
  const drawing = drawingModels(scene);
  // The menu itself says that there is nothing to draw with.
  if (drawing.length === 0) return openMenu(notice);
  if (text === '') return openMenu(scene.t('answer-empty'));
  if (scene.state.asksModel && drawing.length > 1) {
    return openModels(scene, { ...EVERY_MODEL, task: 'text-to-image' }, { prompt: text, files: [] }, 0, notice);
  }
  const liked = [scene.state.drawsWith, ...scene.state.recent];
  const first = liked.map((id) => drawing.find(({ model }) => model.id === id)).find((one) => one);
  const candidates = first === undefined ? drawing : [first, ...drawing];
  const taking = candidates.filter(({ fields }) => {
    const field = promptField(fields);
    return field !== undefined && fits(field, text);
  });
  // One that asks nothing more is two taps away; another would need the form first.
  const best = taking.find((offered) => asksNothing(offered, text)) ?? taking[0];
  if (best !== undefined) return show({ at: 'offer', prompt: text, modelId: best.model.id }, notice);
  const limit = Math.max(...drawing.map(({ fields }) => longestPrompt(fields)));
  const length = codePoints(text);
  if (length > limit) return openMenu(scene.t('prompt-too-long', { length, limit }));
  const [any] = candidates;
  return any === undefined ? openMenu() : begin(scene, any, { prompt: text, files: [] });
}

function asksNothing(offered: Offered, prompt: string): boolean {
  const sheet = sheetOf(offered, { [PROMPT]: prompt });
  return !wayIsOpen(sheet) && nextQuestion(sheet) === null;
}

function longestPrompt(fields: readonly Field[]): number {
  return promptField(fields)?.maxLength ?? Number.MAX_SAFE_INTEGER;
}

/** Whatever else a model calls its prompt, a file for example, takes no words. */
function promptField(fields: readonly Field[]): TextField | undefined {
  return fields.find((field): field is TextField => field.name === PROMPT && field.kind === 'text');
}

/** A new prompt for an order that was already filled in. */
export function replacePrompt(scene: Scene, sheet: Sheet, text: string): Show {
  const words = wordsField(sheet.fields);
  if (words === undefined) return openForm(scene, sheet, scene.t('prompt-not-taken'));
  const answer = readTyped(scene, words, text);
  if (!answer.ok) return show(confirmScreen(sheet), problemNotice(scene, words, answer));
  const values = { ...sheet.values, [words.name]: answer.value };
  const { t } = scene;
  const notice =
    words.name === PROMPT ? t('prompt-replaced') : t('words-replaced', { field: escapeHtml(fieldTitle(t, words)) });
  return openForm(scene, sheetOf(sheet.offered, values, sheet.way), notice);
}

/** There is room for a description, and there is none. */
export function takesWords({ fields, values }: Sheet): boolean {
  return promptField(fields) !== undefined && !isGiven(values[PROMPT]);
}

/** With the words beside a file, where the order has none yet and takes these. */
export function withCaption(scene: Scene, sheet: Sheet, caption: string): Sheet {
  const words = wordsField(sheet.fields);
  return words === undefined || isGiven(sheet.values[words.name]) ? sheet : withWords(scene, sheet, caption);
}

/** With these words as the description; the same sheet when it does not take them. */
export function withWords(scene: Scene, sheet: Sheet, text: string): Sheet {
  const words = wordsField(sheet.fields);
  if (words === undefined) return sheet;
  const answer = readTyped(scene, words, text);
  if (!answer.ok) return sheet;
  return sheetOf(sheet.offered, { ...sheet.values, [words.name]: answer.value }, sheet.way);
}

/** The order that a stored screen holds; null when its model is not offered any more. */
export function sheetOn(
  screen: { readonly modelId: string; readonly values: Values; readonly way: number | null },
  scene: Scene,
): Sheet | null {
  const offered = findOffered(scene, screen.modelId);
  return offered === null ? null : sheetOf(offered, screen.values, screen.way);
}

/** What of an order another model could use. */
export function carryOf(sheet: Sheet): Carry {
  const { values, fields } = sheet;
  const words = wordsField(fields);
  const given = words === undefined ? wordsOf(sheet) : values[words.name];
  const files = fields.flatMap((field) => (field.kind === 'file' ? [values[field.name]].flat() : []));
  return {
    prompt: typeof given === 'string' && given !== '' ? given : null,
    files: files.filter((file) => typeof file === 'string'),
  };
}
