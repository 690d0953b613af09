/** The required questions, one at a time; before them the way, when the model works in several. */
import { escapeHtml, paragraphs, quoted } from '../html.ts';
import type { Key } from '../buttons.ts';
import { nextQuestion, placeAt, sheetOf, wayIsOpen, wordsOf, type Place, type Sheet } from '../form/choices.ts';
import { fileOnQuestion, tapQuestion, textOnQuestion, type Step } from '../form/on-question.ts';
import { questionOf, rowsOf } from '../form/question.ts';
import { fits } from '../form/fits.ts';
import { isScalarField } from '../form/fields.ts';
import { isGiven } from '../../catalog/fields.ts';
import { valueAt } from '../form/values.ts';
import { wayTitle } from '../form/way-title.ts';
import { openModels } from '../lists.ts';
import {
  beginById,
  carryOf,
  openForm,
  openMenu,
  openOffer,
  openQuestion,
  sheetOn,
  withCaption,
  withWords,
} from '../open.ts';
import { conflictNotice } from '../order.ts';
import { duration, modelTitle } from '../phrases.ts';
import { vendorName } from '../words.ts';
import { giveUp, show, type Drawn, type Scene, type ScreenRules, type Show, type Tap } from '../scene.ts';
import { EVERY_MODEL, type ScreenAt } from '../state.ts';
import { strayFile } from './stray-file.ts';
import { gone } from './gone.ts';

type Form = ScreenAt<'form'>;

const PROMPT_LENGTH = 300;

export const form: ScreenRules<Form> = {
  view: (screen, scene): Drawn => {
    const { t } = scene;
    const sheet = sheetOn(screen, scene);
    if (sheet === null) return gone(t);
    const { text, rows } = screen.path.length === 0 ? ways(scene, sheet) : question(scene, sheet, screen);
    const prompt = wordsOf(sheet);
    return {
      text: paragraphs(
        header(scene, sheet),
        prompt === '' ? null : quoted(prompt, PROMPT_LENGTH),
        text,
        scene.context.chatKind === 'group' ? t('ask-reply') : null,
      ),
      rows: [
        ...rows,
        [
          { text: t('button-back'), command: 'back' },
          { text: t('button-cancel'), command: 'cancel' },
        ],
      ],
    };
  },

  tap: (screen, tap, scene) => {
    const sheet = sheetOn(screen, scene);
    if (sheet === null) return tap.command === 'menu' ? openMenu() : null;
    switch (tap.command) {
      case 'cancel':
        return giveUp(scene);
      case 'back':
        return previous(scene, sheet, screen);
      case 'keep':
        return openForm(scene, sheet);
      case 'way':
        return tapWay(scene, sheet, tap);
      case 'other':
        return otherModels(scene, sheet);
      case 'page':
        return show({ ...screen, page: Math.max(0, tap.index) });
      default:
        return tapPlace(scene, sheet, screen, tap);
    }
  },

  text: (screen, text, scene) => {
    const sheet = sheetOn(screen, scene);
    if (sheet === null) return openOffer(scene, text);
    const place = placeAt(sheet.fields, screen.path);
    return place === null
      ? wordsOnWay(scene, sheet, text)
      : follow(scene, sheet, textOnQuestion(scene, sheet, place, text));
  },

  file: (screen, sent, scene) => {
    const stored = sheetOn(screen, scene);
    if (stored === null) return openMenu(scene.t('model-gone'));
    const sheet = withCaption(scene, stored, sent.caption);
    const place = placeAt(sheet.fields, screen.path);
    const step = place === null ? null : fileOnQuestion(scene, sheet, place, sent);
    return step === null
      ? strayFile(scene, sheet, sent, (next, notice) => again(scene, next, screen, notice))
      : follow(scene, sheet, step);
  },
};

/** The same question once more, unless it has just been answered. */
function again(scene: Scene, sheet: Sheet, { path }: Form, notice: string): Show {
  const isOpen = path.length > 0 && placeAt(sheet.fields, path) !== null;
  return isOpen ? openQuestion(sheet, path, notice) : openForm(scene, sheet, notice);
}

