import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalOf, type FileTaker } from '../../src/domain/catalog/accepts.ts';

const papers: FileTaker = { media: 'document', accepts: ['application/pdf', 'text/plain'], maxSizeMb: 100 };

test('where a model names its types, a document of another or of no type is not taken', () => {
  assert.equal(refusalOf(papers, { media: 'document', mime: 'application/pdf', bytes: 9 }), null);
  for (const mime of ['application/octet-stream', 'application/x-msdownload', undefined]) {
    assert.equal(refusalOf(papers, { media: 'document', mime, bytes: 9 })?.why, 'type', mime);
  }
});

test('a picture whose type is not known is left to the submit, and any document to who names none', () => {
  const pictures: FileTaker = { media: 'image', accepts: ['image/png'], maxSizeMb: null };
  assert.equal(refusalOf(pictures, { media: 'image', bytes: 9 }), null);
  assert.equal(refusalOf({ ...papers, accepts: [] }, { media: 'document', bytes: 9 }), null);
});
