/** The client, connected to a scripted server. */
import { createServer, type AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { createKieClient, type KieClient, type KieClientOptions } from '../../src/adapters/kie/client.ts';
import { hasCode } from '../../src/shared/errors.ts';
import { startScriptedServer, type Script, type ScriptedServer } from './kie-scripted-server.ts';

export const KEY = 'fake-kie-key-0123456789';
export const TASK = '5fdec09dc604e83ec6eb26b40c1b64d8';
export const request = {
  model: 'nano-banana-2',
  input: { prompt: 'a red cube' },
  callBackUrl: 'https://bot.test/kie/callback/t0ken',
};

export function clientFor(base: string, more: Partial<KieClientOptions> = {}): KieClient {
  return createKieClient({
    apiBase: base,
    uploadBase: base,
    apiKey: KEY,
    timeouts: { createMs: 2_000, readMs: 2_000, uploadMs: 5_000 },
    retry: { firstDelayMs: 1 },
    catalogIntervalMs: 0,
    ...more,
  });
}

export async function scripted(
  t: TestContext,
  script: Script,
  more: Partial<KieClientOptions> = {},
): Promise<{ server: ScriptedServer; client: KieClient }> {
  const server = await startScriptedServer(t, script);
  return { server, client: clientFor(server.url, more) };
}

/** Where nobody listens: it was free a moment ago. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const isUnavailable = (error: unknown): boolean => hasCode(error, 'KIE_UNAVAILABLE');
