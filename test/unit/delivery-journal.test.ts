/** What a process writes down of its deliveries, on a real file. */
import assert from 'node:assert/strict';
import { closeSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { DeliveredMessage } from '../../src/domain/generation/generation.ts';
import {
  openDeliveryJournal,
  type DeliveryJournal,
  type DeliveryRecord,
} from '../../src/roles/generation/delivery-journal.ts';
import { openScratch } from '../../src/shared/scratch.ts';
import { createLogList } from '../support/list-log.ts';

const A = { generationId: 'aaaaaaaaaaaa', mark: '4294967295' };
const B = { generationId: 'bbbbbbbbbbbb', mark: '7' };
/** As long as Telegram makes them, and longer. */
const message = (messageId: number): DeliveredMessage => ({
  ...{ messageId, fileId: 'F'.repeat(150), kind: 'document', mime: 'application/octet-stream' },
  ...{ bytes: 2_000_000_000, width: 10_000, height: 10_000, seconds: 86_400 },
});
const album = (of: number): DeliveryRecord => ({
  ...A,
  state: 'arrived',
  indexes: Array.from({ length: of }, (_, index) => index),
  messages: Array.from({ length: of }, (_, index) => message(9_007_199_254_740_981 + index)),
  isLast: false,
});

describe('the journal of deliveries', () => {
  const log = createLogList();
  let fd: number;
  beforeEach(() => {
    fd = openScratch(tmpdir());
    log.lines.length = 0;
  });
  afterEach(() => closeSync(fd));

  const opened = (pid: number): DeliveryJournal => {
    const journal = openDeliveryJournal(fd, pid, log);
    journal.open();
    return journal;
  };
  const leftNow = () => openDeliveryJournal(fd, 0, log).left;

  test('of each generation its last state is told, an album of ten whole', () => {
    const journal = opened(1);
    journal.note({ ...A, state: 'marked' });
    journal.note({ ...B, state: 'marked' });
    journal.note({ ...A, state: 'begun' });
    assert.deepEqual(leftNow(), [
      { ...A, state: 'begun' },
      { ...B, state: 'marked' },
    ]);
    journal.note(album(10));
    journal.end(B.generationId);
    assert.deepEqual(leftNow(), [album(10)]);
    assert.deepEqual(journal.known(A.generationId), album(10));
    assert.equal(journal.known(B.generationId), null);
    journal.note({ ...A, state: 'begun' });
    assert.deepEqual(leftNow(), [{ ...A, state: 'begun' }], 'nothing of the longer record stays');
  });

  test('what was left is known until it has ended, and leaves the file when the journal is opened', () => {
    opened(1).note({ ...A, state: 'begun' });
    const heir = openDeliveryJournal(fd, 2, log);
    assert.deepEqual(heir.known(A.generationId), { ...A, state: 'begun' });
    assert.equal(leftNow().length, 1);
    heir.open();
    assert.deepEqual(leftNow(), []);
    heir.end(A.generationId);
    assert.equal(heir.known(A.generationId), null);
  });

  test('a record that cannot be read says nothing, and takes nothing from the others', () => {
    const journal = opened(1);
    for (const one of [A, B]) journal.note({ ...one, state: 'marked' });
    writeSync(fd, Buffer.from('{"state":"gone",'), 0, 16, 4_096);
    assert.deepEqual(leftNow(), [{ ...B, state: 'marked' }]);
  });

  test('a record without room empties the file: an older one would say what is no longer so', () => {
    const journal = opened(1);
    journal.note({ ...A, state: 'marked' });
    journal.note(album(40));
    assert.deepEqual(leftNow(), []);
    assert.deepEqual(log.messages(), ['journal.given_up']);
    assert.deepEqual(journal.known(A.generationId), album(40), 'in this process');
  });

  test('without a file it speaks of this process alone', () => {
    const journal = openDeliveryJournal(null, 1, log);
    journal.open();
    journal.note({ ...A, state: 'begun' });
    assert.deepEqual(journal.left, []);
    assert.deepEqual(journal.known(A.generationId), { ...A, state: 'begun' });
  });
});
