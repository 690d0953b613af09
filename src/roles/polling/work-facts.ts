/** A stored generation as the dialog knows it. */
import type { FileFacts } from '../../domain/catalog/file-ref.ts';
import type { GenerationFacts, WorkFile } from '../../domain/chat/contract.ts';
import type { DeliveredMessage, Generation, ResultFile } from '../../domain/generation/generation.ts';

const MEDIA_OF: Readonly<Partial<Record<DeliveredMessage['kind'], FileFacts['media']>>> = {
  photo: 'image',
  video: 'video',
  animation: 'video',
  audio: 'audio',
  voice: 'audio',
};

/** `userId`: who asks. */
export function workFacts(
  { isInputErased, results, sent, createdAt, ...facts }: Generation,
  userId: number,
): GenerationFacts {
  const { id, modelId, input, state } = facts;
  const files = state === 'delivered' ? (results?.files ?? []) : [];
  return {
    ...{ id, modelId, input, state, isInputErased, createdAt: createdAt.getTime() },
    isForeign: facts.userId !== userId,
    files: files.flatMap((file, index) => workFile(file, index, sent[index] ?? null)),
  };
}

/** Nothing for what Telegram took in no form: what it is was never told. */
function workFile(file: ResultFile, index: number, message: DeliveredMessage | null): WorkFile[] {
  const media = message === null ? undefined : mediaOf(message);
  if (message === null || media === undefined) return [];
  const { mime, bytes, width, height } = message;
  const seconds = message.seconds ?? file.seconds ?? undefined;
  return [
    { ...{ index, media, mime, bytes, width, height, seconds }, title: file.title, isTrack: file.trackId !== null },
  ];
}

function mediaOf({ kind, mime }: DeliveredMessage): FileFacts['media'] | undefined {
  if (kind !== 'document') return MEDIA_OF[kind];
  const family = mime?.split('/')[0];
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'document';
}
