/** The catalog that ships with the code and what was learned since become one. */
import type { Model } from '../model.ts';

export interface LearnedEntry {
  readonly id: string;
  /** `left-out`: KIE offers it, and what it says was not understood. `withdrawn`: KIE offers it no more. */
  readonly state: 'offered' | 'left-out' | 'withdrawn';
  /** As last understood; null = never. */
  readonly model: Model | null;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * What was left out stays as it was last known: a document that cannot be read today is no reason to stop selling what
 * works. Only `withdrawn` takes a model off sale; a model that was never understood is not in the catalog at all.
 */
function entryModel(bundled: Model | undefined, entry: LearnedEntry): Model | null {
  const latest = entry.model ?? bundled ?? null;
  if (latest === null) return null;
  const { id, key, title, vendor, tasks, input, rules, output, prices, usualSeconds } = latest;
  const model = { id, key: bundled?.key ?? key, title, vendor, tasks, input, output, prices, usualSeconds };
  return {
    ...model,
    ...(rules === undefined ? {} : { rules }),
    ...(entry.state === 'withdrawn' ? { status: 'withdrawn' } : {}),
  };
}

/** Titles are how people tell models apart, so a newcomer with a name that is taken shows its id too. */
function named(model: Model, others: readonly Model[]): Model {
  const taken = (language: 'ru' | 'en'): boolean =>
    others.some((other) => other.title[language] === model.title[language]);
  const title = (language: 'ru' | 'en'): string =>
    taken(language) ? `${model.title[language]} (${model.id})` : model.title[language];
  return { ...model, title: { ru: title('ru'), en: title('en') } };
}

/**
 * In the order of `bundled`, which is by popularity; models that it does not know come last, by id. Ids, keys and titles
 * stay unique: a newcomer whose key is taken is left out. Never throws.
 */
export function mergeCatalog(bundled: readonly Model[], learned: readonly LearnedEntry[]): readonly Model[] {
  const entries = new Map(learned.map((entry) => [entry.id, entry]));
  const models: Model[] = bundled.map((model) => {
    const entry = entries.get(model.id);
    return entry === undefined || (entry.model !== null && entry.model.id !== model.id)
      ? model
      : (entryModel(model, entry) ?? model);
  });
  const known = new Set(bundled.map((model) => model.id));
  for (const entry of [...entries.values()].toSorted((a, b) => compare(a.id, b.id))) {
    const model = known.has(entry.id) || entry.model?.id !== entry.id ? null : entryModel(undefined, entry);
    if (model !== null && !models.some((other) => other.key === model.key)) models.push(named(model, models));
  }
  return models;
}
