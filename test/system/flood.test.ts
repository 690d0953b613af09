/**
 * Row U3 of the fault list in a whole service: one person sends a hundred messages a second, and the others are answered
 * as fast as before.
 */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { percentile } from '../../scripts/bench/report.ts';
import { openStand, POLLING, type ServiceStand } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const FLOODER = 890_000;
const FLOOD_PER_SECOND = 100;
/** Each asks every two seconds, which no limit minds. */
const OTHERS = Array.from({ length: 40 }, (_, index) => 890_001 + index);
const ASK_EVERY_MS = 50;
const ASKED = 200;
/** Beside a flood as before it, with room for a machine that is busy with it; behind the flood it would be seconds. */
const AT_MOST_MS = 500;
const AT_MOST_TIMES = 5;
/** Of one person within ten seconds; after that one notice, then silence (src/domain/chat/flood.ts). */
const ANSWERED_TO_ONE = 21;

let stand: ServiceStand;

before(async () => {
  stand = await openStand();
  await stand.start().line(POLLING, 150_000);
  for (const id of [FLOODER, ...OTHERS]) await stand.telegram.user({ id, firstName: 'Яна', languageCode: 'ru' });
});
after(async () => stand.close());

/** When each message to a person left, in order. */
async function sentTo(): Promise<ReadonlyMap<number, readonly number[]>> {
  const calls = await stand.telegram.calls({ method: 'sendMessage' });
  const sent = new Map<number, number[]>();
  for (const { at, params } of calls) {
    const chatId = Number(params['chat_id']);
    sent.set(chatId, [...(sent.get(chatId) ?? []), at]);
  }
  return sent;
}

/** Milliseconds from each message of the others to its answer. */
async function answerTimes(): Promise<readonly number[]> {
  const earlier = await sentTo();
  const asked = new Map<number, number[]>(OTHERS.map((id) => [id, []]));
  for (let nth = 0; nth < ASKED; nth += 1) {
    const id = OTHERS[nth % OTHERS.length] ?? 0;
    asked.get(id)?.push(Date.now());
    await Promise.all([stand.telegram.sendText(id, '/help'), pause(ASK_EVERY_MS)]);
  }
  const times = async (): Promise<readonly number[] | null> => {
    const sent = await sentTo();
    const found = [...asked].flatMap(([id, since]) => {
      const answers = sent.get(id)?.slice(earlier.get(id)?.length ?? 0) ?? [];
      return since.flatMap((at, index) => (answers[index] === undefined ? [] : [answers[index] - at]));
    });
    return found.length === ASKED ? found : null;
  };
  return await waitFor('every answer', times, { timeoutMs: 60_000, everyMs: 250 });
}

/** Until the signal; how many were sent. */
async function flood(signal: AbortSignal): Promise<number> {
  const startedAt = performance.now();
  const sending: Promise<unknown>[] = [];
  while (!signal.aborted) {
    const due = ((performance.now() - startedAt) / 1_000) * FLOOD_PER_SECOND;
    while (sending.length < due) sending.push(stand.telegram.sendText(FLOODER, `Картина ${sending.length}`));
    await pause(5);
  }
  await Promise.all(sending);
  return sending.length;
}

const told = (times: readonly number[]): string =>
  [0.5, 0.95, 1].map((share) => Math.round(percentile(times, share))).join(' / ');

test('U3: one floods with a hundred messages a second, and the 95th percentile of the others stays', async (t) => {
  const calm = await answerTimes();
  const end = new AbortController();
  const flooding = flood(end.signal);
  const startedAt = performance.now();
  const busy = await answerTimes().finally(() => end.abort());
  const count = await flooding;
  const perSecond = (count * 1_000) / (performance.now() - startedAt);
  t.diagnostic(`p50 / p95 / max in ms: ${told(calm)}, beside ${Math.round(perSecond)} messages a second ${told(busy)}`);
  assert.ok(perSecond > 0.8 * FLOOD_PER_SECOND, `${perSecond} a second is the flood that was meant`);
  const [p95, usual] = [percentile(busy, 0.95), percentile(calm, 0.95)];
  assert.ok(p95 < Math.max(AT_MOST_MS, AT_MOST_TIMES * usual), `${p95} ms, and ${usual} before`);

  const client = new pg.Client({ connectionString: stand.databaseUrl });
  await client.connect();
  const handled = await waitFor(
    'the flood to be handled',
    async () => {
      const { rows } = await client.query<{ open: number; all: number }>(
        `select count(*) filter (where processed_at is null)::int as open, count(*)::int as all
         from bot_700001.inbox where chat_id = $1`,
        [FLOODER],
      );
      return rows[0]?.open === 0 ? rows[0].all : null;
    },
    { timeoutMs: 60_000 },
  );
  await client.end();
  assert.equal(handled, count, 'none of it was lost either');
  const answers = (await sentTo()).get(FLOODER) ?? [];
  assert.ok(answers.length > 0 && answers.length <= ANSWERED_TO_ONE, `${answers.length} answers to the flood`);
});
