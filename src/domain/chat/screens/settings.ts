/** All settings with their values, and the question behind each. */
import type { Key } from '../buttons.ts';
import { chosen, choicesOf, withChoice, withoutChoice, type Choices, type Offered } from '../form/choices.ts';
import { PROMPT, type Field } from '../form/fields.ts';
import { answersOf, questionKeys, questionText, rowsOf } from '../form/question.ts';
import { escapeHtml, paragraphs } from '../html.ts';
import { answerTo, confirmScreen, openMenu, openOffer, problemNotice, replacePrompt } from '../open.ts';
import { modelTitle } from '../phrases.ts';
import { findOffered, show, type Draft, type Scene, type ScreenRules, type Show, type Tap } from '../scene.ts';
import type { ScreenAt } from '../state.ts';
import { fieldTitle, valueLabel } from '../words.ts';

type Settings = ScreenAt<'settings'>;

/** Keeps text and keyboard far below Telegram's limits; no model has half as many. */
const MAX_SETTINGS = 40;

interface Opened {
  readonly offered: Offered;
  readonly list: readonly Field[];
  readonly choices: Choices;
  readonly field: Field | null;
}

export const settings: ScreenRules<Settings> = {
  view: (screen, scene) => {
    const opened = openedOf(screen, scene);
    if (opened === null) {
      return { text: scene.t('model-gone'), rows: [[{ text: scene.t('button-menu'), command: 'menu' }]] };
    }
    return opened.field === null ? drawList(opened, scene) : drawField(opened, opened.field, scene);
  },

  tap: (screen, tap, scene) => {
    const opened = openedOf(screen, scene);
    if (opened === null) return tap.command === 'menu' ? openMenu() : null;
    if (tap.command === 'cancel') return openMenu(scene.t('cancelled'));
    return opened.field === null ? tapList(opened, tap) : tapField(opened, opened.field, tap);
  },

  text: (screen, text, scene) => {
    const opened = openedOf(screen, scene);
    if (opened === null) return openOffer(scene, text);
    const { offered, field, choices } = opened;
    if (field === null) return replacePrompt(scene, offered, choices, text);
    const answer = answerTo(scene, field, text);
    if (!answer.ok) return at(opened, choices, field, problemNotice(scene, field, answer));
    return at(opened, withChoice(choices, field.name, answer.value), null);
  },
};

function openedOf(screen: Settings, scene: Scene): Opened | null {
  const offered = findOffered(scene, screen.modelId);
  if (offered === null) return null;
  const list = offered.fields.filter(({ name }) => name !== PROMPT).slice(0, MAX_SETTINGS);
  const field = list.find(({ name }) => name === screen.field) ?? null;
  return { offered, list, choices: choicesOf(offered.fields, screen.values), field };
}

function at(opened: Opened, choices: Choices, field: Field | null, notice: string | null = null): Show {
  const { id } = opened.offered.model;
  return show({ at: 'settings', modelId: id, values: choices, field: field?.name ?? null }, notice);
}

function drawList({ offered, list, choices }: Opened, { t, language }: Scene): Draft {
  const model = escapeHtml(modelTitle(offered.model, language));
  const lines = list.map((field) =>
    t('fact-setting', { title: escapeHtml(fieldTitle(t, field)), value: escapeHtml(currentLabel(t, field, choices)) }),
  );
  const keys = list.map((field, index): Key => ({ text: fieldTitle(t, field), command: 'field', index }));
  return {
    text: paragraphs(t('settings', { model }), lines.join('\n')),
    rows: [
      ...rowsOf(keys, 2),
      [
        { text: t('button-done'), command: 'done' },
        { text: t('button-cancel'), command: 'cancel' },
      ],
    ],
  };
}

function currentLabel(t: Scene['t'], field: Field, choices: Choices): string {
  const value = chosen(field, choices);
  if (value !== null) return valueLabel(t, field, value);
  return field.default === null ? t('value-usual') : valueLabel(t, field, field.default);
}

function drawField({ choices }: Opened, field: Field, { t }: Scene): Draft {
  const value = chosen(field, choices);
  const current = value ?? field.default;
  // A text or a number of one's own has no button that could be marked.
  const isShown = current !== null && !answersOf(field).includes(current);
  const reset: Key = { text: t('button-reset'), command: 'reset' };
  return {
    text: paragraphs(
      questionText(t, field),
      isShown ? t('ask-current', { value: escapeHtml(valueLabel(t, field, current)) }) : null,
    ),
    rows: [
      ...questionKeys(t, field, current),
      ...(value === null ? [] : [[reset]]),
      [
        { text: t('button-back'), command: 'back' },
        { text: t('button-cancel'), command: 'cancel' },
      ],
    ],
  };
}

function tapList(opened: Opened, { command, index }: Tap): Show | null {
  switch (command) {
    case 'field': {
      const field = opened.list[index];
      return field === undefined ? null : at(opened, opened.choices, field);
    }
    case 'done':
      return show(confirmScreen(opened.offered, opened.choices));
    default:
      return null;
  }
}

function tapField(opened: Opened, field: Field, { command, index }: Tap): Show | null {
  switch (command) {
    case 'pick': {
      const value = answersOf(field)[index];
      return value === undefined ? null : at(opened, withChoice(opened.choices, field.name, value), null);
    }
    case 'reset':
      return at(opened, withoutChoice(opened.choices, field.name), null);
    case 'back':
      return at(opened, opened.choices, null);
    default:
      return null;
  }
}
