/**
 * One dedicated connection for LISTEN. A notification is only ever a hint that saves waiting: whoever uses this also
 * asks the tables now and then, so a lost hint (or a transaction-pooling proxy, where LISTEN silently does nothing)
 * costs time, never work.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { sleep } from '../../shared/clock.ts';
import { errorFields, type Log } from '../../shared/log.ts';
import type { Service } from '../../shared/service.ts';
import { clientConfig } from './pool.ts';

type OnNotification = (payload: string) => void;

export interface Listener extends Service {
  /** `onReconnect` runs after every (re)connection, because hints may have been missed. */
  readonly on: (channel: string, onNotification: OnNotification, onReconnect?: () => void) => () => void;
}

interface Subscription {
  readonly channel: string;
  readonly onNotification: OnNotification;
  readonly onReconnect: () => void;
}

const PING_EVERY_MS = 10_000;
/** How long the server has to answer a goodbye. */
const GOODBYE_MS = 500;
const RECONNECT_MS = [250, 500, 1_000, 2_000, 5_000];

export function createListener(deps: { readonly url: string; readonly log: Log; readonly name: string }): Listener {
  const { log } = deps;
  const subscriptions = new Set<Subscription>();
  const stopping = new AbortController();
  let client: pg.Client | null = null;
  let loop: Promise<void> | null = null;

  const listenTo = (target: pg.Client, channel: string): Promise<unknown> =>
    target.query(`listen ${pg.escapeIdentifier(channel)}`);

  /** True when a notification that we send to ourselves comes back. */
  async function hintsArrive(target: pg.Client): Promise<boolean> {
    const channel = `probe_${randomUUID().replaceAll('-', '')}`;
    const heard = new Promise<boolean>((resolve) => {
      target.on('notification', (message) => message.channel === channel && resolve(true));
    });
    await listenTo(target, channel);
    await target.query('select pg_notify($1, $2)', [channel, '']);
    const answer = await Promise.race([heard, sleep(2_000, stopping.signal).then(() => false)]);
    await target.query(`unlisten ${pg.escapeIdentifier(channel)}`);
    return answer;
  }

  async function open(): Promise<pg.Client> {
    const fresh = new pg.Client({
      ...clientConfig(deps.url),
      application_name: deps.name,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      keepAlive: true,
    });
    fresh.on('error', (error) => log.warn('database.listener.lost', { error: errorFields(error) }));
    fresh.on('notification', ({ channel, payload }) => {
      for (const one of subscriptions) if (one.channel === channel) one.onNotification(payload ?? '');
    });
    try {
      await fresh.connect();
      for (const { channel } of subscriptions) await listenTo(fresh, channel);
      return fresh;
    } catch (error) {
      await close(fresh);
      throw error;
    }
  }

  /** Dead already or never answered: nothing is lost with it, and a network that swallows all must not hold up a stop. */
  async function close(current: pg.Client): Promise<void> {
    await Promise.race([current.end().catch(() => undefined), sleep(GOODBYE_MS)]);
    current.connection.stream.destroy();
  }

  /** Resolves when the connection is gone. */
  async function watch(current: pg.Client): Promise<void> {
    const ended = new Promise<false>((resolve) => current.once('end', () => resolve(false)));
    for (;;) {
      const alive = await Promise.race([ended, sleep(PING_EVERY_MS, stopping.signal).then(() => true)]);
      if (!alive || stopping.signal.aborted) return;
      await current.query('select 1');
    }
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        client = await open();
        if (failures === 0 && !(await hintsArrive(client))) log.warn('database.listen.unavailable');
        failures = 0;
        for (const one of subscriptions) one.onReconnect();
        await watch(client);
      } catch (error) {
        failures += 1;
        log.warn('database.listener.failed', { error: errorFields(error) });
      }
      if (client !== null) await close(client);
      client = null;
      await sleep(RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)] ?? 0, stopping.signal);
    }
  }

  return {
    name: 'listener',
    start: () => {
      loop ??= run();
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort();
      await loop;
    },
    on: (channel, onNotification, onReconnect = () => undefined) => {
      const one: Subscription = { channel, onNotification, onReconnect };
      subscriptions.add(one);
      // On a connection that is already open; a failure ends that connection, and the next one listens to all.
      if (client !== null) listenTo(client, channel).catch(() => client?.end().catch(() => undefined));
      return () => void subscriptions.delete(one);
    },
  };
}
