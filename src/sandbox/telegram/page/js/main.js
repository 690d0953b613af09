/** Starts the page: chooses a bot, remembers bot and person in the address (`#<bot>/<person>`). */
import * as server from './api.js';
import { createBotPage } from './bot-page.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { language, t } from './texts.js';

/** Bots register themselves by calling; this is how soon the page sees a new one. */
const LOOK_AGAIN_MS = 2000;

document.documentElement.lang = language;
document.title = t('title');

const [, hashBot, hashUser] = /^#(\d+)(?:\/(\d+))?$/u.exec(location.hash) ?? [];
let parameter = new URLSearchParams(location.search).get('start') ?? '';

/** The `?start=` of the page's address, once. */
function deepLink() {
  const once = parameter;
  parameter = '';
  return once;
}

/** @type {{ stop: () => void, element: HTMLElement } | null} */
let page = null;
/** @type {string | null} */
let shownBot = null;
const waiting = el('p', { class: 'waiting', role: 'status' }, icon('panel', 40), t('noBots'));
const select = el('select', { class: 'bot-select', 'aria-label': t('chooseBot') });
const switcher = el('div', { class: 'bots' }, select);

/** @param {server.Bot} bot @param {number | null} userId */
function openBot(bot, userId) {
  page?.stop();
  page?.element.remove();
  shownBot = bot.id;
  select.value = bot.id;
  page = createBotPage(server.createApi(bot.id), {
    botName: bot.username,
    switcher,
    userId,
    deepLink,
    onUser: (id) => history.replaceState(null, '', `#${bot.id}/${id}`),
  });
  document.body.prepend(page.element);
}

/** @param {server.Bot[]} bots */
function showBots(bots) {
  waiting.hidden = bots.length > 0 || page !== null;
  const titles = bots.map((bot) => `${bot.id} @${bot.username}`).join();
  if (select.dataset.titles !== titles) {
    select.dataset.titles = titles;
    select.replaceChildren(...bots.map((bot) => el('option', { value: bot.id }, `@${bot.username}`)));
    if (shownBot !== null) select.value = shownBot;
  }
  const first = bots.find((bot) => bot.id === hashBot) ?? bots[0];
  if (page === null && first !== undefined) openBot(first, hashUser === undefined ? null : Number(hashUser));
  select.onchange = () => {
    const chosen = bots.find((bot) => bot.id === select.value);
    if (chosen !== undefined) openBot(chosen, null);
  };
}

async function look() {
  // An unreachable server is shown by the page's own connection state.
  if (!document.hidden) await server.bots().then(showBots, () => undefined);
  setTimeout(look, LOOK_AGAIN_MS);
}

document.body.append(waiting);
waiting.hidden = true;
await look();
