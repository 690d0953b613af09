/** A TCP proxy that can play a network that swallows everything: open connections, no answers, no errors. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TcpProxy {
  /** The given URL, through the proxy. */
  readonly url: string;
  /** From now on bytes are taken and go nowhere, in both directions, for old and new connections. */
  readonly swallow: () => void;
  /** From now on every connection is reset, old ones and new ones. */
  readonly cut: () => void;
  /** From now on every piece arrives so many milliseconds later, in each direction. */
  readonly delay: (ms: number) => void;
  readonly pass: () => void;
  readonly close: () => Promise<void>;
}

export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  let isCut = false;
  let delayMs = 0;
  /** In order: pieces of one direction wait equally long, unless the delay is shortened meanwhile. */
  const later = (run: () => void): void => {
    if (delayMs === 0) run();
    else setTimeout(run, delayMs);
  };

  const carry = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (bytes) => isSwallowing || later(() => to.writable && to.write(bytes)));
    from.on('end', () => isSwallowing || later(() => to.end()));
    from.on('close', () => {
      sockets.delete(from);
      if (!isSwallowing) later(() => to.destroy());
    });
    from.on('error', () => undefined); // the other side notices by itself
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (isCut) {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ port: Number(target.port), host: target.hostname, allowHalfOpen: true });
    carry(near, far);
    carry(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(targetUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    swallow: () => void (isSwallowing = true),
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    delay: (ms) => void (delayMs = ms),
    pass: () => {
      delayMs = 0;
      isSwallowing = false;
      isCut = false;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
