/**
 * Stars that go back. The balance is reversed before Telegram is asked, so that nobody spends what is on its way back;
 * a payment is reversed once, whether an admin asked for it or Telegram gave the Stars back by itself.
 */
import { AppError } from '../../shared/errors.ts';
import type { Actor, Ledger } from './ledger.ts';
import type { SchemaNames } from './names.ts';
import type { Queryable } from './transaction.ts';

export type RefundState = 'asked' | 'done' | 'refused';

/** `gone`: there is no such payment, or nobody any more whom Telegram could refund. */
export type RefundAsked =
  | { readonly kind: 'asked'; readonly stars: number; readonly amount: bigint }
  | { readonly kind: 'not-enough'; readonly amount: bigint }
  | { readonly kind: 'already' }
  | { readonly kind: 'gone' };

export interface Refund {
  readonly chargeId: string;
  /** Null = forgotten. */
  readonly payerId: number | null;
  readonly stars: number;
  /** From the balance. */
  readonly taken: bigint;
  /** What the balance no longer held. */
  readonly lost: bigint;
}

/**
 * Whoever got their Stars back while the balance was on hold for an order would have both once the order is cancelled: what
 * a release gives back pays first for what the refunds of the time of the order lost. In the transaction of the release.
 */
export async function recoverLosses(
  tx: Queryable,
  { bot }: SchemaNames,
  ledger: Pick<Ledger, 'post' | 'lock'>,
  { walletId, generationId }: { readonly walletId: number; readonly generationId: string },
): Promise<void> {
  const { rows } = await tx.query<{ charge_id: string; lost: string }>(
    `select s.charge_id, -sum(p.amount) as lost
     from ${bot}.star_payment s join ${bot}.generation g on g.id = $2 and g.created_at < s.refunded_at
     join ${bot}.transfer t on t.reason = 'refund-loss' and (t.reference in
       ('refund:' || s.charge_id || ':loss', 'refund:' || s.charge_id || ':late:loss')
       or t.generation_id is not null and starts_with(t.reference, 'recovered:' || s.charge_id || ':'))
     join ${bot}.posting p on p.transfer_id = t.id and p.account = 'loss'
     where s.wallet_id = $1 and s.refund_state = 'done' group by s.charge_id having sum(p.amount) < 0`,
    [walletId, generationId],
  );
  for (const { charge_id: chargeId, lost } of rows) {
    const { available } = await ledger.lock(tx, walletId);
    const amount = available < BigInt(lost) ? available : BigInt(lost);
    if (amount === 0n) return;
    await ledger.post(tx, {
      ...{ reference: `recovered:${chargeId}:${generationId}`, reason: 'refund-loss', actor: 'system', amount },
      ...{ from: { account: 'available', walletId }, to: { account: 'loss' }, generationId },
    });
  }
}

export interface StarRefunds {
  /** The caller sends the errand in the same transaction. Nothing was written unless the answer is `asked`. */
  readonly askRefund: (tx: Queryable, chargeId: string, actor: Actor) => Promise<RefundAsked>;
  /** Null = no refund was asked for, or it has ended. */
  readonly askedRefund: (db: Queryable, chargeId: string) => Promise<{ readonly payerId: number | null } | null>;
  /** Telegram has given the Stars back. Null = that is known. */
  readonly refundDone: (tx: Queryable, chargeId: string) => Promise<Refund | null>;
  /** Telegram will never do it: the balance gets back what was taken. Null = it has ended already. */
  readonly refundRefused: (tx: Queryable, chargeId: string) => Promise<Refund | null>;
  /** Telegram says that it gave the Stars back, whoever asked. Null = that is known, or the payment is not. */
  readonly refundHappened: (tx: Queryable, chargeId: string) => Promise<Refund | null>;
}

interface Row {
  wallet_id: string;
  payer_id: string | null;
  stars: number;
  amount: string;
  refund_state: RefundState | null;
}

