import type { Key } from '../buttons.ts';
import { PROMPT } from '../form/fields.ts';
import { paragraphs, quoted } from '../html.ts';
import { MODELS_PER_PAGE, openForm, openMenu, openModels, openOffer } from '../open.ts';
import { duration, modelTitle } from '../phrases.ts';
import { findOffered, type Scene, type ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';

const PROMPT_LENGTH = 300;

export const models: ScreenRules<ScreenAt<'models'>> = {
  view: (screen, scene) => {
    const { t } = scene;
    const pages = pageCount(scene);
    const turning: Key[] = [];
    if (screen.page > 0) turning.push({ text: t('button-previous'), command: 'page', index: screen.page - 1 });
    if (screen.page < pages - 1) turning.push({ text: t('button-next'), command: 'page', index: screen.page + 1 });
    return {
      text: paragraphs(
        t('models'),
        screen.prompt === null ? null : quoted(screen.prompt, PROMPT_LENGTH),
        pages < 2 ? null : t('models-page', { page: screen.page + 1, pages }),
      ),
      rows: [
        ...screen.shown.flatMap((id, index) => modelRow(scene, id, index)),
        ...(turning.length === 0 ? [] : [turning]),
        [{ text: t('button-menu'), command: 'menu' }],
      ],
    };
  },
  tap: (screen, { command, index }, scene) => {
    switch (command) {
      case 'model': {
        const offered = findOffered(scene, screen.shown[index] ?? '');
        if (offered === null) return openModels(scene, screen.prompt, screen.page, scene.t('model-gone'));
        return openForm(scene, offered, screen.prompt === null ? {} : { [PROMPT]: screen.prompt });
      }
      case 'page':
        return openModels(scene, screen.prompt, index);
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: (_screen, text, scene) => openOffer(scene, text),
};

function pageCount(scene: Scene): number {
  return Math.ceil(scene.offered.length / MODELS_PER_PAGE);
}

/** Nothing for a model that has gone since the page was opened. */
function modelRow(scene: Scene, id: string, index: number): Key[][] {
  const offered = findOffered(scene, id);
  if (offered === null) return [];
  const { t, language } = scene;
  const title = modelTitle(offered.model, language);
  const time = duration(t, offered.model.usualSeconds);
  return [[{ text: t('button-model', { title, time }), command: 'model', index }]];
}
