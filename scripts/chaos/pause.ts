/** Waits in wall-clock time, as the schedule's steps are given. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Until this moment, in epoch milliseconds; at once when it is past. */
export async function until(at: number): Promise<void> {
  await sleep(Math.max(0, at - Date.now()));
}
