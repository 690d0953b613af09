/** A pm2 of our own, with its home in a temporary folder; nobody else's daemon is touched. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Environment } from './bots.ts';

export interface Pm2 {
  /** Starts a script under pm2's defaults. */
  readonly start: (script: string) => Promise<void>;
  readonly pid: () => Promise<number>;
  readonly daemonPid: () => number;
  readonly kill: () => Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('./node_modules/pm2/bin/pm2', import.meta.url));
const NAME = 'bench';
const run = promisify(execFile);

export async function openPm2(environment: Environment): Promise<Pm2> {
  const home = await mkdtemp(join(tmpdir(), 'kie-ai-bot-pm2-'));
  const env = { ...environment, PM2_HOME: home };
  const pm2 = async (...args: string[]): Promise<string> =>
    (await run(process.execPath, [PROGRAM, ...args], { env })).stdout;
  return {
    start: async (script) => {
      await pm2('start', script, '--name', NAME);
    },
    pid: async () => Number((await pm2('pid', NAME)).trim()),
    daemonPid: () => Number(readFileSync(join(home, 'pm2.pid'), 'utf8').trim()),
    kill: async () => {
      await pm2('kill');
      await rm(home, { recursive: true, force: true });
    },
  };
}
