/**
 * Several test files in one process, one after the other, each as a suite of its own name, so that its hooks stay its
 * own. For files that load much and own nothing that another could meet: each process costs a second of two cores.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const suite = (file: string): string =>
  `describe(${JSON.stringify(file)}, () => import(${JSON.stringify(pathToFileURL(resolve(file)).href)}));\n`;

/** Paths of files to run instead, written into `directory`. Neighbours, which often wait for the same, are spread. */
export function inChunks(files: readonly string[], filesEach: number, directory: string): string[] {
  const count = Math.ceil(files.length / filesEach);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  return Array.from({ length: count }, (_, chunk) => {
    const path = join(directory, `${String(chunk + 1).padStart(2, '0')}.test.mjs`);
    const members = files.filter((_file, index) => index % count === chunk);
    writeFileSync(path, `import { describe } from 'node:test';\n${members.map(suite).join('')}`);
    return path;
  });
}
