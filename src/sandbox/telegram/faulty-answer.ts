/** The broken answers that a network, a proxy or a tired server gives. */
import { once } from 'node:events';
import type { Response } from 'express';
import { ApiError, errorBody, tooManyRequests } from './api-error.ts';
import type { SimFault } from './fault-contract.ts';

export interface Answer {
  /** 0: nothing was answered. */
  readonly status: number;
  readonly body: unknown;
}

const NOTHING: Answer = { status: 0, body: null };

function orderedError(fault: SimFault): Answer {
  const code = fault.errorCode ?? (fault.retryAfter === undefined ? (fault.status ?? 500) : 429);
  const text =
    fault.description ?? (code === 429 ? tooManyRequests(fault.retryAfter ?? 1).message : 'Internal Server Error');
  const retryAfter = code === 429 ? (fault.retryAfter ?? 1) : fault.retryAfter;
  return { status: fault.status ?? code, body: errorBody(new ApiError(code, text, retryAfter)) };
}

const gateway = (status: number): string =>
  `<html>\r\n<head><title>${status} Bad Gateway</title></head>\r\n<body>\r\n<center><h1>${status} Bad Gateway</h1></center>\r\n` +
  '<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n';

async function waitForAbort(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

function sendHalf(response: Response, body: unknown): void {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.req.socket.destroy());
}

function sendPage(response: Response, status: number): Answer {
  response.status(status).type('html').send(gateway(status));
  return { status, body: null };
}

/** Answers as the fault says and tells what was answered. `answer` is what the call really did, if it was carried out. */
export async function sendFaultyAnswer(
  response: Response,
  fault: SimFault,
  answer: Answer,
  signal: AbortSignal,
): Promise<Answer> {
  const done = { status: 0, body: answer.body };
  switch (fault.behaviour) {
    case 'error': {
      const error = orderedError(fault);
      response.status(error.status).json(error.body);
      return error;
    }
    case 'html':
      return sendPage(response, fault.status ?? 502);
    case 'empty':
      response.status(200).type('json').end();
      return { status: 200, body: null };
    case 'hang':
      await waitForAbort(signal);
      return NOTHING;
    case 'reset':
      response.req.socket.resetAndDestroy();
      return NOTHING;
    case 'accept-then-drop':
      response.req.socket.destroy();
      return done;
    case 'truncated':
      sendHalf(response, answer.body);
      return { ...done, status: 200 };
    case 'delay':
      return answer;
  }
}
