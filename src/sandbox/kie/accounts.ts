/** Accounts: every key of at least eight characters is one, with a balance of its own, until it is revoked. */

export interface Account {
  readonly key: string;
  /** KIE's numeric user id; stands in the paths of uploads. */
  readonly userId: number;
  balance: number;
}

export interface Accounts {
  /** The account of an `Authorization` header, or undefined when the original would answer 401. */
  readonly ofHeader: (header: string | undefined) => Account | undefined;
  /** Sets the balance of one key, or of every account, those yet to come included. */
  readonly setCredits: (credits: number, key?: string) => void;
  readonly revoke: (key: string) => void;
}

const BEARER = /^Bearer\s+(\S{8,})$/;
const FIRST_USER_ID = 136_592;

export function createAccounts(startCredits: () => number): Accounts {
  const known = new Map<string, Account>();
  const revoked = new Set<string>();
  let initial: number | undefined;
  const account = (key: string): Account => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const fresh = { key, userId: FIRST_USER_ID + known.size, balance: initial ?? startCredits() };
    known.set(key, fresh);
    return fresh;
  };
  return {
    ofHeader: (header) => {
      const key = BEARER.exec(header ?? '')?.[1];
      return key === undefined || revoked.has(key) ? undefined : account(key);
    },
    setCredits: (credits, key) => {
      if (key !== undefined) {
        account(key).balance = credits;
        return;
      }
      initial = credits;
      for (const each of known.values()) each.balance = credits;
    },
    revoke: (key) => void revoked.add(key),
  };
}
