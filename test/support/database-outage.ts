/** A TCP proxy in front of the database that can cut every connection and take no new one until it is mended. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface DatabaseOutage {
  /** The given URL, through the proxy. */
  readonly url: string;
  readonly cut: () => void;
  readonly mend: () => void;
  /** Connections that were turned away since the cut. */
  readonly turnedAway: () => number;
  readonly close: () => Promise<void>;
}

export async function startDatabaseOutage(targetUrl: string): Promise<DatabaseOutage> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  let turnedAway = 0;

  const join = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.pipe(to);
    from.on('error', () => undefined); // the other side is closed below
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((near) => {
    if (isCut) {
      turnedAway += 1;
      near.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    join(near, far);
    join(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(targetUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    cut: () => {
      isCut = true;
      turnedAway = 0;
      drop();
    },
    mend: () => void (isCut = false),
    turnedAway: () => turnedAway,
    close: async () => {
      drop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
