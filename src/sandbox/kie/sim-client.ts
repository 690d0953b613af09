/** The sandbox's control calls, typed. Every function rejects when the sandbox refuses the call. */
import type { JournalTask } from './control.ts';
import type { SandboxModel } from './models.ts';
import type { FailureInput, FaultInput, Settings } from './settings.ts';
import type { TaskFailure } from './tasks.ts';
import type { Call } from './world.ts';

export interface KieSim {
  /** Changes the given settings and tells all of them. */
  readonly settings: (patch: Partial<Settings>) => Promise<Settings>;
  /** Spoils the next `times` requests that match. */
  readonly fault: (fault: FaultInput) => Promise<void>;
  /** Lets the next `times` tasks fail. */
  readonly failNext: (failure?: FailureInput) => Promise<void>;
  /** Lets every task of one model fail from now on; null = no longer. */
  readonly failModel: (id: string, failure: TaskFailure | null) => Promise<void>;
  /** Forgets every fault and failure that is still to come. */
  readonly clearFaults: () => Promise<void>;
  /** Offers a model, in the place of the one with the same id if there is one. */
  readonly putModel: (model: SandboxModel) => Promise<void>;
  /** Changes what a model on offer takes, costs or is called. */
  readonly patchModel: (id: string, changes: Partial<Omit<SandboxModel, 'id'>>) => Promise<void>;
  /** Offers the model no longer; false when there was none. */
  readonly removeModel: (id: string) => Promise<boolean>;
  /** Every task since the last reset, oldest first. */
  readonly tasks: () => Promise<readonly JournalTask[]>;
  /** Credits billed since the last reset, of all accounts together. */
  readonly billed: () => Promise<number>;
  /** Sets the balance of one key, or of every account there is and will be. */
  readonly credits: (credits: number, key?: string) => Promise<void>;
  /** From now on the key is answered with 401. */
  readonly revoke: (key: string) => Promise<void>;
  /** Every API request since the last reset, in the order of arrival. */
  readonly calls: () => Promise<readonly Call[]>;
  /** Lets a result, upload or download link vanish; false when there was none. */
  readonly expire: (url: string) => Promise<boolean>;
  /** Forgets everything: tasks, files, balances, faults, settings, and what was done to the models. */
  readonly reset: () => Promise<void>;
}

export function createKieSim(url: string): KieSim {
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${url}/sim/${path}`, body === undefined ? {} : init);
    const text = await response.text();
    if (!response.ok) throw new Error(`the KIE sandbox refused ${path}: ${text}`);
    return JSON.parse(text);
  };
  const tell = async (path: string, body: unknown): Promise<void> => {
    await call(path, body);
  };
  return {
    settings: async (patch) => (await call('settings', patch)) as Settings,
    fault: (fault) => tell('fault', fault),
    failNext: (failure = {}) => tell('fail-next', failure),
    failModel: (id, failure) => tell('model/fail', { id, failure }),
    clearFaults: () => tell('faults/clear', {}),
    putModel: (model) => tell('model', model),
    patchModel: (id, changes) => tell('model/change', { id, changes }),
    removeModel: async (id) => ((await call('model/remove', { id })) as { removed: boolean }).removed,
    tasks: async () => (await call('tasks')) as JournalTask[],
    billed: async () => ((await call('billed')) as { credits: number }).credits,
    credits: (credits, key) => tell('credits', { credits, ...(key === undefined ? {} : { key }) }),
    revoke: (key) => tell('revoke', { key }),
    calls: async () => (await call('calls')) as Call[],
    expire: async (expired) => ((await call('expire', { url: expired })) as { expired: boolean }).expired,
    reset: () => tell('reset', {}),
  };
}
