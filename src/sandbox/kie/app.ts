/** The routes, the journal of calls, and the answers to what fits nowhere. */
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { catalogRouter } from './catalog.ts';
import { controlRouter } from './control.ts';
import { refuse } from './envelope.ts';
import { faultMiddleware } from './faults.ts';
import { jobsRouter } from './jobs.ts';
import { traceOf } from './reply.ts';
import { filesRouter } from './serve-files.ts';
import { uploadsRouter } from './uploads.ts';
import type { Call, World } from './world.ts';

interface AppDeps {
  readonly world: () => World;
  readonly reset: () => void;
}

/** Base64 uploads are the largest JSON there is. */
const JSON_LIMIT = '64mb';

/** Uploads in base64 are megabytes that no test looks at. */
const WITHOUT_BODY = '/api/file-base64-upload';
/** A stand may run for days. */
const MOST_CALLS = 10_000;

function journal(world: () => World) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const { calls, now } = world();
    const { method, originalUrl: path } = request;
    const call: Call = { at: now(), method, path, body: null, userId: undefined, httpStatus: null, code: undefined };
    calls.push(call);
    if (calls.length > MOST_CALLS) calls.shift();
    response.once('close', () => {
      const body: unknown = request.path === WITHOUT_BODY ? undefined : request.body;
      const { code, userId } = traceOf(response);
      call.body = body ?? null;
      call.userId = userId;
      call.code = code;
      if (response.writableFinished) call.httpStatus = response.statusCode;
    });
    next();
  };
}

export function createKieApp({ world, reset }: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const json = express.json({ limit: JSON_LIMIT });
  app.use('/sim', json);
  app.use(controlRouter(world, reset));
  app.use(journal(world));
  app.use(faultMiddleware(world));
  app.use(json);
  app.use(jobsRouter(world));
  app.use(catalogRouter(world));
  app.use(uploadsRouter(world));
  app.use(filesRouter(world));
  app.use((_request: Request, response: Response) => {
    refuse(response, 404, undefined, 404);
  });
  // Express knows an error handler by its four parameters.
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const isBadBody = error instanceof Error && 'status' in error && error.status === 400;
    if (isBadBody) refuse(response, 400);
    else refuse(response, 500, error instanceof Error ? error.message : 'unknown');
  });
  return app;
}
