/** Failpoints that do fail. Only a role's wire makes them, and only where FAIL_AT is set. */
import { readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { FAIL_ACTIONS, noFailpoints, type FailAction, type FailAt, type FailPoint } from '../../shared/failpoint.ts';

/** Resolves never. */
const held = (): Promise<void> => new Promise(() => undefined);

async function fail(action: FailAction): Promise<void> {
  switch (action) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      await held();
      return;
    case 'stop':
      process.kill(process.pid, 'SIGSTOP');
      return;
    case 'hang':
      for (;;);
    case 'hold':
      await held();
      return;
    case 'term':
      process.kill(process.ppid, 'SIGTERM');
      return;
    case 'throw':
      throw new AppError('UNEXPECTED', 'a failpoint was told to throw');
  }
}

/**
 * The action that waits in this file, `kill` in an empty one; null = there is none. Whoever removes the file has it, so
 * it happens once, whatever the processes that come here and however often they are started anew.
 */
function take(file: string): FailAction | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
    unlinkSync(file);
  } catch {
    return null; // none, or somebody else's now
  }
  return FAIL_ACTIONS.find((action) => action === text) ?? 'kill';
}

/** In the directory, `<place>` is for whoever comes first and `<place>@<chat id>` for one chat. */
export function createFailpoints(failAt: FailAt | undefined): FailPoint {
  if (failAt === undefined) return noFailpoints;
  if ('place' in failAt) return (place) => (place === failAt.place ? fail(failAt.action) : noFailpoints(place));
  return async (place, chatId) => {
    const file = join(failAt.directory, place);
    const action = take(file) ?? (chatId === undefined ? null : take(`${file}@${chatId}`));
    if (action !== null) await fail(action);
  };
}
