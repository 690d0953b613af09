/** Results, uploads and download links: GET and HEAD, single ranges (players ask for them), 404 once expired. */
import { Router, type Request, type Response } from 'express';
import { reply } from './reply.ts';
import type { World } from './world.ts';

interface Slice {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

function sliceOf(range: string | undefined, size: number): Slice | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start <= end ? { start, end } : undefined;
}

export function filesRouter(world: () => World): Router {
  const router = Router();
  router.get(/^\/(results|kieai|download)\//, async (request: Request, response: Response) => {
    const file = world().files.find(request.originalUrl);
    if (file === undefined) {
      reply(response, { httpStatus: 404, headers: { 'Content-Type': 'text/plain' }, body: 'Not Found' });
      return;
    }
    const bytes = await file.body();
    const headers = { 'Content-Type': file.contentType, 'Accept-Ranges': 'bytes' };
    const slice = sliceOf(request.get('range'), bytes.length);
    if (slice === undefined) {
      reply(response, { httpStatus: 200, headers: { ...headers, 'Content-Length': bytes.length }, body: bytes });
      return;
    }
    const { start, end } = slice;
    const partial = {
      ...headers,
      'Content-Length': end - start + 1,
      'Content-Range': `bytes ${start}-${end}/${bytes.length}`,
    };
    reply(response, { httpStatus: 206, headers: partial, body: bytes.subarray(start, end + 1) });
  });
  return router;
}
