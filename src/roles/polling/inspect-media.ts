/**
 * A look at the first bytes of a file that a person sent, so that the dialog judges what it is and not what it is
 * called. It happens before the update's transaction: a slow Telegram must hold no connection. Where it cannot happen,
 * the dialog goes by what Telegram said, and the submit looks again.
 */
import type { InboxRow } from '../../adapters/postgres/inbox.ts';
import { HEAD_BYTES, readHead, sniffFile } from '../../adapters/telegram/file-head.ts';
import type { OpenTelegramFile } from '../../adapters/telegram/file-source.ts';
import { readUpdate, type ReadUpdate } from '../../adapters/telegram/update.ts';
import { BOT_DOWNLOAD_MB } from '../../domain/catalog/accepts.ts';
import type { IncomingFile } from '../../domain/chat/contract.ts';
import { toAppError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';

/** What was seen, and the update it was seen for. */
export interface Inspection {
  readonly updateId: number;
  readonly file: IncomingFile;
}

/** Null at once where there is nothing to look at. What it returns never rejects, and is null where nothing was seen. */
export type InspectMedia = (row: InboxRow) => Promise<Inspection | null> | null;

interface InspectDeps {
  readonly open: OpenTelegramFile;
  readonly botUsername: () => string;
  /** For one file, getFile included. */
  readonly timeoutMs: number;
  /** At most so many looks at once; a further file is not looked at here. */
  readonly most: number;
  /** Ends every look. */
  readonly stopping: AbortSignal;
  readonly log: Log;
}

/** The file worth a look, if the update brings one. Telegram makes photos itself, so it knows what they are. */
function fileOf(update: ReadUpdate): IncomingFile | null {
  if (update.kind !== 'event' || update.event.kind !== 'media') return null;
  const { event, chat } = update;
  if (event.what === 'photo' || (chat.kind === 'group' && event.addressed !== true)) return null;
  // More than a bot may download: its size alone says what to tell the person.
  return (event.file?.bytes ?? 0) > BOT_DOWNLOAD_MB * 1024 * 1024 ? null : event.file;
}

export function createInspectMedia(deps: InspectDeps): InspectMedia {
  let running = 0;

  async function look(file: IncomingFile): Promise<IncomingFile> {
    const signal = AbortSignal.any([deps.stopping, AbortSignal.timeout(deps.timeoutMs)]);
    const opened = await deps.open(file.fileId, signal);
    try {
      const { head } = await readHead(opened.body, HEAD_BYTES);
      const bytes = file.bytes ?? opened.size ?? undefined;
      return await sniffFile(head, { ...file, bytes });
    } finally {
      opened.close();
    }
  }

  async function inspect(updateId: number, file: IncomingFile): Promise<Inspection | null> {
    running += 1;
    try {
      return { updateId, file: await look(file) };
    } catch (thrown) {
      deps.log.warn('file.inspect.failed', { updateId, code: toAppError(thrown).code });
      return null;
    } finally {
      running -= 1;
    }
  }

  return ({ updateId, payload }) => {
    const file = fileOf(readUpdate(payload, deps.botUsername()));
    return file === null || running >= deps.most || deps.stopping.aborted ? null : inspect(updateId, file);
  };
}
