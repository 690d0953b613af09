/** Which kinds of updates a bot receives (core.telegram.org/bots/api#getupdates, `allowed_updates`). */
const OPT_IN: ReadonlySet<string> = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);

/** Null: everything but the kinds that must be asked for. */
export type AllowedUpdates = ReadonlySet<string> | null;

/** The new value for what the caller gave; absent or unreadable leaves the old one, an empty list is the default. */
export function nextAllowed(current: AllowedUpdates, given: unknown): AllowedUpdates {
  if (!Array.isArray(given) || !given.every((item) => typeof item === 'string')) return current;
  return given.length === 0 ? null : new Set(given);
}

export function isAllowed(allowed: AllowedUpdates, type: string): boolean {
  return allowed === null ? !OPT_IN.has(type) : allowed.has(type);
}
