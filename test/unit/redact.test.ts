import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRedact } from '../../src/shared/redact.ts';

const TOKEN = '700001:AAFAKEfakeFAKEfakeFAKEfakeFAKEfake0';
const KEY = 'fake-kie-key-0123456789';

test('a token inside a URL, where a letter stands before it, is hidden', () => {
  const clean = createRedact([])(`GET https://api.telegram.org/bot${TOKEN}/getMe failed`);
  assert.equal(clean, 'GET https://api.telegram.org/bot[redacted]/getMe failed');
});

test('DSNs, bearer headers, callback tokens and file links are hidden', () => {
  const redact = createRedact([]);
  assert.equal(redact('at postgresql://u:p@h:5/d now'), 'at [redacted] now');
  assert.equal(redact('Authorization: Bearer abcdefgh12345'), 'Authorization: Bearer [redacted]');
  assert.equal(redact('POST /kie/callback/AbC-12345678_x'), 'POST /kie/callback/[redacted]');
  assert.ok(!redact(`https://api.telegram.org/file/bot${TOKEN}/photos/1.jpg`).includes('photos'));
});

test('a known secret never survives, wherever it stands', () => {
  const redact = createRedact([KEY, TOKEN]);
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.constantFrom(KEY, TOKEN), (before, after, secret) => {
      assert.ok(!redact(`${before}${secret}${after}`).includes(secret));
    }),
  );
});
