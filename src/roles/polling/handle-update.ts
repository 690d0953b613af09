/**
 * One update, one transaction: the dialog's new state, what it wants said, a generation with its hold and its job, and
 * the mark that the update is done, all or nothing.
 */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Chats } from '../../adapters/postgres/chats.ts';
import type { Inbox, InboxRow } from '../../adapters/postgres/inbox.ts';
import type { Outbox, OutboxMessage } from '../../adapters/postgres/outbox.ts';
import { inTransaction, type Queryable } from '../../adapters/postgres/transaction.ts';
import { readUpdate, type ReadUpdate } from '../../adapters/telegram/update.ts';
import type { Model } from '../../domain/catalog/model.ts';
import type { ChatContext, GenerationFacts } from '../../domain/chat/contract.ts';
import type { ChatTools } from '../../domain/chat/tools.ts';
import { generationNamedBy, languageOf, reduce } from '../../domain/chat/reduce.ts';
import { initialState, type ChatState } from '../../domain/chat/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { toAppError } from '../../shared/errors.ts';
import { errorFields, withCorrelation, type Log } from '../../shared/log.ts';
import { carryOut, type CarryOutDeps } from './carry-out.ts';

export interface HandleUpdateDeps extends CarryOutDeps {
  readonly pool: pg.Pool;
  readonly inbox: Inbox;
  readonly chats: Chats;
  readonly outbox: Outbox;
  readonly models: () => readonly Model[];
  readonly runningLimit: number;
  readonly supportContact: string | null;
  readonly botUsername: () => string;
  readonly tools: ChatTools;
  readonly maxCredits: number;
  readonly log: Log;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** After so many failures an update is set aside, so that the chat goes on. */
const MAX_TRIES = 3;

/** 12 characters of `[a-z0-9]`, 62 bits: unguessable enough for something that is also checked against its chat. */
function newGenerationId(): string {
  // 252 = 7 * 36: bytes above it would favour the first letters.
  const letters: string[] = [];
  while (letters.length < 12) {
    for (const byte of randomBytes(16)) {
      if (byte < 252 && letters.length < 12) letters.push(ALPHABET.charAt(byte % 36));
    }
  }
  return letters.join('');
}

type EventUpdate = Extract<ReadUpdate, { kind: 'event' }>;

async function factsOf(
  tx: Queryable,
  update: EventUpdate,
  state: ChatState,
  deps: HandleUpdateDeps,
): Promise<GenerationFacts | null> {
  const id = generationNamedBy(update.event, state);
  const generation = id === null ? null : await deps.generations.get(tx, id);
  if (generation?.chatId !== update.chat.id) return null;
  const { id: known, modelId, input, state: reached } = generation;
  return { id: known, modelId, input, state: reached };
}

async function runDialog(
  tx: Queryable,
  update: EventUpdate,
  { traceId, receivedAt }: InboxRow,
  deps: HandleUpdateDeps,
): Promise<readonly OutboxMessage[]> {
  const { chat, sender, event } = update;
  const opened = await deps.chats.open(tx, chat, sender);
  const state = opened.state ?? initialState;
  const context: ChatContext = {
    // When it was written, not when it is handled: a backlog worked off after a pause is no flood.
    now: update.sentAt ?? receivedAt.getTime(),
    chatKind: chat.kind,
    firstName: sender.firstName,
    clientLanguage: sender.language,
    models: deps.models(),
    allowance: { ...(await deps.billing.allowance(tx, sender.userId)), maxCredits: deps.maxCredits },
    running: { limit: deps.runningLimit, count: opened.running },
    newGenerationId: newGenerationId(),
    generation: await factsOf(tx, update, state, deps),
    supportContact: deps.supportContact,
  };
  const reduced = reduce(state, event, context, deps.texts, deps.tools);
  await deps.chats.save(tx, chat.id, reduced.state);
  const where = {
    chatId: chat.id,
    userId: sender.userId,
    traceId,
    language: languageOf(reduced.state, context),
    screenRev: reduced.state.rev,
  };
  return await carryOut(tx, reduced.effects, where, deps);
}

async function act(tx: Queryable, row: InboxRow, deps: HandleUpdateDeps): Promise<readonly OutboxMessage[]> {
  const update = readUpdate(row.payload, deps.botUsername());
  switch (update.kind) {
    case 'event':
      return await runDialog(tx, update, row, deps);
    case 'membership':
      await deps.chats.setBlocked(tx, update.chatId, update.blocked);
      return [];
    case 'pre-checkout': {
      // Nothing is for sale yet, so an invoice can only be a forgery.
      const payload = {
        pre_checkout_query_id: update.queryId,
        ok: false,
        error_message: deps.texts.ru('payment-refused'),
      };
      return [{ chatId: update.userId, method: 'answerPreCheckoutQuery', payload, purpose: 'answer' }];
    }
    case 'ignored':
      deps.log.debug('update.ignored', { why: update.why });
      return [];
    default:
      return assertNever(update);
  }
}

export interface UpdateHandler {
  readonly processNext: (chatId: number) => Promise<'processed' | 'empty'>;
}

export function createUpdateHandler(deps: HandleUpdateDeps, onReplies: () => void): UpdateHandler {
  const { inbox, outbox, log, pool } = deps;

  async function inOneTransaction(chatId: number, seen: { row: InboxRow | null }): Promise<number | null> {
    return await inTransaction(pool, async (tx) => {
      const row = await inbox.lockHead(tx, chatId);
      if (row === null) return null;
      seen.row = row;
      return await withCorrelation({ traceId: row.traceId, updateId: row.updateId, chatId }, async () => {
        const messages = await act(tx, row, deps);
        await outbox.add(tx, messages);
        await inbox.markProcessed(tx, row.updateId);
        return messages.length;
      });
    });
  }

  /** The person hears that it did not work; the operator sees why; the next update goes on. */
  async function setAside(chatId: number, { updateId, payload: update }: InboxRow, code: string): Promise<void> {
    await inTransaction(pool, async (tx) => {
      await inbox.park(tx, updateId, code);
      if (chatId === 0) return;
      const read = readUpdate(update, deps.botUsername());
      const isEnglish = read.kind === 'event' && read.sender.language?.startsWith('en') === true;
      const t = isEnglish ? deps.texts.en : deps.texts.ru;
      const payload = { chat_id: chatId, text: t('error-unexpected') };
      await outbox.add(tx, [
        { chatId, method: 'sendMessage', payload, purpose: 'notice', dedupeKey: `parked:${updateId}` },
      ]);
    });
    onReplies();
  }

  return {
    processNext: async (chatId) => {
      const seen: { row: InboxRow | null } = { row: null };
      try {
        const messages = await inOneTransaction(chatId, seen);
        if (messages === null) return 'empty';
        if (messages > 0) onReplies();
        return 'processed';
      } catch (thrown) {
        const error = toAppError(thrown);
        const { row } = seen;
        if (error.fault === 'transient' || row === null) throw error;
        const tries = await inbox.countFailure(row.updateId);
        log.error('update.failed', { updateId: row.updateId, tries, error: errorFields(error) });
        if (tries < MAX_TRIES) throw error;
        await setAside(chatId, row, error.code);
        return 'processed';
      }
    },
  };
}
