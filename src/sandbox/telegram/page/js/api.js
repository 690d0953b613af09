/** The control API of the local Telegram; its contract is `contract.ts`. */

/**
 * @typedef {import('../../contract.ts').SimBot} Bot
 * @typedef {import('../../contract.ts').SimUser} User
 * @typedef {import('../../contract.ts').SimUserSpec} UserSpec
 * @typedef {import('../../contract.ts').SimMessageRequest} MessageRequest
 * @typedef {import('../../contract.ts').SimTapRequest} TapRequest
 * @typedef {import('../../contract.ts').SimTapResult} TapResult
 * @typedef {import('../../contract.ts').SimPayResult} PayResult
 * @typedef {import('../../contract.ts').SimTranscript} Transcript
 * @typedef {import('../../contract.ts').SimCall} Call
 * @typedef {import('../../contract.ts').SimUpdate} Update
 * @typedef {import('../../contract.ts').SimEventName} EventName
 * @typedef {import('../../contract.ts').SimEventData} EventData
 */

/** @param {Response} response @returns {Promise<string>} */
async function reason(response) {
  const body = await response.json().catch(() => undefined);
  return typeof body?.error === 'string' ? body.error : `HTTP ${response.status}`;
}

/** @param {string} path @param {unknown} [body] @returns {Promise<any>} */
async function request(path, body) {
  const init =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(await reason(response));
  return await response.json();
}

/** @type {EventName[]} */
const EVENTS = ['message', 'edit', 'delete', 'draft', 'chatAction', 'answer', 'call', 'update', 'user', 'reset'];

/** @returns {Promise<Bot[]>} */
export const bots = () => request('/sim/bots');

/** What the page asks about one bot. @param {string} botId */
export function createApi(botId) {
  const root = `/sim/bots/${encodeURIComponent(botId)}`;
  return {
    botId,
    /** @param {string} fileId */
    fileUrl: (fileId) => `${root}/files/${encodeURIComponent(fileId)}`,
    /** @param {number} userId */
    transcriptUrl: (userId) => `${root}/transcript?userId=${userId}&format=text`,
    /** @returns {Promise<User[]>} */
    users: () => request(`${root}/users`),
    /** @param {UserSpec} user @returns {Promise<User>} */
    addUser: (user) => request(`${root}/users`, user),
    /** @param {MessageRequest} message @returns {Promise<unknown>} */
    send: (message) => request(`${root}/messages`, message),
    /** @param {TapRequest} tap @returns {Promise<TapResult>} */
    tap: (tap) => request(`${root}/taps`, tap),
    /** @param {number} userId @param {number} messageId @returns {Promise<PayResult>} */
    pay: (userId, messageId) => request(`${root}/pay`, { userId, messageId }),
    /** @param {number} userId @param {boolean} blocked @returns {Promise<User>} */
    block: (userId, blocked) => request(`${root}/block`, { userId, blocked }),
    /** @param {number} userId @returns {Promise<Transcript>} */
    transcript: (userId) => request(`${root}/transcript?userId=${userId}`),
    /** @param {string} [method] @returns {Promise<Call[]>} */
    calls: (method) => request(`${root}/calls${method === undefined ? '' : `?method=${method}`}`),
    /** @returns {Promise<Update[]>} */
    updates: () => request(`${root}/updates`),
    /**
     * Follows the bot's events; the browser reconnects by itself. Returns what ends it.
     * @param {{ event: (name: EventName, data: EventData) => void, open: () => void, lost: () => void }} on
     */
    follow: (on) => {
      const source = new EventSource(`${root}/events`);
      for (const name of EVENTS) source.addEventListener(name, (event) => on.event(name, JSON.parse(event.data)));
      source.addEventListener('open', on.open);
      source.addEventListener('error', on.lost);
      return () => source.close();
    },
  };
}

/** @typedef {ReturnType<typeof createApi>} Api */
