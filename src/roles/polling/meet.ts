/** People whom nobody has seen before, in a transaction that many chats share. */
import { together, type Queryable } from '../../adapters/postgres/transaction.ts';
import type { Talk } from './may-share.ts';
import type { DialogDeps, Known } from './run-dialog.ts';

/** An invitation counts only for somebody new, and gives to two: it is for a transaction of its own, which finds them new. */
const isPlain = ({ update: { event } }: Talk): boolean => event.kind !== 'command' || event.argument === '';

/**
 * Makes them known, by their chats. In the order of their ids, because another such transaction may meet the same person in
 * another chat. Whoever is not answered there after all is known all the same.
 */
export async function meet(
  tx: Queryable,
  strangers: readonly Talk[],
  { chats, billing }: Pick<DialogDeps, 'chats' | 'billing'>,
): Promise<ReadonlyMap<number, Pick<Known, 'opened' | 'purse'>>> {
  const inOrder = strangers.filter(isPlain).toSorted((a, b) => a.update.sender.userId - b.update.sender.userId);
  const met = await together(tx, () =>
    inOrder.map(async ({ chatId, update: { chat, sender } }) => {
      const [opened, purse] = await together(tx, () => [
        chats.open(tx, chat, sender),
        billing.purse(tx, sender.userId),
      ]);
      return [chatId, { opened, purse }] as const;
    }),
  );
  return new Map(met);
}
