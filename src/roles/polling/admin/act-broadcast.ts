/** What an admin does with a broadcast. A start and a resume leave the sending to an errand of the same transaction. */
import { randomUUID } from 'node:crypto';
import type { Broadcasts } from '../../../adapters/postgres/broadcasts.ts';
import type { Queryable } from '../../../adapters/postgres/transaction.ts';
import { broadcastMessage } from '../../../adapters/telegram/broadcast-message.ts';
import type { BroadcastStep } from '../../../domain/admin/broadcast.ts';
import type { AdminPage, AdminPageAt } from '../../../domain/admin/page.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { Acted } from './act.ts';
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
  switch (step.do) {
    case 'write':
      return await write(tx, step, adminId, deps);
    case 'audience':
      return await change(tx, step, { audience: step.audience }, deps);
    case 'button':
      return await change(tx, step, { button: step.button }, deps);
    case 'preview':
      return await preview(tx, step.id, adminId, deps);
    case 'start':
      return await start(tx, step, adminId, deps);
    case 'stop': {
      const isStopped = await deps.broadcasts.stop(tx, step.id);
      return isStopped ? noted(step.do, step.id) : nothing(pageOf(step.id));
    }
    case 'resume':
      return await resume(tx, step.id, deps);
    case 'discard': {
      const isGone = await deps.broadcasts.discard(tx, step.id);
      if (!isGone) return nothing(pageOf(step.id, 'changed'));
      return { ...noted(step.do, step.id), page: { page: 'broadcasts', from: 0 } };
    }
    default:
      return assertNever(step);
  }
}

type Step<D extends BroadcastStep['do']> = Extract<BroadcastStep, { readonly do: D }>;

/** With its line in the audit log. */
function noted(did: BroadcastStep['do'], id: number, said: Said = null, more: object = {}): Acted {
  return { notice: null, page: pageOf(id, said), changed: { do: did, broadcastId: id, ...more } };
}

async function write(tx: Queryable, step: Step<'write'>, adminId: number, deps: BroadcastingDeps): Promise<Acted> {
  const { id, text, photo } = step;
  if (id !== null) return await change(tx, { do: step.do, id }, { text, photo }, deps);
  return noted(step.do, await deps.broadcasts.create(tx, adminId, { text, photo }));
}

async function change(
  tx: Queryable,
  { do: did, id }: { readonly do: BroadcastStep['do']; readonly id: number },
  to: Parameters<Broadcasts['change']>[2],
  { broadcasts }: BroadcastingDeps,
): Promise<Acted> {
  return (await broadcasts.change(tx, id, to)) ? noted(did, id) : nothing(pageOf(id, 'changed'));
}

async function start(tx: Queryable, step: Step<'start'>, adminId: number, deps: BroadcastingDeps): Promise<Acted> {
  const started = await deps.broadcasts.start(tx, step.id, step.revision, adminId);
  if (!started.ok) return nothing(pageOf(step.id, started.why));
  await send(tx, step.id, deps);
  return noted(step.do, step.id, 'started', { total: started.total });
}

async function resume(tx: Queryable, id: number, deps: BroadcastingDeps): Promise<Acted> {
  const resumed = await deps.broadcasts.resume(tx, id);
  if (resumed !== 'resumed') return nothing(pageOf(id, resumed === 'busy' ? 'busy' : null));
  await send(tx, id, deps);
  return noted('resume', id);
}

async function send(tx: Queryable, id: number, { queue }: BroadcastingDeps): Promise<void> {
  await queue.errand(tx, { kind: 'broadcast', id: String(id), traceId: randomUUID() });
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
