import type { Settings } from '../settings.ts';
import type { EditableName } from './pages.ts';

interface SettingsNow {
  readonly settings: Settings;
  /** Those that an admin changed; the others are as the environment says. */
  readonly changed: readonly EditableName[];
}

export interface PricesData {
  readonly prices: SettingsNow;
  readonly setting: SettingsNow & { readonly defaults: Settings };
  readonly newsetting: SettingsNow;
}
