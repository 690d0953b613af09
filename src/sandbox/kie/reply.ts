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

export function reply(response: Response, { httpStatus, headers, body }: Reply): void {
  const behaviour = traceOf(response).fault?.behaviour;
  if (behaviour === 'accept-then-drop') {
    response.destroy();
    return;
  }
  response.status(httpStatus);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (behaviour === 'truncated') sendHalf(response, body);
  else response.end(body);
}
