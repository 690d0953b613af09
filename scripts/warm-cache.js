/**
 * Runs after `npm ci`: compiles the bundle once, so that the service's first start after a deploy is as quick and as
 * small as any later one; twice, because the cache depends on Node's flags (src/supervisor/quiet-flags.ts).
 */
import { globSync } from 'node:fs';
import module from 'node:module';
import process from 'node:process';
import { fileURLToPath, pathToFileURL, URL } from 'node:url';

const cache = fileURLToPath(new URL('../node_modules/.cache/kie-ai-bot/', import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= 24) {
  module.enableCompileCache(cache);
  // The entry would start a service; the rest only says what it can do.
  for (const file of globSync(`${cache}bundle/*.mjs`))
    if (!file.endsWith('/main.mjs')) await import(pathToFileURL(file).href);
  module.flushCompileCache();
}
