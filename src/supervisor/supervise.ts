/**
 * The shell around the service machine: it forks, listens, keeps time and performs effects. It decides nothing and
 * does no work of its own, so there is nothing in it that could hang or leak.
 */
import type { ChildProcess } from 'node:child_process';
import { assertNever } from '../shared/assert-never.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { type Log, errorFields } from '../shared/log.ts';
import { type ChildEvent, deadlineOf } from './child.ts';
import { type ChildName, FromChild, type JsonObject, type ToChild, decode } from './protocol.ts';
import { createRelay } from './relay.ts';
import { reportOf } from './report.ts';
import {
  type ServiceEffect,
  type ServiceEvent,
  type ServicePolicy,
  newService,
  stepService,
} from './service-machine.ts';
import { type ChildSpec, type SpawnOptions, spawnChild } from './spawn-child.ts';

export interface SuperviseOptions {
  /** In stop order; all are started at once, the last of the order first. */
  readonly children: readonly ChildSpec[];
  readonly spawn: SpawnOptions;
  readonly policy: ServicePolicy;
  readonly log: Log;
  readonly clock?: Pick<Clock, 'monotonic'>;
  /** From 0 to 1. */
  readonly random?: () => number;
  /** How often the children hear about each other. */
  readonly peersEveryMs?: number;
}

export interface Supervisor {
  /** The first call asks for an ordered stop, the second kills; two within `SAME_SIGNAL_MS` are one. */
  readonly signal: (name: string) => void;
  /** Asks for an ordered stop; repeating it changes nothing. */
  readonly stop: (why: string) => void;
  /** The exit code of the service, when the last child is gone. Never rejects. */
  readonly finished: Promise<number>;
}

/** A terminal's Ctrl-C reaches us twice under npm: from the terminal and from npm. */
const SAME_SIGNAL_MS = 500;
const LAST_WORDS_MS = 300;

interface Running {
  readonly process: ChildProcess;
  status: JsonObject;
}

