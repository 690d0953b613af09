/** Bodies of the control API; the meaning of each field stands in `contract.ts`. */
import * as z from 'zod';

const UserId = z.int().positive();

export const UserSpec = z.object({
  id: UserId,
  firstName: z.string().min(1).exactOptional(),
  lastName: z.string().exactOptional(),
  username: z.string().exactOptional(),
  languageCode: z.string().exactOptional(),
});

const MediaKind = z.enum(['photo', 'video', 'audio', 'voice', 'animation', 'document', 'video_note', 'sticker']);

const MediaSpec = z.object({
  kind: MediaKind,
  base64: z.base64(),
  fileName: z.string().exactOptional(),
  mimeType: z.string().exactOptional(),
  durationSeconds: z.number().exactOptional(),
  width: z.int().exactOptional(),
  height: z.int().exactOptional(),
});

export const MessageRequest = z.object({
  userId: UserId,
  chatId: z.int().exactOptional(),
  chatTitle: z.string().exactOptional(),
  text: z.string().exactOptional(),
  media: z.array(MediaSpec).max(10).exactOptional(),
  caption: z.string().exactOptional(),
  replyToMessageId: z.int().exactOptional(),
  editMessageId: z.int().exactOptional(),
});

export const MultipartMessage = z.object({
  userId: z.coerce.number().int().positive(),
  chatId: z.coerce.number().int().exactOptional(),
  chatTitle: z.string().exactOptional(),
  text: z.string().exactOptional(),
  caption: z.string().exactOptional(),
  replyToMessageId: z.coerce.number().int().exactOptional(),
  kind: MediaKind.exactOptional(),
  durationSeconds: z.coerce.number().exactOptional(),
});

export const TapRequest = z.object({
  userId: UserId,
  chatId: z.int().exactOptional(),
  label: z.string().min(1).exactOptional(),
  data: z.string().exactOptional(),
  messageId: z.int().exactOptional(),
  waitMs: z.number().min(0).exactOptional(),
});

export const PayRequest = z.object({
  userId: UserId,
  messageId: z.int().exactOptional(),
  link: z.string().exactOptional(),
});

export const RefundRequest = z.object({ chargeId: z.string() });
export const UpdateFault = z.object({
  kind: z.string().min(1),
  behaviour: z.enum(['lose', 'twice']),
  times: z.int().positive().exactOptional(),
});
export const BlockRequest = z.object({ userId: UserId, blocked: z.boolean() });
export const TokenRequest = z.object({ revoked: z.boolean() });
export const NextUpdateId = z.object({ updateId: z.int().positive() });
export const RawUpdate = z.object({
  updateId: z.int().positive().exactOptional(),
  update: z.record(z.string(), z.unknown()),
});
export const ResetRequest = z.object({ botId: z.string().exactOptional() });

export const FaultSpec = z.object({
  method: z.string().exactOptional(),
  botId: z.string().exactOptional(),
  behaviour: z
    .enum(['error', 'delay', 'hang', 'reset', 'html', 'empty', 'truncated', 'accept-then-drop'])
    .exactOptional(),
  status: z.int().min(200).max(599).exactOptional(),
  errorCode: z.int().exactOptional(),
  description: z.string().exactOptional(),
  retryAfter: z.int().min(0).exactOptional(),
  delayMs: z.number().min(0).exactOptional(),
  times: z.int().min(0).exactOptional(),
});
