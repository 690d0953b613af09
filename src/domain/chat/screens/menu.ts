import type { Key } from '../buttons.ts';
import { rowsOf } from '../form/question.ts';
import { paragraphs } from '../html.ts';
import { isPrivate } from '../in-private.ts';
import { openModels, openWorks, tasksIn } from '../lists.ts';
import { openMenu, openOffer, openTasks } from '../open.ts';
import { purseLines } from '../phrases.ts';
import { openBalance } from './balance.ts';
import { show, type Drawn, type Scene, type ScreenRules, type Show } from '../scene.ts';
import { EVERY_MODEL, NOTHING, type ScreenAt, type Section } from '../state.ts';

/** Also what is seen when the current screen is a generation under way, which has a message of its own. */
export function drawMenu(scene: Scene): Drawn {
  const { t, context, offered } = scene;
  const sections: readonly (Key & { readonly section: Section })[] = [
    { text: t('button-images'), command: 'images', section: 'images' },
    { text: t('button-video'), command: 'video', section: 'video' },
    { text: t('button-audio'), command: 'audio', section: 'audio' },
    { text: t('button-edit-photo'), command: 'photo', section: 'edit' },
    { text: t('button-all-models'), command: 'all', section: 'all' },
  ];
  const keys: Key[] = sections
    .filter(({ section }) => tasksIn(scene, section).length > 0)
    .map(({ text, command }) => ({ text, command }));
  return {
    text: paragraphs(offered.length === 0 ? t('no-models') : t('menu'), purseLines(scene)),
    rows: rowsOf(
      [
        ...keys,
        ...(context.works.length === 0 ? [] : [{ text: t('button-works'), command: 'works' }]),
        ...(isPrivate(scene) ? [{ text: t('button-balance'), command: 'balance' }] : []),
        { text: t('button-preferences'), command: 'preferences' },
        { text: t('button-help'), command: 'help' },
      ],
      2,
    ),
  };
}

export const menu: ScreenRules<ScreenAt<'menu'>> = {
  view: (_screen, scene) => drawMenu(scene),
  tap: (_screen, { command }, scene) => {
    switch (command) {
      case 'images':
        return openSection(scene, 'images');
      case 'video':
        return openSection(scene, 'video');
      case 'audio':
        return openSection(scene, 'audio');
      case 'photo':
        return openSection(scene, 'edit');
      case 'all':
        return openSection(scene, 'all');
      case 'works':
        return openWorks(scene);
      case 'balance':
        return openBalance(scene);
      case 'preferences':
        return show({ at: 'preferences' });
      case 'help':
        return show({ at: 'help' });
      default:
        return null;
    }
  },
  text: (_screen, text, scene) => openOffer(scene, text),
};

/** A section of one task is its list at once. */
export function openSection(scene: Scene, section: Section): Show {
  const [task, ...others] = tasksIn(scene, section);
  if (task === undefined) return openMenu();
  return others.length === 0 && section !== 'all'
    ? openModels(scene, { ...EVERY_MODEL, task }, NOTHING)
    : openTasks(section);
}
