/** On what it was measured: without that no number means anything. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import pg from 'pg';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  /** Of one minute, before the first measure: above 0.5 the numbers are rough. */
  readonly load: number;
  readonly node: string;
  readonly postgres: string;
  readonly durability: string;
  readonly redis: string | null;
}

/** null where there is none. */
export function redisVersion(): string | null {
  const found = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  return found.error === undefined ? (/v=([\d.]+)/.exec(found.stdout)?.[1] ?? 'unknown') : null;
}

export async function describeMachine(server: string): Promise<Machine> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  const shown = async (name: string): Promise<string> =>
    String(Object.values((await client.query<Record<string, string>>(`show ${name}`)).rows[0] ?? {})[0]);
  const durability: string[] = [];
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'])
    durability.push(`${name}=${await shown(name)}`);
  const postgres = await shown('server_version');
  await client.end();
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    load: loadavg()[0] ?? NaN,
    node: execFileSync(process.execPath, ['--version'], { encoding: 'utf8' }).trim(),
    postgres,
    durability: durability.join(' '),
    redis: redisVersion(),
  };
}

export function machineLine(machine: Machine): string {
  const { cores, cpu, memoryGb, load, node, postgres, durability } = machine;
  return [
    `${cores} × ${cpu}, ${memoryGb} GB, load ${load.toFixed(2)} at the start, Node ${node}`,
    `PostgreSQL ${postgres} (${durability})`,
  ].join('\n');
}

export const redisLine = ({ redis }: Machine): string =>
  redis === null
    ? 'no redis-server on the PATH: BullMQ is left out'
    : `Redis ${redis} (appendonly yes, appendfsync always)`;
