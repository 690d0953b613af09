/** The upload host: three ways in, one answer. Files are served by the sandbox itself until they expire. */
import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import type { Account } from './accounts.ts';
import { accountOf } from './auth.ts';
import { uploaded, uploadRefused } from './envelope.ts';
import { extensionOf, mediaTypeOf } from './media-type.ts';
import { readMultipart } from './multipart.ts';
import type { World } from './world.ts';

interface Upload {
  readonly bytes: Buffer;
  readonly uploadPath: string;
  readonly fileName: string | undefined;
  /** What the caller or the source says it is. */
  readonly declaredType: string | undefined;
}

/** Thrown by a reader and answered with its code, as HTTP status too. */
class Refusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const Text = z.string().min(1);
const FETCH_TIMEOUT_MS = 30_000;

function required(body: unknown, name: string): string {
  const found = z.record(z.string(), z.unknown()).safeParse(body).data?.[name];
  const text = Text.safeParse(found);
  if (!text.success) throw new Refusal(400, `Missing required parameter: ${name}`);
  return text.data;
}

function optional(body: unknown, name: string): string | undefined {
  return Text.safeParse(z.record(z.string(), z.unknown()).safeParse(body).data?.[name]).data;
}

const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

function readBase64(request: Request): Upload {
  const data = required(request.body, 'base64Data');
  const uploadPath = required(request.body, 'uploadPath');
  const [, declared, inDataUrl] = /^data:([^;,]+)?(?:;[^,]*)?,(.*)$/s.exec(data) ?? [];
  const base64 = inDataUrl ?? data;
  if (!BASE64.test(base64)) throw new Refusal(400, 'Base64 decoding failed: Invalid Base64 format');
  const declaredType = declared ?? optional(request.body, 'mimeType');
  return {
    bytes: Buffer.from(base64, 'base64'),
    uploadPath,
    fileName: optional(request.body, 'fileName'),
    declaredType,
  };
}

async function readUrl(request: Request): Promise<Upload> {
  const fileUrl = required(request.body, 'fileUrl');
  const uploadPath = required(request.body, 'uploadPath');
  let source;
  try {
    source = await fetch(fileUrl, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  } catch {
    throw new Refusal(500, 'Failed to download the file from the url');
  }
  const bytes = Buffer.from(await source.arrayBuffer());
  if (!source.ok) throw new Refusal(500, `Failed to download the file from the url: HTTP ${source.status}`);
  const declaredType = source.headers.get('content-type')?.split(';')[0];
  return { bytes, uploadPath, fileName: optional(request.body, 'fileName'), declaredType };
}

async function readStream(request: Request): Promise<Upload> {
  let form;
  try {
    form = await readMultipart(request);
  } catch {
    throw new Refusal(400, 'Missing required parameter: file');
  }
  const { file, fields } = form;
  if (file === undefined) throw new Refusal(400, 'Missing required parameter: file');
  return {
    bytes: file.bytes,
    uploadPath: required(fields, 'uploadPath'),
    fileName: optional(fields, 'fileName'),
    declaredType: file.mimeType,
  };
}

/** Like `1776488469865-2d25qim1p88.jpg`, what the original calls a file that comes without a name. */
function inventName(world: World, mediaType: string): string {
  return `${world.now()}-${Math.random().toString(36).slice(2, 13)}${extensionOf(mediaType)}`;
}

function keep(world: World, account: Account, upload: Upload): Record<string, unknown> {
  const mimeType = mediaTypeOf(upload.bytes, upload.fileName ?? '', upload.declaredType);
  const fileName = upload.fileName ?? inventName(world, mimeType);
  const folder = upload.uploadPath.replace(/^\/+|\/+$/g, '');
  const filePath = `kieai/${account.userId}/${folder}/${fileName}`;
  const encoded = filePath.split('/').map(encodeURIComponent).join('/');
  const downloadUrl = world.files.put(`/${encoded}`, {
    contentType: mimeType,
    expiresAt: world.now() + world.settings().uploadTtlMs,
    body: () => Promise.resolve(upload.bytes),
  });
  const uploadedAt = new Date(world.now()).toISOString();
  return { success: true, fileName, filePath, downloadUrl, fileSize: upload.bytes.length, mimeType, uploadedAt };
}

type Reader = (request: Request) => Upload | Promise<Upload>;

function uploadHandler(world: () => World, read: Reader) {
  return async (request: Request, response: Response): Promise<void> => {
    const account = accountOf(world(), request, response);
    if (account === undefined) {
      uploadRefused(response, 401, 'Authentication failed: Invalid API Key');
      return;
    }
    try {
      uploaded(response, keep(world(), account, await read(request)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      uploadRefused(response, error.code, error.message);
    }
  };
}

export function uploadsRouter(world: () => World): Router {
  const router = Router();
  const paths = ['/api/file-stream-upload', '/api/file-base64-upload', '/api/file-url-upload'] as const;
  router.post(paths[0], uploadHandler(world, readStream));
  router.post(paths[1], uploadHandler(world, readBase64));
  router.post(paths[2], uploadHandler(world, readUrl));
  router.all([...paths], (_request: Request, response: Response) => {
    uploadRefused(response, 405, 'Method not allowed');
  });
  return router;
}
