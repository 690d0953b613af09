/** A message request in either of its two forms. */
import type { Request } from 'express';
import type { MediaKind } from '../contract.ts';
import { sniffMimeType } from '../files/sniff.ts';
import type { Upload } from '../params.ts';
import { readMultipart } from '../params-body.ts';
import { readBody, SimError } from './http.ts';
import type { MediaItem, MessageOrder } from './messages.ts';
import { MessageRequest, MultipartMessage } from './schemas.ts';

const MOST_FILES = 10;

function guessKind({ mimeType, bytes }: Upload): MediaKind {
  const type = sniffMimeType(bytes) ?? mimeType;
  if (type === 'image/gif') return 'animation';
  if (type === 'image/png' || type === 'image/jpeg' || type === 'image/webp') return 'photo';
  if (type === 'audio/ogg') return 'voice';
  if (type.startsWith('audio/')) return 'audio';
  return type.startsWith('video/') ? 'video' : 'document';
}

async function fromMultipart(request: Request): Promise<MessageOrder> {
  const { fields, files } = await readMultipart(request);
  const { kind, durationSeconds, ...order } = readBody(MultipartMessage, Object.fromEntries(fields));
  if (files.length > MOST_FILES) throw new SimError(`an album has at most ${MOST_FILES} items`);
  const media = files.map(([, upload]): MediaItem => ({
    ...{ kind: kind ?? guessKind(upload), bytes: upload.bytes },
    ...{ fileName: upload.fileName, mimeType: upload.mimeType },
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  }));
  return { ...order, media };
}

export async function readMessageOrder(request: Request): Promise<MessageOrder> {
  if (request.is('multipart/form-data') !== false) return await fromMultipart(request);
  const { media = [], ...order } = readBody(MessageRequest, request.body);
  return { ...order, media: media.map(({ base64, ...item }) => ({ ...item, bytes: Buffer.from(base64, 'base64') })) };
}
