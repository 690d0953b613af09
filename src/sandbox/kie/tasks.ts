/** The tasks: created, carried through their states by the clock, billed on success only. */
import { randomUUID } from 'node:crypto';
import type { Account } from './accounts.ts';
import type { SandboxModel } from './models.ts';
import type { JsonObject } from './order.ts';
import type { Settings } from './settings.ts';

export type TaskState = 'waiting' | 'queuing' | 'generating' | 'success' | 'fail';

export interface TaskFailure {
  readonly failCode: string;
  readonly failMsg: string;
}

/** A piece of music as Suno's models tell it. */
export interface Track {
  readonly id: string;
  readonly audio_url: string;
  readonly stream_audio_url: string;
  readonly image_url: string;
  readonly prompt: string;
  readonly model_name: string;
  readonly title: string;
  readonly tags: string;
  readonly createTime: number;
  /** Seconds. */
  readonly duration: number;
}

export interface TaskResult {
  readonly resultUrls?: readonly string[];
  readonly resultObject?: JsonObject;
  readonly data?: readonly Track[];
  readonly firstFrameUrl?: readonly string[];
  readonly lastFrameUrl?: readonly string[];
}

/** One try to deliver a callback, as the journal shows it. */
export interface CallbackTry {
  readonly at: number;
  /** HTTP status of the answer, or why there was none. */
  readonly outcome: number | 'unreachable' | 'timeout';
}

export interface Task {
  readonly taskId: string;
  readonly account: Account;
  readonly model: SandboxModel;
  readonly input: JsonObject;
  readonly callBackUrl: string | undefined;
  readonly createTime: number;
  readonly dueAt: number;
  /** The task that this one goes on from. */
  readonly earlier: Task | undefined;
  /** Credits that a success costs. */
  readonly price: number;
  readonly plannedFailure: TaskFailure | undefined;
  state: TaskState;
  updateTime: number;
  completeTime: number | null;
  failure: TaskFailure | undefined;
  result: TaskResult | undefined;
  creditsConsumed: number;
  readonly callbackTries: CallbackTry[];
}

export interface NewTask {
  readonly account: Account;
  readonly model: SandboxModel;
  readonly input: JsonObject;
  readonly callBackUrl: string | undefined;
  readonly earlier: Task | undefined;
  readonly price: number;
  readonly plannedFailure: TaskFailure | undefined;
}

export interface Tasks {
  readonly create: (task: NewTask) => Task;
  /** The task as it is at this moment of the clock. */
  readonly find: (taskId: string) => Task | undefined;
  readonly all: () => readonly Task[];
  /** Credits that the account's running tasks will cost, should all of them succeed. */
  readonly reserved: (account: Account) => number;
  /** Carries every running task to where the clock says it is. */
  readonly advance: () => void;
  readonly stop: () => void;
}

interface TasksDeps {
  readonly now: () => number;
  readonly settings: () => Settings;
  readonly makeResult: (task: Task) => TaskResult;
  readonly onFinished: (task: Task) => void;
}

/** The clock may be a test's own, so real time only tells when to look at it again. */
const TICK_MS = 20;

const isRunning = (task: Task): boolean => task.state !== 'success' && task.state !== 'fail';

/** The first seventh waits, the second queues (where `queuing` is on), the rest generates. */
function runningState(task: Task, at: number, queuing: boolean): TaskState {
  const share = (at - task.createTime) / Math.max(1, task.dueAt - task.createTime);
  if (share < 1 / 7) return 'waiting';
  return queuing && share < 2 / 7 ? 'queuing' : 'generating';
}

export function createTasks(deps: TasksDeps): Tasks {
  const tasks = new Map<string, Task>();
  const running = new Set<Task>();

  const finish = (task: Task, at: number): void => {
    running.delete(task);
    task.completeTime = at;
    task.updateTime = at;
    task.failure = task.plannedFailure;
    task.state = task.plannedFailure === undefined ? 'success' : 'fail';
    if (task.state === 'success') {
      task.result = deps.makeResult(task);
      task.creditsConsumed = task.price;
      task.account.balance = Math.round((task.account.balance - task.price) * 1_000) / 1_000;
    }
    deps.onFinished(task);
  };
  const advanceOne = (task: Task): void => {
    const at = deps.now();
    if (at >= task.dueAt) {
      finish(task, at);
      return;
    }
    const state = runningState(task, at, deps.settings().queuing);
    if (state === task.state) return;
    task.state = state;
    task.updateTime = at;
  };
  const advance = (): void => {
    for (const task of [...running]) advanceOne(task);
  };
  const ticker = setInterval(advance, TICK_MS);

  return {
    create: (given) => {
      const createTime = deps.now();
      const task: Task = {
        ...given,
        taskId: randomUUID().replaceAll('-', ''),
        createTime,
        dueAt: createTime + deps.settings().latencyMs,
        state: 'waiting',
        updateTime: createTime,
        completeTime: null,
        failure: undefined,
        result: undefined,
        creditsConsumed: 0,
        callbackTries: [],
      };
      tasks.set(task.taskId, task);
      running.add(task);
      return task;
    },
    find: (taskId) => {
      const task = tasks.get(taskId);
      if (task !== undefined && isRunning(task)) advanceOne(task);
      return task;
    },
    all: () => [...tasks.values()],
    reserved: (account) => [...running].reduce((sum, task) => sum + (task.account === account ? task.price : 0), 0),
    advance,
    stop: () => clearInterval(ticker),
  };
}
