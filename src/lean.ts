/** The quick start of the service: from the bundle, in a process that never loaded what only TypeScript needs. */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { CACHE, freshBundle } from './bundle.ts';
import { QUIET_FLAGS } from './supervisor/quiet-flags.ts';

/**
 * What a small process begins with: with the cache named, Node does not even load the type stripper (17 MB); one arena of
 * the C library is enough for one busy thread; and what the compiler used for a moment goes back to the system (12 MB).
 */
export const RUNTIME: Readonly<Record<string, string>> = {
  NODE_COMPILE_CACHE: CACHE,
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/**
 * Begins the process anew in place (same pid, same descriptors), from the bundle while that is fresh, with the cache named
 * in its environment. It does so once, and not in a child of ours. Where the system has no execve, things stay as they are.
 */
export function startLean(): void {
  if (process.env['NODE_COMPILE_CACHE'] !== undefined || process.channel !== undefined || !existsSync(CACHE)) return;
  if (process.platform !== 'linux' || typeof process.execve !== 'function') return;
  const sources = fileURLToPath(new URL('./main.ts', import.meta.url));
  const words = [
    ...[process.execPath, '--max-semi-space-size=1', ...QUIET_FLAGS, ...process.execArgv],
    ...[freshBundle() ?? sources, ...process.argv.slice(2)],
  ];
  process.execve(process.execPath, words, { ...process.env, ...RUNTIME });
}
