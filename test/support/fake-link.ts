/** The child's side of a supervisor that a test plays: what the child said is kept, what it is told comes from the test. */
import type { ChildLink, FatalFault, GiveUpNotice, Peers } from '../../src/supervisor/child-link.ts';
import type { ChildName, JsonObject } from '../../src/supervisor/protocol.ts';

export interface FakeLink extends ChildLink {
  readonly said: { isReady: boolean; status: JsonObject | undefined; fatal: FatalFault | undefined; bumps: number };
  /** Every request of the child; answer it by replacing `reply`. */
  readonly requests: { to: ChildName; method: string; body: JsonObject; deadlineMs: number }[];
  reply: (body: JsonObject) => Promise<JsonObject>;
  readonly tell: {
    readonly peers: (peers: Peers) => void;
    readonly metrics: (from: ChildName, metrics: unknown[]) => void;
    readonly giveUp: (notice: GiveUpNotice) => void;
    readonly stop: (graceMs: number) => Promise<void>;
  };
}

export function createFakeLink(): FakeLink {
  const stops: ((graceMs: number) => Promise<void>)[] = [];
  const peers: ((peers: Peers) => void)[] = [];
  const metrics: ((from: ChildName, metrics: unknown[]) => void)[] = [];
  const giveUps: ((notice: GiveUpNotice) => void)[] = [];
  const stopped = Promise.withResolvers<undefined>();
  const link: FakeLink = {
    said: { isReady: false, status: undefined, fatal: undefined, bumps: 0 },
    requests: [],
    reply: () => Promise.resolve({}),
    ready: () => void (link.said.isReady = true),
    setStatus: (status) => void (link.said.status = status),
    sendMetrics: () => undefined,
    fatal: (fault) => void (link.said.fatal = fault),
    progress: { bump: () => void (link.said.bumps += 1), expectWithin: () => undefined },
    request: (to, method, body, deadlineMs) => {
      link.requests.push({ to, method, body, deadlineMs });
      return link.reply(body);
    },
    handle: () => undefined,
    onStop: (run) => void stops.push(run),
    onPeers: (run) => void peers.push(run),
    onMetrics: (run) => void metrics.push(run),
    onGiveUp: (run) => void giveUps.push(run),
    stopped: stopped.promise.then(() => undefined),
    tell: {
      peers: (message) => {
        for (const run of peers) run(message);
      },
      metrics: (from, snapshot) => {
        for (const run of metrics) run(from, snapshot);
      },
      giveUp: (notice) => {
        for (const run of giveUps) run(notice);
      },
      stop: async (graceMs) => {
        await Promise.all(stops.map((run) => run(graceMs)));
        stopped.resolve(undefined);
      },
    },
  };
  return link;
}
