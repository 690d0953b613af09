/**
 * Runs after `npm ci`: makes the bundle that the service starts from (src/bundle.ts). Plain JavaScript, and no failure of
 * the installation, because an older Node may be what runs it. Nothing depends on the bundle being there.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL, URL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Tables that nobody asks for, native code, data beside a package's own files, and what only a migration needs. */
const OUTSIDE = [
  'iconv-lite',
  'fs-native-extensions',
  '@resvg/resvg-js',
  'dejavu-fonts-ttf',
  'pg-native',
  'node-pg-migrate',
];

/** Data beside a source is read from beside the source, wherever its code ended up. */
const keepUrls = {
  name: 'keep-urls',
  setup: (/** @type {import('esbuild').PluginBuild} */ build) =>
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    })),
};

/**
 * An ES import of one of Node's modules reads every property of it, and with `node:http` that loads a WebSocket client
 * (14 MB, 100 ms). `require` leaves alone what nobody asks for.
 */
const requireBuiltins = {
  name: 'require-builtins',
  setup: (/** @type {import('esbuild').PluginBuild} */ build) => {
    build.onResolve({ filter: /^(node:)?[a-z_/]+$/ }, ({ path, kind }) =>
      kind === 'import-statement' && isBuiltin(path) ? { path, namespace: 'builtin' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/**
 * The clock of pg-boss's schedules asks for the language and the zone of the system, which loads 7 MB of Node's tables. The
 * schedules are in UTC whatever it says.
 */
const utcSchedules = {
  name: 'utc-schedules',
  setup: (/** @type {import('esbuild').PluginBuild} */ build) =>
    build.onLoad({ filter: /\/luxon\/build\/node\/luxon\.js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}\nSettings.defaultLocale = 'en'; Settings.defaultZone = 'utc';`,
    })),
};

async function makeBundle() {
  const { build, transform } = await import('esbuild');
  const { CACHE, fingerprintOf, stampOf } = await import('../src/bundle.ts');
  const outdir = join(CACHE, 'bundle');
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const { metafile, outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/main.ts', 'src/lean.ts'],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // A file for each role and for what they share: no process reads the code of another.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: OUTSIDE,
    inject: ['scripts/no-request.js'],
    plugins: [keepUrls, requireBuiltins, utcSchedules],
    // Packages in CommonJS ask for Node's own modules with `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    // Takes the comments out. One character beyond Latin-1 in one of them, and V8 keeps a whole file with two bytes each.
    minifyWhitespace: true,
    metafile: true,
    logLevel: 'error',
    write: false,
  });
  for (const { path, text } of outputFiles) {
    // Lines again, so that a stack says where.
    const { code } = await transform(text, { loader: 'js', target: 'node24' });
    writeFileSync(path, code);
  }
  const own = Object.keys(metafile.inputs).filter((path) => path.startsWith('src/'));
  const sources = [...own, 'package-lock.json'].toSorted();
  const fingerprint = fingerprintOf(ROOT, sources);
  const manifest = { root: ROOT, sources, stamp: stampOf(ROOT, sources), fingerprint };
  writeFileSync(join(outdir, 'manifest.json'), JSON.stringify(manifest));
}

if (Number(process.versions.node.split('.')[0]) >= 24) {
  try {
    await makeBundle();
  } catch (error) {
    process.stderr.write(`the service will start from its sources, which is slower: ${String(error)}\n`);
  }
}
