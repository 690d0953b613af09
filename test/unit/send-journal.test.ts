/** The journal of what is being sent, on a real file. */
import assert from 'node:assert/strict';
import { closeSync, fstatSync, openSync, readdirSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { openSendJournal } from '../../src/roles/polling/send-journal.ts';
import { openScratch } from '../../src/shared/scratch.ts';
import { createLogList } from '../support/list-log.ts';

describe('the journal of what is being sent', () => {
  const log = createLogList();
  let directory: string;
  let fd: number;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kie-ai-bot-journal-'));
    fd = openScratch(directory);
    log.lines.length = 0;
  });
  afterEach(async () => {
    closeSync(fd);
    await rm(directory, { recursive: true });
  });

  /** What the next process finds. */
  const next = () => openSendJournal(fd, 2, log).left;

  test('its file has no name, so nobody finds it and nothing stays behind', () => {
    assert.deepEqual(readdirSync(directory), []);
    assert.equal(fstatSync(fd).nlink, 0);
  });

  test('of the first process nobody knows anything', () => {
    assert.equal(openSendJournal(fd, 1, log).left, null);
    assert.equal(openSendJournal(null, 1, log).left, null);
  });

  test('begun, arrived with a message and without one, ended: each is told as it stood', () => {
    const journal = openSendJournal(fd, 1, log);
    journal.open();
    for (const id of [11, 12, 13, 14]) journal.begin(id);
    journal.arrived(12, 9_007_199_254_740_991);
    journal.arrived(13, null);
    journal.arrived(14, 5);
    journal.end(14);
    journal.begin(15); // in the place of 14
    assert.deepEqual(next(), {
      process: '1',
      begun: [11, 15],
      arrived: [
        { id: 12, messageId: 9_007_199_254_740_991 },
        { id: 13, messageId: null },
      ],
    });
    assert.equal(fstatSync(fd).size, 5 * 16, 'a place is used again');
  });

  test('a message that is begun again stands there once, and what it was before is forgotten', () => {
    const journal = openSendJournal(fd, 1, log);
    journal.open();
    journal.begin(11);
    journal.begin(11);
    journal.end(11);
    journal.begin(11);
    assert.deepEqual(next(), { process: '1', begun: [11], arrived: [] });
  });

  test('what was left stays there until it is taken care of', () => {
    const before = openSendJournal(fd, 1, log);
    before.open();
    before.begin(11);
    const heir = openSendJournal(fd, 2, log);
    heir.begin(12);
    heir.arrived(12, 1);
    assert.deepEqual(next(), { process: '1', begun: [11], arrived: [] }, 'the heir died before it could adopt');
    heir.open();
    assert.deepEqual(next(), { process: '2', begun: [], arrived: [] });
    heir.open();
    heir.begin(12);
    heir.open();
    assert.deepEqual(next(), { process: '2', begun: [12], arrived: [] }, 'a second term is no new process');
  });

  test('a file that is too short to say whose it is says nothing', () => {
    writeSync(fd, Buffer.alloc(15, 1), 0, 15, 0);
    assert.equal(next(), null);
  });

  test('a journal that cannot be written is no journal, and whoever sends goes on', () => {
    const full = openSync('/dev/full', 'r+'); // takes no byte: ENOSPC
    const journal = openSendJournal(full, 1, log);
    assert.equal(journal.left, null);
    journal.open();
    journal.begin(11);
    journal.arrived(11, 1);
    journal.end(11);
    closeSync(full);
    assert.deepEqual(log.messages(), ['journal.given_up']);
  });

  test('one that can no longer be written is emptied: better unknown than "not sent"', () => {
    const journal = openSendJournal(fd, 1, log);
    journal.open();
    journal.begin(11);
    journal.begin(2 ** 63); // no 64-bit number has room for it
    journal.begin(12);
    assert.equal(next(), null);
    assert.deepEqual(log.messages(), ['journal.given_up']);
  });
});
