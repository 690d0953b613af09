/** One place of the form as a question: its words and its buttons. Used by the form and by the settings. */
import { isGiven, isRecord } from '../../catalog/fields.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { Key } from '../buttons.ts';
import { escapeHtml, oneLine, paragraphs } from '../html.ts';
import { modelTitle } from '../phrases.ts';
import { priceBeside } from '../price-words.ts';
import type { Drawn, Scene } from '../scene.ts';
import { pageLine, turningKeys } from '../turning.ts';
import { fieldHint, fieldTitle, valueLabel } from '../words.ts';
import { decimal } from '../words/decimal.ts';
import { optionsOf } from './answers.ts';
import { countAt, type Place, type Sheet } from './choices.ts';
import { PROMPT, type Field, type FileField, type GroupField, type NumberField, type ScalarField } from './fields.ts';
import { typeNames, wantedKind } from './files.ts';
import { fits } from './fits.ts';
import { answerLabel, partLabel, settingLabel } from './labels.ts';
import { optionPage } from './option-page.ts';
import { valueAt } from './values.ts';
import { findWorks } from './works.ts';

/** Hardly anybody sends more than one message of Telegram: such a limit is told when it is met. */
const MESSAGE_LENGTH = 4096;
const SHORT_LABEL = 5;
const LONG_LABEL = 16;
const WORK_LENGTH = 50;
const CHOSEN = '✅ ';

/** `page`: of long lists of answers. */
export function questionOf(scene: Scene, sheet: Sheet, place: Place, page?: number): Drawn {
  if (place.at === 'part') return part(scene, sheet, place.group, place.path);
  const { field, path } = place;
  switch (field.kind) {
    case 'text':
    case 'choice':
    case 'number':
      return scalar(scene, sheet, field, place, page);
    case 'file':
      return file(scene, sheet, field, place);
    case 'list': {
      const { text, rows } = options(scene, sheet, field.item, place, null, page);
      return {
        text: paragraphs(
          title(scene, field, 'ask-list'),
          answered(scene, field, sheet, place),
          countLine(scene, field),
          text,
        ),
        rows: [...rows, ...listKeys(scene, sheet, field, place)],
      };
    }
    case 'work':
      return work(scene, field);
    case 'group':
      return field.many ? parts(scene, sheet, field, place) : part(scene, sheet, field, path);
    default:
      return assertNever(field);
  }
}

type FieldPlace = Extract<Place, { readonly at: 'field' }>;

/** HTML. `ask` says what to do. */
function title(
  { t }: Scene,
  field: Field,
  ask: 'ask-list' | 'ask-parts' | 'ask-part' | 'ask-work' | 'ask-files',
): string {
  return `<b>${escapeHtml(fieldTitle(t, field))}</b>\n${askText(t, ask)}`;
}

function askText(t: Scene['t'], ask: Parameters<typeof title>[2]): string {
  switch (ask) {
    case 'ask-list':
      return t('ask-list');
    case 'ask-parts':
      return t('ask-parts');
    case 'ask-part':
      return t('ask-part');
    case 'ask-work':
      return t('ask-work');
    case 'ask-files':
      return t('ask-files');
  }
}

function scalar(scene: Scene, sheet: Sheet, field: ScalarField, place: FieldPlace, page: number | undefined): Drawn {
  const { t } = scene;
  const given = valueAt(sheet.values, place.path);
  const current = fits(field, given) ? given : field.default;
  // A text or a number of one's own has no button that could be marked.
  const isShown = isGiven(current ?? undefined) && !optionsOf(field).some((option) => option === current);
  const label = isShown ? answerLabel(t, field, current ?? undefined) : null;
  const { text, rows } = options(scene, sheet, field, place, current, page);
  return {
    text: paragraphs(
      scalarText(scene, sheet, field, place),
      label === null ? null : t('ask-current', { value: escapeHtml(label) }),
      text,
    ),
    rows,
  };
}

/** HTML. */
function scalarText({ t }: Scene, { offered }: Sheet, field: ScalarField, { path }: FieldPlace): string {
  const heading = `<b>${escapeHtml(fieldTitle(t, field))}</b>`;
  const hint = fieldHint(t, field);
  switch (field.kind) {
    case 'text': {
      const { maxLength } = field;
      const limit = maxLength !== null && maxLength < MESSAGE_LENGTH ? t('ask-limit', { limit: maxLength }) : null;
      return field.name === PROMPT && path.length === 1
        ? paragraphs(offered.model.tasks[0] === 'music' ? t('ask-prompt-music') : t('ask-prompt'), limit)
        : paragraphs(`${heading}\n${t('ask-text')}`, hint, limit);
    }
    case 'choice':
      return paragraphs(`${heading}\n${t('ask-choice')}`, hint);
    case 'number':
      return paragraphs(
        `${heading}\n${optionsOf(field).length === 0 ? t('ask-number-typed') : t('ask-number')}`,
        range(t, field),
        hint,
      );
  }
}

/** Buttons for the answers worth a tap; the current one (the choice, or else the default) is marked. HTML: which page. */
function options(
  scene: Scene,
  sheet: Sheet,
  field: ScalarField,
  { path }: FieldPlace,
  current: unknown,
  wanted: number | undefined,
): { readonly text: string | null; readonly rows: Drawn['rows'] } {
  const { t } = scene;
  const { options: shown, page, pages } = optionPage(optionsOf(field), current, wanted);
  const keys = shown.map(({ value, index }): Key => {
    const price = priceBeside(scene, sheet, path, value);
    const label = `${valueLabel(t, field, value)}${price === null ? '' : ` · ${price}`}`;
    return { text: value === current ? `${CHOSEN}${label}` : label, command: 'pick', index };
  });
  const longest = Math.max(0, ...keys.map((key) => Array.from(key.text).length));
  const columns = longest <= SHORT_LABEL + 2 ? 4 : longest > 2 * LONG_LABEL ? 1 : 2;
  return {
    text: pageLine(t, page, pages),
    rows: [...rowsOf(keys, columns), ...rowsOf(turningKeys(t, page, pages), 2)],
  };
}

