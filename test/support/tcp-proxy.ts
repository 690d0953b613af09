/** A TCP proxy that can play a network that swallows everything: open connections, no answers, no errors. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TcpProxy {
  /** The given URL, through the proxy. */
  readonly url: string;
  /** From now on bytes are taken and go nowhere, in both directions, for old and new connections. */
  readonly swallow: () => void;
  /** From now on every connection is reset, old ones and new ones. */
  readonly cut: () => void;
  readonly pass: () => void;
  /** The `nth` packet from now on that contains `text` reaches the server; its connection ends instead of the answer. */
  readonly loseAnswerTo: (text: string, nth: number) => void;
  /** True while that packet is still to come. */
  readonly isWaiting: () => boolean;
  readonly close: () => Promise<void>;
}

export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  let isCut = false;
  let doomed: { readonly text: string; left: number } | null = null;

  /** Whether this is the packet whose answer is to be lost. */
  const isDoomed = (bytes: Buffer): boolean => {
    if (doomed === null || !bytes.includes(doomed.text)) return false;
    doomed.left -= 1;
    if (doomed.left > 0) return false;
    doomed = null;
    return true;
  };

  const carry = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (bytes) => isSwallowing || to.write(bytes));
    from.on('end', () => isSwallowing || to.end());
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
    near.on('data', (bytes) => {
      if (!isDoomed(bytes)) return;
      far.removeAllListeners('data');
      far.once('data', () => near.resetAndDestroy());
    });
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
    pass: () => {
      isSwallowing = false;
      isCut = false;
    },
    loseAnswerTo: (text, nth) => void (doomed = { text, left: nth }),
    isWaiting: () => doomed !== null,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
