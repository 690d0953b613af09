/** What a sender has around it when no process ends and nobody counts. */
import { openSendJournal } from '../../src/roles/polling/send-journal.ts';
import { createLogList } from './list-log.ts';

export const UNDISTURBED = {
  journal: openSendJournal(null, 0, createLogList()),
  processEnds: new AbortController().signal,
  observe: () => undefined,
} as const;
