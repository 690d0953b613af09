/**
 * Named places in the life of an update and of a generation where a test lets a process die (docs/adr/0017). They lie
 * before and after each commit and each call to somebody else; in production every one of them does nothing.
 */
export const PLACES = [
  'poll.before-fetch',
  'poll.fetched',
  'poll.stored',
  'update.handled',
  'update.committed',
  'outbox.claimed',
  'outbox.sent',
  'submit.before-slot',
  'submit.before-attempt',
  'submit.before-create',
  'submit.created',
  'submit.adopted',
  'watch.before-look',
  'watch.looked',
  'watch.billed',
  'watch.finished',
  'deliver.before-download',
  'deliver.downloaded',
  'deliver.before-send',
  'deliver.sent',
  'deliver.captured',
  'fail.before-release',
  'fail.released',
  'refund.before-call',
  'refund.called',
  'refund.booked',
] as const;
export type Place = (typeof PLACES)[number];

/** `chatId`: whose work has come to this place, where it is one person's. */
export type FailPoint = (place: Place, chatId?: number) => Promise<void>;

const NOTHING = Promise.resolve();

export const noFailpoints: FailPoint = () => NOTHING;

/**
 * `kill`: SIGKILL for this process. `stop`: SIGSTOP. `hang`: a loop that lets nothing else run. `hold`: this piece of
 * work stays here, the rest of the process lives. `term`: SIGTERM for the supervisor, and on it goes. `throw`: a defect.
 */
export const FAIL_ACTIONS = ['kill', 'stop', 'hang', 'hold', 'term', 'throw'] as const;
export type FailAction = (typeof FAIL_ACTIONS)[number];

/** Where to fail: always at one place, or wherever a file in a directory says, once for each file. */
export type FailAt = { readonly place: Place; readonly action: FailAction } | { readonly directory: string };
