import type { Request } from 'express';
import type * as z from 'zod';
import type { Bot } from '../bot.ts';
import type { User } from '../model.ts';

/** A control request that cannot be carried out; the reason goes to the developer. */
export class SimError extends Error {
  override readonly name = 'SimError';
  readonly status: number;

  constructor(reason: string, status = 400) {
    super(reason);
    this.status = status;
  }
}

export function readBody<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new SimError(problems.join('; '));
}

/** A query parameter given once; undefined when absent. */
export function query(request: Request, name: string): string | undefined {
  const value = request.query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function knownUser(bot: Bot, id: number): User {
  const user = bot.users.get(id);
  if (user === undefined) throw new SimError(`bot ${bot.id} knows no user ${id}; add the user first`, 404);
  return user;
}
