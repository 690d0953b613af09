/** Everything the sandbox remembers. A reset throws one world away and starts another. */
import { createAccounts, type Accounts } from './accounts.ts';
import { createCallbacks } from './callbacks.ts';
import { createFaultList, type FaultList } from './fault-list.ts';
import { createFiles, type Files } from './files.ts';
import { createInputCheck, type InputCheck } from './input-check.ts';
import { createSlidingWindow, type SlidingWindow } from './limits.ts';
import type { SandboxModel } from './models.ts';
import { createKeepFile } from './result-files.ts';
import { createResultMaker } from './results.ts';
import { createShelf, type Shelf } from './shelf.ts';
import { DEFAULT_SETTINGS, Settings, type SettingsPatch } from './settings.ts';
import { createSources, type Sources } from './sources.ts';
import { createTasks, type Tasks } from './tasks.ts';

/** One request, in the order of arrival, for tests that look at what was sent. Filled in when its answer has left. */
export interface Call {
  readonly at: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Parsed JSON; null for other bodies. */
  body: unknown;
  /** Undefined when the key was refused or none was needed. */
  userId: number | undefined;
  /** HTTP status, or null while there is no answer and when the connection was cut instead. */
  httpStatus: number | null;
  /** `code` of the envelope. */
  code: number | undefined;
}

export interface WorldOptions {
  /** Origin of the sandbox, the base of every file's URL. */
  readonly url: string;
  readonly now: () => number;
  readonly settings: Partial<Settings>;
  readonly models: () => Promise<readonly SandboxModel[]>;
}

export interface World {
  readonly url: string;
  readonly now: () => number;
  readonly settings: () => Settings;
  readonly change: (patch: SettingsPatch) => Settings;
  readonly shelf: Shelf;
  readonly accounts: Accounts;
  readonly limits: SlidingWindow;
  readonly checkInput: InputCheck;
  readonly sources: Sources;
  readonly files: Files;
  readonly tasks: Tasks;
  readonly faults: FaultList;
  readonly calls: Call[];
  /** Ends timers, callbacks under way and hanging requests. */
  readonly stop: () => void;
}

export function createWorld(options: WorldOptions): World {
  const { url, now, models } = options;
  let current: Settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const settings = (): Settings => current;
  const files = createFiles(url, now);
  const callbacks = createCallbacks({ now, settings });
  const tasks = createTasks({
    now,
    settings,
    makeResult: createResultMaker(createKeepFile(files, settings)),
    onFinished: callbacks.send,
  });
  const faults = createFaultList();
  return {
    url,
    now,
    settings,
    change: (patch) => (current = Settings.parse({ ...current, ...patch })),
    shelf: createShelf(models),
    accounts: createAccounts(() => current.startCredits),
    limits: createSlidingWindow(now),
    checkInput: createInputCheck(),
    sources: createSources(tasks),
    files,
    tasks,
    faults,
    calls: [],
    stop: () => {
      tasks.stop();
      callbacks.stop();
      faults.stop();
    },
  };
}
