/** Reads a multipart body: its fields, and the part called `file`. */
import busboy from 'busboy';
import type { Request } from 'express';

export interface MultipartFile {
  readonly bytes: Buffer;
  readonly mimeType: string;
}

export interface Multipart {
  readonly fields: Readonly<Record<string, string>>;
  /** Undefined when no part is called `file`. */
  readonly file: MultipartFile | undefined;
}

/** Rejects when the body is not well-formed multipart. */
export function readMultipart(request: Request): Promise<Multipart> {
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = {};
    let file: MultipartFile | undefined;
    const parser = busboy({ headers: request.headers });
    parser.on('field', (name, value) => {
      fields[name] = value;
    });
    parser.on('file', (name, stream, { mimeType }) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (name === 'file') file = { bytes: Buffer.concat(chunks), mimeType };
      });
    });
    parser.on('close', () => resolve({ fields, file }));
    parser.on('error', reject);
    request.once('close', () => {
      if (!request.complete) reject(new Error('the upload was cut off'));
    });
    request.pipe(parser);
  });
}