export function supervise(options: SuperviseOptions): Supervisor {
  const { log, policy } = options;
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const peersEveryMs = options.peersEveryMs ?? 1_000;
  const startedAt = clock.monotonic();
  const running = new Map<ChildName, Running>();
  const finished = Promise.withResolvers<number>();
  let service = newService(options.children.map((child) => child.name));
  let wakeTimer: NodeJS.Timeout | undefined;
  let lastTurnAt = startedAt;
  let signalledAt: number | undefined;

  const send = (to: ChildName, message: ToChild): boolean => {
    const child = running.get(to)?.process;
    if (child?.connected !== true) return false;
    // A channel that breaks is followed by an exit, which is what we act on.
    child.send(message, () => undefined);
    return true;
  };
  const relay = createRelay({ send, now: clock.monotonic });

  const tellPeers = (): void => {
    const now = clock.monotonic();
    const children = service.children.map((child) => {
      const process = running.get(child.name);
      return reportOf(child, { now, pid: process?.process.pid ?? null, status: process?.status ?? {} });
    });
    const uptimeMs = Math.round(now - startedAt);
    const message: ToChild = { v: 1, type: 'peers', uptimeMs, rssBytes: process.memoryUsage.rss(), children };
    for (const name of running.keys()) send(name, message);
  };

  const start = (name: ChildName): void => {
    const spec = options.children.find((child) => child.name === name);
    if (spec === undefined) return;
    let isOver = false;
    const over = (event: Omit<Extract<ChildEvent, { type: 'exited' }>, 'type' | 'jitter'>): void => {
      if (isOver) return;
      isOver = true;
      running.delete(name);
      relay.forget(name);
      turn({ type: 'child', name, event: { type: 'exited', jitter: random(), ...event } });
    };
    const notStarted = (thrown: unknown): void =>
      over({ code: null, signal: null, problem: String(errorFields(thrown)['message']) });
    let child: ChildProcess;
    try {
      child = spawnChild(spec, options.spawn);
    } catch (thrown) {
      setImmediate(notStarted, thrown); // Not inside the step that asked for the fork.
      return;
    }
    running.set(name, { process: child, status: {} });
    child.on('message', (raw) => {
      if (!isOver) hear(name, raw);
    });
    child.once('exit', (code, signal) => {
      // Its last words (`fatal`) may still be in the channel, which ends after them; unless somebody inherited it.
      const end = (): void => over({ code, signal });
      if (!child.connected) {
        end();
        return;
      }
      child.once('disconnect', end);
      setTimeout(end, LAST_WORDS_MS);
    });
    child.on('error', (error) => {
      // A process that never was emits no `exit`. Any other error (a signal not delivered) is followed by one.
      if (child.pid === undefined) notStarted(error);
      else log.warn('child.error', { child: name, error });
    });
  };

  const hear = (name: ChildName, raw: unknown): void => {
    const decoded = decode(FromChild, raw);
    if (!decoded.ok) {
      log.warn('ipc.message_dropped', { child: name, problem: decoded.problem });
      return;
    }
    const { message } = decoded;
    switch (message.type) {
      case 'ready':
        turn({ type: 'child', name, event: { type: 'ready' } });
        return;
      case 'heartbeat': {
        const { rssBytes, loopDelayMs, progress } = message;
        turn({ type: 'child', name, event: { type: 'beat', rssBytes, loopDelayMs, progress } });
        return;
      }
      case 'status': {
        const child = running.get(name);
        if (child !== undefined) child.status = message.status;
        tellPeers();
        return;
      }
      case 'fatal': {
        const { code, reason, remedy } = message;
        turn({ type: 'child', name, event: { type: 'fatal', fault: { code, reason, remedy } } });
        return;
      }
      case 'metrics':
      case 'request':
      case 'reply':
        relay.carry(name, message);
        return;
      default:
        assertNever(message);
    }
  };

  const perform = (effect: ServiceEffect): void => {
    switch (effect.do) {
      case 'fork':
        start(effect.child);
        return;
      case 'ask-to-stop':
        send(effect.child, { v: 1, type: 'stop', graceMs: effect.graceMs });
        return;
      case 'signal':
        running.get(effect.child)?.process.kill(effect.signal);
        return;
      case 'log':
        log[effect.level](effect.message, effect.fields);
        return;
      case 'announce': {
        const { child, code, fault } = effect;
        log.error(code === 1 ? 'service.gave_up' : 'service.fatal', { child, ...fault });
        tellPeers();
        for (const name of running.keys()) {
          send(name, { v: 1, type: 'giveUp', child, reason: fault.reason, remedy: fault.remedy });
        }
        return;
      }
      case 'finish':
        clearTimeout(wakeTimer);
        clearInterval(peersTimer);
        finished.resolve(effect.code);
        return;
      default:
        assertNever(effect);
    }
  };

  /** Node's timers fire before its sockets are read, so the deadline waits for one round of reading first. */
  const wakeAtDeadline = (): void => {
    clearTimeout(wakeTimer);
    const deadlines = service.children.map((child) => deadlineOf(child, policy.child) ?? Infinity);
    const at = Math.min(...deadlines);
    if (at === Infinity || service.phase.kind === 'finished') return;
    const wake = (): void => void setImmediate(() => turn({ type: 'tick' }));
    wakeTimer = setTimeout(wake, Math.max(0, Math.ceil(at - clock.monotonic())));
  };

  const turn = (event: ServiceEvent): void => {
    const before = service.children;
    const now = clock.monotonic();
    const [next, effects] = stepService(service, event, now, policy);
    service = next;
    for (const effect of effects) perform(effect);
    wakeAtDeadline();
    const hasChanged = service.children.some((child, index) => child.state.kind !== before[index]?.state.kind);
    if (hasChanged) tellPeers();
  };

  /** We were frozen or the machine was: what the children said meanwhile is still to be read. */
  const noticePause = (): void => {
    const now = clock.monotonic();
    const pausedMs = now - lastTurnAt - peersEveryMs;
    lastTurnAt = now;
    if (pausedMs < peersEveryMs) return;
    log.warn('supervisor.paused', { ms: Math.round(pausedMs) });
    turn({ type: 'paused', ms: pausedMs });
  };
  const peersTimer = setInterval(() => {
    noticePause();
    tellPeers();
  }, peersEveryMs);

  const stop = (why: string): void => {
    if (service.phase.kind === 'running') log.info('service.stopping', { why });
    turn({ type: 'stop' });
  };

  turn({ type: 'start' });
  return {
    finished: finished.promise,
    stop,
    signal: (name) => {
      const now = clock.monotonic();
      if (signalledAt === undefined) {
        signalledAt = now;
        stop(name);
      } else if (now - signalledAt >= SAME_SIGNAL_MS) {
        log.warn('service.killing', { why: name });
        turn({ type: 'kill' });
      }
    },
  };
}
