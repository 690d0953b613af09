/** What an admin does with a broadcast. A start and a resume leave the sending to an errand of the same transaction. */
import { randomUUID } from 'node:crypto';
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import { broadcastMessage } from '../../../adapters/telegram/broadcast-message.ts';
import type { BroadcastStep } from '../../../domain/admin/broadcast.ts';
import type { AdminPage, AdminPageAt } from '../../../domain/admin/page.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { Acted } from './acted.ts';
import type { BroadcastingDeps } from './deps.ts';

type Said = AdminPageAt<'broadcast'>['said'];

const pageOf = (id: number, said: Said = null): AdminPage => ({ page: 'broadcast', id, said, confirming: null });
const nothing = (page: AdminPage): Acted => ({ notice: null, page, changed: null });

export async function actOnBroadcast(
  tx: Queryable,
  step: BroadcastStep,
  adminId: number,
  deps: BroadcastingDeps,
): Promise<Acted> {
  const { broadcasts, queue } = deps;
  const send = (id: number): Promise<boolean> =>
    queue.errand(tx, { kind: 'broadcast', id: String(id), traceId: randomUUID() });
  const noted = (page: AdminPage, id: number, more: object = {}): Acted => {
    return { notice: null, page, changed: { do: step.do, broadcastId: id, ...more } };
  };
  switch (step.do) {
    case 'write': {
      const { text, photo } = step;
      const id = step.id ?? (await broadcasts.create(tx, adminId, { text, photo }));
      const isWritten = step.id === null || (await broadcasts.change(tx, id, { text, photo }));
      return isWritten ? noted(pageOf(id), id) : nothing(pageOf(id, 'changed'));
    }
    case 'audience':
    case 'button': {
      const { id } = step;
      const change = step.do === 'audience' ? { audience: step.audience } : { button: step.button };
      return (await broadcasts.change(tx, id, change)) ? noted(pageOf(id), id, change) : nothing(pageOf(id, 'changed'));
    }
    case 'preview':
      return await preview(tx, step.id, adminId, deps);
    case 'start': {
      const started = await broadcasts.start(tx, step.id, step.revision, adminId);
      if (!started.ok) return nothing(pageOf(step.id, started.why));
      await send(step.id);
      return noted(pageOf(step.id, 'started'), step.id, { total: started.total });
    }
    case 'stop':
      return (await broadcasts.stop(tx, step.id)) ? noted(pageOf(step.id), step.id) : nothing(pageOf(step.id));
    case 'resume': {
      const resumed = await broadcasts.resume(tx, step.id);
      if (resumed !== 'resumed') return nothing(pageOf(step.id, resumed === 'busy' ? 'busy' : null));
      await send(step.id);
      return noted(pageOf(step.id), step.id);
    }
    case 'discard': {
      const isGone = await broadcasts.discard(tx, step.id);
      const list: AdminPage = { page: 'broadcasts', from: 0 };
      return isGone ? noted(list, step.id) : nothing(pageOf(step.id, 'changed'));
    }
    default:
      return assertNever(step);
  }
}

/** The very message that everybody gets, in the words of this admin. */
async function preview(tx: Queryable, id: number, adminId: number, deps: BroadcastingDeps): Promise<Acted> {
  const { broadcasts, people, texts, outbox } = deps;
  const broadcast = await broadcasts.get(tx, id);
  if (broadcast === null) return nothing(pageOf(id));
  const { method, payload } = broadcastMessage(adminId, broadcast, texts[await people.languageOf(tx, adminId)]);
  await outbox.add(tx, [{ chatId: adminId, method, payload, purpose: 'notice' }]);
  return nothing(pageOf(id, 'previewed'));
}
