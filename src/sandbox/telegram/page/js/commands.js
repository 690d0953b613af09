/** The bot's command list as a client would choose it, read from the bot's own calls. */

/** @typedef {{ command: string, description: string }} Command */

/** @param {unknown} value @returns {any} */
function parsed(value) {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** @param {string} scope @param {string} language */
const key = (scope, language) => `${scope}|${language}`;

/** @param {Readonly<Record<string, unknown>>} params */
function keyOf(params) {
  const scope = parsed(params['scope']) ?? { type: 'default' };
  const place = scope.type === 'chat' ? `chat:${scope.chat_id}` : String(scope.type);
  return key(place, String(params['language_code'] ?? ''));
}

/** Follows setMyCommands and deleteMyCommands. */
export function createCommandBook() {
  /** @type {Map<string, Command[]>} */
  const lists = new Map();
  return {
    /** Whether the call changed anything. @param {import('../../contract.ts').SimCall} call */
    learn: (call) => {
      if (call.status !== 200) return false;
      if (call.method.toLowerCase() === 'deletemycommands') return lists.delete(keyOf(call.params));
      if (call.method.toLowerCase() !== 'setmycommands') return false;
      const commands = parsed(call.params['commands']);
      lists.set(keyOf(call.params), Array.isArray(commands) ? commands : []);
      return true;
    },
    /**
     * The narrowest scope wins, and in it the person's language before the list for everybody, as documented for
     * BotCommandScope.
     * @param {import('../../contract.ts').SimUser} user
     * @returns {Command[]}
     */
    for: (user) => {
      const language = (user.languageCode ?? '').split('-')[0];
      for (const scope of [`chat:${user.id}`, 'all_private_chats', 'default']) {
        const found = lists.get(key(scope, language)) ?? lists.get(key(scope, ''));
        if (found !== undefined && found.length > 0) return found;
      }
      return [];
    },
  };
}

/** @typedef {ReturnType<typeof createCommandBook>} CommandBook */
