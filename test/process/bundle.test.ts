import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fingerprintOf, freshBundle } from '../../src/bundle.ts';
import { waitFor } from '../support/wait-for.ts';
import { MAIN_ENTRY, stage } from './fixtures/stage.ts';
import { startProcess } from './fixtures/start-service.ts';

test('the fingerprint changes with the text and with the place of a source', () => {
  const root = mkdtempSync(join(tmpdir(), 'kie-ai-bot-bundle-'));
  try {
    writeFileSync(join(root, 'a.ts'), 'one');
    writeFileSync(join(root, 'b.ts'), 'two');
    const before = fingerprintOf(root, ['a.ts', 'b.ts']);
    assert.equal(fingerprintOf(root, ['a.ts', 'b.ts']), before);
    writeFileSync(join(root, 'b.ts'), 'twо');
    assert.notEqual(fingerprintOf(root, ['a.ts', 'b.ts']), before);
    writeFileSync(join(root, 'a.ts'), 'two');
    writeFileSync(join(root, 'b.ts'), 'one');
    assert.notEqual(fingerprintOf(root, ['a.ts', 'b.ts']), before);
    assert.throws(() => fingerprintOf(root, ['gone.ts']), { code: 'ENOENT' });
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('the supervisor runs from the bundle while that is fresh, and its children with it', async (t) => {
  const on = stage(t);
  const entry = freshBundle() ?? MAIN_ENTRY;
  const main = startProcess(on, [process.execPath, MAIN_ENTRY, 'worker']);
  const words = await waitFor('the process to begin anew', () => {
    const line = readFileSync(`/proc/${main.pid}/cmdline`, 'utf8').split('\0');
    return Promise.resolve(line.includes('--max-semi-space-size=1') ? line : null);
  });
  assert.ok(words.includes(entry), words.join(' '));
  main.process.kill('SIGTERM');
  await main.ended;
});
