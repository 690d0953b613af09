/** A chat with the reducer: keeps the state and the messages that a person would see, and taps buttons by their words. */
import assert from 'node:assert/strict';
import type { Model } from '../../src/domain/catalog/model.ts';
import type {
  Button,
  ChatContext,
  ChatEvent,
  Effect,
  IncomingFile,
  Texts,
  View,
} from '../../src/domain/chat/contract.ts';
import { generationNamedBy, reduce } from '../../src/domain/chat/reduce.ts';
import { initialState, type ChatState } from '../../src/domain/chat/state.ts';
import { createChatTools, type ChatTools } from '../../src/domain/chat/tools.ts';
import { strictTexts } from './texts.ts';

export { strictTexts };

type Property = Model['input']['properties'][string];

/** A model that takes a prompt and whatever else the test is about. */
export function imageModel(
  id: string,
  properties: Readonly<Record<string, Property>> = {},
  more: Partial<Model> & { readonly required?: readonly string[] } = {},
): Model {
  const { required = [], ...rest } = more;
  return {
    id,
    key: id.replaceAll(/[^a-z0-9]+/g, '-'),
    title: { ru: id, en: id },
    vendor: 'Vendor',
    tasks: ['text-to-image'],
    input: {
      type: 'object',
      properties: { prompt: { type: 'string', maxLength: 5000 }, ...properties },
      required: ['prompt', ...required],
      additionalProperties: false,
    },
    output: 'image',
    prices: [{ when: {}, credits: 4, unit: 'image' }],
    usualSeconds: 25,
    ...rest,
  };
}

export const SHAPE: Property = { type: 'string', enum: ['1:1', '16:9', '9:16'], default: '1:1' };
/** Nothing is usual here, so a required one is asked. */
export const OPEN_SHAPE: Property = { type: 'string', enum: ['1:1', '16:9', '9:16'] };
/** A parameter that takes one file of this kind. */
export const one = (media: string, more: Property = {}): Property => ({
  ...{ type: 'string', format: 'uri', 'x-media': media },
  ...more,
});
/** A parameter that takes several pictures. */
export const pictures = (maxItems: number, more: Property = {}): Property => ({
  ...{ type: 'array', items: one('image'), maxItems },
  ...more,
});

export const baseContext: ChatContext = {
  now: 1_800_000_000_000,
  chatKind: 'private',
  firstName: 'Анна',
  clientLanguage: 'ru',
  models: [imageModel('swift'), imageModel('careful', { aspect_ratio: OPEN_SHAPE }, { required: ['aspect_ratio'] })],
  anyModel: () => undefined,
  purse: { available: 0n, held: 0n, bonus: 0, daily: { limit: 5, left: 4 }, spentToday: 0n },
  terms: {
    ...{ freeMaxCredits: 24, dailySpendLimit: null, starPackages: [], paymentDetails: null },
    ...{ referralBonus: 0, isMaintenance: false },
  },
  person: { userId: 7, isAdmin: false, isBanned: false, isNew: false, referralCode: 'abcdefabcdef' },
  running: { limit: 3, count: 0 },
  stoppedFrom: null,
  ...{ messagesPerMinute: 60, timeZone: 'UTC', statement: [], invitations: { came: 0, rewarded: 0, earned: 0 } },
  newGenerationId: 'abcdefghijkl',
  generation: null,
  works: [],
  supportContact: '@support',
  pricing: { currency: 'RUB', usdRate: '90', markup: '2' },
  botUsername: 'test_bot',
};

export interface Talk {
  readonly state: () => ChatState;
  readonly setState: (state: ChatState) => void;
  readonly setContext: (change: Partial<ChatContext>) => void;
  readonly say: (text: string, messageId?: number) => readonly Effect[];
  /** A reply to a message of the bot. */
  readonly reply: (text: string) => readonly Effect[];
  readonly command: (name: string, argument?: string) => readonly Effect[];
  /** A button whose text contains `label`, on the latest message that has one or on `messageId`. */
  readonly tap: (label: string, messageId?: number) => readonly Effect[];
  readonly tapData: (data: string, messageId: number) => readonly Effect[];
  /** Something that is no file for any model. */
  readonly media: (what: string) => readonly Effect[];
  readonly file: (file: Partial<IncomingFile>, more?: { caption?: string; albumId?: string }) => readonly Effect[];
  /** The message shown last, sent or edited. */
  readonly last: () => { readonly id: number; readonly view: View };
  readonly labels: () => readonly string[];
  readonly view: (messageId: number) => View;
}

