/** Everything that is about to happen, with its price, before it happens. */
import { choicesOf, nextOpenQuestion, promptOf } from '../form/choices.ts';
import { paragraphs, quoted } from '../html.ts';
import { openForm, openMenu, openModels, openOffer, openQuestion, replacePrompt } from '../open.ts';
import { order } from '../order.ts';
import { canOrder, orderFacts } from '../phrases.ts';
import { findOffered, show, type Draft, type ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';
import { filledRows, orderKeys } from './order-keys.ts';

const PROMPT_LENGTH = 600;

export const confirm: ScreenRules<ScreenAt<'confirm'>> = {
  view: (screen, scene): Draft => {
    const { t, context } = scene;
    const offered = findOffered(scene, screen.modelId);
    if (offered === null) return { text: t('model-gone'), rows: [[{ text: t('button-menu'), command: 'menu' }]] };
    const choices = choicesOf(offered.fields, screen.values);
    const prompt = promptOf(choices);
    return {
      text: paragraphs(
        t('confirm'),
        prompt === '' ? null : quoted(prompt, PROMPT_LENGTH),
        orderFacts(scene, offered, choices),
        canOrder(context) ? t('confirm-hint') : null,
      ),
      rows: filledRows([
        ...orderKeys(scene, offered),
        [
          { text: t('button-back'), command: 'back' },
          { text: t('button-cancel'), command: 'cancel' },
        ],
      ]),
    };
  },

  tap: (screen, { command }, scene) => {
    const offered = findOffered(scene, screen.modelId);
    if (offered === null) return command === 'menu' ? openMenu() : null;
    const choices = choicesOf(offered.fields, screen.values);
    switch (command) {
      case 'create':
        return order(scene, offered, choices, screen);
      case 'other':
        return openModels(scene, promptOf(choices));
      case 'settings':
        return show({ at: 'settings', modelId: screen.modelId, values: choices, field: null });
      case 'back': {
        const question =
          nextOpenQuestion(offered.fields, choices) ?? offered.fields.findLast(({ required }) => required);
        return question === undefined
          ? openForm(scene, offered, choices)
          : openQuestion(scene, offered, choices, question);
      }
      case 'cancel':
        return openMenu(scene.t('cancelled'));
      default:
        return null;
    }
  },

  text: (screen, text, scene) => {
    const offered = findOffered(scene, screen.modelId);
    return offered === null ? openOffer(scene, text) : replacePrompt(scene, offered, screen.values, text);
  },
};
