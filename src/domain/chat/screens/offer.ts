import { sheetOf, wordsOf, type Sheet } from '../form/choices.ts';
import { PROMPT } from '../form/fields.ts';
import { paragraphs, quoted } from '../html.ts';
import { openModels } from '../lists.ts';
import { openMenu, openOffer, openSettings, openTopup } from '../open.ts';
import { order, pausedNotice } from '../order.ts';
import { orderFacts } from '../phrases.ts';
import { findOffered, type Drawn, type Scene, type ScreenRules } from '../scene.ts';
import { EVERY_MODEL, type ScreenAt } from '../state.ts';
import { gone } from './gone.ts';
import { filledRows, orderKeys } from './order-keys.ts';

type Offer = ScreenAt<'offer'>;

const PROMPT_LENGTH = 600;

export const offer: ScreenRules<Offer> = {
  view: (screen, scene): Drawn => {
    const { t } = scene;
    const sheet = sheetFor(screen, scene);
    if (sheet === null) return gone(t);
    return {
      text: paragraphs(
        t('offer'),
        quoted(screen.prompt, PROMPT_LENGTH),
        orderFacts(scene, sheet),
        pausedNotice(scene, sheet),
      ),
      rows: filledRows([...orderKeys(scene, sheet), [{ text: t('button-menu'), command: 'menu' }]]),
    };
  },
  sheet: sheetFor,
  tap: (screen, { command }, scene) => {
    const sheet = sheetFor(screen, scene);
    switch (command) {
      case 'create':
        return sheet === null ? null : order(scene, sheet, screen);
      case 'topup':
        return sheet === null ? null : openTopup(sheet);
      case 'other':
        return openModels(scene, { ...EVERY_MODEL, task: 'text-to-image' }, { prompt: screen.prompt, files: [] });
      case 'settings':
        return sheet === null ? null : openSettings(sheet);
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: (_screen, text, scene) => openOffer(scene, text),
};

function sheetFor({ modelId, prompt }: Offer, scene: Scene): Sheet | null {
  const offered = findOffered(scene, modelId);
  if (offered === null) return null;
  // The catalog may have changed since.
  return sheetOf(offered, { [PROMPT]: wordsOf({ offered, values: { [PROMPT]: prompt } }) });
}
