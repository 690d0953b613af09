/** What the panel's pages about models show. */
import type { Pricing } from '../../billing/money.ts';
import type { Model } from '../../catalog/model.ts';
import type { DriftRow, ModelFigures, PeriodFigures } from '../figures.ts';
import type { ModelTerms } from '../settings.ts';

export interface ModelInList {
  readonly model: Model;
  readonly terms: ModelTerms;
}

export interface ModelsData {
  readonly models: { readonly rows: readonly ModelInList[]; readonly count: number };
  readonly model: {
    readonly found:
      | (ModelInList & {
          /** Minor units and KIE credits of the cheapest order; null = no price. */
          readonly least: bigint | null;
          readonly credits: number | null;
          readonly figures: ModelFigures;
          readonly drifts: number;
          readonly pricing: Pricing;
        })
      | null;
  };
  readonly modelprice: { readonly found: ModelInList | null };
  readonly drifts: { readonly rows: readonly DriftRow[]; readonly hasMore: boolean };
  readonly stats: {
    readonly figures: PeriodFigures;
    readonly titles: ReadonlyMap<string, Model['title']>;
    readonly pricing: Pricing;
  };
}
