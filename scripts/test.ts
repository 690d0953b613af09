/**
 * `npm test`: the checks, then every test group on one real PostgreSQL (`DATABASE_URL`, or an embedded one).
 * `npm test -- FILE …` runs only those files and no checks; `npm run test:nightly` the files that take too long for each
 * change.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freshBundle } from '../src/bundle.ts';
import { startPostgres } from '../src/sandbox/postgres.ts';
import { leftoverDatabases } from '../test/support/leftovers.ts';
import { createTemplate, dropTemplate } from '../test/support/template.ts';
import { inChunks } from './test-chunks.ts';

const TEST_CACHE = fileURLToPath(new URL('../node_modules/.cache/kie-ai-bot-tests', import.meta.url));
const CHUNKS = fileURLToPath(new URL('../node_modules/.cache/kie-ai-bot-test-chunks', import.meta.url));

const system = (...names: readonly string[]): string[] => names.map((name) => `test/system/${name}.test.ts`);

/** They wait for what cannot be hurried (a lease, a silence of a minute), or work for minutes: CI has fifteen. */
const NIGHTLY = [
  ...system('business-day', 'walk', 'instance-loss', 'faults-telegram', 'soak'),
  ...system('three-services', 'intake', 'flood', 'chaos-processes', 'files-in', 'catalog-live', 'broadcast'),
];

/** Of the last group, the longest first, so that nobody waits for one of them at the end. */
const FIRST = system('chaos', 'chaos-two-instances', 'failpoints', 'secrets');

interface Group {
  readonly name: string;
  readonly files: readonly string[];
  /** `at` processes at once, with so many files in each; or all in one process, while the next group runs. */
  readonly runs: { readonly at: number; readonly filesEach: number } | 'in one process';
}

/**
 * For two cores. Unit tests own nothing that one file could leave to the next, and a process for each file costs three
 * times what they do; their hooks stand in a `describe`, for outside of one they are everybody's. Integration tests load
 * much and wait for databases, the last ones for whole services.
 */
const GROUPS: readonly Group[] = [
  { name: 'unit', files: ['test/unit/**/*.test.ts'], runs: 'in one process' },
  { name: 'integration', files: ['test/integration/**/*.test.ts'], runs: { at: 3, filesEach: 4 } },
  {
    name: 'process, system and browser',
    files: ['test/{process,system,browser}/**/*.test.ts'],
    runs: { at: 2, filesEach: 1 },
  },
];

/** `held`: what it prints comes in one piece at its end. */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv, held = false): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['inherit', held ? 'pipe' : 'inherit', 'inherit'], env });
    const printed: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => void printed.push(chunk));
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(printed));
      resolve(code ?? 1);
    });
    child.once('error', () => resolve(1));
  });
}

async function runFiles(files: readonly string[], runs: Group['runs'], env: NodeJS.ProcessEnv): Promise<number> {
  const flags = [
    '--test',
    runs === 'in one process' ? '--test-isolation=none' : `--test-concurrency=${runs.at}`,
    '--test-timeout=600000',
    '--disable-warning=ExperimentalWarning',
  ];
  const isApart = runs === 'in one process' || runs.filesEach === 1;
  const given = isApart ? files : inChunks(files, runs.filesEach, CHUNKS);
  return await run(process.execPath, [...flags, ...given], env, runs === 'in one process');
}

async function runGroups(env: NodeJS.ProcessEnv): Promise<number> {
  const beside: Promise<number>[] = [];
  let failed = 0;
  for (const { name, files: patterns, runs } of GROUPS) {
    const found = patterns.flatMap((pattern) => globSync(pattern, { exclude: NIGHTLY })).toSorted();
    const files = [...FIRST.filter((file) => found.includes(file)), ...found.filter((file) => !FIRST.includes(file))];
    console.log(`\n${name}: ${files.length} files`);
    if (files.length === 0) continue;
    if (runs === 'in one process') beside.push(runFiles(files, runs, env));
    else failed += await runFiles(files, runs, env);
  }
  return (await Promise.all(beside)).reduce((sum, code) => sum + code, failed);
}

async function runOn(url: string, chosen: readonly string[]): Promise<number> {
  const template = await createTemplate(url);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...{ TEST_DATABASE_URL: url, TEST_DATABASE_TEMPLATE: template },
    NODE_COMPILE_CACHE: TEST_CACHE, // every file is a process that loads some hundred modules: compiled once, they cost half
  };
  delete env['DATABASE_URL'];
  const failed = await runIn(env, chosen).finally(() => dropTemplate(url, template));
  const left = chosen.length > 0 ? [] : await leftoverDatabases(url);
  if (left.length > 0) console.error(`databases left behind by a test: ${left.join(', ')}`);
  return failed + left.length;
}

async function runIn(env: NodeJS.ProcessEnv, chosen: readonly string[]): Promise<number> {
  if (chosen.length > 0) return await runFiles(chosen, { at: chosen === NIGHTLY ? 1 : 3, filesEach: 1 }, env);
  const failed = await runGroups(env);
  console.log(`\nnot run, left to \`npm run test:nightly\`: ${NIGHTLY.join(', ')}`);
  return failed;
}

async function main(): Promise<number> {
  const given = process.argv.slice(2);
  const chosen = given[0] === '--nightly' ? NIGHTLY : given;
  // The service is tested as it is deployed: from a bundle of these sources.
  if (chosen.length === 0 && freshBundle() === null) await run('npm', ['run', 'postinstall', '--silent'], process.env);
  if (chosen.length === 0 && (await run('npm', ['run', 'check', '--silent'], process.env)) !== 0) return 1;
  const database = process.env['DATABASE_URL'];
  if (database !== undefined) return await runOn(database, chosen);
  const postgres = await startPostgres({ durable: false });
  try {
    return await runOn(postgres.url, chosen);
  } finally {
    await postgres.stop();
  }
}

process.exit((await main()) === 0 ? 0 : 1);
