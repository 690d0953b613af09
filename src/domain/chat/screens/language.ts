import { openMenu, openOffer } from '../open.ts';
import type { ScreenRules } from '../scene.ts';
import type { ScreenAt } from '../state.ts';

export const language: ScreenRules<ScreenAt<'language'>> = {
  view: (_screen, scene) => ({
    text: scene.t('language'),
    rows: [
      [
        // Each language is named in itself, so that a person who landed in the wrong one finds the way out.
        { text: mark('🇷🇺 Русский', scene.language === 'ru'), command: 'russian' },
        { text: mark('🇬🇧 English', scene.language === 'en'), command: 'english' },
      ],
      [{ text: scene.t('button-language-client'), command: 'client' }],
      [{ text: scene.t('button-menu'), command: 'menu' }],
    ],
  }),
  tap: (_screen, { command }) => {
    switch (command) {
      case 'russian':
        return { to: 'language', language: 'ru' };
      case 'english':
        return { to: 'language', language: 'en' };
      case 'client':
        return { to: 'language', language: null };
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: (_screen, text, scene) => openOffer(scene, text),
};

function mark(label: string, current: boolean): string {
  return current ? `✅ ${label}` : label;
}
