/** The card of one model: what it makes, what it needs, what it costs. */
import type { Key } from '../buttons.ts';
import { formatFileRef } from '../../catalog/file-ref.ts';
import { escapeHtml, paragraphs } from '../html.ts';
import { sheetOf, type Offered } from '../form/choices.ts';
import { PROMPT, type Field } from '../form/fields.ts';
import { openModels } from '../lists.ts';
import { begin, openMenu, openOffer } from '../open.ts';
import { duration, modelTitle } from '../phrases.ts';
import { moneyFrom } from '../price-words.ts';
import { findOffered, show, type Scene, type ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';
import { fieldTitle, taskTitle, vendorName } from '../words.ts';
import { gone } from './gone.ts';

export const model: ScreenRules<ScreenAt<'model'>> = {
  view: (screen, scene) => {
    const { t, state } = scene;
    const offered = findOffered(scene, screen.modelId);
    if (offered === null) return gone(t);
    const isFavourite = state.favourites.includes(screen.modelId);
    const star: Key = { text: isFavourite ? t('button-unstar') : t('button-star'), command: 'star' };
    return {
      text: card(scene, offered),
      rows: [
        [{ text: t('button-start'), command: 'start' }],
        [star, { text: t('button-back'), command: 'back' }],
        [{ text: t('button-menu'), command: 'menu' }],
      ],
    };
  },
  tap: (screen, { command }, scene) => {
    const offered = findOffered(scene, screen.modelId);
    if (offered === null) return command === 'menu' ? openMenu() : null;
    switch (command) {
      case 'start':
        return begin(scene, offered, screen.carry);
      case 'star':
        return { to: 'star', modelId: screen.modelId, then: show(screen) };
      case 'back':
        return openModels(scene, screen.from, screen.carry);
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: (screen, text, scene) => {
    const offered = findOffered(scene, screen.modelId);
    return offered === null ? openOffer(scene, text) : begin(scene, offered, { ...screen.carry, prompt: text });
  },
  file: (screen, { file, caption }, scene) => {
    const offered = findOffered(scene, screen.modelId);
    if (offered === null) return openMenu(scene.t('model-gone'));
    const prompt = caption === '' ? screen.carry.prompt : caption;
    return begin(scene, offered, { prompt, files: [...screen.carry.files, formatFileRef(file)] });
  },
};

function card(scene: Scene, offered: Offered): string {
  const { t, language, context } = scene;
  const { model } = offered;
  const needs = needsOf(offered).map((field) => fieldTitle(t, field));
  const price = moneyFrom(scene, model);
  return paragraphs(
    t('card-title', { model: escapeHtml(modelTitle(model, language)), vendor: escapeHtml(vendorName(model.vendor)) }),
    [
      t('card-makes', { tasks: escapeHtml(model.tasks.map((task) => taskTitle(t, task)).join(', ')) }),
      ...(needs.length === 0 ? [] : [t('card-needs', { needs: escapeHtml(needs.join(', ')) })]),
      ...(price === null ? [] : [t('card-price', { price: escapeHtml(price) })]),
      t('fact-time', { time: duration(t, model.usualSeconds) }),
    ].join('\n'),
    context.botUsername === '' ? null : t('card-link', { link: `t.me/${context.botUsername}?start=m_${model.key}` }),
  );
}

/** What somebody must have at hand: words, files, earlier works. A setting is one tap, so it is no need. */
function needsOf(offered: Offered): readonly Field[] {
  return sheetOf(offered, {}).fields.filter(
    ({ kind, name, required, default: usual }) =>
      required && usual === null && (name === PROMPT || (kind !== 'choice' && kind !== 'number')),
  );
}
