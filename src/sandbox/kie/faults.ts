/** Middleware: applies the fault that waits for this request. */
import type { NextFunction, Request, Response } from 'express';
import { sleep } from '../../shared/clock.ts';
import { refuse } from './envelope.ts';
import { replyWithPage, traceOf } from './reply.ts';
import type { Fault } from './settings.ts';
import type { World } from './world.ts';

async function apply(
  fault: Fault,
  world: World,
  request: Request,
  response: Response,
  next: NextFunction,
): Promise<void> {
  switch (fault.behaviour) {
    case undefined:
      refuse(response, fault.code, fault.msg, fault.httpStatus ?? 200);
      return;
    case 'hang':
      world.faults.hang(response);
      return;
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'html':
      replyWithPage(response, fault.httpStatus);
      return;
    case 'empty':
      response.status(fault.httpStatus ?? 200).end();
      return;
    case 'delay':
      await sleep(fault.delayMs, world.faults.stopped);
      next();
      return;
    default:
      // The work is done first; `reply` spoils the answer.
      if (fault.behaviour === 'accept-then-hang') world.faults.hang(response);
      traceOf(response).fault = fault;
      next();
  }
}

export function faultMiddleware(world: () => World) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const now = world();
    const fault = now.faults.takeFault(request.method, request.path);
    if (fault === undefined) next();
    else await apply(fault, now, request, response, next);
  };
}
