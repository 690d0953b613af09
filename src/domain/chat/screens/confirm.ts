/** Everything that is about to happen, with its price, before it happens. */
import { nextQuestion, wordsOf, type Sheet } from '../form/choices.ts';
import { paragraphs, quoted } from '../html.ts';
import { openModels } from '../lists.ts';
import {
  carryOf,
  confirmScreen,
  openForm,
  openMenu,
  openOffer,
  openQuestion,
  openSettings,
  openTopup,
  replacePrompt,
  sheetOn,
  takesWords,
  withCaption,
} from '../open.ts';
import { conflictNotice, order, pausedNotice, silentFile } from '../order.ts';
import { orderFacts } from '../phrases.ts';
import { giveUp, show, type Drawn, type Scene, type ScreenRules, type Show } from '../scene.ts';
import { EVERY_MODEL, type ScreenAt } from '../state.ts';
import { gone } from './gone.ts';
import { filledRows, orderKeys } from './order-keys.ts';
import { strayFile } from './stray-file.ts';

const PROMPT_LENGTH = 600;

export const confirm: ScreenRules<ScreenAt<'confirm'>> = {
  view: (screen, scene): Drawn => {
    const { t } = scene;
    const sheet = sheetOn(screen, scene);
    if (sheet === null) return gone(t);
    const prompt = wordsOf(sheet);
    return {
      text: paragraphs(
        t('confirm'),
        prompt === '' ? null : quoted(prompt, PROMPT_LENGTH),
        orderFacts(scene, sheet),
        conflictNotice(scene, sheet),
        silentFile(scene, sheet) === null ? null : t('price-needs-length'),
        pausedNotice(scene, sheet),
        wordsHint(scene, sheet),
      ),
      rows: filledRows([
        ...orderKeys(scene, sheet),
        [
          { text: t('button-back'), command: 'back' },
          { text: t('button-cancel'), command: 'cancel' },
        ],
      ]),
    };
  },

  sheet: sheetOn,

  tap: (screen, { command }, scene) => {
    const sheet = sheetOn(screen, scene);
    if (sheet === null) return command === 'menu' ? openMenu() : null;
    switch (command) {
      case 'create':
        return order(scene, sheet, screen);
      case 'topup':
        return openTopup(sheet);
      case 'other':
        return otherModels(scene, sheet);
      case 'settings':
        return openSettings(sheet);
      case 'back':
        return back(scene, sheet);
      case 'cancel':
        return giveUp(scene);
      default:
        return null;
    }
  },

  text: (screen, text, scene) => {
    const sheet = sheetOn(screen, scene);
    return sheet === null ? openOffer(scene, text) : replacePrompt(scene, sheet, text);
  },

  file: (screen, sent, scene) => {
    const stored = sheetOn(screen, scene);
    if (stored === null) return openMenu(scene.t('model-gone'));
    const sheet = withCaption(scene, stored, sent.caption);
    return strayFile(scene, sheet, sent, (next, notice) => show(confirmScreen(next), notice));
  },
};

function wordsHint({ t }: Scene, sheet: Sheet): string | null {
  if (wordsOf(sheet) !== '') return t('confirm-hint');
  return takesWords(sheet) ? t('confirm-hint-add') : null;
}

/** The last question that had to be asked. */
function back(scene: Scene, sheet: Sheet): Show {
  if (nextQuestion(sheet) !== null) return openForm(scene, sheet);
  const last = sheet.fields.findLast(({ required, default: usual }) => required && usual === null);
  return last === undefined ? otherModels(scene, sheet) : openQuestion(sheet, [last.name]);
}

function otherModels(scene: Scene, sheet: Sheet): Show {
  const [task = null] = sheet.offered.model.tasks;
  return openModels(scene, { ...EVERY_MODEL, task }, carryOf(sheet));
}
