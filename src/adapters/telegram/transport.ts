/** What the Telegram library sends its calls through, in place of `fetch`. */
import { readText, request } from '../http/request.ts';

/** A hundred updates, the most that Telegram hands out at once, are far from it. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Of an answer the library takes its status and its text, of a body it makes a form or a stream. */
export const sendCall: typeof fetch = async (input, init = {}) => {
  const { body, headers, signal } = init;
  const response = await request(input as string, {
    method: 'POST',
    headers: headers as Record<string, string>,
    body: body instanceof ReadableStream ? body : (body as URLSearchParams).toString(),
    signal: signal ?? undefined,
  });
  const text = async (): Promise<string> => {
    const whole = await readText(response, MAX_ANSWER_BYTES);
    if (whole === null) throw new Error('the answer is larger than any of Telegram');
    return whole;
  };
  return { status: response.statusCode ?? 0, text } as Response;
};
