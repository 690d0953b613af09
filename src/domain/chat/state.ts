/** What is remembered of a chat between two messages: one JSON column, versioned. */
import * as z from 'zod';
import { AdminPage } from '../admin/page.ts';
import { Task } from '../catalog/model.ts';

/** What the person has chosen so far, by the name of the model's parameter. */
const Values = z.record(z.string(), z.json());
/** Into the values, see form/values.ts. */
const Path = z.array(z.union([z.string(), z.int().min(0)]));
/** Into the model's ways, see form/ways.ts; null = not chosen. */
const Way = z.int().min(0).nullable();
/** Of the answers to a question; absent = not turned yet. */
const Page = z.int().min(0).optional();

/** What was given before the model was chosen: words, and references to files. */
const Carry = z.object({ prompt: z.string().nullable(), files: z.array(z.string()) });
export type Carry = z.infer<typeof Carry>;
export const NOTHING: Carry = { prompt: null, files: [] };

export const Section = z.enum(['images', 'video', 'audio', 'edit', 'all']);
export type Section = z.infer<typeof Section>;

/** Which models a list shows, and in which order. */
const ModelFilter = z.object({
  /** `null` = of every task. */
  task: Task.nullable(),
  vendor: z.string().nullable(),
  /** Words that were searched for. */
  query: z.string().nullable(),
  only: z.enum(['favourite', 'recent']).nullable(),
  sort: z.enum(['popular', 'price', 'speed']),
});
export type ModelFilter = z.infer<typeof ModelFilter>;
export const EVERY_MODEL: ModelFilter = { task: null, vendor: null, query: null, only: null, sort: 'popular' };

const order = { modelId: z.string(), values: Values, way: Way };

/** The screen that the person is looking at. */
const Screen = z.discriminatedUnion('at', [
  z.object({ at: z.literal('menu') }),
  z.object({ at: z.literal('help') }),
  z.object({ at: z.literal('language') }),
  /** `shown` are the generations on this page. */
  z.object({ at: z.literal('works'), page: z.int().min(0), shown: z.array(z.string()) }),
  /** Whether to delete this work. */
  z.object({ at: z.literal('erase'), generationId: z.string() }),
  /** The tasks of a section. */
  z.object({ at: z.literal('tasks'), section: Section, carry: Carry }),
  /** Vendors to narrow a list by. */
  z.object({ at: z.literal('vendors'), filter: ModelFilter, shown: z.array(z.string()), carry: Carry }),
  /** `shown` are the ids on this page, so that a button means the model it showed even when the order has changed. */
  z.object({
    at: z.literal('models'),
    filter: ModelFilter,
    page: z.int().min(0),
    shown: z.array(z.string()),
    carry: Carry,
  }),
  /** The card of one model. `from` is the list to go back to. */
  z.object({ at: z.literal('model'), modelId: z.string(), from: ModelFilter, carry: Carry }),
  /** Files that came without being asked for; `chosen` is the one to use further. */
  z.object({ at: z.literal('intake'), carry: Carry, chosen: z.int().min(0) }),
  /** Text sent in an idle chat: one tap away from a result, with the model it was offered for. */
  z.object({ at: z.literal('offer'), prompt: z.string(), modelId: z.string() }),
  /** `path` leads to the question being asked; empty = which way the model shall work. `page`: see form/option-page.ts. */
  z.object({ at: z.literal('form'), ...order, path: Path, page: Page }),
  /** `path` leads to the setting being changed; empty = the list of all settings. */
  z.object({ at: z.literal('settings'), ...order, path: Path, page: Page }),
  z.object({ at: z.literal('confirm'), ...order }),
  z.object({ at: z.literal('progress'), generationId: z.string() }),
  /** Ways to fill the balance, on the way to an order where there is one. */
  z.object({ at: z.literal('topup'), order: z.object(order).nullable() }),
  /** A transfer of money by hand; `amount` in minor units, null = asked for. `sent` = the picture of it has come. */
  z.object({
    at: z.literal('transfer'),
    amount: z
      .string()
      .regex(/^[1-9]\d{0,14}$/)
      .nullable(),
    sent: z.boolean(),
  }),
  z.object({ at: z.literal('admin'), page: AdminPage }),
  z.object({ at: z.literal('balance') }),
  z.object({ at: z.literal('promo') }),
  z.object({ at: z.literal('invite') }),
  z.object({ at: z.literal('preferences') }),
  /** The choice of the model that draws; `shown` as in `models`. */
  z.object({ at: z.literal('drawing'), page: z.int().min(0), shown: z.array(z.string()) }),
  z.object({ at: z.literal('forget') }),
  z.object({ at: z.literal('paper'), paper: z.enum(['paysupport', 'terms']) }),
]);
export type Screen = z.infer<typeof Screen>;
export type At = Screen['at'];
export type ScreenAt<A extends At> = Extract<Screen, { readonly at: A }>;

