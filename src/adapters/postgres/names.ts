/** One Postgres may serve several bots: each lives in schemas of its own, named by its id (digits only). */
export interface SchemaNames {
  /** The bot's tables. */
  readonly bot: string;
  /** pg-boss. */
  readonly queue: string;
  /** What every bot of one KIE key shares. */
  readonly shared: 'kie_shared';
}

export function schemaNames(botId: string): SchemaNames {
  if (!/^\d{1,20}$/.test(botId)) throw new Error('a bot id has digits only');
  return { bot: `bot_${botId}`, queue: `bot_${botId}_queue`, shared: 'kie_shared' };
}
