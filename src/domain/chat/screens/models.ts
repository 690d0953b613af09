/** A page of models. */
import type { Key } from '../buttons.ts';
import { rowsOf } from '../form/question.ts';
import { clean, escapeHtml, nameLine, paragraphs, quoted, safeLine } from '../html.ts';
import { modelsFor, openModels, pageCount } from '../lists.ts';
import { begin, drawingModels, openMenu, openOffer, openTasks } from '../open.ts';
import { duration, modelTitle } from '../phrases.ts';
import { moneyFrom } from '../price-words.ts';
import { findOffered, show, type Scene, type ScreenRules } from '../scene.ts';
import type { ModelFilter, ScreenAt } from '../state.ts';
import { pageLine, turningKeys } from '../turning.ts';
import { taskTitle, vendorName } from '../words.ts';
import { search } from './tasks.ts';

type Models = ScreenAt<'models'>;

const PROMPT_LENGTH = 300;
const QUERY_LENGTH = 60;
const TITLE_LENGTH = 34;
/** What is as long as this and finds models may well be the description of a picture. */
const WORDS_OF_DESCRIPTION = 4;
const SORTS: readonly ModelFilter['sort'][] = ['popular', 'price', 'speed'];
const MOST_VENDORS = 60;

export const models: ScreenRules<Models> = {
  view: (screen, scene) => {
    const { t } = scene;
    const pages = pageCount(modelsFor(scene, screen.filter, screen.carry).length);
    return {
      text: paragraphs(
        heading(scene, screen.filter),
        screen.carry.prompt === null ? null : quoted(screen.carry.prompt, PROMPT_LENGTH),
        screen.carry.prompt === null ? t('models-search-hint') : null,
        pageLine(t, screen.page, pages),
      ),
      rows: [
        ...(mayDescribe(scene, screen.filter) ? [[{ text: t('button-draw'), command: 'draw' }]] : []),
        ...screen.shown.flatMap((id, index) => modelRow(scene, screen, id, index)),
        ...rowsOf(turningKeys(t, screen.page, pages), 2),
        ...filterRow(scene, screen),
        [
          { text: t('button-back'), command: 'back' },
          { text: t('button-menu'), command: 'menu' },
        ],
      ],
    };
  },
  tap: (screen, { command, index }, scene) => {
    const { filter, carry, page } = screen;
    switch (command) {
      case 'model':
        return tapModel(screen, index, scene);
      case 'draw':
        return filter.query === null ? null : openOffer(scene, filter.query);
      case 'page':
        return openModels(scene, filter, carry, index);
      case 'sort': {
        const next = SORTS[(SORTS.indexOf(filter.sort) + 1) % SORTS.length] ?? 'popular';
        return openModels(scene, { ...filter, sort: next }, carry);
      }
      case 'vendors': {
        const shown = vendorsFor(scene, screen);
        return shown.length < 2
          ? openModels(scene, filter, carry, page)
          : show({ at: 'vendors', filter, shown, carry });
      }
      case 'vendor':
        return openModels(scene, { ...filter, vendor: null }, carry);
      case 'back':
        return openBefore(scene, carry);
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: ({ carry }, text, scene) => search(scene, text, carry),
};

/** Where a list is opened from, as far as what is in hand tells. */
function openBefore(scene: Scene, carry: Models['carry']): ReturnType<typeof openModels> {
  if (carry.files.length > 0) return show({ at: 'intake', carry, chosen: 0 });
  // Who wants to be asked for the model has no offer: the list itself stands for it.
  if (carry.prompt !== null && !scene.state.asksModel) return openOffer(scene, carry.prompt);
  return openTasks('all', carry);
}

function mayDescribe(scene: Scene, { query }: ModelFilter): boolean {
  const words = query?.trim().split(/\s+/) ?? [];
  return words.length >= WORDS_OF_DESCRIPTION && drawingModels(scene).length > 0;
}

/** With something in hand it goes straight on; without, the card tells what the model is. */
function tapModel({ filter, carry, page, shown }: Models, index: number, scene: Scene): ReturnType<typeof openModels> {
  const offered = findOffered(scene, shown[index] ?? '');
  if (offered === null) return openModels(scene, filter, carry, page, scene.t('model-gone'));
  if (carry.prompt !== null || carry.files.length > 0) return begin(scene, offered, carry);
  return show({ at: 'model', modelId: offered.model.id, from: filter, carry });
}

function heading({ t }: Scene, { task, query, only, vendor }: ModelFilter): string {
  const title =
    query !== null
      ? t('models-found', { query: safeLine(query, QUERY_LENGTH) })
      : only === 'favourite'
        ? t('models-favourite')
        : only === 'recent'
          ? t('models-recent')
          : task === null
            ? t('models')
            : t('models-of-task', { task: escapeHtml(taskTitle(t, task)) });
  return vendor === null ? title : `${title} · ${escapeHtml(vendorName(vendor))}`;
}

/** Nothing for a model that has gone since the page was opened. */
function modelRow(scene: Scene, screen: Models, id: string, index: number): Key[][] {
  const offered = findOffered(scene, id);
  if (offered === null) return [];
  const { t, state } = scene;
  const star = state.favourites.includes(id) ? '⭐ ' : '';
  const title = `${star}${nameLine(nameInList(scene, screen, id), TITLE_LENGTH)}`;
  const price = moneyFrom(scene, offered.model);
  const time = duration(t, offered.model.usualSeconds);
  const text = price === null ? t('button-model', { title, time }) : t('button-model-price', { title, price, time });
  return [[{ text, command: 'model', index }]];
}

/** The list of one task need not repeat it in every title, as long as the names still differ. */
function nameInList({ offered, language }: Scene, { filter, shown }: Models, id: string): string {
  const titleOf = (one: string): string => {
    const found = offered.find(({ model }) => model.id === one);
    return found === undefined ? '' : modelTitle(found.model, language);
  };
  const nameOf = (one: string): string => titleOf(one).split(': ')[0] ?? '';
  const isShared = shown.some((other) => other !== id && nameOf(other) === nameOf(id));
  return filter.task === null || isShared ? titleOf(id) : nameOf(id);
}

function filterRow(scene: Scene, screen: Models): Key[][] {
  const { t } = scene;
  const { filter } = screen;
  if (filter.query !== null) return [];
  const sort: Key = { text: sortTitle(t, filter.sort), command: 'sort' };
  if (filter.vendor !== null) return [[sort, { text: t('button-every-vendor'), command: 'vendor' }]];
  return vendorsFor(scene, screen).length < 2 ? [[sort]] : [[sort, { text: t('button-vendors'), command: 'vendors' }]];
}

function sortTitle(t: Scene['t'], sort: ModelFilter['sort']): string {
  switch (sort) {
    case 'popular':
      return t('sort-popular');
    case 'price':
      return t('sort-price');
    case 'speed':
      return t('sort-speed');
  }
}

function vendorsFor(scene: Scene, { filter, carry }: Models): string[] {
  const found = modelsFor(scene, { ...filter, vendor: null }, carry);
  return [...new Set(found.map(({ model }) => clean(model.vendor)))].toSorted().slice(0, MOST_VENDORS);
}

export const vendors: ScreenRules<ScreenAt<'vendors'>> = {
  view: ({ shown }, { t }) => ({
    text: t('vendors'),
    rows: [
      ...rowsOf(
        shown.map((vendor, index): Key => ({ text: vendorName(vendor), command: 'vendor', index })),
        2,
      ),
      [
        { text: t('button-back'), command: 'back' },
        { text: t('button-menu'), command: 'menu' },
      ],
    ],
  }),
  tap: ({ filter, shown, carry }, { command, index }, scene) => {
    switch (command) {
      case 'vendor': {
        const vendor = shown[index];
        return vendor === undefined ? null : openModels(scene, { ...filter, vendor }, carry);
      }
      case 'back':
        return openModels(scene, filter, carry);
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  text: ({ carry }, text, scene) => search(scene, text, carry),
};
