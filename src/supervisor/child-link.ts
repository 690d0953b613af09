/**
 * The child's side of the supervisor: what a role says about itself, what it is told, and how it talks to its
 * siblings. It also works without a parent (a child started by hand): nothing is sent, and signals stop it.
 */
import { randomUUID } from 'node:crypto';
import { assertNever } from '../shared/assert-never.ts';
import { sleep, systemClock } from '../shared/clock.ts';
import { AppError, toAppError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { type ParentChannel, processChannel } from './parent-channel.ts';
import { createPendingRequests } from './pending-requests.ts';
import { type ChildName, type FromChild, type JsonObject, ToChild, decode } from './protocol.ts';
import { watchSilence } from './silence.ts';
import { type VitalsSource, measureVitals } from './vitals.ts';

export type Peers = Extract<ToChild, { type: 'peers' }>;
export type GiveUpNotice = Extract<ToChild, { type: 'giveUp' }>;

/** Restarting would not help: what is wrong, and what the operator has to do. */
export interface FatalFault {
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
}

export interface ChildLink {
  /** The role is usable: from now on silence counts as hanging three times sooner. Idempotent. */
  readonly ready: () => void;
  /** What `/ready` shows of this child. Sent when it changed, several changes at once as one. */
  readonly setStatus: (status: JsonObject) => void;
  /** A snapshot of the metrics registry; dropped when the last one is still under way. */
  readonly sendMetrics: (metrics: unknown[]) => void;
  /** Tells the supervisor why no restart would help, then ends this process with 78 as soon as that is sent. */
  readonly fatal: (fault: FatalFault) => void;
  readonly progress: {
    /** Something got done: a finished getUpdates, a job tick. */
    readonly bump: () => void;
    /** From now on `bump` comes at least this often (milliseconds), or the child is deaf. Null: nothing is expected. */
    readonly expectWithin: (ms: number | null) => void;
  };
  /** Rejects with IPC_UNAVAILABLE when the sibling refuses, is absent, or lets `deadlineMs` pass. */
  readonly request: (to: ChildName, method: string, body: JsonObject, deadlineMs: number) => Promise<JsonObject>;
  /** Answers a sibling's requests. When `run` rejects, so does the asker. */
  readonly handle: (method: string, run: (body: JsonObject) => Promise<JsonObject>) => void;
  /**
   * Work to do when asked to stop, within `graceMs`; register it before anything that can wait. Several run together.
   * SIGTERM and SIGINT are left to the parent, which stops its children in order; without one they stop this process.
   */
  readonly onStop: (run: (graceMs: number) => Promise<void>) => void;
  readonly onPeers: (run: (peers: Peers) => void) => void;
  readonly onMetrics: (run: (from: ChildName, metrics: unknown[]) => void) => void;
  /** The whole service is about to end for good. */
  readonly onGiveUp: (run: (notice: GiveUpNotice) => void) => void;
  /** Resolves when the work of every `onStop` has finished; never rejects. The process may then end with code 0. */
  readonly stopped: Promise<void>;
}

export interface ChildLinkDeps {
  readonly log: Log;
  readonly name: ChildName;
  /** Ends this process at once: `process.exit` of main.ts. */
  readonly exit: (code: number) => void;
  readonly channel?: ParentChannel;
  readonly vitals?: VitalsSource;
  readonly newId?: () => string;
  readonly heartbeatEveryMs?: number;
  /** The grace for a child that stops without being asked by its parent: it has none, or one that hangs. */
  readonly signalGraceMs?: number;
  /** A parent that says nothing for so long is ended, and this process with it. */
  readonly silenceLimitMs?: number;
}

const EX_CONFIG = 78;
const STATUS_COALESCE_MS = 25;
const ALONE_GRACE_MS = 5_000;
/** A sibling may notice a second later than we do, and stop only just in its grace. */
const KILL_MARGIN_MS = 1_500;

export function connectToSupervisor(deps: ChildLinkDeps): ChildLink {
  const { log, name } = deps;
  const channel = deps.channel ?? processChannel();
  const vitals = deps.vitals ?? measureVitals();
  const newId = deps.newId ?? randomUUID;
  const requests = createPendingRequests();
  const handlers = new Map<string, (body: JsonObject) => Promise<JsonObject>>();
  const listeners = {
    stop: [] as ((graceMs: number) => Promise<void>)[],
    peers: [] as ((peers: Peers) => void)[],
    metrics: [] as ((from: ChildName, metrics: unknown[]) => void)[],
    giveUp: [] as ((notice: GiveUpNotice) => void)[],
  };
  const progress: { count: number; withinMs: number | null } = { count: 0, withinMs: null };
  const finished = Promise.withResolvers<undefined>();
  let isReady = false;
  let isStopping = false;

  const send = (message: FromChild, done: (sent: boolean) => void = () => undefined): void =>
    channel.send(message, done);

  /** While the parent is not reading, the newest waits and the older ones are dropped: memory stays bounded. */
  const latest = (): ((message: FromChild) => void) => {
    let isUnderWay = false;
    let next: FromChild | undefined;
    const offer = (message: FromChild): void => {
      if (isUnderWay) {
        next = message;
        return;
      }
      isUnderWay = true;
      send(message, () => {
        isUnderWay = false;
        const waiting = next;
        next = undefined;
        if (waiting !== undefined) offer(waiting);
      });
    };
    return offer;
  };
  const offerHeartbeat = latest();
  const offerStatus = latest();
  const offerMetrics = latest();

  const beat = (): void => offerHeartbeat({ v: 1, type: 'heartbeat', ...vitals.read(), progress: { ...progress } });
  const heartbeat = setInterval(beat, deps.heartbeatEveryMs ?? 1_000);
  heartbeat.unref();

  let shownStatus = '';
  let wantedStatus: JsonObject = {};
  let statusTimer: NodeJS.Timeout | undefined;
  const flushStatus = (): void => {
    clearTimeout(statusTimer);
    statusTimer = undefined;
    const text = JSON.stringify(wantedStatus);
    if (text === shownStatus) return;
    shownStatus = text;
    offerStatus({ v: 1, type: 'status', status: wantedStatus });
  };

  const stopWork = async (graceMs: number): Promise<void> => {
    const results = await Promise.allSettled(listeners.stop.map((run) => run(graceMs)));
    for (const result of results) {
      if (result.status === 'rejected') log.error('child.stop_failed', { error: toAppError(result.reason) });
    }
  };

  const stop = async (graceMs: number): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    await stopWork(graceMs);
    silence?.close();
    clearInterval(heartbeat);
    clearTimeout(statusTimer);
    vitals.close();
    requests.refuseAll('this process is stopping');
    channel.close();
    finished.resolve(undefined);
  };

  const answer = async (message: Extract<ToChild, { type: 'request' }>): Promise<void> => {
    const reply = (ok: boolean, body: JsonObject): void =>
      send({ v: 1, type: 'reply', id: message.id, to: message.from, ok, body });
    const run = handlers.get(message.method);
    if (run === undefined) {
      reply(false, { reason: `${name} does not know ${message.method}` });
      return;
    }
    try {
      reply(true, await run(message.body));
    } catch (thrown) {
      const error = toAppError(thrown);
      log.warn('ipc.request_failed', { method: message.method, from: message.from, error });
      reply(false, { reason: `${name} failed at ${message.method}`, code: error.code });
    }
  };

  const receive = (message: ToChild): void => {
    switch (message.type) {
      case 'stop':
        void stop(message.graceMs);
        return;
      case 'peers':
        for (const run of listeners.peers) run(message);
        return;
      case 'metrics':
        for (const run of listeners.metrics) run(message.from, message.metrics);
        return;
      case 'giveUp':
        for (const run of listeners.giveUp) run(message);
        return;
      case 'request':
        void answer(message);
        return;
      case 'reply':
        requests.settle(message.id, message.ok, message.body);
        return;
      default:
        assertNever(message);
    }
  };

  const signalGraceMs = deps.signalGraceMs ?? ALONE_GRACE_MS;

  /**
   * A supervisor that hangs restarts nobody, and where no platform asks for `/health` nobody restarts it. Our siblings
   * notice at the same time and may die with it, so the whole grace is theirs, however soon we are done.
   */
  const endSilentParent = async (silentMs: number): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    log.error('supervisor.silent', { silentMs: Math.round(silentMs) });
    void stopWork(signalGraceMs);
    await sleep(signalGraceMs + KILL_MARGIN_MS);
    if (silence?.isOver() === true) channel.killParent?.(); // one that is back starts us again by itself
    deps.exit(1);
  };
  const isWatching = channel.connected() && channel.killParent !== null;
  const silence =
    isWatching && deps.silenceLimitMs !== undefined
      ? watchSilence({
          now: systemClock.monotonic,
          limitMs: deps.silenceLimitMs,
          onSilent: (silentMs) => void endSilentParent(silentMs),
        })
      : null;

  channel.onMessage((raw) => {
    silence?.heard();
    const decoded = decode(ToChild, raw);
    if (decoded.ok) receive(decoded.message);
    else log.warn('ipc.message_dropped', { problem: decoded.problem });
  });
  // A parent that is gone cannot restart, stop or watch us any more, and its successor will start its own children.
  channel.onDisconnect(() => {
    if (isStopping) return;
    log.error('child.orphaned', {});
    deps.exit(1);
  });
  channel.onSignal(() => {
    if (!channel.connected()) void stop(signalGraceMs);
  });
  beat();

  return {
    ready: () => {
      if (isReady) return;
      isReady = true;
      send({ v: 1, type: 'ready' });
    },
    setStatus: (status) => {
      wantedStatus = status;
      statusTimer ??= setTimeout(flushStatus, STATUS_COALESCE_MS).unref();
    },
    sendMetrics: (metrics) => offerMetrics({ v: 1, type: 'metrics', from: name, metrics: metrics as JsonObject[] }),
    fatal: (fault) => {
      log.error('child.fatal', { ...fault });
      send({ v: 1, type: 'fatal', ...fault }, () => deps.exit(EX_CONFIG));
    },
    progress: {
      bump: () => void (progress.count += 1),
      expectWithin: (ms) => void (progress.withinMs = ms),
    },
    request: (to, method, body, deadlineMs) => {
      if (!channel.connected()) return Promise.reject(new AppError('IPC_UNAVAILABLE', 'there is no supervisor'));
      const id = newId();
      const reply = requests.open(id, { to, method }, deadlineMs);
      send({ v: 1, type: 'request', id, from: name, to, method, body, deadlineMs }, (sent) => {
        if (!sent) requests.refuse(id, 'the supervisor did not take the request');
      });
      return reply;
    },
    handle: (method, run) => void handlers.set(method, run),
    onStop: (run) => void listeners.stop.push(run),
    onPeers: (run) => void listeners.peers.push(run),
    onMetrics: (run) => void listeners.metrics.push(run),
    onGiveUp: (run) => void listeners.giveUp.push(run),
    stopped: finished.promise.then(() => undefined),
  };
}
