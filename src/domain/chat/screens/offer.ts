import { PROMPT } from '../form/fields.ts';
import { paragraphs, quoted } from '../html.ts';
import { openMenu, openModels, openOffer } from '../open.ts';
import { order } from '../order.ts';
import { orderFacts } from '../phrases.ts';
import { findOffered, show, type Draft, type ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';
import { filledRows, orderKeys } from './order-keys.ts';

const PROMPT_LENGTH = 600;

export const offer: ScreenRules<ScreenAt<'offer'>> = {
  view: (screen, scene): Draft => {
    const { t } = scene;
    const offered = findOffered(scene, screen.modelId);
    if (offered === null) return { text: t('model-gone'), rows: [[{ text: t('button-menu'), command: 'menu' }]] };
    return {
      text: paragraphs(t('offer'), quoted(screen.prompt, PROMPT_LENGTH), orderFacts(scene, offered, {})),
      rows: filledRows([...orderKeys(scene, offered), [{ text: t('button-menu'), command: 'menu' }]]),
    };
  },
  tap: (screen, { command }, scene) => {
    const offered = findOffered(scene, screen.modelId);
    const values = { [PROMPT]: screen.prompt };
    switch (command) {
      case 'create':
        return offered === null ? null : order(scene, offered, values, screen);
      case 'other':
        return openModels(scene, screen.prompt);
      case 'settings':
        return show({ at: 'settings', modelId: screen.modelId, values, field: null });
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: (_screen, text, scene) => openOffer(scene, text),
};
