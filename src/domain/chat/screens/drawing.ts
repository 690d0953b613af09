/** The choice of the model that is offered for plain text. */
import type { Key } from '../buttons.ts';
import { rowsOf } from '../form/question.ts';
import { paragraphs } from '../html.ts';
import { drawingModels, openMenu, openOffer } from '../open.ts';
import { modelTitle } from '../phrases.ts';
import { findOffered, show, type Scene, type ScreenRules, type Show } from '../scene.ts';
import type { ScreenAt } from '../state.ts';
import { pageLine, turningKeys } from '../turning.ts';

const PER_PAGE = 8;

/** A page beyond the end is the last one. */
export function openDrawing(scene: Scene, page = 0): Show {
  const ids = drawingModels(scene).map(({ model }) => model.id);
  const at = Math.min(Math.max(page, 0), Math.max(0, Math.ceil(ids.length / PER_PAGE) - 1));
  return show({ at: 'drawing', page: at, shown: ids.slice(at * PER_PAGE, (at + 1) * PER_PAGE) });
}

export const drawing: ScreenRules<ScreenAt<'drawing'>> = {
  view: ({ page, shown }, scene) => {
    const { t, state } = scene;
    const pages = Math.ceil(drawingModels(scene).length / PER_PAGE);
    const keys = shown.flatMap((id, index): Key[] => {
      const offered = findOffered(scene, id);
      if (offered === null) return [];
      const title = modelTitle(offered.model, scene.language);
      return [{ text: state.drawsWith === id ? `✅ ${title}` : title, command: 'pick', index }];
    });
    return {
      text: paragraphs(t('drawing'), pageLine(t, page, pages)),
      rows: [
        ...rowsOf(keys, 1),
        ...rowsOf(turningKeys(t, page, pages), 2),
        [{ text: state.drawsWith === null ? `✅ ${t('button-last-model')}` : t('button-last-model'), command: 'last' }],
        [
          { text: t('button-back'), command: 'back' },
          { text: t('button-menu'), command: 'menu' },
        ],
      ],
    };
  },
  tap: ({ shown }, { command, index }, scene) => {
    const then = show({ at: 'preferences' });
    switch (command) {
      case 'pick': {
        const id = shown[index];
        if (id === undefined || findOffered(scene, id) === null) return null;
        return { to: 'prefer', change: { drawsWith: id }, then };
      }
      case 'last':
        return { to: 'prefer', change: { drawsWith: null }, then };
      case 'page':
        return openDrawing(scene, index);
      case 'back':
        return then;
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: (_screen, text, scene) => openOffer(scene, text),
};