/** The way is still to be chosen, but words are never lost. */
function wordsOnWay(scene: Scene, sheet: Sheet, text: string): Show {
  const told = withWords(scene, sheet, text);
  return openForm(scene, told, told === sheet ? scene.t('answer-button') : null);
}

function ways({ t }: Scene, { offered }: Sheet): Drawn {
  const keys = offered.ways.map((way, index): Key => ({
    text: wayTitle(t, offered.fields, way),
    command: 'way',
    index,
  }));
  return { text: t('ask-way'), rows: rowsOf(keys, 1) };
}

function question(scene: Scene, sheet: Sheet, { path, page }: Form): Drawn {
  const place = placeAt(sheet.fields, path);
  if (place === null) return { text: scene.t('answer-button'), rows: [] };
  const { text, rows } = questionOf(scene, sheet, place, page);
  const keep: Key[] = isKept(sheet, place) ? [{ text: scene.t('button-keep'), command: 'keep' }] : [];
  return { text, rows: [...rows, ...rowsOf(keep, 1)] };
}

/** Files and lists have a button of their own that ends them. */
function isKept({ values }: Sheet, place: Place): boolean {
  if (place.at === 'part' || place.path.length > 1) return false;
  const { field, path } = place;
  const isSingle = isScalarField(field) || field.kind === 'work';
  const value = valueAt(values, path);
  return isSingle && isGiven(value) && fits(field, value);
}

function tapWay(scene: Scene, { offered, values }: Sheet, { index }: Tap): Show | null {
  return offered.ways[index] === undefined ? null : openForm(scene, sheetOf(offered, values, index));
}

function tapPlace(scene: Scene, sheet: Sheet, { path }: Form, tap: Tap): Show | null {
  const place = path.length === 0 ? null : placeAt(sheet.fields, path);
  const step = place === null ? null : tapQuestion(scene, sheet, place, tap);
  return step === null ? null : follow(scene, sheet, step);
}

function follow(scene: Scene, { offered, way }: Sheet, step: Step): Show {
  if (step.to === 'model') return beginById(scene, step.modelId);
  const sheet = sheetOf(offered, step.values, way);
  if (step.next !== null) return openQuestion(sheet, step.next, step.notice);
  const next = openForm(scene, sheet, step.notice);
  // The confirmation says it by itself.
  return next.screen.at === 'confirm' ? next : show(next.screen, next.notice ?? conflictNotice(scene, sheet));
}

/**
 * Out of a part into its list, then the question before, then the choice of the way, then the list of models. The way of
 * an order that lacks nothing was opened from its settings.
 */
function previous(scene: Scene, sheet: Sheet, { path }: Form): Show {
  if (path.length > 1) return openQuestion(sheet, path.slice(0, -1));
  const { offered, fields } = sheet;
  const asked = fields.filter(({ required, default: usual }) => required && usual === null);
  const before = path.length === 0 ? undefined : asked[asked.findIndex(({ name }) => name === path[0]) - 1];
  if (before !== undefined) return openQuestion(sheet, [before.name]);
  if (path.length > 0 && offered.ways.length > 1) return openQuestion(sheet, []);
  const isComplete = path.length === 0 && !wayIsOpen(sheet) && nextQuestion(sheet) === null;
  if (isComplete) return openForm(scene, sheet);
  return otherModels(scene, sheet);
}

function otherModels(scene: Scene, sheet: Sheet): Show {
  const [task = null] = sheet.offered.model.tasks;
  return openModels(scene, { ...EVERY_MODEL, task }, carryOf(sheet));
}

function header({ t, language }: Scene, { offered: { model } }: Sheet): string {
  return t('form-header', {
    model: escapeHtml(modelTitle(model, language)),
    vendor: escapeHtml(vendorName(model.vendor)),
    time: duration(t, model.usualSeconds),
  });
}
