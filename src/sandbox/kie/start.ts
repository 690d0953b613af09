/** A local KIE AI: a real HTTP server on 127.0.0.1, for development, the demo and the tests. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createKieApp } from './app.ts';
import { loadModels, type SandboxModel } from './models.ts';
import { createWorld } from './world.ts';

export interface KieSandbox {
  /** Use as KIE_API_BASE and as KIE_UPLOAD_BASE. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface KieSandboxOptions {
  /** A free one when left out. */
  readonly port?: number;
  /** Epoch milliseconds; the wall clock when left out. */
  readonly now?: () => number;
  /** Usual run time of a task, in milliseconds; 1500 when left out. */
  readonly latencyMs?: number;
  /** The repository's snapshot when left out. */
  readonly models?: readonly SandboxModel[];
}

/** Resolves when the server listens. */
export async function startKieSandbox(options: KieSandboxOptions = {}): Promise<KieSandbox> {
  const server = createServer();
  // A busy machine may let a connection lie for longer than Node's five seconds, and would then use it as it is closed.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  let loaded: Promise<readonly SandboxModel[]> | undefined;
  const models = (): Promise<readonly SandboxModel[]> => {
    loaded ??= options.models === undefined ? loadModels() : Promise.resolve(options.models);
    return loaded;
  };
  const settings = options.latencyMs === undefined ? {} : { latencyMs: options.latencyMs };
  const freshWorld = () => createWorld({ url, now: options.now ?? Date.now, settings, models });

  let world = freshWorld();
  const reset = (): void => {
    world.stop();
    world = freshWorld();
  };
  server.on('request', createKieApp({ world: () => world, reset }));

  return {
    url,
    stop: async () => {
      world.stop();
      if (!server.listening) return;
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