/** So many free ones today, each of which may cost so many credits. */
export function free(limit: number, left: number, freeMaxCredits = 24): Pick<ChatContext, 'purse' | 'terms'> {
  const { purse, terms } = baseContext;
  return { purse: { ...purse, daily: { limit, left } }, terms: { ...terms, freeMaxCredits } };
}

/** Many talks, one reading of the texts. */
const TEXTS = strictTexts();

/** The form of a model, by its link and its card. */
export function begin(talk: Pick<Talk, 'command' | 'tap'>, key: string): void {
  talk.command('start', `m_${key}`);
  talk.tap('Создать');
}

/** Message ids are told to the state at once, as a fast Telegram would. */
export function startTalk(
  change: Partial<ChatContext> = {},
  texts: Texts = TEXTS,
  tools: ChatTools = createChatTools(),
): Talk {
  let state: ChatState = initialState;
  let context: ChatContext = { ...baseContext, ...change };
  let nextId = 100;
  let lastId = 0;
  const messages = new Map<number, View>();

  const show = (id: number, view: View): void => {
    messages.set(id, view);
    lastId = id;
  };
  const handle = (event: ChatEvent): readonly Effect[] => {
    const named = generationNamedBy(event, state);
    const generation = context.generation?.id === named ? context.generation : null;
    const anyModel = (id: string): Model | undefined =>
      context.models.find((model) => model.id === id) ?? context.anyModel(id);
    const reduced = reduce(state, event, { ...context, anyModel, generation }, texts, tools);
    ({ state } = reduced);
    for (const effect of reduced.effects) {
      if (effect.do === 'edit') show(effect.messageId, effect.view);
      if (effect.do !== 'send') continue;
      nextId += 1;
      show(nextId, effect.view);
      if (effect.isScreen) state = { ...state, screenMessageId: nextId };
    }
    return reduced.effects;
  };
  const view = (id: number): View => {
    const found = messages.get(id);
    assert.ok(found, `message ${id} was shown`);
    return found;
  };
  const messageId = (): number => (nextId += 1);
  const tapData = (data: string, id: number): readonly Effect[] =>
    handle({ kind: 'tap', data, messageId: id, callbackQueryId: 'q' });

  return {
    state: () => state,
    setState: (to) => (state = to),
    setContext: (more) => (context = { ...context, ...more }),
    say: (text, id = messageId()) => handle({ kind: 'text', text, messageId: id }),
    reply: (text) => handle({ kind: 'text', text, messageId: messageId(), addressed: true }),
    command: (name, argument = '') => handle({ kind: 'command', name, argument, messageId: messageId() }),
    media: (what) => handle({ kind: 'media', what, caption: null, messageId: messageId(), file: null, albumId: null }),
    file: (file, { caption = null, albumId = null }: { caption?: string | null; albumId?: string | null } = {}) =>
      handle({
        ...{ kind: 'media', what: 'photo', messageId: messageId(), caption, albumId },
        file: {
          fileId: `file-${nextId}`,
          media: 'image',
          mime: 'image/jpeg',
          bytes: 90_000,
          width: 1280,
          height: 720,
          ...file,
        },
      }),
    tapData,
    tap: (label, id = lastId) => {
      const button = buttonsOf(view(id)).find(({ text }) => text.includes(label));
      assert.ok(button !== undefined && 'data' in button, `"${label}" among ${labelsOf(view(id)).join(' | ')}`);
      return tapData(button.data, id);
    },
    last: () => ({ id: lastId, view: view(lastId) }),
    labels: () => labelsOf(view(lastId)),
    view,
  };
}

export const buttonsOf = (view: View): readonly Button[] => view.keyboard.flat();
const labelsOf = (view: View): readonly string[] => buttonsOf(view).map(({ text }) => text);
