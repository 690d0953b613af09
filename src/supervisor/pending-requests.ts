/** Requests of this process to a sibling, each waiting for its reply or its deadline. */
import { AppError } from '../shared/errors.ts';
import type { ChildName, JsonObject } from './protocol.ts';

interface Waiting {
  readonly resolve: (body: JsonObject) => void;
  readonly reject: (error: AppError) => void;
  readonly timer: NodeJS.Timeout;
}

export interface PendingRequests {
  /** Rejects with IPC_UNAVAILABLE at the deadline. */
  readonly open: (id: string, about: { to: ChildName; method: string }, deadlineMs: number) => Promise<JsonObject>;
  /** A reply to a request that is no longer waiting is ignored: its asker has had its answer. */
  readonly settle: (id: string, ok: boolean, body: JsonObject) => void;
  readonly refuse: (id: string, reason: string) => void;
  readonly refuseAll: (reason: string) => void;
}

export function createPendingRequests(): PendingRequests {
  const waiting = new Map<string, Waiting>();

  const take = (id: string): Waiting | undefined => {
    const found = waiting.get(id);
    if (found !== undefined) clearTimeout(found.timer);
    waiting.delete(id);
    return found;
  };
  const refuse = (id: string, reason: string): void =>
    take(id)?.reject(new AppError('IPC_UNAVAILABLE', reason, { details: { requestId: id } }));

  return {
    open: (id, about, deadlineMs) =>
      new Promise((resolve, reject) => {
        const late = `${about.to} did not answer ${about.method} within ${deadlineMs} ms`;
        const timer = setTimeout(() => refuse(id, late), deadlineMs);
        waiting.set(id, { resolve, reject, timer });
      }),
    settle: (id, ok, body) => {
      if (ok) take(id)?.resolve(body);
      else refuse(id, `refused: ${typeof body['reason'] === 'string' ? body['reason'] : 'no reason given'}`);
    },
    refuse,
    refuseAll: (reason) => {
      for (const id of [...waiting.keys()]) refuse(id, reason);
    },
  };
}
