/** The only way an answer leaves: it notes the outcome for the journal and obeys the fault chosen for the request. */
import type { Response } from 'express';
import type { Fault } from './settings.ts';

/** What is known of one request; lives in `response.locals`. */
export interface Trace {
  fault?: Fault;
  /** `code` of the envelope that was (or would have been) sent. */
  code?: number;
  userId?: number;
}

export const traceOf = (response: Response): Trace => response.locals as Trace;

interface Reply {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string | Buffer;
}

/** JSON is cut cleanly, so that it arrives but does not parse; a file is cut on the wire, short of its announced length. */
function sendHalf(response: Response, body: string | Buffer): void {
  const half = body.slice(0, Math.floor(body.length / 2));
  if (typeof half === 'string') {
    response.end(half);
    return;
  }
  response.setHeader('Content-Length', body.length);
  response.write(half, () => response.destroy());
}

const PROXY_PAGE = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>Bad gateway</body></html>';

export function replyWithPage(response: Response, httpStatus = 502): void {
  response.status(httpStatus).type('html').end(PROXY_PAGE);
}

export function reply(response: Response, { httpStatus, headers, body }: Reply): void {
  const { fault } = traceOf(response);
  switch (fault?.behaviour) {
    case 'accept-then-drop':
      response.destroy();
      return;
    case 'accept-then-hang':
      return;
    case 'accept-then-html':
      replyWithPage(response, fault.httpStatus);
      return;
    default:
      break;
  }
  response.status(httpStatus);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (fault?.behaviour === 'truncated') sendHalf(response, body);
  else response.end(body);
}
