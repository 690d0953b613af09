/** What was made in this chat, the newest first. */
import type { Key } from '../buttons.ts';
import type { GenerationFacts } from '../contract.ts';
import { promptOf } from '../form/choices.ts';
import { rowsOf } from '../form/question.ts';
import { oneLine, paragraphs } from '../html.ts';
import { openWorks, WORKS_PER_PAGE } from '../lists.ts';
import { openMenu, openOffer } from '../open.ts';
import { modelTitle } from '../phrases.ts';
import type { Scene, ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';
import { pageLine, turningKeys } from '../turning.ts';

const LABEL_LENGTH = 50;

export const works: ScreenRules<ScreenAt<'works'>> = {
  view: ({ page, shown }, { t, ...scene }) => {
    const pages = Math.ceil(scene.context.works.length / WORKS_PER_PAGE);
    const keys = shown.flatMap((id, index): Key[] => {
      const work = scene.context.works.find((one) => one.id === id);
      return work === undefined ? [] : [{ text: label(scene, work), command: 'work', index }];
    });
    return {
      text: paragraphs(keys.length === 0 ? t('works-none') : t('works'), pageLine(t, page, pages)),
      rows: [
        ...rowsOf(keys, 1),
        ...rowsOf(turningKeys(t, page, pages), 2),
        [{ text: t('button-menu'), command: 'menu' }],
      ],
    };
  },
  tap: ({ shown }, { command, index }, scene) => {
    switch (command) {
      case 'work': {
        const generationId = shown[index];
        const isThere = scene.context.works.some(({ id }) => id === generationId);
        return generationId === undefined || !isThere ? null : { to: 'resend', generationId };
      }
      case 'page':
        return openWorks(scene, index);
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: (_screen, text, scene) => openOffer(scene, text),
};

function label(
  { context, language }: Pick<Scene, 'context' | 'language'>,
  { modelId, input }: GenerationFacts,
): string {
  const model = context.anyModel(modelId);
  const title = model === undefined ? modelId : modelTitle(model, language);
  const words = promptOf(input);
  return oneLine(words === '' ? title : `${words} · ${title}`, LABEL_LENGTH);
}
