/**
 * npm does not pass SIGTERM on: it exits and leaves its child orphaned (measured with npm 11). So a service that was
 * started by `npm start` takes the loss of its parent for SIGTERM.
 */

export interface ParentWatchDeps {
  /** Calls `getppid`: another value than at the start means that the parent is gone. */
  readonly parentPid: () => number;
  readonly onLost: () => void;
  readonly everyMs?: number;
}

/** `variables` are `npm_lifecycle_event` and `npm_execpath`; npm and its kin set both for a script they run. */
export function isStartedByNpm(variables: readonly (string | undefined)[]): boolean {
  return variables.every((value) => value !== undefined && value !== '');
}

/** Returns how to stop watching. */
export function watchParent(deps: ParentWatchDeps): () => void {
  const first = deps.parentPid();
  const timer = setInterval(() => {
    if (deps.parentPid() === first) return;
    clearInterval(timer);
    deps.onLost();
  }, deps.everyMs ?? 250);
  return () => clearInterval(timer);
}
