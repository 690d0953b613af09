/** Which rules belong to which screen. A new screen is one file and one line here. */
import { choicesOf, promptOf } from './form/choices.ts';
import { openForm, openModels } from './open.ts';
import { findOffered, type Draft, type Move, type Scene, type ScreenRules, type Show, type Tap } from './scene.ts';
import { confirm } from './screens/confirm.ts';
import { form } from './screens/form.ts';
import { help } from './screens/help.ts';
import { language } from './screens/language.ts';
import { menu } from './screens/menu.ts';
import { models } from './screens/models.ts';
import { offer } from './screens/offer.ts';
import { progress } from './screens/progress.ts';
import { settings } from './screens/settings.ts';
import type { At, Screen, ScreenAt } from './state.ts';

const SCREENS: { readonly [A in At]: ScreenRules<ScreenAt<A>> } = {
  menu,
  help,
  language,
  models,
  offer,
  form,
  settings,
  confirm,
  progress,
};

export function draw(screen: Screen, scene: Scene): Draft {
  return drawAt(screen.at, screen, scene);
}

export function tapOn(screen: Screen, tap: Tap, scene: Scene): Move | null {
  return tapAt(screen.at, screen, tap, scene);
}

export function textOn(screen: Screen, text: string, scene: Scene): Show {
  return textAt(screen.at, screen, text, scene);
}

/**
 * What to show instead of a stored screen that the catalog has overtaken: its model is gone, or its question. Null when
 * the screen still stands.
 */
export function overtaken(screen: Screen, scene: Scene): Show | null {
  if (!('modelId' in screen)) return null;
  const offered = findOffered(scene, screen.modelId);
  if (offered === null) {
    const prompt = 'prompt' in screen ? screen.prompt : promptOf(screen.values);
    return openModels(scene, prompt === '' ? null : prompt, 0, scene.t('model-gone'));
  }
  if (screen.at !== 'form' || offered.fields.some(({ name }) => name === screen.field)) return null;
  return openForm(scene, offered, choicesOf(offered.fields, screen.values));
}

// One function each, generic in the screen's name, so that the compiler pairs every screen with its own rules.
function drawAt<A extends At>(at: A, screen: ScreenAt<A>, scene: Scene): Draft {
  return SCREENS[at].view(screen, scene);
}
function tapAt<A extends At>(at: A, screen: ScreenAt<A>, tap: Tap, scene: Scene): Move | null {
  return SCREENS[at].tap(screen, tap, scene);
}
function textAt<A extends At>(at: A, screen: ScreenAt<A>, text: string, scene: Scene): Show {
  return SCREENS[at].text(screen, text, scene);
}
