/** A typed client of the control API, for tests, the demo and development. Every function rejects on a refusal. */
import type {
  MediaKind,
  SimAnswer,
  SimBot,
  SimCall,
  SimPayResult,
  SimRawUpdate,
  SimSent,
  SimTapRequest,
  SimTapResult,
  SimTranscript,
  SimUpdate,
  SimUser,
  SimUserSpec,
} from './contract.ts';
import type { SimFault, SimFaultSpec, SimUpdateFault } from './fault-contract.ts';

/** One file as a person sends it. */
interface SimFile {
  readonly kind: MediaKind;
  readonly bytes: Uint8Array;
  readonly fileName?: string;
  readonly mimeType?: string;
  readonly durationSeconds?: number;
  readonly width?: number;
  readonly height?: number;
}

/** Where and how: all optional. */
interface SimSendOptions {
  readonly chatId?: number;
  readonly chatTitle?: string;
  readonly replyToMessageId?: number;
}

export interface Sim {
  readonly user: (spec: SimUserSpec) => Promise<SimUser>;
  readonly sendText: (userId: number, text: string, options?: SimSendOptions) => Promise<SimSent>;
  readonly editText: (userId: number, messageId: number, text: string) => Promise<SimSent>;
  readonly sendMedia: (
    userId: number,
    media: SimFile & { readonly caption?: string },
    options?: SimSendOptions,
  ) => Promise<SimSent>;
  readonly sendAlbum: (
    userId: number,
    media: readonly SimFile[],
    options?: SimSendOptions & { readonly caption?: string },
  ) => Promise<SimSent>;
  /** Presses a callback button; what the bot answered, or null when it did not within `waitMs`. */
  readonly tap: (userId: number, button: Omit<SimTapRequest, 'userId'>) => Promise<SimAnswer | null>;
  /** Presses any button and tells everything about it. */
  readonly press: (userId: number, button: Omit<SimTapRequest, 'userId'>) => Promise<SimTapResult>;
  /** `invoice`: the id of the invoice's message, or an invoice link. */
  readonly pay: (userId: number, invoice: number | string) => Promise<SimPayResult>;
  /** Telegram gives a payment back by itself: the bot hears a `refunded_payment`. */
  readonly refund: (chargeId: string) => Promise<void>;
  /** The next update of a kind is lost, or comes twice; see `SimUpdateFault`. */
  readonly updateFault: (fault: SimUpdateFault) => Promise<void>;
  readonly block: (userId: number, blocked: boolean) => Promise<SimUser>;
  /** `chatId`: the person's id, or a group's. `after`: only messages with a greater id. */
  readonly transcript: (chatId: number, after?: number) => Promise<SimTranscript>;
  readonly transcriptText: (chatId: number) => Promise<string>;
  readonly calls: (filter?: { readonly method?: string; readonly after?: number }) => Promise<SimCall[]>;
  /** Whether a getUpdates of this bot waits at this moment. */
  readonly isPolling: () => Promise<boolean>;
  readonly updates: () => Promise<SimUpdate[]>;
  /** Queues any update, under any id; its id. */
  readonly pushUpdate: (update: Readonly<Record<string, unknown>>, updateId?: number) => Promise<number>;
  readonly setNextUpdateId: (updateId: number) => Promise<void>;
  readonly revokeToken: (revoked: boolean) => Promise<void>;
  /** For this bot only, unless the spec names another one. */
  readonly fault: (spec: SimFaultSpec) => Promise<SimFault>;
  readonly clearFaults: () => Promise<void>;
  /** Forgets everything of this bot; the faults stay. */
  readonly reset: () => Promise<void>;
  readonly file: (fileId: string) => Promise<Uint8Array>;
}

async function request(url: string, method: string, body?: unknown): Promise<Response> {
  const content =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, { method, ...content });
  if (response.ok) return response;
  throw new Error(`the local Telegram refused ${method} ${new URL(url).pathname}: ${await response.text()}`);
}

const encode = ({ bytes, ...rest }: SimFile): Record<string, unknown> => ({
  ...rest,
  base64: Buffer.from(bytes).toString('base64'),
});

export function createSim(url: string, botId: string): Sim {
  const root = `${url}/sim`;
  const bot = `${root}/bots/${botId}`;
  const get = async <T>(path: string): Promise<T> => (await (await request(path, 'GET')).json()) as T;
  const post = async <T>(path: string, body: unknown): Promise<T> =>
    (await (await request(path, 'POST', body)).json()) as T;
  const order = async (path: string, body: unknown): Promise<void> => {
    await request(path, 'POST', body);
  };
  const message = (body: Record<string, unknown>): Promise<SimSent> => post(`${bot}/messages`, body);
  const press: Sim['press'] = (userId, button) => post(`${bot}/taps`, { userId, ...button });
  return {
    user: (spec) => post(`${bot}/users`, spec),
    sendText: (userId, text, options) => message({ userId, text, ...options }),
    editText: (userId, editMessageId, text) => message({ userId, editMessageId, text }),
    sendMedia: (userId, { caption, ...file }, options) =>
      message({ userId, media: [encode(file)], ...(caption === undefined ? {} : { caption }), ...options }),
    sendAlbum: (userId, media, options) => message({ userId, media: media.map(encode), ...options }),
    press,
    tap: async (userId, button) => (await press(userId, button)).answer,
    pay: (userId, invoice) =>
      post(`${bot}/pay`, { userId, ...(typeof invoice === 'number' ? { messageId: invoice } : { link: invoice }) }),
    refund: (chargeId) => order(`${bot}/refunds`, { chargeId }),
    updateFault: (fault) => order(`${bot}/update-faults`, fault),
    block: (userId, blocked) => post(`${bot}/block`, { userId, blocked }),
    transcript: (chatId, after = 0) => get(`${bot}/transcript?chatId=${chatId}&after=${after}`),
    transcriptText: async (chatId) => (await request(`${bot}/transcript?chatId=${chatId}&format=text`, 'GET')).text(),
    calls: ({ method = '', after = 0 } = {}) => get(`${bot}/calls?method=${method}&after=${after}`),
    isPolling: async () => (await get<SimBot[]>(`${root}/bots`)).some(({ id, polling }) => id === botId && polling),
    updates: () => get(`${bot}/updates`),
    pushUpdate: async (update, updateId) => {
      const body: SimRawUpdate = { update, ...(updateId === undefined ? {} : { updateId }) };
      return (await post<{ updateId: number }>(`${bot}/updates`, body)).updateId;
    },
    setNextUpdateId: (updateId) => order(`${bot}/next-update-id`, { updateId }),
    revokeToken: (revoked) => order(`${bot}/token`, { revoked }),
    fault: (spec) => post(`${root}/faults`, { botId, ...spec }),
    clearFaults: async () => {
      await request(`${root}/faults`, 'DELETE');
    },
    reset: () => order(`${root}/reset`, { botId }),
    file: async (fileId) => (await request(`${bot}/files/${fileId}`, 'GET')).bytes(),
  };
}
