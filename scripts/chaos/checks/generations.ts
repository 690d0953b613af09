/** I4, I6, I7: every generation ends, is paid for once, is seen, and costs at most one more task for each doubt. Pure. */
import type { SimCall, SimMessage } from '../../../src/sandbox/telegram/contract.ts';
import type { Call } from '../../../src/sandbox/kie/world.ts';
import type { AttemptRow, History } from '../history.ts';

const ENDS = ['delivered', 'failed', 'cancelled'];
/** A process that died or stood still may have had a call under way that began so long before. */
const CALL_LASTS_MS = 60_000;

export function checkEnds({ generations }: Pick<History, 'generations'>): readonly string[] {
  const open = generations.filter(({ state }) => !ENDS.includes(state));
  return open.map(({ id, state }) => `I4 generation ${id} has not ended: ${state}`);
}

export function checkMoney({ brokenMoney }: Pick<History, 'brokenMoney'>): readonly string[] {
  return brokenMoney.map(({ rule, rows }) => `I5 broken: ${rule}: ${JSON.stringify(rows)}`);
}

export function checkCaptures({ captures, generations }: Pick<History, 'captures' | 'generations'>): readonly string[] {
  const states = new Map(generations.map(({ id, state }) => [id, state]));
  const seen = new Set<string>();
  return captures.flatMap(({ generationId: id, amount, price }) => {
    const again = seen.has(id);
    seen.add(id);
    return [
      ...(again ? [`I6 generation ${id} was paid for twice`] : []),
      ...(states.get(id) === 'delivered' ? [] : [`I6 generation ${id} was paid for and is ${String(states.get(id))}`]),
      ...(amount === price ? [] : [`I6 generation ${id} cost ${amount} instead of ${price}`]),
    ];
  });
}

/** Whoever paid Telegram has it in the ledger. */
export function checkCharges({ messages, chargeIds }: Pick<History, 'messages' | 'chargeIds'>): readonly string[] {
  const known = new Set(chargeIds);
  return messages
    .flatMap(({ invoice }) => (invoice?.paidChargeId === null || invoice === null ? [] : [invoice.paidChargeId]))
    .filter((chargeId) => !known.has(chargeId))
    .map((chargeId) => `I6 a payment is not in the ledger: ${chargeId.slice(0, 8)}`);
}

const names = (text: string, id: string): boolean => text.includes(`:${id}`);
const isResultOf = (id: string) => (message: SimMessage) =>
  message.from === 'bot' && message.media !== null && names(JSON.stringify(message.keyboard), id);
const isAboutResultOf = (id: string) => (message: SimMessage) =>
  message.from === 'bot' && names(JSON.stringify(message.keyboard), id);

const isUnclear = (call: SimCall): boolean => call.status === 0 || call.answer === null || call.status >= 500;

/** Whether something happened that leaves the outcome of a send of this generation unknown. */
function hadDoubt(id: string, history: Pick<History, 'telegramCalls' | 'harms'>): boolean {
  const sends = history.telegramCalls.filter(
    ({ method, params }) => method.startsWith('send') && names(JSON.stringify(params), id),
  );
  const isNear = ({ at }: SimCall, from: number, to: number): boolean => at >= from - CALL_LASTS_MS && at <= to;
  return sends.some(
    (call) =>
      isUnclear(call) ||
      history.harms.some((harm) => harm.process === 'generation' && isNear(call, harm.from, harm.to)),
  );
}

export function checkVisible(
  history: Pick<History, 'generations' | 'messages' | 'telegramCalls' | 'harms'>,
): readonly string[] {
  const delivered = history.generations.filter(({ state }) => state === 'delivered');
  return delivered.flatMap(({ id, chatId, unknownSends }) => {
    const chat = history.messages.filter((message) => message.chatId === chatId);
    const copies = chat.filter(isResultOf(id)).length;
    if (!chat.some(isAboutResultOf(id))) return [`I6 generation ${id} was delivered and is not in chat ${chatId}`];
    if (copies > 2) return [`I6 generation ${id} came ${copies} times`];
    if (copies < 2) return [];
    return unknownSends > 0 && hadDoubt(id, history)
      ? []
      : [`I6 generation ${id} came twice without a doubt (unknown sends: ${unknownSends})`];
  });
}

const tokenOf = (url: unknown): string => (typeof url === 'string' ? (url.split('/').at(-1) ?? '') : '');

/** The answer to the call did not arrive whole, or nobody was there to read it. */
function isAmbiguous({ token, createdAt }: AttemptRow, calls: readonly Call[], harms: History['harms']): boolean {
  const call = calls.find(
    ({ path, body }) =>
      path.endsWith('/createTask') && tokenOf((body as { callBackUrl?: unknown } | null)?.callBackUrl) === token,
  );
  if (call?.httpStatus !== 200) return true;
  return harms.some(
    ({ process, from, to }) => process === 'generation' && createdAt <= to && createdAt + CALL_LASTS_MS >= from,
  );
}

export function checkTasks(
  history: Pick<History, 'generations' | 'attempts' | 'tasks' | 'kieCalls' | 'harms'>,
): readonly string[] {
  const tasks = new Map<string, number>();
  for (const { callBackUrl } of history.tasks) {
    const token = tokenOf(callBackUrl);
    tasks.set(token, (tasks.get(token) ?? 0) + 1);
  }
  const known = new Set(history.attempts.map(({ token }) => token));
  const orphans = history.tasks.filter(({ callBackUrl }) => !known.has(tokenOf(callBackUrl)));
  const wrong = history.generations.flatMap(({ id }) => {
    const attempts = history.attempts.filter(({ generationId }) => generationId === id);
    const made = attempts.reduce((sum, { token }) => sum + (tasks.get(token) ?? 0), 0);
    const doubts = attempts.filter(
      (attempt) => tasks.has(attempt.token) && isAmbiguous(attempt, history.kieCalls, history.harms),
    ).length;
    return made <= 1 + doubts ? [] : [`I7 generation ${id} has ${made} tasks after ${doubts} unclear submits`];
  });
  const repeated = [...tasks.values()].filter((count) => count > 1).length;
  return [
    ...orphans.map(({ taskId }) => `I7 task ${taskId} belongs to no attempt`),
    ...(repeated === 0 ? [] : [`I7 ${repeated} attempts made more than one task each`]),
    ...wrong,
  ];
}
