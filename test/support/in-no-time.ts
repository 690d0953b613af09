/** For patterns that meet texts of strangers: one that tries a text in many ways takes ever longer, then for ever. */
import assert from 'node:assert/strict';

/** A hundred times what a linear look takes, on the processor's clock, which a busy machine does not move. */
const MOST_MICROSECONDS = 500_000;

/** Give the sizes from small to large, so that what never ends is found before it does not. */
export async function assertInNoTime(sizes: readonly number[], look: (size: number) => unknown): Promise<void> {
  for (const size of sizes) {
    const before = process.cpuUsage();
    await look(size);
    const { user } = process.cpuUsage(before);
    assert.ok(user < MOST_MICROSECONDS, `size ${size}: ${user} µs`);
  }
}