function file(scene: Scene, sheet: Sheet, field: FileField, place: FieldPlace): Drawn {
  const { t } = scene;
  const count = countAt(sheet.values, place.path);
  return {
    text: paragraphs(
      `<b>${escapeHtml(fieldTitle(t, field))}</b>\n${wantedKind(t, field.media)}`,
      fileLimits(scene, field),
      field.many && count > 0 ? t('files-got', { count, max: field.max }) : answered(scene, field, sheet, place),
    ),
    rows: listKeys(scene, sheet, field, place),
  };
}

function fileLimits({ t }: Scene, { accepts, maxSizeMb, many, max }: FileField): string {
  return [
    accepts.length === 0 ? null : t('file-types', { types: escapeHtml(typeNames(accepts)) }),
    maxSizeMb !== null && maxSizeMb < 20 ? t('file-limit', { limit: String(maxSizeMb) }) : t('file-limit-bots'),
    many && max > 1 ? t('files-max', { max }) : null,
  ]
    .filter((line) => line !== null)
    .join('\n');
}

function work(scene: Scene, field: Extract<Field, { kind: 'work' }>): Drawn {
  const { t, language } = scene;
  const { works, sources } = findWorks(scene, field);
  if (works.length === 0) {
    const keys = sources.slice(0, 6).map((offered, index): Key => {
      return { text: modelTitle(offered.model, language), command: 'source', index };
    });
    const text = sources.length === 0 ? t('work-none') : t('work-none-yet');
    const others: Key[] = sources.length === 0 ? [{ text: t('button-other-model'), command: 'other' }] : [];
    return {
      text: paragraphs(`<b>${escapeHtml(fieldTitle(t, field))}</b>`, text),
      rows: rowsOf([...keys, ...others], 1),
    };
  }
  const keys = works.map(({ label, code }): Key => {
    return { text: oneLine(label, WORK_LENGTH), command: 'pick', index: code };
  });
  return { text: title(scene, field, 'ask-work'), rows: rowsOf(keys, 1) };
}

function parts(scene: Scene, sheet: Sheet, field: GroupField, place: FieldPlace): Drawn {
  const { t } = scene;
  const list = valueAt(sheet.values, place.path);
  const items = Array.isArray(list) ? list : [];
  const keys = items.map((item, index): Key => {
    const mark = isRecord(item) && field.fields.every((inner) => !isOpen(inner, item)) ? '' : '⚠️ ';
    return { text: `${mark}${index + 1}. ${partLabel(t, field.fields, item)}`, command: 'part', index };
  });
  const add: Key[] = items.length < field.max ? [{ text: t('button-add'), command: 'add' }] : [];
  return {
    text: paragraphs(title(scene, field, 'ask-parts'), fieldHint(t, field), countLine(scene, field)),
    rows: [...rowsOf(keys, 1), ...rowsOf(add, 1), ...listKeys(scene, sheet, field, place)],
  };
}

function isOpen(field: Field, item: Readonly<Record<string, unknown>>): boolean {
  const value = Object.hasOwn(item, field.name) ? item[field.name] : undefined;
  return value === undefined ? field.required && field.default === null : !fits(field, value);
}

function part(scene: Scene, sheet: Sheet, group: GroupField, path: Place['path']): Drawn {
  const { t } = scene;
  const number = path.at(-1);
  const heading = typeof number === 'number' ? `${fieldTitle(t, group)} · ${number + 1}` : fieldTitle(t, group);
  const keys = group.fields.map((field, index): Key => {
    return { text: settingLabel(t, field, valueAt(sheet.values, [...path, field.name])), command: 'field', index };
  });
  const remove: Key[] = group.many ? [{ text: t('button-remove'), command: 'remove' }] : [];
  return {
    text: `<b>${escapeHtml(heading)}</b>\n${askText(t, 'ask-part')}`,
    rows: [...rowsOf(keys, 1), [...remove, { text: t('button-done'), command: 'done' }]],
  };
}

/** What ends a list, and what empties it. */
function listKeys({ t }: Scene, sheet: Sheet, field: Field, { path }: FieldPlace): Drawn['rows'] {
  const value = valueAt(sheet.values, path);
  const keys: Key[] = [
    ...(isGiven(value) ? [{ text: t('button-clear'), command: 'clear' }] : []),
    ...(fits(field, value) ? [{ text: t('button-done'), command: 'done' }] : []),
  ];
  return keys.length === 0 ? [] : [keys];
}

function answered({ t }: Scene, field: Field, { values }: Sheet, { path }: FieldPlace): string | null {
  const label = answerLabel(t, field, valueAt(values, path));
  return label === null ? null : t('ask-current', { value: escapeHtml(label) });
}

function countLine({ t }: Scene, { min, max }: { readonly min: number; readonly max: number }): string {
  return min > 1 ? t('count-between', { min, max }) : t('count-to', { max });
}

export function rowsOf<T>(items: readonly T[], columns: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / columns) }, (_, row) =>
    items.slice(row * columns, (row + 1) * columns),
  );
}

function range(t: Scene['t'], { min, max }: NumberField): string | null {
  if (min !== null && max !== null) return t('range-between', { min: decimal(t, min), max: decimal(t, max) });
  if (min !== null) return t('range-from', { min: decimal(t, min) });
  return max === null ? null : t('range-to', { max: decimal(t, max) });
}
