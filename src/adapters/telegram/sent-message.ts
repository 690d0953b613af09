/** What Telegram says it made of a file: it may have turned it into another kind, and only its own word is kept. */
import type { DeliveredMessage } from '../../domain/generation/generation.ts';

export type MediaKind = 'photo' | 'video' | 'audio' | 'voice' | 'animation' | 'document';

interface FileLike {
  readonly file_id: string;
  readonly mime_type?: string;
  readonly file_size?: number;
  readonly width?: number;
  readonly height?: number;
  readonly duration?: number;
}

export interface SentLike {
  readonly message_id: number;
  readonly photo?: readonly FileLike[];
  readonly video?: FileLike;
  readonly audio?: FileLike;
  readonly voice?: FileLike;
  readonly animation?: FileLike;
  readonly document?: FileLike;
}

/** The animation before the document: Telegram names a GIF twice. */
const KINDS = ['video', 'audio', 'voice', 'animation', 'document'] as const;

/** `asked` is the kind where the answer names no file. */
export function sentMessage(message: SentLike, asked: MediaKind): DeliveredMessage {
  const messageId = message.message_id;
  const largest = message.photo?.at(-1);
  if (largest !== undefined) return { messageId, kind: 'photo', ...factsOf(largest) };
  for (const kind of KINDS) {
    const file = message[kind];
    if (file !== undefined) return { messageId, kind, ...factsOf(file) };
  }
  return { messageId, kind: asked, fileId: null };
}

function factsOf(file: FileLike): Omit<DeliveredMessage, 'messageId' | 'kind'> {
  const facts = {
    mime: file.mime_type,
    bytes: file.file_size,
    width: positive(file.width),
    height: positive(file.height),
    seconds: positive(file.duration),
  };
  return {
    fileId: file.file_id,
    ...Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)),
  };
}

/** Zero is how Telegram says that it does not know. */
const positive = (value: number | undefined): number | undefined => (value === 0 ? undefined : value);
