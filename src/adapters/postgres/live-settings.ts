/**
 * The settings as of now, in every process: read again on a hint and every second and a half, because behind a
 * transaction-pooling proxy no hint arrives. Without a database they stay as they were.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ModelTerms, Settings } from '../../domain/admin/settings.ts';
import { sleep } from '../../shared/clock.ts';
import { errorFields, type Log } from '../../shared/log.ts';
import type { Service } from '../../shared/service.ts';
import { pgError } from './errors.ts';
import type { Listener } from './listener.ts';
import type { SchemaNames } from './names.ts';
import { createSettingsStore, settingsChannel } from './settings.ts';
import type { Queryable } from './transaction.ts';

export interface LiveSettings extends Service {
  readonly current: () => Settings;
  /** The same map while nothing in it changes. */
  readonly terms: () => ReadonlyMap<string, ModelTerms>;
  /** Never rejects. */
  readonly refresh: () => Promise<void>;
}

interface LiveSettingsDeps {
  readonly db: Queryable;
  readonly schemas: SchemaNames;
  readonly listener: Pick<Listener, 'on'>;
  /** What the environment says. */
  readonly defaults: Settings;
  readonly log: Log;
  readonly everyMs?: number;
}

const EVERY_MS = 1_500;

export function createLiveSettings({ db, schemas, listener, defaults, log, everyMs }: LiveSettingsDeps): LiveSettings {
  const store = createSettingsStore(schemas);
  const stopping = new AbortController();
  let current = defaults;
  let terms: ReadonlyMap<string, ModelTerms> = new Map();
  let wake = Promise.withResolvers<undefined>();
  let loop: Promise<void> | null = null;
  let unsubscribe = (): void => undefined;
  let isAway = false;

  async function refresh(): Promise<void> {
    try {
      const stored = await store.read(db);
      current = { ...defaults, ...stored.values };
      if (!isDeepStrictEqual(stored.terms, terms)) ({ terms } = stored);
      isAway = false;
    } catch (thrown) {
      const error = pgError(thrown);
      if (!isAway)
        log[error.fault === 'transient' ? 'warn' : 'error']('settings.refresh.failed', { error: errorFields(error) });
      isAway = true;
    }
  }

  async function run(): Promise<void> {
    for (;;) {
      await Promise.race([wake.promise, sleep(everyMs ?? EVERY_MS, stopping.signal)]);
      wake = Promise.withResolvers();
      if (stopping.signal.aborted) return;
      await refresh();
    }
  }

  return {
    name: 'live settings',
    current: () => current,
    terms: () => terms,
    refresh,
    start: async () => {
      if (loop !== null) return;
      const onHint = (): void => wake.resolve(undefined);
      unsubscribe = listener.on(settingsChannel(schemas), onHint, onHint);
      loop = run();
      await refresh();
    },
    stop: async () => {
      unsubscribe();
      stopping.abort();
      await loop;
    },
  };
}
