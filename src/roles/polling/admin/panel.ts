/** One step of the panel: the right is checked, the action made, the page loaded and drawn. */
import type { OutboxMessage } from '../../../adapters/postgres/outbox.ts';
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import { editPayload, textPayload } from '../../../adapters/telegram/view.ts';
import type { AdminPage } from '../../../domain/admin/page.ts';
import type { Look } from '../../../domain/admin/page-rules.ts';
import { drawPage, settlePage } from '../../../domain/admin/rules.ts';
import { screenButton } from '../../../domain/chat/buttons.ts';
import type { Effect, View } from '../../../domain/chat/contract.ts';
import { paragraphs } from '../../../domain/chat/html.ts';
import { AppError } from '../../../shared/errors.ts';
import { act } from './act.ts';
import type { AdminDeps } from './deps.ts';
import { loadPage } from './load.ts';

interface Visitor {
  readonly chatId: number;
  readonly userId: number;
  readonly screenRev: number;
  readonly look: Look;
}

async function draw(
  tx: Queryable,
  page: AdminPage,
  notice: string | null,
  who: Visitor,
  deps: AdminDeps,
): Promise<{ readonly view: View; readonly settled: AdminPage }> {
  const data = await loadPage(tx, page.page, page, deps);
  const settled = settlePage(page.page, page, data);
  const { text, rows } = drawPage(page.page, settled, data, who.look);
  const view = {
    text: paragraphs(notice, text),
    keyboard: rows.map((row) => row.map((key) => screenButton(key, who.screenRev))),
  };
  return { view, settled };
}

export async function panel(
  tx: Queryable,
  { request, notice, messageId }: Extract<Effect, { do: 'admin' }>,
  who: Visitor,
  deps: AdminDeps,
): Promise<{ readonly message: OutboxMessage; readonly page: AdminPage }> {
  const { chatId, userId, screenRev } = who;
  // The dialog has looked; this is the last door, and whoever stands here without the right came by a defect.
  if (!deps.admins.includes(userId) || chatId !== userId) {
    throw new AppError('UNEXPECTED', 'the panel was asked for by somebody else', { details: { userId, chatId } });
  }
  const acted = request.action === null ? null : await act(tx, request.action, userId, deps, who.look);
  const { view, settled: page } = await draw(tx, acted?.page ?? request.page, acted?.notice ?? notice, who, deps);
  const message = { chatId, purpose: 'reply', screenRev } as const;
  return messageId === null
    ? { page, message: { ...message, method: 'sendMessage', payload: textPayload(chatId, view) } }
    : { page, message: { ...message, method: 'editMessageText', payload: editPayload(chatId, messageId, view) } };
}
