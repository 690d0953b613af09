/** Work that belongs to no generation, by its kind. A handler is safe to run twice. */
import type { Errand, ErrandKind } from '../../adapters/queue/queues.ts';
import type { Outcome } from '../../domain/generation/outcome.ts';
import { AppError } from '../../shared/errors.ts';

export type Errands = Readonly<Partial<Record<ErrandKind, (id: string, traceId: string) => Promise<Outcome>>>>;

export async function runErrand({ kind, id, traceId }: Errand, errands: Errands): Promise<Outcome> {
  const handler = errands[kind];
  if (handler === undefined) {
    return { kind: 'dead', error: new AppError('UNEXPECTED', 'nobody does this errand', { details: { kind } }) };
  }
  return await handler(id, traceId);
}
