import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ApiError } from '../../src/sandbox/telegram/api-error.ts';
import { parseHtml } from '../../src/sandbox/telegram/text/html.ts';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const PIECES = [
  '<',
  '>',
  '</',
  '/',
  '&',
  '&lt;',
  '&#60',
  ';',
  '=',
  '"',
  "'",
  ' ',
  'b',
  '<b>',
  '</b>',
  '</>',
  '<a href=',
  '<pre>',
];

test('escaped text comes back as it was, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('b', 'i', 'u', 's', 'code', 'blockquote'),
      (text, tag) => {
        const parsed = parseHtml(`<${tag}>${escape(text)}</${tag}>`);
        assert.equal(parsed.text, text);
        assert.deepEqual(
          parsed.entities.map(({ offset, length }) => [offset, length]),
          text === '' ? [] : [[0, text.length]],
        );
      },
    ),
  );
});

test('any string is parsed or refused with the reason, and entities stay inside the text', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string()), { maxLength: 20 }), (pieces) => {
      try {
        const { text, entities } = parseHtml(pieces.join(''));
        for (const { offset, length } of entities)
          assert.ok(length > 0 && offset >= 0 && offset + length <= text.length);
      } catch (error) {
        assert.ok(error instanceof ApiError, String(error));
        assert.match(error.message, /^Bad Request: can't parse entities: /);
      }
    }),
    { numRuns: 2_000 },
  );
});
