/** How the bot behaves towards this person: language, the model that draws, what becomes of plain text. */
import type { Key } from '../buttons.ts';
import { escapeHtml, paragraphs } from '../html.ts';
import { isPrivate } from '../in-private.ts';
import { drawingModels, openMenu, openOffer } from '../open.ts';
import { modelTitle } from '../phrases.ts';
import { findOffered, show, type Scene, type ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';
import { openDrawing } from './drawing.ts';

export const preferences: ScreenRules<ScreenAt<'preferences'>> = {
  view: (_screen, scene) => {
    const { t, state } = scene;
    const mayChoose = drawingModels(scene).length > 1;
    const rows: readonly (readonly Key[])[] = [
      [{ text: t('button-language'), command: 'language' }],
      ...(mayChoose ? [[{ text: t('button-drawing'), command: 'drawing' }], [plainTextKey(scene)]] : []),
      ...(isPrivate(scene) ? [[{ text: t('button-forget'), command: 'forget' }]] : []),
      [{ text: t('button-menu'), command: 'menu' }],
    ];
    return {
      text: paragraphs(
        t('preferences'),
        mayChoose ? t('preferences-drawing', { model: drawsWith(scene) }) : null,
        mayChoose ? (state.asksModel ? t('preferences-asks') : t('preferences-offers')) : null,
      ),
      rows,
    };
  },
  tap: (screen, { command }, scene) => {
    switch (command) {
      case 'language':
        return show({ at: 'language' });
      case 'drawing':
        return openDrawing(scene);
      case 'plain':
        return { to: 'prefer', change: { asksModel: !scene.state.asksModel }, then: show(screen) };
      case 'forget':
        return isPrivate(scene) ? show({ at: 'forget' }) : null;
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: (_screen, text, scene) => openOffer(scene, text),
};

function plainTextKey({ t, state }: Scene): Key {
  return { text: state.asksModel ? t('button-plain-offer') : t('button-plain-ask'), command: 'plain' };
}

function drawsWith(scene: Scene): string {
  const { drawsWith: id } = scene.state;
  const chosen = id === null ? null : findOffered(scene, id);
  return chosen === null ? scene.t('preferences-last-model') : escapeHtml(modelTitle(chosen.model, scene.language));
}
