/** What shall be done: the tasks of a section, and the other ways to a model. */
import type { Key } from '../buttons.ts';
import { rowsOf } from '../form/question.ts';
import { paragraphs } from '../html.ts';
import { openModels, tasksIn, withFiles } from '../lists.ts';
import { openMenu, openOffer } from '../open.ts';
import type { Drawn, Scene, ScreenRules } from '../scene.ts';
import { EVERY_MODEL, type ScreenAt } from '../state.ts';
import { taskTitle } from '../words.ts';

type Tasks = ScreenAt<'tasks'>;

export const tasks: ScreenRules<Tasks> = {
  view: ({ section }, scene): Drawn => {
    const { t, state } = scene;
    const keys = tasksIn(scene, section).map((task, index): Key => ({
      text: taskTitle(t, task),
      command: 'task',
      index,
    }));
    const isAll = section === 'all';
    const shelves: Key[] = [
      ...(isAll && state.favourites.length > 0 ? [{ text: t('button-favourites'), command: 'favourites' }] : []),
      ...(isAll && state.recent.length > 0 ? [{ text: t('button-recent'), command: 'recent' }] : []),
      ...(isAll ? [{ text: t('button-everything'), command: 'every' }] : []),
    ];
    return {
      text: paragraphs(t('tasks'), t('models-search-hint')),
      rows: [...rowsOf(keys, 2), ...rowsOf(shelves, 2), [{ text: t('button-menu'), command: 'menu' }]],
    };
  },
  tap: ({ section, carry }, { command, index }, scene) => {
    switch (command) {
      case 'task': {
        const task = tasksIn(scene, section)[index];
        return task === undefined ? null : openModels(scene, { ...EVERY_MODEL, task }, carry);
      }
      case 'favourites':
        return openModels(scene, { ...EVERY_MODEL, only: 'favourite' }, carry);
      case 'recent':
        return openModels(scene, { ...EVERY_MODEL, only: 'recent' }, carry);
      case 'every':
        return openModels(scene, EVERY_MODEL, carry);
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: ({ carry }, text, scene) => search(scene, text, carry),
};

/** Words on a list of models are the name of one, or else a prompt. */
export function search(scene: Scene, text: string, carry: Tasks['carry']): ReturnType<typeof openOffer> {
  const found = text === '' ? [] : scene.tools.search(scene.context.models, text, 1);
  if (found.length > 0) return openModels(scene, { ...EVERY_MODEL, query: text }, carry);
  if (carry.files.length > 0) return describeFiles(scene, text, carry);
  return openOffer(scene, text, scene.t('models-not-found'));
}

/** Whoever has a file in hand wants something done with it. */
function describeFiles({ t }: Scene, text: string, carry: Tasks['carry']): ReturnType<typeof openOffer> {
  return text === '' ? withFiles(carry, t('answer-empty')) : withFiles({ ...carry, prompt: text }, t('words-taken'));
}
