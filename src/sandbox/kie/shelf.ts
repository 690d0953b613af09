/** The models on offer: those that were loaded, and what a test has put, taken away or changed since the last reset. */
import type { SandboxModel } from './models.ts';

export interface Shelf {
  readonly models: () => Promise<readonly SandboxModel[]>;
  readonly find: (id: string) => Promise<SandboxModel | undefined>;
  /** In the place of the model with the same id, else last. */
  readonly put: (model: SandboxModel) => Promise<void>;
  /** False when there was no such model. */
  readonly remove: (id: string) => Promise<boolean>;
}

export function createShelf(load: () => Promise<readonly SandboxModel[]>): Shelf {
  let offered: Promise<readonly SandboxModel[]> | undefined;
  const models = (): Promise<readonly SandboxModel[]> => (offered ??= load());
  const find = async (id: string): Promise<SandboxModel | undefined> => (await models()).find((each) => each.id === id);
  return {
    models,
    find,
    put: async (model) => {
      const all = await models();
      const isKnown = all.some(({ id }) => id === model.id);
      offered = Promise.resolve(isKnown ? all.map((each) => (each.id === model.id ? model : each)) : [...all, model]);
    },
    remove: async (id) => {
      const all = await models();
      const left = all.filter((each) => each.id !== id);
      offered = Promise.resolve(left);
      return left.length < all.length;
    },
  };
}
