/** What a sender has around it when no process ends, nothing is slowed down and nobody counts. */
import { openSendJournal } from '../../src/roles/polling/send-journal.ts';
import { createLogList } from './list-log.ts';

export const UNDISTURBED = {
  journal: openSendJournal(null, 0, createLogList()),
  processEnds: new AbortController().signal,
  pace: { take: () => Promise.resolve(), ready: () => Promise.resolve() },
  observe: () => undefined,
} as const;
