/**
 * The number under which a forgotten person's rows stay: far below every id that Telegram gives to a chat. It follows from
 * the wallet alone, so that who comes back is held to what they did before.
 */
const FAR_BELOW = 8_000_000_000_000_000;

export const pseudonymOf = (walletId: number): number => -(FAR_BELOW + walletId);

/** The same in SQL; `column` holds the id of a wallet. */
export const pseudonymSql = (column: string): string => `-(${FAR_BELOW} + ${column})`;
