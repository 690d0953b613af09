/** What is remembered of a chat between two messages: one JSON column, versioned. */
import { z } from 'zod';

/** What the person has chosen so far, by the name of the model's parameter. */
const Values = z.record(z.string(), z.json());

/** The screen that the person is looking at. */
export const Screen = z.discriminatedUnion('at', [
  z.object({ at: z.literal('menu') }),
  z.object({ at: z.literal('help') }),
  z.object({ at: z.literal('language') }),
  /**
   * `shown` are the ids on this page, so that a button means the model it showed even when the order has changed since;
   * `prompt` was given before the model was chosen.
   */
  z.object({
    at: z.literal('models'),
    page: z.int().min(0),
    shown: z.array(z.string()),
    prompt: z.string().nullable(),
  }),
  /** Text sent in an idle chat: one tap away from a result, with the model it was offered for. */
  z.object({ at: z.literal('offer'), prompt: z.string(), modelId: z.string() }),
  /** `field` is the required field being asked. */
  z.object({ at: z.literal('form'), modelId: z.string(), values: Values, field: z.string() }),
  /** `field` is the setting being changed; null = the list of all settings. */
  z.object({ at: z.literal('settings'), modelId: z.string(), values: Values, field: z.string().nullable() }),
  z.object({ at: z.literal('confirm'), modelId: z.string(), values: Values }),
  z.object({ at: z.literal('progress'), generationId: z.string() }),
]);
export type Screen = z.infer<typeof Screen>;
export type At = Screen['at'];
export type ScreenAt<A extends At> = Extract<Screen, { readonly at: A }>;

export const ChatState = z.object({
  v: z.literal(1),
  /** Grows with every screen shown; buttons carry it, so that a stale one is recognised. */
  rev: z.int().min(0),
  screen: Screen,
  /** The message that shows `screen`, once known. */
  screenMessageId: z.int().nullable(),
  /** null = follow the Telegram client. */
  language: z.enum(['ru', 'en']).nullable(),
  lastModelId: z.string().nullable(),
  /** Flood control: messages since `since` (epoch ms); `told` = the one notice was sent. */
  flood: z.object({ since: z.number(), count: z.int().min(0), told: z.boolean() }),
});
export type ChatState = z.infer<typeof ChatState>;

export const initialState: ChatState = {
  v: 1,
  rev: 0,
  screen: { at: 'menu' },
  screenMessageId: null,
  language: null,
  lastModelId: null,
  flood: { since: 0, count: 0, told: false },
};
