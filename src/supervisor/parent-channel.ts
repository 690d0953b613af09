/** The child's end of the IPC channel, as narrow as `child-link` needs it, so that a test can stand in for it. */

export type ParentMessage = Readonly<Record<string, unknown>>;

export interface ParentChannel {
  /** False when the process was started by hand, or when the parent is gone. */
  readonly connected: () => boolean;
  /** Never throws. `done(false)` when the parent did not take it. */
  readonly send: (message: ParentMessage, done: (sent: boolean) => void) => void;
  readonly onMessage: (run: (raw: unknown) => void) => void;
  readonly onDisconnect: (run: () => void) => void;
  /** SIGTERM and SIGINT of this process. */
  readonly onSignal: (run: (signal: NodeJS.Signals) => void) => void;
  /**
   * SIGKILL for the process that forked this one, unless that is gone. Null where no signal of ours would end it: the
   * first process of a container, which the kernel protects.
   */
  readonly killParent: (() => void) | null;
  readonly close: () => void;
}

const FIRST_PROCESS = 1;

/** The channel that `fork` opened to this process's parent, if there is one. */
export function processChannel(own: NodeJS.Process = process): ParentChannel {
  const parent = own.ppid;
  const killParent = (): void => {
    if (own.ppid === parent) own.kill(parent, 'SIGKILL');
  };
  return {
    connected: () => own.connected,
    send: (message, done) => {
      if (own.send === undefined || !own.connected) {
        done(false);
        return;
      }
      // With a callback Node reports a closed channel there instead of emitting `error` on the process.
      own.send(message, undefined, undefined, (error) => done(error === null));
    },
    onMessage: (run) => void own.on('message', run),
    onDisconnect: (run) => void own.once('disconnect', run),
    onSignal: (run) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) own.on(signal, run);
    },
    killParent: parent === FIRST_PROCESS ? null : killParent,
    close: () => {
      if (own.connected) own.disconnect();
    },
  };
}
