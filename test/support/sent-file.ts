import assert from 'node:assert/strict';
import type { Sim } from '../../src/sandbox/telegram/sim-client.ts';

/** A person sends a file; its id, as the bot knows it. */
export async function sentFile(sim: Sim, userId: number, file: Parameters<Sim['sendMedia']>[1]): Promise<string> {
  const { messageIds } = await sim.sendMedia(userId, file);
  const { messages } = await sim.transcript(userId);
  const fileId = messages.find(({ messageId }) => messageId === messageIds[0])?.media?.fileId;
  assert.ok(fileId !== undefined);
  return fileId;
}
