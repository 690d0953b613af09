/**
 * A local Telegram: the Bot API (`/bot<token>/<method>`, `/file/bot<token>/<path>`), the control API (`/sim/`, see
 * `contract.ts`) and the chat page (`/`), on one port of this machine.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { apiRouter } from './api-routes.ts';
import { pageRouter } from './page-server.ts';
import { simRouter } from './sim/routes.ts';
import { World } from './world.ts';

export interface TelegramSandbox {
  /** `http://127.0.0.1:<port>`: the root of the Bot API, of `/sim` and of the page. */
  readonly url: string;
  /** Ends at once, also with polls and event streams open. */
  readonly stop: () => Promise<void>;
}

export interface TelegramSandboxOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Epoch milliseconds; the clock of dates, retention, expiry and flood control. Default: the system's. */
  readonly now?: () => number;
  /** Default true. */
  readonly floodControl?: boolean;
  /** How long a payment waits for `answerPreCheckoutQuery`. Default 10 000, as with Telegram. */
  readonly preCheckoutTimeoutMs?: number;
}

/** A bug of the sandbox must not look like an answer of Telegram. Express knows error handlers by their four parameters. */
function onDefect(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) {
    next(error);
    return;
  }
  const reason = error instanceof Error ? error.message : 'something that is not an Error was thrown';
  response.status(500).json({ ok: false, error_code: 500, description: `Defect of the local Telegram: ${reason}` });
}

export async function startTelegramSandbox(options: TelegramSandboxOptions = {}): Promise<TelegramSandbox> {
  const world = new World({
    now: options.now ?? ((): number => Date.now()),
    floodControl: options.floodControl ?? true,
    preCheckoutTimeoutMs: options.preCheckoutTimeoutMs ?? 10_000,
  });
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(apiRouter(world));
  app.use('/sim', simRouter(world));
  app.use(pageRouter());
  app.use((_request, response) => {
    response.status(404).json({ ok: false, error_code: 404, description: 'Not Found' });
  });
  app.use(onDefect);
  const server = createServer(app);
  // A busy machine may let a connection lie for longer than Node's five seconds, and would then use it as it is closed.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  let stopped: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    world.stop();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${port}`, stop: () => (stopped ??= stop()) };
}
