/**
 * Whether an update is too slow, or the database for everybody: a try that was too slow looks the same in both. It counts
 * against its update only if, since the one before, the database answered more updates of others than it was too slow for.
 */
export interface SlowTries {
  /** Another try of it was too slow; how many of them count. */
  readonly add: (updateId: number) => number;
  /** It is over; `isAnswered` = in words, for which the database did what it does for everybody. */
  readonly end: (updateId: number, isAnswered: boolean) => void;
}

interface Trouble {
  readonly counted: number;
  /** The balance after its last try. */
  readonly balance: number;
}

export function createSlowTries(): SlowTries {
  const troubles = new Map<number, Trouble>();
  /** Updates that were answered, less tries that were too slow. */
  let balance = 0;

  return {
    add: (updateId) => {
      const last = troubles.get(updateId);
      const counted = (last?.counted ?? 0) + (last !== undefined && balance > last.balance ? 1 : 0);
      balance -= 1;
      troubles.set(updateId, { counted, balance });
      return counted;
    },
    end: (updateId, isAnswered) => {
      troubles.delete(updateId);
      if (isAnswered) balance += 1;
    },
  };
}
