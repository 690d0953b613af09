/** The socket of the health child, hardened against slow and greedy clients. */
import { once } from 'node:events';
import { type RequestListener, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sleep } from '../../shared/clock.ts';

export interface HealthServerOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** A port that is still held by a predecessor on its way out is tried again for this long. */
  readonly busyForMs: number;
}

export interface HealthServer {
  /** Resolves with the port in use; rejects with the system's error. */
  readonly listen: () => Promise<number>;
  /** Takes no new connection, lets what is being answered finish within `graceMs`, then cuts the rest. Never rejects. */
  readonly close: (graceMs: number) => Promise<void>;
}

const LIMITS = {
  /** A proxy in front re-uses its connections for about a minute; closing first would turn its requests into 502s. */
  keepAliveTimeout: 65_000,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  /** How often the two above are enforced; every 30 s otherwise. */
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8_192,
} as const;
const MAX_CONNECTIONS = 1_000;
const BUSY_RETRY_MS = 100;
const IDLE_CHECK_MS = 25;

async function listenOnce(server: Server, options: HealthServerOptions): Promise<number> {
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const isBusy = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE';

export function createHealthServer(handler: RequestListener, options: HealthServerOptions): HealthServer {
  const server = createServer(LIMITS, handler);
  server.maxConnections = MAX_CONNECTIONS;
  let isClosed = false;
  return {
    listen: async () => {
      const deadline = performance.now() + options.busyForMs;
      for (;;) {
        try {
          return await listenOnce(server, options);
        } catch (thrown) {
          if (isClosed || !isBusy(thrown) || performance.now() >= deadline) throw thrown;
          await sleep(BUSY_RETRY_MS);
        }
      }
    },
    close: (graceMs) =>
      new Promise((resolve) => {
        isClosed = true;
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        // A connection becomes idle again after its answer, and would then be kept for the next request.
        const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
        server.close(() => {
          clearTimeout(cut);
          clearInterval(idle);
          resolve();
        });
      }),
  };
}
