/** What an answer does to the form: the values after it, and where to go on. */
import { isGiven } from '../../catalog/fields.ts';
import type { FileRef } from '../../catalog/file-ref.ts';
import type { Scalar } from '../../catalog/model.ts';
import { valueAt, withValue, type Json, type Path, type Values } from './values.ts';
import { countAt, missingIn, placeAt, type Place, type Sheet } from './choices.ts';
import type { Field, FileField, GroupField, ScalarField } from './fields.ts';
import { fileProblem, takesFile, wantedKind, withFile } from './files.ts';
import { fits } from './fits.ts';
import { optionsOf, readAnswer, type Answer } from './answers.ts';
import { problemNotice } from './problems.ts';
import { findWorks } from './works.ts';
import type { Scene, SentFile, Tap } from '../scene.ts';
import { valueLabel } from '../words.ts';

export type Step =
  /** `next` null: the question is answered. */
  | { readonly to: 'question'; readonly values: Values; readonly next: Path | null; readonly notice: string | null }
  /** Another model has to make something first. */
  | { readonly to: 'model'; readonly modelId: string };

const go = (values: Values, next: Path | null, notice: string | null = null): Step => ({
  to: 'question',
  values,
  next,
  notice,
});

/** Null: there is no such button (any more). */
export function tapQuestion(scene: Scene, sheet: Sheet, place: Place, tap: Tap): Step | null {
  if (place.at === 'part') return tapPart(sheet, place.group, place.path, tap);
  const { field, path } = place;
  switch (field.kind) {
    case 'text':
    case 'choice':
    case 'number': {
      const value = tap.command === 'pick' ? optionsOf(field)[tap.index] : undefined;
      return value === undefined ? null : answered(sheet, path, value);
    }
    case 'work':
      return tapWork(scene, sheet, field, path, tap);
    case 'list':
      return tapItems(sheet, field, path, tap);
    case 'file':
      return tapList(sheet, field, path, tap);
    case 'group':
      return field.many ? tapParts(sheet, field, path, tap) : tapPart(sheet, field, path, tap);
  }
}

function tapItems(sheet: Sheet, field: List, path: Path, tap: Tap): Step | null {
  const value = tap.command === 'pick' ? optionsOf(field.item)[tap.index] : undefined;
  if (value === undefined) return tapList(sheet, field, path, tap);
  return countAt(sheet.values, path) >= field.max ? null : addItem(sheet, field, path, value);
}

function tapWork(
  scene: Scene,
  sheet: Sheet,
  field: Extract<Field, { kind: 'work' }>,
  path: Path,
  tap: Tap,
): Step | null {
  const { works, sources } = findWorks(scene, field);
  if (tap.command === 'source') {
    const offered = sources[tap.index];
    return offered === undefined ? null : { to: 'model', modelId: offered.model.id };
  }
  const [work, ...others] = tap.command === 'pick' ? works.filter(({ code }) => code === tap.index) : [];
  return work === undefined || others.length > 0 ? null : answered(sheet, path, work.value);
}

function tapList(sheet: Sheet, field: Field, path: Path, { command }: Tap): Step | null {
  switch (command) {
    case 'clear':
      return go(withValue(sheet.values, path, undefined), path);
    case 'done':
      return fits(field, valueAt(sheet.values, path)) ? go(sheet.values, after(sheet, sheet.values, path)) : null;
    default:
      return null;
  }
}

function tapParts(sheet: Sheet, group: GroupField, path: Path, tap: Tap): Step | null {
  const count = countAt(sheet.values, path);
  switch (tap.command) {
    case 'part':
      return tap.index >= 0 && tap.index < count ? go(sheet.values, [...path, tap.index]) : null;
    case 'add': {
      if (count >= group.max) return null;
      const values = withValue(sheet.values, [...path, count], {});
      return go(values, missingIn(group.fields, {}, [...path, count]) ?? [...path, count]);
    }
    default:
      return tapList(sheet, group, path, tap);
  }
}

function tapPart(sheet: Sheet, group: GroupField, path: Path, { command, index }: Tap): Step | null {
  switch (command) {
    case 'field': {
      const field = group.fields[index];
      return field === undefined ? null : go(sheet.values, [...path, field.name]);
    }
    case 'remove':
      return group.many ? go(withValue(sheet.values, path, undefined), path.slice(0, -1)) : null;
    case 'done': {
      const open = missingIn(group.fields, valueAt(sheet.values, path), path);
      if (open !== null) return go(sheet.values, open);
      return group.many ? go(sheet.values, path.slice(0, -1)) : go(sheet.values, after(sheet, sheet.values, path));
    }
    default:
      return null;
  }
}

/** `values` already hold the answer. */
function answered(sheet: Sheet, path: Path, value: Json): Step {
  const values = withValue(sheet.values, path, value);
  return go(values, after(sheet, values, path));
}

/** Where to go on inside the part that the answered question belongs to; null at the top of the form. */
function after(sheet: Sheet, values: Values, path: Path): Path | null {
  const container = path.slice(0, -1);
  const place = container.length === 0 ? null : placeAt(sheet.fields, container);
  if (place === null) return null;
  const group = place.at === 'part' ? place.group : place.field;
  if (group.kind !== 'group') return null;
  const open = missingIn(group.fields, valueAt(values, container), container);
  if (open !== null) return open;
  if (!group.many) return after(sheet, values, container);
  // A part that was whole before is being corrected: its own list of answers comes back.
  const before = valueAt(sheet.values, container);
  const wasWhole = isGiven(before) && missingIn(group.fields, before, container) === null;
  return wasWhole ? container : container.slice(0, -1);
}

