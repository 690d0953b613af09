/** One GET for a result: checked address, pinned connection, redirects checked like the first URL. */
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { AppError } from '../../shared/errors.ts';
import { checkedAddresses, pinnedLookup, type Resolve } from './result-address.ts';

export interface RequestOptions {
  /** Also plain http, and addresses that are not public: for the local stand. */
  readonly allowPrivateHosts: boolean;
  readonly resolve: Resolve;
  readonly maxRedirects: number;
  /** Ends everything, the body included. */
  readonly signal: AbortSignal;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

function refused(refusal: 'address' | 'redirects' | 'encoding', message: string): AppError {
  return new AppError('RESULT_REFUSED', message, { details: { refusal } });
}

/** The answer's status is 200. Rejects with RESULT_REFUSED or RESULT_UNAVAILABLE. */
export async function requestResult(address: string, options: RequestOptions): Promise<IncomingMessage> {
  let url = checkedUrl(address, undefined, options.allowPrivateHosts);
  for (let redirects = 0; ; redirects += 1) {
    const response = await get(url, options);
    const status = response.statusCode ?? 0;
    if (status === 200) return checkedEncoding(response);
    response.destroy();
    if (!REDIRECTS.has(status)) {
      throw new AppError('RESULT_UNAVAILABLE', `the result's host answered ${status}`, { details: { status } });
    }
    if (redirects >= options.maxRedirects) throw refused('redirects', 'the result is behind too many redirects');
    url = checkedUrl(response.headers.location ?? '', url, options.allowPrivateHosts);
  }
}

function checkedUrl(address: string, base: URL | undefined, allowPrivate: boolean): URL {
  const url = URL.parse(address, base?.href);
  const isAllowed = url?.protocol === 'https:' || (allowPrivate && url?.protocol === 'http:');
  if (url === null || !isAllowed || url.username !== '' || url.password !== '') {
    throw refused('address', "the result's address is not one that may be fetched");
  }
  return url;
}

async function get(url: URL, options: RequestOptions): Promise<IncomingMessage> {
  const addresses = await checkedAddresses(url, options.resolve, options.allowPrivateHosts);
  const { request } = url.protocol === 'https:' ? https : http;
  return await new Promise((resolve, reject) => {
    const call = request(url, {
      lookup: pinnedLookup(addresses),
      agent: false, // a pooled connection would be to an address that nobody checked for this name
      signal: options.signal,
      headers: {
        accept: '*/*',
        'accept-encoding': 'identity',
        'user-agent': 'Mozilla/5.0 (compatible; kie-ai-bot/1.0)',
      },
    });
    call.once('response', resolve);
    call.on('error', (error) => {
      reject(new AppError('RESULT_UNAVAILABLE', "no answer from the result's host", { cause: error }));
    });
    call.end();
  });
}

/** Compressed bytes were not asked for, and unpacking a stranger's is how small files become huge. */
function checkedEncoding(response: IncomingMessage): IncomingMessage {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return response;
  response.destroy();
  throw refused('encoding', 'the result came compressed');
}
