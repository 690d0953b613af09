/** A stand for one run: its own database, role, secrets, proxy and platform. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openStand } from '../../test/support/service.ts';
import { startTcpProxy } from '../../test/support/tcp-proxy.ts';
import { setWitnesses } from './audit.ts';
import type { Secrets } from './checks/secrets.ts';
import type { World } from './faults/fault.ts';
import { createPlatform } from './platform.ts';

export const BOT = 'bot_700001';
export const FREE_A_DAY = 2;

export interface OpenWorld {
  readonly world: World;
  readonly secrets: Secrets;
  readonly close: () => Promise<void>;
}

export interface WorldOptions {
  readonly instances: number;
  readonly kieLatencyMs?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const secret = (): string => randomBytes(18).toString('hex');

const ENV = {
  ...{ FREE_DAILY_LIMIT: String(FREE_A_DAY), FREE_MAX_CREDITS: '4', CATALOG_SYNC_MINUTES: '0' },
  // What no callback clears up is submitted again soon.
  UNKNOWN_OUTCOME_GRACE: '5',
  MAX_RUNNING_PER_USER: '5',
};

/** The service's own role, so that its sessions and its password can be told from the test's. */
async function createRole(database: pg.Pool, password: string): Promise<string> {
  const name = `chaos_${randomBytes(4).toString('hex')}`;
  await database.query(`create role ${name} superuser login password '${password}'`);
  return name;
}

export async function openWorld(options: WorldOptions): Promise<OpenWorld> {
  const { instances, kieLatencyMs = 1_000, env = {} } = options;
  const stand = await openStand({ kieLatencyMs });
  const database = new pg.Pool({ connectionString: stand.databaseUrl, max: 4 });
  const server = new URL(stand.databaseUrl);
  server.pathname = '/postgres';
  const [password, kieKey, hmacKey] = [secret(), secret(), secret()];
  const databaseUser = await createRole(database, password);
  const proxy = await startTcpProxy(stand.databaseUrl);
  const dsn = new URL(proxy.url);
  dsn.username = databaseUser;
  dsn.password = password;
  await stand.kie.settings({ hmacKey, shape: 'september', startCredits: 1_000_000 });
  const platform = createPlatform(stand, {
    ...{ ...ENV, DATABASE_URL: dsn.href, KIE_API_KEY: kieKey, KIE_WEBHOOK_HMAC_KEY: hmacKey },
    ...env,
  });
  const world: World = {
    ...{ stand, platform, proxy, database, databaseUser, hmacKey },
    journal: { injected: [], harms: [], recoveries: [], wrongs: [], missed: [] },
  };
  const token = (stand.env['TELEGRAM_BOT_TOKEN'] ?? '').split(':')[1] ?? '';
  const close = async (): Promise<void> => {
    await platform.stop();
    await proxy.close();
    await database.end();
    await stand.close();
    const client = new pg.Client({ connectionString: server.href });
    await client.connect();
    await client.query(`drop role ${databaseUser}`);
    await client.end();
  };
  try {
    await platform.begin(instances);
    await setWitnesses(database, BOT);
  } catch (error) {
    await close();
    throw error;
  }
  const secrets = {
    'the bot token': token,
    'the KIE key': kieKey,
    'the DSN password': password,
    'the HMAC key': hmacKey,
  };
  return { world, secrets, close };
}
