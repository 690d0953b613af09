import * as z from 'zod';
import type { Payment } from '../billing/payment.ts';
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
  /** KIE credits quoted at confirmation; null where only the operator's own price is known. */
  readonly credits: number | null;
  /** KIE credits that the task did cost; null until it has ended, and where KIE did not say. */
  readonly creditsConsumed: number | null;
  /** Frozen at confirmation; null in rows from before there was money. */
  readonly payment: Payment | null;
  readonly state: GenerationState;
  /** The message that shows the progress. */
  readonly progressMessageId: number | null;
  readonly results: Results | null;
  /**
   * The message of each result: the files in their order, then the text where that is a document. Null or absent = none
   * carries it, yet or ever.
   */
  readonly sent: readonly (DeliveredMessage | null)[];
  /** A send was under way when this was read: with no live sender, its outcome is unknown. */
  readonly sending: boolean;
  /** Sends whose outcome stayed unknown. */
  readonly unknownSends: number;
  readonly deadlineAt: Date;
  readonly createdAt: Date;
  readonly submittedAt: Date | null;
  readonly finishedAt: Date | null;
  /** It was kept as long as the operator wished; the input is empty since. */
  readonly isInputErased: boolean;
}

/** One file that KIE made. What is beside the address only music tells. */
export const ResultFile = z.object({
  url: z.string(),
  title: z.string().nullable(),
  coverUrl: z.string().nullable(),
  seconds: z.number().nullable(),
  /** KIE's id of the track, for models that go on from it. */
  trackId: z.string().nullable(),
});
export type ResultFile = Readonly<z.infer<typeof ResultFile>>;

export const Results = z.object({ files: z.array(ResultFile).readonly(), text: z.string().nullable() });
export type Results = Readonly<z.infer<typeof Results>>;

/** A message that carries a result, kept for ever: Telegram's `file_id` outlives KIE's links. */
export const DeliveredMessage = z.object({
  messageId: z.number(),
  fileId: z.string().nullable(),
  kind: z.enum(['photo', 'video', 'audio', 'voice', 'animation', 'document', 'link', 'text']),
  /** As Telegram told; what it did not tell is absent. */
  mime: z.string().optional(),
  bytes: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  seconds: z.number().optional(),
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
