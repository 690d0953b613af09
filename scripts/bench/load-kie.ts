/**
 * A lean KIE AI: createTask, recordInfo, the result file and the callback in the shapes of the
 * original (recordings of April 2026, as `src/sandbox/kie` has them), without its limits. The faithful sandbox draws a
 * picture for each task; what that costs was not measured.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoadKieOptions {
  /** From createTask to its result. */
  readonly latencyMs: number;
  readonly callbacks: boolean;
}

export interface LoadKie {
  readonly url: string;
  /** `performance.now()` of the bench. */
  readonly onCreated: (listener: (prompt: string, at: number) => void) => void;
  readonly onDone: (listener: (prompt: string, at: number) => void) => void;
  readonly stop: () => Promise<void>;
}

interface Task {
  readonly taskId: string;
  readonly model: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly createTime: number;
  isDone: boolean;
}

/** Nobody looks at a task that was done so long ago, and a long run must not keep them all. */
const KEEP_MS = 600_000;

/** A PNG's signature and header before noise: nobody in the pipeline decodes it. */
const PICTURE = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d4948445200000040000000400806000000aa6971de', 'hex'),
  Buffer.alloc(20_000, 7),
]);

function reply(response: ServerResponse, data: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' });
  response.end(JSON.stringify({ code: 200, msg: 'success', data }));
}

async function jsonOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
}

export async function startLoadKie({ latencyMs, callbacks }: LoadKieOptions): Promise<LoadKie> {
  const tasks = new Map<string, Task>();
  const created: ((prompt: string, at: number) => void)[] = [];
  const done: ((prompt: string, at: number) => void)[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let url = '';
  let taskIds = 0;

  function forgetOld(): void {
    for (const [taskId, { isDone, createTime }] of tasks) {
      if (!isDone || Date.now() - createTime < KEEP_MS) return;
      tasks.delete(taskId);
    }
  }

  const recordOf = ({ taskId, model, input, createTime, isDone }: Task): Record<string, unknown> => ({
    ...{ taskId, model, state: isDone ? 'success' : 'generating', param: JSON.stringify({ input, model }) },
    resultJson: isDone ? JSON.stringify({ resultUrls: [`${url}/result/${taskId}.png`] }) : '',
    ...{ failCode: null, failMsg: null, costTime: isDone ? 1 : null, createTime },
    ...{ completeTime: isDone ? createTime + latencyMs : null, creditsConsumed: isDone ? 4 : 0 },
  });

  function finish(task: Task, callBackUrl: unknown): void {
    task.isDone = true;
    const at = performance.now();
    for (const listener of done) listener(String(task.input['prompt']), at);
    if (!callbacks || typeof callBackUrl !== 'string') return;
    const data = recordOf(task);
    const body = JSON.stringify({ code: 200, msg: 'Playground task completed successfully.', data });
    // A listener that is away has the look of the service itself to fall back on.
    void fetch(callBackUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(
      () => null,
    );
  }

  async function createTask(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { model, input, callBackUrl } = await jsonOf(request);
    const taskId = `task${(taskIds += 1)}`;
    const given = input as Task['input'];
    const task: Task = { taskId, model: String(model), input: given, createTime: Date.now(), isDone: false };
    forgetOld();
    tasks.set(taskId, task);
    const at = performance.now();
    for (const listener of created) listener(String(given['prompt']), at);
    if (latencyMs === 0) finish(task, callBackUrl);
    else {
      const timer = setTimeout(() => {
        timers.delete(timer);
        finish(task, callBackUrl);
      }, latencyMs);
      timers.add(timer);
    }
    reply(response, { taskId, recordId: taskId });
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://kie');
    if (pathname === '/api/v1/jobs/createTask') await createTask(request, response);
    else if (pathname === '/api/v1/jobs/recordInfo') {
      const task = tasks.get(searchParams.get('taskId') ?? '');
      reply(response, task === undefined ? null : recordOf(task));
    } else if (pathname === '/api/v1/chat/credit') reply(response, 1_000_000);
    else if (pathname.startsWith('/result/')) {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': PICTURE.length });
      response.end(request.method === 'HEAD' ? undefined : PICTURE);
    } else {
      response.writeHead(404);
      response.end();
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      response.writeHead(500);
      response.end();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    onCreated: (listener) => void created.push(listener),
    onDone: (listener) => void done.push(listener),
    stop: async () => {
      for (const timer of timers) clearTimeout(timer);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
