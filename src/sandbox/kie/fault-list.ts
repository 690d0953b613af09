/** Faults that wait for their requests, failures that wait for their tasks, and the requests that hang. */
import type { Response } from 'express';
import type { Failure, Fault } from './settings.ts';
import type { TaskFailure } from './tasks.ts';

export interface FaultList {
  readonly addFault: (fault: Fault) => void;
  readonly addFailure: (failure: Failure) => void;
  /** The oldest fault that matches, used up by one. */
  readonly takeFault: (method: string, path: string) => Fault | undefined;
  /** The oldest failure for this model, used up by one. */
  readonly takeFailure: (modelId: string) => TaskFailure | undefined;
  /** Every task of the model fails like this from now on; null = no longer. */
  readonly failModel: (modelId: string, failure: TaskFailure | null) => void;
  readonly isFailing: (modelId: string) => boolean;
  /** No fault and no failure waits any more; what hangs goes on hanging. */
  readonly clear: () => void;
  /** Keeps a request unanswered until the world ends. */
  readonly hang: (response: Response) => void;
  /** Aborts when the world ends. */
  readonly stopped: AbortSignal;
  readonly stop: () => void;
}

interface Counted<T> {
  readonly item: T;
  left: number;
}

function take<T>(list: Counted<T>[], matches: (item: T) => boolean): T | undefined {
  const found = list.find((each) => each.left > 0 && matches(each.item));
  if (found === undefined) return undefined;
  found.left -= 1;
  return found.item;
}

export function createFaultList(): FaultList {
  const faults: Counted<Fault>[] = [];
  const failures: Counted<Failure>[] = [];
  const failing = new Map<string, TaskFailure>();
  const hanging = new Set<Response>();
  const stopping = new AbortController();
  return {
    addFault: (fault) => void faults.push({ item: fault, left: fault.times }),
    addFailure: (failure) => void failures.push({ item: failure, left: failure.times }),
    takeFault: (method, path) =>
      take(faults, (fault) => (fault.method ?? method) === method && path.includes(fault.path ?? '')),
    takeFailure: (modelId) =>
      failing.get(modelId) ?? take(failures, (failure) => (failure.model ?? modelId) === modelId),
    failModel: (modelId, failure) => {
      if (failure === null) failing.delete(modelId);
      else failing.set(modelId, failure);
    },
    isFailing: (modelId) => failing.has(modelId),
    clear: () => {
      faults.length = 0;
      failures.length = 0;
      failing.clear();
    },
    hang: (response) => {
      hanging.add(response);
      response.once('close', () => hanging.delete(response));
    },
    stopped: stopping.signal,
    stop: () => {
      stopping.abort();
      for (const response of hanging) response.destroy();
    },
  };
}
