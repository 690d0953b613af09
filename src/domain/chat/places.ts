/** Where lasting buttons lead that belong to no screen: under a notice about money, for example. */
import { assertNever } from '../../shared/assert-never.ts';
import type { Place } from './buttons.ts';
import { isPrivate, privateOnly } from './in-private.ts';
import { openForm, openMenu, openTopup, sheetOn } from './open.ts';
import type { Scene, Show } from './scene.ts';
import { openBalance } from './screens/balance.ts';

export function openPlace(place: Place, scene: Scene): Show {
  switch (place) {
    case 'topup':
      return isPrivate(scene) ? openTopup(null) : openMenu(privateOnly(scene));
    case 'balance':
      return openBalance(scene);
    case 'resume': {
      const { pending } = scene.state;
      const sheet = pending === null ? null : sheetOn(pending, scene);
      return sheet === null ? openMenu() : openForm(scene, sheet);
    }
    default:
      return assertNever(place);
  }
}
