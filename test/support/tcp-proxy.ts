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
  /** The `nth` packet from now on that contains `text` reaches the server; its connection ends instead of the answer. */
  readonly loseAnswerTo: (text: string, nth: number) => void;
  /** The same for every `nth` packet, whatever it contains, until `pass`. */
  readonly loseAnswers: (nth: number) => void;
  /** True while that packet is still to come. */
  readonly isWaiting: () => boolean;
  readonly close: () => Promise<void>;
}

export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  let isCut = false;
  let latencyMs = 0;
  let doomed: { readonly text: string; readonly every: number | null; left: number } | null = null;

  /** Whether this is the packet whose answer is to be lost. */
  const isDoomed = (bytes: Buffer): boolean => {
    if (doomed === null || !bytes.includes(doomed.text)) return false;
    doomed.left -= 1;
    if (doomed.left > 0) return false;
    doomed = doomed.every === null ? null : { ...doomed, left: doomed.every };
    return true;
  };

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
    delay: (ms) => void (latencyMs = ms),
    pass: () => {
      latencyMs = 0;
      isSwallowing = false;
      isCut = false;
      if (doomed?.every !== null) doomed = null;
    },
    loseAnswerTo: (text, nth) => void (doomed = { text, every: null, left: nth }),
    loseAnswers: (nth) => void (doomed = { text: '', every: nth, left: nth }),
    isWaiting: () => doomed !== null,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
