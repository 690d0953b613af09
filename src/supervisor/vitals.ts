/** What a heartbeat carries about the process itself. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Vitals {
  /** 99th percentile of the event loop's delay since the last reading, in milliseconds. */
  readonly loopDelayMs: number;
  readonly rssBytes: number;
}

export interface VitalsSource {
  readonly read: () => Vitals;
  readonly close: () => void;
}

const RESOLUTION_MS = 20;
const NS_PER_MS = 1e6;

export function measureVitals(): VitalsSource {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return {
    read: () => {
      // The histogram holds whole intervals of its timer: an idle loop shows the resolution, not zero.
      const p99Ms = delay.count === 0 ? 0 : delay.percentile(99) / NS_PER_MS - RESOLUTION_MS;
      delay.reset();
      return { loopDelayMs: Math.max(0, Math.round(p99Ms * 10) / 10), rssBytes: process.memoryUsage.rss() };
    },
    close: () => void delay.disable(),
  };
}
