import type { Found, ReconcileDeps } from './checks.ts';

const FEW = 5;

/** Jobs that were given up; they stay until an admin sends them back or drops them. */
export async function reconcileDeadLetters({ deadLetters }: Pick<ReconcileDeps, 'deadLetters'>): Promise<Found> {
  const count = await deadLetters.count();
  const letters = count === 0 ? [] : await deadLetters.list(FEW);
  return { count, examples: letters.map(({ queue, about, code }) => `${queue} ${about} ${code ?? ''}`.trim()) };
}
