/** How a task is told: recordInfo in its two shapes, and the callback. Key order follows the recordings of April 2026. */
import type { Settings } from './settings.ts';
import type { Task } from './tasks.ts';

/** JSON text whose `input` is JSON text again. */
function paramOf(task: Task): string {
  return JSON.stringify({
    ...(task.callBackUrl === undefined ? {} : { callBackUrl: task.callBackUrl }),
    input: JSON.stringify(task.input),
    model: task.model.id,
  });
}

const resultJsonOf = (task: Task): string => (task.result === undefined ? '' : JSON.stringify(task.result));

/** Whole seconds, whatever the documentation says: so it is in every recording. */
function costTimeOf(task: Task): number | null {
  return task.completeTime === null ? null : Math.round((task.completeTime - task.createTime) / 1_000);
}

function aprilRecord(task: Task): Record<string, unknown> {
  return {
    taskId: task.taskId,
    model: task.model.id,
    state: task.state,
    param: paramOf(task),
    resultJson: resultJsonOf(task),
    failCode: task.failure?.failCode ?? null,
    failMsg: task.failure?.failMsg ?? null,
    costTime: costTimeOf(task),
    completeTime: task.completeTime,
    createTime: task.createTime,
  };
}

/** 0 running, 1 success, 3 fail; 2 is reserved. */
function successFlagOf(task: Task): 0 | 1 | 3 {
  if (task.state === 'success') return 1;
  return task.state === 'fail' ? 3 : 0;
}

/** Suno's records do not tell what they cost. */
function creditsOf(task: Task): Record<string, number> {
  return task.model.id.startsWith('ai-music-api/') ? {} : { creditsConsumed: task.creditsConsumed };
}

/** `data` of a recordInfo answer. */
export function recordOf(task: Task, shape: Settings['shape']): Record<string, unknown> {
  if (shape === 'april') return aprilRecord(task);
  return {
    ...aprilRecord(task),
    updateTime: task.updateTime,
    successFlag: successFlagOf(task),
    ...creditsOf(task),
    response: task.result ?? null,
  };
}

/** The body of a callback. */
export function callbackOf(task: Task): Record<string, unknown> {
  const success = task.state === 'success';
  return {
    code: success ? 200 : 501,
    msg: success ? 'Playground task completed successfully.' : 'Playground task failed.',
    data: { ...aprilRecord(task), updateTime: task.updateTime, ...creditsOf(task) },
  };
}
