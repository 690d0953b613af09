import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { generationButton, menuButton, parseButton, screenButton } from '../../src/domain/chat/buttons.ts';
import { generationNamedBy } from '../../src/domain/chat/reduce.ts';
import { initialState } from '../../src/domain/chat/state.ts';

const dataOf = (button: object): string => ('data' in button ? String(button.data) : '');

test('every screen button reads back as it was made and stays within 64 bytes', () => {
  const command = fc.string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'.match(/./g)!),
    minLength: 1,
    maxLength: 16,
  });
  const index = fc.integer({ min: 0, max: 999_999 });
  fc.assert(
    fc.property(fc.maxSafeNat(), command, index, (rev, name, at) => {
      const data = dataOf(screenButton({ text: 'x', command: name, index: at }, rev));
      assert.ok(Buffer.byteLength(data) <= 64);
      assert.deepEqual(parseButton(data), { kind: 'screen', rev, command: name, index: at });
    }),
  );
});

test('a button without an index reads back with none', () => {
  const data = dataOf(screenButton({ text: 'x', command: 'back' }, 7));
  assert.deepEqual(parseButton(data), { kind: 'screen', rev: 7, command: 'back', index: -1 });
});

test('lasting buttons read back without any revision', () => {
  assert.deepEqual(parseButton(dataOf(menuButton('x'))), { kind: 'menu' });
  assert.deepEqual(parseButton(dataOf(generationButton('x', 'again', 'abcdefghijkl'))), {
    kind: 'generation',
    verb: 'again',
    generationId: 'abcdefghijkl',
  });
});

for (const data of ['', 's:', 's:1:', 's:1:Pick', 's::pick', 's:1:pick:-1', 'g:steal:abc', 'g:again:', 'menu2', 'м']) {
  test(`foreign data is unknown: ${JSON.stringify(data)}`, () => {
    assert.equal(parseButton(data).kind, 'unknown');
  });
}

test('the shell learns which generation to load, and for what', () => {
  const tap = (data: string) => ({ kind: 'tap', data, messageId: 1, callbackQueryId: 'q' }) as const;
  assert.equal(generationNamedBy(tap('g:edit:abcdefghijkl')), 'abcdefghijkl');
  assert.equal(generationNamedBy(tap('s:1:create')), null);
  assert.equal(generationNamedBy({ kind: 'text', text: 'g:edit:abcdefghijkl', messageId: 1 }), null);
  const cancel = { kind: 'command', name: 'cancel', argument: '', messageId: 1 } as const;
  const working = { ...initialState, screen: { at: 'progress', generationId: 'abcdefghijkl' } } as const;
  assert.equal(generationNamedBy(cancel, working), 'abcdefghijkl');
  assert.equal(generationNamedBy(cancel), null);
});
