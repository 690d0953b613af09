/** Lists of models: which, in which order, a page at a time. */
import type { Pricing } from '../billing/money.ts';
import type { FileRef } from '../catalog/file-ref.ts';
import { leastPrice } from '../billing/sale.ts';
import type { Task } from '../catalog/model.ts';
import { filesOf } from './carry.ts';
import type { Offered } from './form/choices.ts';
import { takesFile } from './form/files.ts';
import { clean } from './html.ts';
import { show, type Scene, type Show } from './scene.ts';
import { EVERY_MODEL, type Carry, type ModelFilter, type Section } from './state.ts';

const MODELS_PER_PAGE = 8;
const MOST_FOUND = 40;

const SECTIONS: Readonly<Record<Exclude<Section, 'all'>, readonly Task[]>> = {
  images: ['text-to-image'],
  video: ['text-to-video', 'image-to-video', 'video-to-video', 'lip-sync'],
  audio: ['music', 'speech', 'sound'],
  edit: ['image-to-image', 'remove-background', 'upscale'],
};
const EVERY_TASK: readonly Task[] = [...Object.values(SECTIONS).flat(), 'text'];

/** The tasks of a section that something offered does. */
export function tasksIn(scene: Scene, section: Section): readonly Task[] {
  const tasks = section === 'all' ? EVERY_TASK : SECTIONS[section];
  return tasks.filter((task) => scene.offered.some(({ model }) => model.tasks.includes(task)));
}

/** A page beyond the end is the last one. Nothing found: the menu says so. */
export function openModels(
  scene: Scene,
  filter: ModelFilter,
  carry: Carry,
  page = 0,
  notice: string | null = null,
): Show {
  const found = modelsFor(scene, filter, carry);
  if (found.length === 0) return nothingFound(scene, filter, carry, notice);
  const at = Math.min(Math.max(page, 0), pageCount(found.length) - 1);
  const shown = found.slice(at * MODELS_PER_PAGE, (at + 1) * MODELS_PER_PAGE);
  return show({ at: 'models', filter, page: at, shown: shown.map(({ model }) => model.id), carry }, notice);
}

function nothingFound(scene: Scene, filter: ModelFilter, carry: Carry, notice: string | null): Show {
  if (scene.offered.length === 0) return show({ at: 'menu' });
  // Files narrow most; without any task they have a screen of their own.
  const wider = filter.task !== null || filter.vendor !== null || filter.only !== null || filter.query !== null;
  if (!wider && carry.files.length > 0) return withFiles(carry, notice);
  if (!wider) return show({ at: 'menu' }, notice ?? scene.t('models-none'));
  return openModels(scene, EVERY_MODEL, carry, 0, notice ?? scene.t('models-none'));
}

/** What shall be done with the files in hand. */
export function withFiles(carry: Carry, notice: string | null = null): Show {
  // Of several all are meant.
  const chosen = carry.files.length > 1 ? carry.files.length : 0;
  return show({ at: 'intake', carry, chosen }, notice);
}

export const pageCount = (count: number): number => Math.ceil(count / MODELS_PER_PAGE);

/** In the order of the filter; with files under way only models that take the first of them. */
export function modelsFor(scene: Scene, filter: ModelFilter, carry: Carry): readonly Offered[] {
  const [file] = filesOf(carry);
  const base = filter.query === null ? chosenFrom(scene, filter) : searched(scene, filter.query);
  const fitting = base
    .filter(({ model }) => filter.task === null || model.tasks.includes(filter.task))
    .filter(({ model }) => filter.vendor === null || clean(model.vendor) === filter.vendor)
    .filter((offered) => file === undefined || takes(offered, file));
  return sorted(scene, fitting, filter.sort);
}

function chosenFrom(scene: Scene, { only }: ModelFilter): readonly Offered[] {
  if (only === null) return scene.offered;
  const ids = only === 'favourite' ? scene.state.favourites : scene.state.recent;
  return ids.map((id) => scene.offered.find(({ model }) => model.id === id)).filter((one) => one !== undefined);
}

function searched(scene: Scene, query: string): readonly Offered[] {
  const found = scene.tools.search(scene.context.models, query, MOST_FOUND);
  return found.map(({ id }) => scene.offered.find(({ model }) => model.id === id)).filter((one) => one !== undefined);
}

function sorted({ context }: Scene, list: readonly Offered[], sort: ModelFilter['sort']): readonly Offered[] {
  switch (sort) {
    case 'popular':
      return list;
    case 'price':
      return list.toSorted((a, b) => cheapness(a, context.pricing) - cheapness(b, context.pricing));
    case 'speed':
      return list.toSorted((a, b) => a.model.usualSeconds - b.model.usualSeconds);
  }
}

const cheapness = ({ model }: Offered, pricing: Pricing): number => Number(leastPrice(model, pricing) ?? Infinity);

/** Whether a model has a question that this file answers. */
function takes({ fields }: Offered, file: FileRef): boolean {
  return fields.some((field) => takesFile(field, file));
}

export const WORKS_PER_PAGE = 8;

/** A page beyond the end is the last one. */
export function openWorks({ context: { works } }: Scene, page = 0, notice: string | null = null): Show {
  const last = Math.max(0, Math.ceil(works.length / WORKS_PER_PAGE) - 1);
  const at = Math.min(Math.max(page, 0), last);
  const shown = works.slice(at * WORKS_PER_PAGE, (at + 1) * WORKS_PER_PAGE).map(({ id }) => id);
  return show({ at: 'works', page: at, shown }, notice);
}
