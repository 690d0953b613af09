/** Which rules belong to which screen. A new screen is one file and one line here. */
import { placeAt, promptOf, sheetOf, type Sheet } from './form/choices.ts';
import { openModels } from './lists.ts';
import { openForm, openMenu } from './open.ts';
import {
  findOffered,
  type AdminMove,
  type ClaimMove,
  type Drawn,
  type Move,
  type Redeem,
  type Scene,
  type ScreenRules,
  type SentFile,
  type Show,
  type Tap,
} from './scene.ts';
import { admin, mayAdminister } from './screens/admin.ts';
import { balance } from './screens/balance.ts';
import { confirm } from './screens/confirm.ts';
import { drawing } from './screens/drawing.ts';
import { erase } from './screens/erase.ts';
import { forget } from './screens/forget.ts';
import { form } from './screens/form.ts';
import { help } from './screens/help.ts';
import { intake, openIntake } from './screens/intake.ts';
import { invite } from './screens/invite.ts';
import { language } from './screens/language.ts';
import { menu } from './screens/menu.ts';
import { model } from './screens/model.ts';
import { models, vendors } from './screens/models.ts';
import { offer } from './screens/offer.ts';
import { paper } from './screens/paper.ts';
import { preferences } from './screens/preferences.ts';
import { progress } from './screens/progress.ts';
import { promo } from './screens/promo.ts';
import { settings } from './screens/settings.ts';
import { tasks } from './screens/tasks.ts';
import { topup } from './screens/topup.ts';
import { transfer } from './screens/transfer.ts';
import { works } from './screens/works.ts';
import { EVERY_MODEL, NOTHING, type At, type Screen, type ScreenAt } from './state.ts';

const SCREENS: { readonly [A in At]: ScreenRules<ScreenAt<A>> } = {
  menu,
  help,
  language,
  works,
  erase,
  tasks,
  vendors,
  models,
  model,
  intake,
  offer,
  form,
  settings,
  confirm,
  progress,
  topup,
  transfer,
  admin,
  balance,
  promo,
  invite,
  preferences,
  drawing,
  forget,
  paper,
};

export function draw(screen: Screen, scene: Scene): Drawn {
  return drawAt(screen.at, screen, scene);
}

export function tapOn(screen: Screen, tap: Tap, scene: Scene): Move | null {
  return tapAt(screen.at, screen, tap, scene);
}

/** The order that a tap on the screen would confirm; null = it confirms none. */
export function sheetBehind(screen: Screen, scene: Scene): Sheet | null {
  return sheetAt(screen.at, screen, scene);
}

export function textOn(screen: Screen, text: string, scene: Scene): Show | AdminMove | Redeem {
  return textAt(screen.at, screen, text, scene);
}

/** Files that a screen does not ask for start something of their own. */
export function fileOn(screen: Screen, file: SentFile, scene: Scene): Show | AdminMove | ClaimMove {
  return fileAt(screen.at, screen, file, scene) ?? openIntake(scene, file);
}

/**
 * What to show instead of a stored screen that the catalog has overtaken: its model is gone, or its question. Null when
 * the screen still stands.
 */
export function overtaken(screen: Screen, scene: Scene): Show | null {
  // Whoever lost the right to the panel while it was open goes on with the menu.
  if (screen.at === 'admin') return mayAdminister(scene) ? null : openMenu();
  return 'modelId' in screen ? withoutItsModel(screen, scene) : null;
}

function withoutItsModel(screen: Extract<Screen, { readonly modelId: string }>, scene: Scene): Show | null {
  const offered = findOffered(scene, screen.modelId);
  if (offered === null) {
    const prompt = 'prompt' in screen ? screen.prompt : 'values' in screen ? promptOf(screen.values) : '';
    const carry = 'carry' in screen ? screen.carry : { ...NOTHING, prompt: prompt === '' ? null : prompt };
    return openModels(scene, EVERY_MODEL, carry, 0, scene.t('model-gone'));
  }
  if (screen.at !== 'form' && screen.at !== 'settings') return null;
  const sheet = sheetOf(offered, screen.values, screen.way);
  if (screen.path.length === 0)
    return screen.at === 'settings' || offered.ways.length > 1 ? null : openForm(scene, sheet);
  return placeAt(sheet.fields, screen.path) === null ? openForm(scene, sheet) : null;
}

// One function each, generic in the screen's name, so that the compiler pairs every screen with its own rules.
function drawAt<A extends At>(at: A, screen: ScreenAt<A>, scene: Scene): Drawn {
  return SCREENS[at].view(screen, scene);
}
function tapAt<A extends At>(at: A, screen: ScreenAt<A>, tap: Tap, scene: Scene): Move | null {
  return SCREENS[at].tap(screen, tap, scene);
}
function sheetAt<A extends At>(at: A, screen: ScreenAt<A>, scene: Scene): Sheet | null {
  return SCREENS[at].sheet?.(screen, scene) ?? null;
}
function textAt<A extends At>(at: A, screen: ScreenAt<A>, text: string, scene: Scene): Show | AdminMove | Redeem {
  return SCREENS[at].text(screen, text, scene);
}
function fileAt<A extends At>(
  at: A,
  screen: ScreenAt<A>,
  file: SentFile,
  scene: Scene,
): Show | AdminMove | ClaimMove | null {
  return SCREENS[at].file?.(screen, file, scene) ?? null;
}
