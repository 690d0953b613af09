import { z } from 'zod';
import type { Language } from '../chat/contract.ts';
import type { ModelInput } from '../catalog/model.ts';
import type { GenerationState } from './lifecycle.ts';

/** A confirmed wish of a person, from the tap to its end. */
export interface Generation {
  /** Unguessable, `[a-z0-9]{12}`. */
  readonly id: string;
  readonly chatId: number;
  readonly userId: number;
  readonly traceId: string;
  readonly language: Language;
  readonly modelId: string;
  readonly input: ModelInput;
  /** KIE credits quoted at confirmation. */
  readonly credits: number;
  readonly state: GenerationState;
  /** The message that shows the progress. */
  readonly progressMessageId: number | null;
  readonly results: Results | null;
  /** Results that have been dealt with already, in their order; null = Telegram takes it in no form: give a link. */
  readonly sent: readonly (DeliveredMessage | null)[];
  /** A send was under way when this was read: with no live sender, its outcome is unknown. */
  readonly sending: boolean;
  /** Sends whose outcome stayed unknown. */
  readonly unknownSends: number;
  readonly deadlineAt: Date;
  readonly createdAt: Date;
  readonly submittedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface Results {
  readonly urls: readonly string[];
  readonly text: string | null;
}

/** A message that carries a result, kept for ever: Telegram's `file_id` outlives KIE's links. */
export const DeliveredMessage = z.object({
  messageId: z.number(),
  fileId: z.string().nullable(),
  kind: z.enum(['photo', 'video', 'audio', 'animation', 'document', 'link', 'text']),
});
export type DeliveredMessage = Readonly<z.infer<typeof DeliveredMessage>>;

/** One createTask call. */
export interface Attempt {
  /** Unguessable; the last part of the callback address. */
  readonly token: string;
  readonly generationId: string;
  readonly number: number;
  readonly taskId: string | null;
  readonly outcome: 'submitting' | 'unknown' | 'created' | 'refused';
  readonly createdAt: Date;
}
