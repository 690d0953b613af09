/** Server-sent events of one bot (html.spec.whatwg.org, "Server-sent events"). */
import type { Response } from 'express';
import type { World } from '../world.ts';

/** Keeps proxies and the page's own watchdog from taking a quiet stream for a dead one. */
const PING_MS = 15_000;

export function streamEvents(world: World, botId: string, response: Response): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  // A listener that has gone may hear one more event before its `close` does.
  const write = (text: string): void => {
    if (!response.writableEnded && !response.destroyed) response.write(text);
  };
  write(': connected\n\n');
  const unsubscribe = world.bus.subscribe((name, data) => {
    if (data.botId === botId) write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  });
  const ping = setInterval(() => write(': ping\n\n'), PING_MS);
  const end = (): void => void response.end();
  world.stopping.addEventListener('abort', end);
  response.once('close', () => {
    clearInterval(ping);
    unsubscribe();
    world.stopping.removeEventListener('abort', end);
  });
}
