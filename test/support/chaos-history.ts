/** Histories for tests of the checker: a whole one in which nothing is wrong, to be broken in one place. */
import type { JournalTask } from '../../src/sandbox/kie/control.ts';
import type { Call } from '../../src/sandbox/kie/world.ts';
import type { SimCall, SimMessage, SimUpdate } from '../../src/sandbox/telegram/contract.ts';
import type { History } from '../../scripts/chaos/history.ts';

const CHAT = 870_001;
export const GENERATION = 'abcdefghijkl';
export const TOKEN = 't'.repeat(32);

export const message = (change: Partial<SimMessage>): SimMessage => ({
  ...{ messageId: 1, chatId: CHAT, from: 'bot', userId: null, name: 'bot', date: 1, text: null, caption: null },
  ...{ entities: [], media: null, mediaGroupId: null, replyToMessageId: null, keyboard: [], invoice: null },
  ...{ service: null, edits: 0, deleted: false },
  ...change,
});

export const result = (change: Partial<SimMessage> = {}): SimMessage =>
  message({
    media: {
      ...{ kind: 'photo', fileId: 'f', fileName: null, mimeType: 'image/png', sizeBytes: 1, width: 1, height: 1 },
      ...{ durationSeconds: null, title: null, performer: null },
    },
    keyboard: [[{ text: '🔁', kind: 'callback', value: `g:again:${GENERATION}`, style: null }]],
    ...change,
  });

export const call = (change: Partial<SimCall>): SimCall => ({
  ...{ id: 1, method: 'sendPhoto', at: 1_000, durationMs: 10, params: {}, status: 200, answer: { ok: true } },
  faultId: null,
  ...change,
});

export const sendOf = (change: Partial<SimCall> = {}): SimCall =>
  call({ params: { chat_id: CHAT, reply_markup: `{"callback_data":"g:again:${GENERATION}"}` }, ...change });

export const update = (updateId: number, change: Partial<SimUpdate> = {}): SimUpdate => ({
  ...{ updateId, type: 'message', update: {}, createdAt: 100, handedOutAt: [200], confirmedAt: 400, droppedAt: null },
  ...change,
});

const tapUpdate = (updateId: number): SimUpdate =>
  update(updateId, {
    type: 'callback_query',
    update: { callback_query: { id: 'q1', message: { chat: { id: CHAT } } } },
  });

export const task = (change: Partial<JournalTask> = {}): JournalTask => ({
  ...{ taskId: 'task', model: 'm', input: {}, state: 'success', callBackUrl: `http://h/kie/callback/${TOKEN}` },
  ...{ userId: 1, createTime: 1, completeTime: 2, billedCredits: 4, resultUrls: [], failCode: null, failMsg: null },
  callbackTries: [],
  ...change,
});

export const create = (change: Partial<Call> = {}): Call => ({
  ...{ at: 1, method: 'POST', path: '/api/v1/jobs/createTask', userId: 1, httpStatus: 200, code: 200 },
  body: { callBackUrl: `http://h/kie/callback/${TOKEN}` },
  ...change,
});

export const emptyHistory = (): History => ({
  ...{ updates: [], telegramCalls: [], messages: [], tasks: [], kieCalls: [], inbox: [], stored: [], handled: [] },
  ...{ generations: [], attempts: [], chargeIds: [], captures: [], brokenMoney: [], harms: [], texts: new Map() },
});

/** Two updates and a tap of one person, one generation that was delivered and paid for. */
export const soundHistory = (): History => ({
  ...emptyHistory(),
  updates: [update(5), update(6), tapUpdate(7)],
  stored: [5, 6, 7].map((updateId) => ({ updateId, epoch: updateId < 7 ? 1 : 2, committedAt: 300 })),
  inbox: [5, 6, 7].map((updateId) => ({ updateId, isProcessed: true, parkedCode: null })),
  handled: [5, 6, 7].map((updateId) => ({ updateId, chatId: CHAT, seq: updateId, order: updateId })),
  telegramCalls: [sendOf(), call({ method: 'answerCallbackQuery', params: { callback_query_id: 'q1' } })],
  messages: [result()],
  generations: [{ id: GENERATION, chatId: CHAT, state: 'delivered', unknownSends: 0 }],
  attempts: [{ token: TOKEN, generationId: GENERATION, createdAt: 1_000_000 }],
  tasks: [task()],
  kieCalls: [create()],
  captures: [{ generationId: GENERATION, amount: 360, price: 360 }],
  texts: new Map([['log of process 0', 'a line']]),
});
