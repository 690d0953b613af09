/**
 * Something that owns a timer, a socket, a pool or a process.
 * - `start` resolves when usable and rejects without leaving anything open.
 * - `stop` may be called before, during or after `start`, twice, or never; it does not reject.
 */
export interface Service {
  readonly name: string;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts in order; when one fails, what had started is stopped in reverse order and the error is thrown. */
export async function startAll(services: readonly Service[]): Promise<void> {
  const started: Service[] = [];
  try {
    for (const service of services) {
      started.push(service);
      await service.start();
    }
  } catch (error) {
    await stopAll(started);
    throw error;
  }
}

/** Stops in reverse order, one at a time. */
export async function stopAll(services: readonly Service[]): Promise<void> {
  for (const service of services.toReversed()) await service.stop();
}
