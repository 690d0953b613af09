/** The figures of the pages about the machine. */
import type { Loaders } from './loaders.ts';

export const SYSTEM_LOADERS: Pick<Loaders, 'system' | 'troubles' | 'lookup'> = {
  system: async (tx, _page, { desk }) => ({ figures: await desk.system.figures(tx), children: desk.children() }),
  troubles: async (tx, _page, { desk }) => ({ troubles: await desk.system.troubles(tx) }),
  lookup: async (tx, { wanted }, { desk }) => ({
    trail: wanted === null ? null : await desk.system.trail(tx, wanted),
  }),
};
