/** The dialog's turn inside the transaction of an update: what it may know, what it decides, and the carrying out. */
import type { Chats, OpenedChat } from '../../adapters/postgres/chats.ts';
import type { InboxRow } from '../../adapters/postgres/inbox.ts';
import type { OutboxMessage } from '../../adapters/postgres/outbox.ts';
import { randomId } from '../../adapters/postgres/random-id.ts';
import { together, type Queryable } from '../../adapters/postgres/transaction.ts';
import type { ReadUpdate } from '../../adapters/telegram/update.ts';
import { accountNeededBy } from '../../domain/chat/account-needed.ts';
import { pricingOf, saleTerms, type SaleOptions } from './sale-terms.ts';
import type { OpenedPurse } from '../../domain/billing/ports.ts';
import type { Model } from '../../domain/catalog/model.ts';
import type { Generation } from '../../domain/generation/generation.ts';
import type { ChatContext, Effect, GenerationFacts } from '../../domain/chat/contract.ts';
import { generationNamedBy, languageOf, reduce } from '../../domain/chat/reduce.ts';
import { initialState, type ChatState } from '../../domain/chat/state.ts';
import type { ChatTools } from '../../domain/chat/tools.ts';
import type { Log } from '../../shared/log.ts';
import { loadAccount } from './account/load.ts';
import { carryOut, type CarryOutDeps, type Situation } from './carry-out.ts';
import { readWorks } from './read-works.ts';
import { workFacts } from './work-facts.ts';

export interface DialogDeps extends CarryOutDeps {
  readonly chats: Chats;
  readonly models: () => readonly Model[];
  readonly anyModel: (id: string) => Model | undefined;
  readonly botUsername: () => string;
  readonly tools: ChatTools;
  readonly sale: SaleOptions;
  readonly log: Log;
}

/** As far back as a person pages through their works. */
export const MOST_WORKS = 40;
/** 12 characters of `[a-z0-9]`, 62 bits: unguessable enough for something that is also checked against its chat. */
const GENERATION_ID_LENGTH = 12;

export type EventUpdate = Extract<ReadUpdate, { kind: 'event' }>;

async function factsOf(
  tx: Queryable,
  update: EventUpdate,
  state: ChatState,
  deps: DialogDeps,
): Promise<GenerationFacts | null> {
  const id = generationNamedBy(update.event, state);
  const generation = id === null ? null : await deps.generations.get(tx, id);
  if (generation?.chatId !== update.chat.id) return null;
  return workFacts(generation, update.sender.userId);
}

/** What is read of somebody with every message. */
export interface Known {
  readonly opened: OpenedChat;
  readonly purse: OpenedPurse;
  /** Newest first. */
  readonly works: readonly Generation[];
}

export interface Decision {
  readonly state: ChatState;
  readonly effects: readonly Effect[];
  readonly where: Situation;
}

/** Loads what the dialog may know beside that, and lets it decide. Nothing is written. */
export async function decide(
  tx: Queryable,
  update: EventUpdate,
  { traceId, receivedAt }: InboxRow,
  { opened, purse: all, works }: Known,
  deps: DialogDeps,
): Promise<Decision> {
  const { chat, sender, event } = update;
  const { walletId, isBanned, isNew, referralCode, ...purse } = all;
  const state = opened.state ?? initialState;
  const settings = deps.settings();
  const context: ChatContext = {
    // When it was written, not when it is handled: a backlog worked off after a pause is no flood.
    now: update.sentAt ?? receivedAt.getTime(),
    chatKind: chat.kind,
    firstName: sender.firstName,
    clientLanguage: sender.language,
    models: deps.models(),
    anyModel: deps.anyModel,
    purse,
    terms: saleTerms(settings, deps.sale),
    person: {
      userId: sender.userId,
      isAdmin: deps.admin.admins.includes(sender.userId),
      ...{ isBanned, isNew, referralCode },
    },
    running: { limit: settings.maxRunning, count: opened.running },
    stoppedFrom: opened.stoppedFrom,
    messagesPerMinute: settings.maxMessagesPerMinute,
    timeZone: deps.account.timeZone,
    ...(await loadAccount(tx, walletId, accountNeededBy(event, state), deps.account)),
    newGenerationId: randomId(GENERATION_ID_LENGTH),
    generation: await factsOf(tx, update, state, deps),
    works: works.map((work) => workFacts(work, sender.userId)),
    supportContact: deps.supportContact,
    pricing: pricingOf(settings, deps.sale),
    botUsername: deps.botUsername(),
  };
  const reduced = reduce(state, event, context, deps.texts, deps.tools);
  const where = {
    chatId: chat.id,
    userId: sender.userId,
    traceId,
    language: languageOf(reduced.state, context),
    screenRev: reduced.state.rev,
    walletId,
    hasPending: reduced.state.pending !== null,
  };
  return { ...reduced, where };
}

/** What the dialog wants said, and what is left to write before the transaction ends. */
export interface Turn {
  readonly messages: readonly OutboxMessage[];
  readonly save?: () => Promise<void>;
}

/** Whoever it is and whatever they want: makes known who is not, lets the dialog decide, and carries it out. */
export async function runDialog(tx: Queryable, update: EventUpdate, row: InboxRow, deps: DialogDeps): Promise<Turn> {
  const { chat, sender } = update;
  // In this order, but sent together: the rows of the person and the chat are locked before anything is read.
  const [opened, purse, works] = await together(tx, () => [
    deps.chats.open(tx, chat, sender),
    deps.billing.purse(tx, sender.userId),
    deps.generations.delivered(tx, [chat.id], MOST_WORKS),
  ]);
  const known = { opened, purse, works: readWorks(works(chat.id), chat.id, deps.log) };
  const { state, effects, where } = await decide(tx, update, row, known, deps);
  const { messages, page, isAnswered } = await carryOut(tx, effects, where, deps);
  const answered = isAnswered ? { screen: { at: 'menu' } as const } : {};
  const screen = page === null ? answered : { screen: { at: 'admin', page } as const };
  return { messages, save: () => deps.chats.save(tx, new Map([[chat.id, { ...state, ...screen }]])) };
}
