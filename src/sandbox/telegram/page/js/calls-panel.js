/** What goes over the wire: the bot's calls and the updates it is given, newest at the bottom. */
import { el, iconButton } from './dom.js';
import { icon } from './icons.js';
import { jsonView } from './json-view.js';
import { language, t } from './texts.js';

/**
 * @typedef {import('../../contract.ts').SimCall} Call
 * @typedef {import('../../contract.ts').SimUpdate} Update
 */

/** @param {number} atMs */
const preciseTime = (atMs) =>
  new Date(atMs).toLocaleTimeString(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });

/** @param {number} ms */
const took = (ms) => (ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

/** What tells two calls of one method apart at a glance. @param {Call} call */
function callGist(call) {
  const { params, answer } = call;
  const failure = /** @type {{ description?: string } | null} */ (answer)?.description;
  if (call.status !== 200 && failure) return failure;
  const words = params['text'] ?? params['caption'] ?? params['action'] ?? params['description'];
  const to = params['chat_id'] === undefined ? '' : `→ ${String(params['chat_id'])}`;
  return [to, typeof words === 'string' ? words : ''].filter(Boolean).join('  ');
}

/** @param {Update} update */
function updateGist(update) {
  const content = /** @type {Record<string, unknown>} */ (update.update[update.type] ?? {});
  const words = content['text'] ?? content['data'] ?? content['caption'] ?? content['invoice_payload'];
  return typeof words === 'string' ? words : '';
}

/** @param {Update} update */
function updateStatus(update) {
  if (update.droppedAt !== null) return t('dropped');
  if (update.confirmedAt !== null) return t('confirmed');
  return t(update.handedOutAt.length > 0 ? 'handedOut' : 'queued');
}

/** @param {string} title @param {unknown} value */
const section = (title, value) => el('section', {}, el('h3', {}, title), jsonView(value));

/** @param {HTMLDetailsElement} row @param {HTMLElement} line @param {() => HTMLElement[]} detail */
function fillRow(row, line, detail) {
  const wasOpen = row.open;
  row.replaceChildren(line);
  const open = () => {
    if (row.open && row.children.length === 1) row.append(el('div', { class: 'detail' }, ...detail()));
  };
  row.ontoggle = open;
  if (wasOpen) open();
}

/** @param {HTMLDetailsElement} row @param {Call} call */
function fillCall(row, call) {
  row.className = `call ${call.status === 200 ? 'ok' : 'failed'}`;
  row.dataset.method = call.method;
  const line = el(
    'summary',
    {},
    el('span', { class: 'dot' }),
    el('span', { class: 'method' }, call.method),
    el('span', { class: 'status' }, call.status === 0 ? t('cut') : String(call.status)),
    el('span', { class: 'took' }, took(call.durationMs)),
    el('span', { class: 'gist' }, `${preciseTime(call.at)}  ${callGist(call)}`),
  );
  fillRow(row, line, () => [section(t('request'), call.params), section(t('response'), call.answer)]);
}

/** @param {HTMLDetailsElement} row @param {Update} update */
function fillUpdate(row, update) {
  row.className = 'call update';
  row.dataset.method = update.type;
  const line = el(
    'summary',
    {},
    el('span', { class: 'dot' }),
    el('span', { class: 'method' }, `↓ ${update.type}`),
    el('span', { class: 'status' }, updateStatus(update)),
    el('span', { class: 'gist' }, `${preciseTime(update.createdAt)}  ${updateGist(update)}`),
  );
  fillRow(row, line, () => [section(`${t('update')} ${update.updateId}`, update.update)]);
}

/** More rows than anybody reads would only make the page slow. */
const MOST_ROWS = 400;

/** @param {{ onClose: () => void, onClear: () => void }} options */
export function createCallsPanel({ onClose, onClear }) {
  const list = el('div', { class: 'call-list scroll', role: 'log', 'aria-label': t('calls'), 'aria-live': 'off' });
  const filter = el('input', {
    class: 'input',
    type: 'search',
    placeholder: t('filterCalls'),
    'aria-label': t('filterCalls'),
  });
  const polling = el(
    'button',
    { type: 'button', class: 'chip', 'aria-pressed': 'false', title: t('showPollingHint') },
    t('showPolling'),
  );
  const nothing = el('p', { class: 'nothing' }, t('noCalls'));
  list.append(nothing);
  const element = el(
    'aside',
    { class: 'calls', id: 'calls', 'aria-label': t('calls') },
    el(
      'header',
      { class: 'bar' },
      el('div', { class: 'bar-title' }, el('h2', {}, t('calls'))),
      iconButton(icon('trash'), t('clear'), { onclick: onClear }),
      iconButton(icon('close'), t('close'), { onclick: onClose }),
    ),
    el('div', { class: 'calls-tools' }, filter, polling),
    list,
  );
  /** @type {Map<string, HTMLDetailsElement>} */
  const rows = new Map();

  /** @param {HTMLDetailsElement} row */
  function sift(row) {
    const method = row.dataset.method ?? '';
    const isPolling = method === 'getUpdates' && polling.getAttribute('aria-pressed') === 'false';
    row.hidden = isPolling || !method.toLowerCase().includes(filter.value.trim().toLowerCase());
  }

  function siftAll() {
    rows.forEach(sift);
    nothing.hidden = [...rows.values()].some((row) => !row.hidden);
    list.scrollTop = list.scrollHeight;
  }

  /** @param {string} key @param {(row: HTMLDetailsElement) => void} fill */
  function put(key, fill) {
    const isNear = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    const known = rows.get(key);
    const row = known ?? el('details');
    fill(row);
    sift(row);
    if (known === undefined) {
      rows.set(key, row);
      list.append(row);
      if (rows.size > MOST_ROWS) {
        const [oldest, gone] = rows.entries().next().value ?? ['', row];
        rows.delete(oldest);
        gone.remove();
      }
    }
    if (!row.hidden) nothing.hidden = true;
    if (isNear) list.scrollTop = list.scrollHeight;
  }

  filter.addEventListener('input', siftAll);
  polling.addEventListener('click', () => {
    polling.setAttribute('aria-pressed', String(polling.getAttribute('aria-pressed') === 'false'));
    siftAll();
  });

  /** @param {Call} call */
  const putCall = (call) => put(`call ${call.id}`, (row) => fillCall(row, call));
  /** @param {Update} update */
  const putUpdate = (update) => put(`update ${update.updateId}`, (row) => fillUpdate(row, update));

  return {
    element,
    toEnd: () => (list.scrollTop = list.scrollHeight),
    call: putCall,
    update: putUpdate,
    /** @param {Call[]} calls @param {Update[]} updates */
    show: (calls, updates) => {
      rows.forEach((row) => row.remove());
      rows.clear();
      nothing.hidden = false;
      const traffic = [
        ...calls.map((call) => ({ at: call.at, put: () => putCall(call) })),
        ...updates.map((update) => ({ at: update.createdAt, put: () => putUpdate(update) })),
      ];
      traffic.toSorted((a, b) => a.at - b.at).forEach((one) => one.put());
      list.scrollTop = list.scrollHeight;
    },
  };
}
