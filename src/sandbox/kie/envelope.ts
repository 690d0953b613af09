/** KIE's answer: HTTP 200 nearly always, the real status in `code`. */
import type { Response } from 'express';
import { reply, traceOf } from './reply.ts';

/** Messages of the original, by code. */
const MESSAGES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'You do not have access permissions',
  402: 'The current credits are insufficient. Please top up.',
  404: 'Not Found',
  422: 'Validation Error',
  429: 'Your call frequency is too high. Please try again later.',
  433: 'The request limit of this key has been reached.',
  451: 'Failed to fetch the input file.',
  455: 'The server is under maintenance. Please try again later.',
  500: 'Server exception, please try again later.',
  501: 'Generation failed',
  505: 'This feature is switched off.',
};

export const UNKNOWN_MODEL =
  'The model name you specified is not supported. Please verify your input and use one of the supported models provided by KIE.';

export function messageOf(code: number): string {
  return MESSAGES[code] ?? 'Error';
}

function send(response: Response, body: { readonly code: number }, httpStatus: number): void {
  traceOf(response).code = body.code;
  // The header is the original's, character for character.
  reply(response, {
    httpStatus,
    headers: { 'Content-Type': 'application/json;charset=UTF-8' },
    body: JSON.stringify(body),
  });
}

export function ok(response: Response, data: unknown): void {
  const body = { code: 200, msg: 'success', data };
  send(response, body, 200);
}

export function refuse(response: Response, code: number, msg = messageOf(code), httpStatus = 200): void {
  // The documented body of a refused key has no `data`.
  const body = code === 401 ? { code, msg } : { code, msg, data: null };
  send(response, body, httpStatus);
}

/** The upload host adds `success`, and answers with real HTTP codes when it refuses. */
export function uploaded(response: Response, data: unknown): void {
  const body = { success: true, code: 200, msg: 'File uploaded successfully', data };
  send(response, body, 200);
}

export function uploadRefused(response: Response, code: number, msg: string): void {
  const body = { success: false, code, msg, data: null };
  send(response, body, code);
}
