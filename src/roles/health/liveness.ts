import type { Supervision } from './supervision.ts';

/**
 * Whether a restart of the whole service would help. A platform reads the answer as "restart me", so a database, a
 * Telegram or a lease that is away must not count, nor a child that the supervisor is looking after: only a supervisor
 * that looks after nobody any more. Before its first report it is starting, which a restart would only prolong.
 */
export function needsRestart(supervision: Supervision, silenceLimitMs: number): boolean {
  if (supervision.isGivingUp) return true;
  return supervision.silentForMs !== null && supervision.silentForMs > silenceLimitMs;
}
