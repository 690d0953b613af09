/**
 * Carries requests and replies between children, and metrics to health. It remembers who waits for whom, so that a
 * request to a child that is absent or ends meanwhile is refused at once and not at its deadline.
 */
import type { ChildName, FromChild, ToChild } from './protocol.ts';

type Request = Extract<FromChild, { type: 'request' }>;
type Reply = Extract<FromChild, { type: 'reply' }>;
type Metrics = Extract<FromChild, { type: 'metrics' }>;

export interface RelayDeps {
  /** False when that child is not there to take it. */
  readonly send: (to: ChildName, message: ToChild) => boolean;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly maxPending?: number;
}

export interface Relay {
  readonly carry: (sender: ChildName, message: Request | Reply | Metrics) => void;
  /** This child has ended: nobody waits for its replies any more, and it waits for nobody's. */
  readonly forget: (child: ChildName) => void;
  readonly pending: () => number;
}

interface Pending {
  readonly asker: ChildName;
  readonly asked: ChildName;
  readonly id: string;
  readonly expiresAt: number;
}

const keyOf = (asker: ChildName, id: string): string => `${asker}:${id}`;

export function createRelay(deps: RelayDeps): Relay {
  const pending = new Map<string, Pending>();
  const maxPending = deps.maxPending ?? 1_000;

  const refuse = (asker: ChildName, id: string, reason: string): void => {
    pending.delete(keyOf(asker, id));
    deps.send(asker, { v: 1, type: 'reply', id, to: asker, ok: false, body: { reason } });
  };
  /** Its asker has already given up: the entry only has to go. */
  const expire = (): void => {
    const now = deps.now();
    for (const [key, entry] of pending) if (entry.expiresAt <= now) pending.delete(key);
  };
  const carryRequest = (asker: ChildName, message: Request): void => {
    expire();
    if (pending.size >= maxPending) {
      refuse(asker, message.id, 'too many requests are waiting');
      return;
    }
    const { id, to } = message;
    pending.set(keyOf(asker, id), { asker, asked: to, id, expiresAt: deps.now() + message.deadlineMs });
    // The sender's name is what the supervisor knows, not what the message says.
    if (!deps.send(to, { ...message, from: asker })) refuse(asker, id, `${to} is not running`);
  };
  const carryReply = (sender: ChildName, message: Reply): void => {
    const key = keyOf(message.to, message.id);
    if (pending.get(key)?.asked !== sender) return;
    pending.delete(key);
    deps.send(message.to, message);
  };

  return {
    carry: (sender, message) => {
      if (message.type === 'request') carryRequest(sender, message);
      else if (message.type === 'reply') carryReply(sender, message);
      else deps.send('health', { ...message, from: sender });
    },
    forget: (child) => {
      for (const [key, entry] of pending) {
        if (entry.asker === child) pending.delete(key);
        else if (entry.asked === child) refuse(entry.asker, entry.id, `${child} ended before it answered`);
      }
    },
    pending: () => pending.size,
  };
}
