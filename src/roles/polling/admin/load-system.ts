/** The figures of the pages about the machine. */
import type { Loaders } from './loaders.ts';

export const SYSTEM_LOADERS: Pick<Loaders, 'system' | 'troubles' | 'deadletters' | 'lookup'> = {
  system: async (tx, _page, { desk }) => ({ figures: await desk.system.figures(tx), children: desk.children() }),
  troubles: async (tx, _page, { desk }) => ({ troubles: await desk.system.troubles(tx) }),
  deadletters: async (tx, _page, { desk }) => ({ letters: await desk.system.deadLetters(tx) }),
  lookup: async (tx, { wanted }, { desk }) => ({
    trail: wanted === null ? null : await desk.system.trail(tx, wanted),
  }),
};