export function createStarRefunds(schemas: SchemaNames, ledger: Ledger): StarRefunds {
  const table = `${schemas.bot}.star_payment`;

  async function lock(tx: Queryable, chargeId: string) {
    const { rows } = await tx.query<Row>(
      `select wallet_id, payer_id, stars, amount, refund_state from ${table} where charge_id = $1 for no key update`,
      [chargeId],
    );
    const [row] = rows;
    if (row === undefined) return null;
    const { stars, refund_state: state } = row;
    const payerId = row.payer_id === null ? null : Number(row.payer_id);
    return { stars, state, payerId, walletId: Number(row.wallet_id), amount: BigInt(row.amount) };
  }
  type Locked = NonNullable<Awaited<ReturnType<typeof lock>>>;

  const end = async (tx: Queryable, chargeId: string, state: RefundState): Promise<void> => {
    await tx.query(
      `update ${table} set refund_state = $2, refund_actor = coalesce(refund_actor, 'system'),
         refunded_at = case when $2 = 'done' then now() end where charge_id = $1`,
      [chargeId, state],
    );
  };

  const whole = (chargeId: string, { payerId, stars, amount }: Locked): Refund => {
    return { ...{ chargeId, payerId, stars }, taken: amount, lost: 0n };
  };

  /** What is there comes from the balance, the rest is the operator's loss: Telegram has taken all of it from them. */
  async function reverse(tx: Queryable, chargeId: string, { walletId, amount, state, ...who }: Locked) {
    const { available } = await ledger.lock(tx, walletId);
    const taken = available < amount ? available : amount;
    const lost = amount - taken;
    // After a refusal the first reference is used up, and what it took was given back.
    const reference = state === 'refused' ? `refund:${chargeId}:late` : `refund:${chargeId}`;
    const to = { account: 'stars' } as const;
    if (taken > 0n) {
      const from = { account: 'available', walletId } as const;
      await ledger.post(tx, { reference, reason: 'stars-refund', actor: 'system', from, to, amount: taken });
    }
    if (lost > 0n) {
      const from = { account: 'loss' } as const;
      await ledger.post(tx, {
        ...{ reference: `${reference}:loss`, reason: 'refund-loss', actor: 'system', from, to, amount: lost },
      });
    }
    return { chargeId, payerId: who.payerId, stars: who.stars, taken, lost };
  }

  return {
    askRefund: async (tx, chargeId, actor) => {
      const payment = await lock(tx, chargeId);
      if (payment === null || payment.payerId === null) return { kind: 'gone' };
      if (payment.state !== null) return { kind: 'already' };
      const { walletId, stars, amount } = payment;
      if ((await ledger.lock(tx, walletId)).available < amount) return { kind: 'not-enough', amount };
      const isPosted = await ledger.post(tx, {
        ...{ reference: `refund:${chargeId}`, reason: 'stars-refund', actor, amount },
        ...{ from: { account: 'available', walletId }, to: { account: 'stars' } },
      });
      if (!isPosted) throw new AppError('UNEXPECTED', 'a refund is booked that nobody asked for');
      await tx.query(`update ${table} set refund_state = 'asked', refund_actor = $2 where charge_id = $1`, [
        ...[chargeId, actor],
      ]);
      return { kind: 'asked', stars, amount };
    },

    askedRefund: async (db, chargeId) => {
      const { rows } = await db.query<{ payer_id: string | null }>(
        `select payer_id from ${table} where charge_id = $1 and refund_state = 'asked'`,
        [chargeId],
      );
      const [row] = rows;
      return row === undefined ? null : { payerId: row.payer_id === null ? null : Number(row.payer_id) };
    },

    refundDone: async (tx, chargeId) => {
      const payment = await lock(tx, chargeId);
      if (payment?.state !== 'asked') return null;
      await end(tx, chargeId, 'done');
      return whole(chargeId, payment);
    },

    refundRefused: async (tx, chargeId) => {
      const payment = await lock(tx, chargeId);
      if (payment?.state !== 'asked') return null;
      const { walletId, amount } = payment;
      await ledger.post(tx, {
        ...{ reference: `unrefund:${chargeId}`, reason: 'stars-refund-undone', actor: 'system', amount },
        ...{ from: { account: 'stars' }, to: { account: 'available', walletId } },
      });
      await end(tx, chargeId, 'refused');
      return whole(chargeId, payment);
    },

    refundHappened: async (tx, chargeId) => {
      const payment = await lock(tx, chargeId);
      if (payment === null || payment.state === 'done') return null;
      // Asked for by an admin: reversed then.
      const refund = payment.state === 'asked' ? whole(chargeId, payment) : await reverse(tx, chargeId, payment);
      await end(tx, chargeId, 'done');
      return refund;
    },
  };
}
