/** A KIE catalog that says what the test wants, and processes that read it into one real database. */
import { createValidateInput } from '../../src/domain/catalog/validate.ts';
import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import { createStoredCatalog } from '../../src/adapters/catalog/stored-catalog.ts';
import type { LiveCatalog } from '../../src/adapters/catalog/live-catalog.ts';
import { createCatalogRounds } from '../../src/adapters/postgres/catalog-round.ts';
import { createCatalogStore } from '../../src/adapters/postgres/catalog-store.ts';
import { createListener } from '../../src/adapters/postgres/listener.ts';
import { createCatalog, type Catalog } from '../../src/domain/catalog/catalog.ts';
import type { Model } from '../../src/domain/catalog/model.ts';
import { syncCatalog, type CatalogSyncDeps, type SyncPiece } from '../../src/roles/generation/catalog-sync.ts';
import { openApiOf } from '../../src/sandbox/kie/openapi.ts';
import { createBotDatabase, type BotDatabase } from '../support/bot-database.ts';
import { imageModel } from '../support/chat.ts';
import { clientFor } from './kie-client-stand.ts';
import { json, startScriptedServer, type ScriptedServer } from './kie-scripted-server.ts';

/** What KIE says of one model. */
export interface Offered {
  readonly title: string;
  readonly taskType: readonly string[];
  readonly pricing: string | null;
  readonly openapi: unknown;
  readonly percents: readonly (number | null)[];
}

const DAY_MS = 86_400_000;
export const BUNDLED: readonly Model[] = ['bundled-one', 'bundled-two', 'bundled-three', 'bundled-four'].map((id) =>
  imageModel(id),
);

export const offered = (model: Model, more: Partial<Offered> = {}): Offered => ({
  title: model.title.en,
  taskType: ['Text to Image'],
  pricing: null,
  openapi: openApiOf(model),
  percents: [100, null, 90],
  ...more,
});

export interface Process {
  readonly deps: CatalogSyncDeps;
  readonly live: LiveCatalog;
  readonly ends: string[];
  readonly told: string[];
  readonly piece: (signal?: AbortSignal) => Promise<SyncPiece>;
  /** Pieces until the round is over. */
  readonly round: () => Promise<void>;
}

export interface SyncStand {
  readonly database: BotDatabase;
  readonly kie: Map<string, Offered>;
  readonly server: ScriptedServer;
  /** Paths asked since the last look, without the common beginning. */
  readonly asked: () => readonly string[];
  /** Answers every call with this code of the envelope; null = as normal. */
  readonly refuse: (code: number | null) => void;
  readonly newProcess: (more?: Partial<CatalogSyncDeps>) => Promise<Process>;
  /** The database is dropped after all of these. */
  readonly beforeClose: (close: () => Promise<void>) => void;
  /** Lets an interval (and every wait) pass. */
  readonly nextInterval: () => Promise<void>;
}

const ROOT = '/api/v1/models';

function answerOf(kie: ReadonlyMap<string, Offered>, path: string): unknown {
  if (path === '') {
    const models = [...kie].map(([model, { title, taskType, pricing }]) => ({
      ...{ model, title, taskType, provider: 'Vendor', description: null, pricingDesc: pricing },
    }));
    return { total: models.length, models };
  }
  const [, id = '', what = ''] = /^\/(.+)\/([a-z-]+)$/.exec(path) ?? [];
  const model = kie.get(decodeURIComponent(id));
  if (model === undefined) return undefined;
  if (what === 'schema') return { model: id, openapi: model.openapi };
  if (what === 'price') return { model: id, pricingDesc: model.pricing };
  const points = model.percents.map((successRate) => ({ start: 'then', end: 'now', successRate }));
  return { model: id, points };
}

export async function startSyncStand(t: TestContext): Promise<SyncStand> {
  const database = await createBotDatabase();
  const kie = new Map(BUNDLED.map((model) => [model.id, offered(model)]));
  let refusal: number | null = null;
  const server = await startScriptedServer(t, (response, _nth, { path }) => {
    const data = answerOf(kie, path.slice(ROOT.length));
    if (refusal !== null) json(response, { code: refusal, msg: 'refused', data: null });
    else if (data === undefined) json(response, { code: 404, msg: 'no such model', data: null });
    else json(response, { code: 200, msg: 'success', data });
  });
  const closers: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const close of closers.toReversed()) await close();
    await database.close();
  });
  const bundled: Catalog = createCatalog(BUNDLED, 'a test');
  let looked = 0;

  async function newProcess(more: Partial<CatalogSyncDeps> = {}): Promise<Process> {
    const { schemas, log } = database;
    const pool = database.newPool();
    const listener = createListener({ url: database.url, log, name: 'test-listen' });
    await listener.start();
    const live = createStoredCatalog({ pool, schemas, listener, bundled, log });
    await live.start();
    closers.push(async () => {
      await live.stop();
      await listener.stop();
    });
    const ends: string[] = [];
    const told: string[] = [];
    const deps: CatalogSyncDeps = {
      kie: clientFor(server.url, { retry: { tries: 1 } }),
      store: createCatalogStore(pool, schemas),
      rounds: createCatalogRounds(pool, schemas),
      ...{ bundled, log, validateInput: createValidateInput() },
      holder: randomUUID(),
      intervalMs: DAY_MS,
      now: () => Date.now(),
      onEnd: (outcome) => void ends.push(outcome),
      tell: {
        operator: (error) => Promise.resolve(void told.push(error.code)),
        oddList: (expected, found) => Promise.resolve(void told.push(`odd list: ${found} of ${expected}`)),
      },
      ...more,
    };
    const piece = (signal = new AbortController().signal): Promise<SyncPiece> => syncCatalog(deps, signal);
    return {
      ...{ deps, live, ends, told, piece },
      round: async () => {
        for (;;) {
          const outcome = await piece();
          if (outcome === 'done') return;
          if (outcome !== 'more') throw new Error(`the round could not go on: ${outcome}`);
        }
      },
    };
  }

  return {
    ...{ database, kie, server, newProcess },
    beforeClose: (close) => void closers.push(close),
    asked: () => {
      const paths = server.seen.slice(looked).map(({ path }) => path.slice(ROOT.length));
      looked = server.seen.length;
      return paths;
    },
    refuse: (code) => {
      refusal = code;
    },
    nextInterval: async () => {
      await database.pool.query(
        `update kie_shared.catalog_sync set finished_at = finished_at - interval '2 days', not_before = '-infinity'`,
      );
    },
  };
}
