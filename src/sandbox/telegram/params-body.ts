/** Reads query string and body (urlencoded, JSON or multipart) into one set of parameters. */
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import type { Request } from 'express';
import { ApiError, badRequest } from './api-error.ts';
import { Params, type Upload } from './params.ts';

/** Uploads end at 50 MB; the rest of the request is text. */
const UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024;
const TEXT_LIMIT_BYTES = 2 * 1024 * 1024;

const tooLarge = (): ApiError => new ApiError(413, 'Request Entity Too Large');

async function readAll(request: Request, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is still read, so that the caller sees the answer instead of a cut connection.
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) throw tooLarge();
  return Buffer.concat(chunks);
}

export interface MultipartForm {
  readonly fields: readonly (readonly [string, string])[];
  readonly files: readonly (readonly [string, Upload])[];
}

const broken = (): ApiError => badRequest("can't parse multipart form");

function createParser(request: Request): busboy.Busboy {
  try {
    // busboy calls a file that is exactly as long as its limit too long.
    const limits = { fileSize: UPLOAD_LIMIT_BYTES + 1, fieldSize: TEXT_LIMIT_BYTES };
    return busboy({ headers: request.headers, defParamCharset: 'utf8', limits });
  } catch {
    throw broken(); // Such as a content type without a boundary.
  }
}

/** Rejects with the API's 413 when one file is over the limit, with 400 when the body is broken. */
export async function readMultipart(request: Request): Promise<MultipartForm> {
  const parser = createParser(request);
  const fields: [string, string][] = [];
  const files: [string, Upload][] = [];
  const overlong: string[] = [];
  parser.on('field', (name, value) => fields.push([name, value]));
  parser.on('file', (name, stream, { filename, mimeType }) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('limit', () => overlong.push(name));
    stream.on('error', () => undefined); // the caller hung up in the middle: the parser says so too
    stream.on('end', () => files.push([name, { fileName: filename ?? '', mimeType, bytes: Buffer.concat(chunks) }]));
  });
  try {
    await pipeline(request, parser);
  } catch {
    throw broken();
  }
  if (overlong.length > 0) throw tooLarge();
  return { fields, files };
}

function parseJsonBody(text: string): [string, unknown][] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw badRequest("can't parse request body JSON");
  }
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw badRequest('object expected as request body');
  }
  return Object.entries(body);
}

export async function readParams(request: Request): Promise<Params> {
  const query = [...new URL(request.url, 'http://localhost').searchParams];
  const type = request.headers['content-type'] ?? '';
  if (/^multipart\/form-data/i.test(type)) {
    const { fields, files } = await readMultipart(request);
    return new Params(new Map<string, unknown>([...query, ...fields]), new Map(files));
  }
  const text = (await readAll(request, TEXT_LIMIT_BYTES)).toString('utf8');
  if (text === '') return new Params(new Map(query));
  if (/^application\/json/i.test(type)) return new Params(new Map([...query, ...parseJsonBody(text)]));
  return new Params(new Map([...query, ...new URLSearchParams(text)]));
}
