/** The required questions, one at a time. */
import type { Key } from '../buttons.ts';
import { chosen, choicesOf, promptOf, withChoice, type Choices, type Offered } from '../form/choices.ts';
import type { Field } from '../form/fields.ts';
import { answersOf, questionKeys, questionText } from '../form/question.ts';
import { escapeHtml, paragraphs, quoted, safeLine } from '../html.ts';
import { answerTo, openForm, openMenu, openModels, openOffer, openQuestion, problemNotice } from '../open.ts';
import { duration, modelTitle } from '../phrases.ts';
import { findOffered, type Draft, type Scene, type ScreenRules, type Show } from '../scene.ts';
import type { ScreenAt } from '../state.ts';

type Form = ScreenAt<'form'>;

const PROMPT_LENGTH = 300;
const VENDOR_LENGTH = 40;

interface Asked {
  readonly offered: Offered;
  readonly field: Field;
  readonly choices: Choices;
}

export const form: ScreenRules<Form> = {
  view: (screen, scene): Draft => {
    const { t } = scene;
    const asked = askedOf(screen, scene);
    if (asked === null) return { text: t('model-gone'), rows: [[{ text: t('button-menu'), command: 'menu' }]] };
    const { offered, field, choices } = asked;
    const current = chosen(field, choices);
    const prompt = promptOf(choices);
    const keep: Key[] = current === null ? [] : [{ text: t('button-keep'), command: 'keep' }];
    return {
      text: paragraphs(
        header(scene, offered),
        prompt === '' ? null : quoted(prompt, PROMPT_LENGTH),
        questionText(t, field),
        scene.context.chatKind === 'group' ? t('ask-reply') : null,
      ),
      rows: [
        ...questionKeys(t, field, current ?? field.default),
        ...(keep.length === 0 ? [] : [keep]),
        [
          { text: t('button-back'), command: 'back' },
          { text: t('button-cancel'), command: 'cancel' },
        ],
      ],
    };
  },

  tap: (screen, { command, index }, scene) => {
    const asked = askedOf(screen, scene);
    if (asked === null) return command === 'menu' ? openMenu() : null;
    switch (command) {
      case 'pick': {
        const value = answersOf(asked.field)[index];
        if (value === undefined) return null;
        return openForm(scene, asked.offered, withChoice(asked.choices, asked.field.name, value));
      }
      case 'keep':
        return openForm(scene, asked.offered, asked.choices);
      case 'back':
        return previous(scene, asked);
      case 'cancel':
        return openMenu(scene.t('cancelled'));
      default:
        return null;
    }
  },

  text: (screen, text, scene) => {
    const asked = askedOf(screen, scene);
    if (asked === null) return openOffer(scene, text);
    const { offered, field, choices } = asked;
    const answer = answerTo(scene, field, text);
    if (answer.ok) return openForm(scene, offered, withChoice(choices, field.name, answer.value));
    return openQuestion(scene, offered, choices, field, problemNotice(scene, field, answer));
  },
};

function askedOf(screen: Form, scene: Scene): Asked | null {
  const offered = findOffered(scene, screen.modelId);
  const field = offered?.fields.find(({ name }) => name === screen.field);
  if (offered === null || field === undefined) return null;
  return { offered, field, choices: choicesOf(offered.fields, screen.values) };
}

function previous(scene: Scene, { offered, field, choices }: Asked): Show {
  const questions = offered.fields.filter(({ required }) => required);
  const before = questions[questions.indexOf(field) - 1];
  if (before !== undefined) return openQuestion(scene, offered, choices, before);
  const prompt = promptOf(choices);
  return openModels(scene, prompt === '' ? null : prompt);
}

function header({ t, language }: Scene, { model }: Offered): string {
  return t('form-header', {
    model: escapeHtml(modelTitle(model, language)),
    vendor: safeLine(model.vendor, VENDOR_LENGTH),
    time: duration(t, model.usualSeconds),
  });
}
