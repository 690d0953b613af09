/** The smallest bot that can show everything: a getUpdates loop over plain fetch, and a script that answers. */

export interface Update {
  readonly update_id: number;
  readonly message?: {
    readonly message_id: number;
    readonly chat: { readonly id: number };
    readonly text?: string;
    readonly caption?: string;
    readonly photo?: readonly { readonly width: number; readonly height: number }[];
    readonly voice?: { readonly duration: number };
    readonly media_group_id?: string;
    readonly reply_to_message?: { readonly message_id: number };
    readonly successful_payment?: { readonly total_amount: number };
  };
  readonly edited_message?: { readonly chat: { readonly id: number }; readonly text?: string };
  readonly callback_query?: {
    readonly id: string;
    readonly data: string;
    readonly message: { readonly message_id: number; readonly chat: { readonly id: number } };
  };
  readonly pre_checkout_query?: { readonly id: string };
}

/** Calls a Bot API method: JSON, or multipart when a file is given. Returns its result. */
export type Call = (method: string, params: Record<string, unknown>, file?: BotFile) => Promise<unknown>;

export interface BotFile {
  readonly field: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

export type BotScript = (update: Update, call: Call) => Promise<void>;

function body(params: Record<string, unknown>, file: BotFile | undefined): RequestInit {
  if (file === undefined) {
    return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(params) };
  }
  const form = new FormData();
  for (const [name, value] of Object.entries(params)) {
    form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  form.set(file.field, new Blob([Buffer.from(file.bytes)], { type: file.type }), file.name);
  return { method: 'POST', body: form };
}

export async function startScriptedBot(
  url: string,
  token: string,
  script: BotScript,
): Promise<{ readonly call: Call; readonly stop: () => Promise<void> }> {
  const stopping = new AbortController();
  const call: Call = async (method, params, file) => {
    const response = await fetch(`${url}/bot${token}/${method}`, { ...body(params, file), signal: stopping.signal });
    const answer = (await response.json()) as { ok: boolean; result: unknown; description?: string };
    if (!answer.ok) throw new Error(`${method}: ${answer.description ?? 'refused'}`);
    return answer.result;
  };
  await call('setMyCommands', {
    commands: [
      { command: 'start', description: 'Start over' },
      { command: 'models', description: 'All models' },
      { command: 'balance', description: 'Balance and top-up' },
    ],
  });
  const loop = async (): Promise<void> => {
    let offset = 0;
    while (!stopping.signal.aborted) {
      const updates = (await call('getUpdates', { offset, timeout: 20 })) as Update[];
      for (const update of updates) {
        offset = update.update_id + 1;
        await script(update, call);
      }
    }
  };
  // An abort is how it ends; anything else is a failure of the script and must not pass unseen.
  const finished = loop().catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  const stop = async (): Promise<void> => {
    stopping.abort();
    await finished;
  };
  return { call, stop };
}
