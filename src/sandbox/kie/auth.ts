/** Who asks. */
import type { Request, Response } from 'express';
import type { Account } from './accounts.ts';
import { traceOf } from './reply.ts';
import type { World } from './world.ts';

/** The account behind a request, noted for the journal; undefined when the key is missing, short or revoked. */
export function accountOf(world: World, request: Request, response: Response): Account | undefined {
  const account = world.accounts.ofHeader(request.get('authorization'));
  if (account !== undefined) traceOf(response).userId = account.userId;
  return account;
}
