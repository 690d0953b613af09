/** All settings with their values, and the question behind each. */
import { isGiven } from '../../catalog/fields.ts';
import type { Key } from '../buttons.ts';
import { placeAt, sheetOf, type Sheet } from '../form/choices.ts';
import { isScalarField, PROMPT, type Field } from '../form/fields.ts';
import { settingLabel } from '../form/labels.ts';
import { fileOnQuestion, tapQuestion, textOnQuestion, type Step } from '../form/on-question.ts';
import { questionOf, rowsOf } from '../form/question.ts';
import { valueAt, withValue } from '../form/values.ts';
import { wayTitle } from '../form/way-title.ts';
import { wayFor } from '../form/ways.ts';
import { escapeHtml, paragraphs } from '../html.ts';
import { conflictNotice } from '../order.ts';
import {
  beginById,
  openForm,
  openMenu,
  openOffer,
  openQuestion,
  openSettings,
  replacePrompt,
  sheetOn,
  withCaption,
} from '../open.ts';
import { modelTitle } from '../phrases.ts';
import { priceLine } from '../price-words.ts';
import { giveUp, show, type Drawn, type Scene, type ScreenRules, type Show, type Tap } from '../scene.ts';
import { type ScreenAt } from '../state.ts';
import { gone } from './gone.ts';
import { strayFile } from './stray-file.ts';

type Settings = ScreenAt<'settings'>;

/** Keeps text and keyboard far below Telegram's limits; no model has as many. */
const MAX_SETTINGS = 40;

export const settings: ScreenRules<Settings> = {
  view: (screen, scene) => {
    const sheet = sheetOn(screen, scene);
    if (sheet === null) return gone(scene.t);
    return screen.path.length === 0 ? drawList(scene, sheet) : drawQuestion(scene, sheet, screen);
  },

  tap: (screen, tap, scene) => {
    const sheet = sheetOn(screen, scene);
    if (sheet === null) return tap.command === 'menu' ? openMenu() : null;
    if (tap.command === 'cancel') return giveUp(scene);
    return screen.path.length === 0 ? tapList(scene, sheet, tap) : tapSetting(scene, sheet, screen, tap);
  },

  text: (screen, text, scene) => {
    const sheet = sheetOn(screen, scene);
    if (sheet === null) return openOffer(scene, text);
    const place = screen.path.length === 0 ? null : placeAt(sheet.fields, screen.path);
    return place === null
      ? replacePrompt(scene, sheet, text)
      : follow(scene, sheet, textOnQuestion(scene, sheet, place, text));
  },

  file: (screen, sent, scene) => {
    const stored = sheetOn(screen, scene);
    if (stored === null) return openMenu(scene.t('model-gone'));
    const sheet = withCaption(scene, stored, sent.caption);
    const place = screen.path.length === 0 ? null : placeAt(sheet.fields, screen.path);
    const step = place === null ? null : fileOnQuestion(scene, sheet, place, sent);
    return step === null
      ? strayFile(scene, sheet, sent, (next, notice) => openSettings(next, screen.path, notice))
      : follow(scene, sheet, step);
  },
};

const listOf = ({ fields }: Sheet): readonly Field[] =>
  fields.filter(({ name }) => name !== PROMPT).slice(0, MAX_SETTINGS);

function drawList(scene: Scene, sheet: Sheet): Drawn {
  const { t, language } = scene;
  const { offered, values } = sheet;
  const keys = listOf(sheet).map((field, index): Key => {
    return { text: settingLabel(t, field, values[field.name]), command: 'field', index };
  });
  const longest = Math.max(0, ...keys.map(({ text }) => Array.from(text).length));
  return {
    text: paragraphs(
      t('settings', { model: escapeHtml(modelTitle(offered.model, language)) }),
      t('fact-price', { price: priceLine(scene, sheet) }),
    ),
    rows: [
      ...wayRow(scene, sheet),
      ...rowsOf(keys, longest > 24 ? 1 : 2),
      [
        { text: t('button-done'), command: 'done' },
        { text: t('button-cancel'), command: 'cancel' },
      ],
    ],
  };
}

function wayRow({ t }: Scene, { offered, values, way }: Sheet): Drawn['rows'] {
  const taken = wayFor(offered.ways, values, way);
  if (offered.ways.length < 2 || taken === undefined) return [];
  return [[{ text: t('button-way', { way: wayTitle(t, offered.fields, taken) }), command: 'way' }]];
}

function drawQuestion(scene: Scene, sheet: Sheet, { path, page }: Settings): Drawn {
  const { t } = scene;
  const place = placeAt(sheet.fields, path);
  if (place === null) return drawList(scene, sheet);
  const { text, rows } = questionOf(scene, sheet, place, page);
  const hasOwn = place.at === 'field' && isScalarField(place.field) && isGiven(valueAt(sheet.values, path));
  const reset: Key[] = hasOwn ? [{ text: t('button-reset'), command: 'reset' }] : [];
  return {
    text,
    rows: [
      ...rows,
      ...rowsOf(reset, 1),
      [
        { text: t('button-back'), command: 'back' },
        { text: t('button-cancel'), command: 'cancel' },
      ],
    ],
  };
}

function tapList(scene: Scene, sheet: Sheet, { command, index }: Tap): Show | null {
  switch (command) {
    case 'field': {
      const field = listOf(sheet)[index];
      return field === undefined ? null : openSettings(sheet, [field.name]);
    }
    case 'way':
      return sheet.offered.ways.length < 2 ? null : openQuestion(sheet, []);
    case 'done':
      return openForm(scene, sheet);
    default:
      return null;
  }
}

function tapSetting(scene: Scene, sheet: Sheet, screen: Settings, tap: Tap): Show | null {
  const { path } = screen;
  switch (tap.command) {
    case 'page':
      return show({ ...screen, page: Math.max(0, tap.index) });
    case 'reset':
      return settled(scene, sheetOf(sheet.offered, withValue(sheet.values, path, undefined), sheet.way));
    case 'back':
      return openSettings(sheet, path.slice(0, -1));
    default: {
      const place = placeAt(sheet.fields, path);
      const step = place === null ? null : tapQuestion(scene, sheet, place, tap);
      return step === null ? null : follow(scene, sheet, step);
    }
  }
}

function follow(scene: Scene, { offered, way }: Sheet, step: Step): Show {
  if (step.to === 'model') return beginById(scene, step.modelId);
  const sheet = sheetOf(offered, step.values, way);
  return step.next === null ? settled(scene, sheet, step.notice) : openSettings(sheet, step.next, step.notice);
}

/** Back to the list, with what does not go together. */
function settled(scene: Scene, sheet: Sheet, notice: string | null = null): Show {
  return openSettings(sheet, [], notice ?? conflictNotice(scene, sheet));
}