const Ids = z.array(z.string());
/** One that an older version wrote and this one does not know must not cost the rest. */
const StoredScreen = Screen.catch({ at: 'menu' });

/** A long text whose rest may come in the next message: see split-text.ts. */
const SplitText = z.object({
  /** The person's id. */
  by: z.int(),
  /** The latest part, epoch ms. */
  at: z.number(),
  /** The first part's message. */
  id: z.int(),
  /** In the order of their messages; none where they are together too long. */
  parts: z.array(z.object({ messageId: z.int(), text: z.string() })),
  isTooLong: z.boolean(),
  /** The screen that the text answers. */
  before: StoredScreen,
});
export type SplitText = z.infer<typeof SplitText>;

export const ChatState = z.object({
  v: z.literal(1),
  /** Grows with every screen shown; buttons carry it, so that a stale one is recognised. */
  rev: z.int().min(0),
  screen: StoredScreen,
  /** The message that shows `screen`, once known. */
  screenMessageId: z.int().nullable(),
  /** null = follow the Telegram client. */
  language: z.enum(['ru', 'en']).nullable(),
  /** Ids of models, the last used first. */
  recent: Ids.default([]),
  favourites: Ids.default([]),
  /** The price that was shown last, in minor units, and who would pay it: nobody pays another one, or instead of it. */
  quoted: z
    .object({ by: z.enum(['daily', 'bonus', 'money', 'nothing']).nullable(), price: z.string().regex(/^\d+$/) })
    .nullable()
    .default(null),
  /** What the model or the price list of the screen looked like: its buttons mean nothing once that has changed. */
  modelStamp: z.string().nullable().default(null),
  /** The order that waits for the balance to be filled. */
  pending: z.object(order).nullable().default(null),
  /** The album whose files arrive one by one. */
  albumId: z.string().nullable().default(null),
  split: SplitText.nullable().default(null),
  /** Flood control: messages since `since` (epoch ms); `told` = the one notice was sent. */
  flood: z.object({ since: z.number(), count: z.int().min(0), told: z.boolean() }),
  /** Messages of the minute, see flood-minute.ts; `at` in epoch ms. */
  minute: z
    .object({ level: z.number().min(0), at: z.number(), told: z.boolean() })
    .default({ level: 0, at: 0, told: false }),
  /** The model that plain text is offered with; null = the one used last. */
  drawsWith: z.string().nullable().default(null),
  /** Plain text is answered with the choice of a model instead of an offer. */
  asksModel: z.boolean().default(false),
  /** Promo codes that were tried since `since` (epoch ms). */
  promoTries: z.object({ since: z.number(), count: z.int().min(0) }).default({ since: 0, count: 0 }),
});
export type ChatState = z.infer<typeof ChatState>;

export const initialState: ChatState = {
  v: 1,
  rev: 0,
  screen: { at: 'menu' },
  screenMessageId: null,
  language: null,
  recent: [],
  favourites: [],
  quoted: null,
  modelStamp: null,
  pending: null,
  albumId: null,
  split: null,
  flood: { since: 0, count: 0, told: false },
  minute: { level: 0, at: 0, told: false },
  drawsWith: null,
  asksModel: false,
  promoTries: { since: 0, count: 0 },
};