export function textOnQuestion(scene: Scene, sheet: Sheet, place: Place, text: string): Step {
  return unlessFull(scene, sheet, place, typedAnswer(scene, sheet, place, text));
}

function unlessFull(scene: Scene, sheet: Sheet, place: Place, step: Step): Step {
  const isFull = step.to === 'question' && step.values !== sheet.values && bytesOf(step.values) > MOST_BYTES;
  return isFull ? go(sheet.values, place.path, scene.t('form-full')) : step;
}

/** Of all answers together: they are stored again with every message. No model takes nearly as much. */
const MOST_BYTES = 30_000;
const bytesOf = (values: Values): number => new TextEncoder().encode(JSON.stringify(values)).length;

function typedAnswer(scene: Scene, sheet: Sheet, place: Place, text: string): Step {
  const { t } = scene;
  const { values } = sheet;
  const stay = (notice: string): Step => go(values, place.path, notice);
  if (place.at === 'part') return stay(t('answer-button'));
  const { field, path } = place;
  switch (field.kind) {
    case 'text':
    case 'choice':
    case 'number': {
      const answer = readTyped(scene, field, text);
      return answer.ok ? answered(sheet, path, answer.value) : stay(problemNotice(scene, field, answer));
    }
    case 'list':
      return typedItems(scene, sheet, field, path, text);
    case 'file':
      return stay(wantedKind(t, field.media));
    case 'work':
      return stay(t('answer-button'));
    case 'group':
      return typedPart(scene, sheet, field, path, text);
  }
}

export function readTyped(scene: Scene, field: ScalarField, text: string): Answer {
  return readAnswer(field, text, (option) => valueLabel(scene.t, field, option));
}

type List = Extract<Field, { kind: 'list' }>;

function addItem(sheet: Sheet, field: List, path: Path, item: Scalar): Step {
  const values = withValue(sheet.values, [...path, countAt(sheet.values, path)], item);
  return countAt(values, path) >= field.max ? go(values, after(sheet, values, path)) : go(values, path);
}

/** One a line; numbers also with commas between them. */
function typedItems(scene: Scene, sheet: Sheet, field: List, path: Path, text: string): Step {
  const pieces = text.split(field.item.kind === 'number' ? /[\s,;]+/u : /\n+/u).filter((piece) => piece.trim() !== '');
  const answers = pieces.map((piece) => readTyped(scene, field.item, piece));
  const failed = answers.find((answer) => !answer.ok);
  if (failed?.ok === false) return go(sheet.values, path, problemNotice(scene, field.item, failed));
  const added = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
  const room = field.max - countAt(sheet.values, path);
  if (added.length === 0) return go(sheet.values, path, scene.t('answer-empty'));
  if (added.length > room) return go(sheet.values, path, scene.t('list-full', { max: field.max }));
  let step: Step = go(sheet.values, path);
  for (const item of added) {
    if (step.to === 'question') step = addItem({ ...sheet, values: step.values }, field, path, item);
  }
  return step;
}

/** Words sent to a list of parts begin the next part. */
function typedPart(scene: Scene, sheet: Sheet, group: GroupField, path: Path, text: string): Step {
  const words = group.fields.find((field) => field.kind === 'text');
  const target = newPart(sheet, group, path);
  if (words === undefined || target === null) return go(sheet.values, path, scene.t('answer-button'));
  const answer = readTyped(scene, words, text);
  if (!answer.ok) return go(sheet.values, path, problemNotice(scene, words, answer));
  return answered(sheet, [...target, words.name], answer.value);
}

function newPart(sheet: Sheet, group: GroupField, path: Path): Path | null {
  if (!group.many) return path;
  const count = countAt(sheet.values, path);
  return count < group.max ? [...path, count] : null;
}

/** Null: this place takes no files. */
export function fileOnQuestion(scene: Scene, sheet: Sheet, place: Place, { file, continues }: SentFile): Step | null {
  const { t } = scene;
  if (place.at === 'part') return null;
  const { field, path } = place;
  if (field.kind === 'group') return filePart(scene, sheet, field, path, file);
  if (field.kind !== 'file') return null;
  const problem = fileProblem(t, field, file);
  if (problem !== null) return go(sheet.values, path, problem);
  const isFull = field.many && countAt(sheet.values, path) >= field.max;
  if (isFull) return go(sheet.values, path, t('files-full', { max: field.max }));
  return takeFile(scene, sheet, field, path, file, continues);
}

function takeFile(scene: Scene, sheet: Sheet, field: FileField, path: Path, file: FileRef, continues: boolean): Step {
  // The second picture of an album for a question that takes one: the first one stays.
  if (!field.many && continues && isGiven(valueAt(sheet.values, path))) {
    return go(sheet.values, path, scene.t('file-only-one'));
  }
  const values = withFile(sheet.values, path, field, file);
  const isComplete = !field.many || countAt(values, path) >= field.max;
  const step = isComplete ? go(values, after(sheet, values, path)) : go(values, path);
  return unlessFull(scene, sheet, { at: 'field', field, path }, step);
}

/** A file sent to a list of parts begins the next part. */
function filePart(scene: Scene, sheet: Sheet, group: GroupField, path: Path, file: FileRef): Step | null {
  const taker = group.fields.find((field): field is FileField => field.kind === 'file' && takesFile(field, file));
  const target = newPart(sheet, group, path);
  if (taker === undefined) return null;
  if (target === null) return go(sheet.values, path, scene.t('list-full', { max: group.max }));
  const values = withFile(sheet.values, [...target, taker.name], taker, file);
  const step = go(values, after(sheet, values, [...target, taker.name]));
  return unlessFull(scene, sheet, { at: 'field', field: group, path }, step);
}
