/** A TCP proxy that can play a bad network: it swallows everything, resets everything, or takes its time. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface TcpProxy {
  /** The given URL, through the proxy. */
  readonly url: string;
  /** From now on bytes are taken and go nowhere, in both directions, for old and new connections. */
  readonly swallow: () => void;
  /** From now on every connection is reset, old ones and new ones. */
  readonly cut: () => void;
  /** From now on every byte arrives so many milliseconds later, in both directions and in order. */
  readonly delay: (latencyMs: number) => void;
  /** The end of all of that. */
  readonly pass: () => void;
  readonly close: () => Promise<void>;
}

export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  let isCut = false;
  let latencyMs = 0;

  const carry = (from: Socket, to: Socket): void => {
    sockets.add(from);
    let underWay: Promise<void> | null = null;
    /** Behind what is under way, so that a shorter delay overtakes nothing. */
    const inOrder = (act: () => void): void => {
      if (latencyMs === 0 && underWay === null) {
        act();
        return;
      }
      const arrival = Promise.all([underWay, sleep(latencyMs)]).then(() => {
        act();
        if (underWay === arrival) underWay = null;
      });
      underWay = arrival;
    };
    from.on('data', (bytes) => isSwallowing || inOrder(() => to.writable && to.write(bytes)));
    from.on('end', () => isSwallowing || inOrder(() => to.end()));
    from.on('close', () => {
      sockets.delete(from);
      if (!isSwallowing) to.destroy();
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
    delay: (ms) => void (latencyMs = ms),
    pass: () => {
      latencyMs = 0;
      isSwallowing = false;
      isCut = false;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
