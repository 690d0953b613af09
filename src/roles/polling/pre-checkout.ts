/**
 * The fast lane of a purchase. Telegram gives ten seconds, and the person waits with a spinner: a query is answered as
 * soon as it is read, beside the inbox, the chat's line and the outbox. Whatever is slow or away, the answer comes in
 * time, then as a refusal with words; nothing is lost by one, because nothing was paid.
 */
import type { OpenInvoice } from '../../adapters/postgres/invoices.ts';
import type { TelegramApi } from '../../adapters/telegram/api.ts';
import type { PreCheckout } from '../../adapters/telegram/payment-update.ts';
import { readUpdate } from '../../adapters/telegram/update.ts';
import type { Settings } from '../../domain/admin/settings.ts';
import type { Language, Texts } from '../../domain/chat/contract.ts';
import { refusalText, type Refusal } from '../../domain/chat/payment-view.ts';
import { sleep } from '../../shared/clock.ts';
import { toAppError } from '../../shared/errors.ts';
import { errorFields, type Log } from '../../shared/log.ts';

interface FastLaneDeps {
  readonly api: Pick<TelegramApi, 'answerCheckout'>;
  /** Gives up by itself after `withinMs`, or later. */
  readonly look: (invoiceId: string, withinMs: number) => Promise<OpenInvoice | null>;
  /** As of now. */
  readonly settings: () => Pick<Settings, 'isMaintenance'>;
  readonly admins: readonly number[];
  readonly texts: Texts;
  readonly log: Log;
  readonly times?: { readonly lookMs: number; readonly answerMs: number };
}

export interface FastLane {
  /** Takes what is urgent out of a batch, whether stored or not. Never throws, never waits. */
  readonly take: (updates: readonly unknown[]) => void;
  /** Once everything in hand is answered; it is so by itself within ten seconds. */
  readonly settled: () => Promise<void>;
}

/** Together under nine seconds, with the second try of an answer. */
const TIMES = { lookMs: 4_000, answerMs: 2_300 };
/** Looks at once: more would starve the pool's other users, and each waits for its turn within its time. */
const MOST_LOOKS = 16;
/** Answers at once; Telegram hands out no more updates in a batch. */
const MOST_IN_HAND = 100;
/** Ids of queries that were answered: the same update may come again. */
const MOST_REMEMBERED = 2_000;

interface Verdict {
  readonly refusal: Refusal | null;
  readonly language: string | null;
}

/** Pure. */
export function judgeCheckout(
  query: Pick<PreCheckout, 'userId' | 'stars'>,
  invoice: OpenInvoice | null,
  isOpen: boolean,
): Refusal | null {
  if (invoice === null || invoice.userId !== query.userId || invoice.stars !== query.stars) return 'unknown';
  if (invoice.isBanned) return 'banned';
  if (invoice.isPaid) return 'paid';
  return isOpen ? null : 'maintenance';
}

export function createFastLane(deps: FastLaneDeps): FastLane {
  const { api, log, times = TIMES } = deps;
  const inHand = new Set<Promise<void>>();
  const known = new Set<string>();
  let looks = 0;

  function isNew(queryId: string): boolean {
    if (known.has(queryId)) return false;
    known.add(queryId);
    const [oldest] = known;
    if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
    return true;
  }

  async function look(query: PreCheckout): Promise<Verdict> {
    const isOpen = !deps.settings().isMaintenance || deps.admins.includes(query.userId);
    const invoice = await deps.look(query.payload, times.lookMs);
    return { refusal: judgeCheckout(query, invoice, isOpen), language: invoice?.language ?? null };
  }

  /** The clock decides, not the database: a connection that never answers must not cost the answer. */
  async function decide(query: PreCheckout): Promise<Verdict> {
    const busy: Verdict = { refusal: 'busy', language: null };
    if (looks >= MOST_LOOKS) return busy;
    looks += 1;
    const ended = new AbortController();
    try {
      const looked = look(query)
        .catch((error: unknown) => {
          log.warn('checkout.not-checked', { error: errorFields(toAppError(error)) });
          return busy;
        })
        .finally(() => {
          looks -= 1; // not before: until then it may hold a connection
        });
      return await Promise.race([looked, sleep(times.lookMs, ended.signal).then(() => busy)]);
    } finally {
      ended.abort();
    }
  }

  /** Twice at most: a connection that was just reset is the one failure that a second try mends. */
  async function answer(queryId: string, text: string | null): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const tooLate = AbortSignal.timeout(times.answerMs);
      try {
        await api.answerCheckout(queryId, text, tooLate);
        return;
      } catch (thrown) {
        const error = toAppError(thrown);
        if (tries === 2 || !(tooLate.aborted || error.fault === 'transient')) throw error;
      }
    }
  }

  async function serve(query: PreCheckout): Promise<void> {
    const { refusal, language } = await decide(query);
    const spoken: Language = /^en\b/i.test(language ?? query.clientLanguage ?? '') ? 'en' : 'ru';
    await answer(query.queryId, refusal === null ? null : refusalText(deps.texts[spoken], refusal));
    log.info('checkout.answered', { ok: refusal === null, refusal });
  }

  function takeOne(payload: unknown): void {
    const update = readUpdate(payload, '');
    if (update.kind !== 'pre-checkout' || !isNew(update.queryId)) return;
    if (inHand.size >= MOST_IN_HAND) {
      log.warn('checkout.dropped');
      return;
    }
    const serving: Promise<void> = serve(update)
      .catch((error: unknown) => log.warn('checkout.not-answered', { error: errorFields(toAppError(error)) }))
      .finally(() => inHand.delete(serving));
    inHand.add(serving);
  }

  return {
    take: (updates) => {
      for (const payload of updates) takeOne(payload);
    },
    settled: async () => {
      await Promise.all(inHand);
    },
  };
}
