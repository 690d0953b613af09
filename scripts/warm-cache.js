/**
 * Runs after `npm ci`: compiles the service once, so that its first start after a deploy is as quick and as small as any
 * later one; twice, because the cache depends on Node's flags (src/supervisor/quiet-flags.ts). Plain JavaScript, and no
 * failure of the installation, because an older Node may be what runs it.
 */
import module from 'node:module';
import process from 'node:process';
import { URL } from 'node:url';

const directory = new URL('../node_modules/.cache/kie-ai-bot/', import.meta.url);
const ENTRIES = ['supervisor/run-service.ts', 'supervisor/child-link.ts', 'shared/log.ts', 'config/env.ts'];
const ROLES = ['polling', 'generation', 'health'].map((role) => `roles/${role}/run.ts`);

if (Number(process.versions.node.split('.')[0]) >= 24) {
  module.enableCompileCache(directory.pathname);
  for (const file of [...ENTRIES, ...ROLES]) await import(new URL(`../src/${file}`, import.meta.url).href);
  module.flushCompileCache();
}
