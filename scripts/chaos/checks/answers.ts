/** I9: every tap gets an answer, or a screen that is new or changed. Pure. */
import type { History } from '../history.ts';

interface CallbackQuery {
  readonly id: string;
  readonly message?: { readonly chat: { readonly id: number } };
}

const SHOWS = /^(send|edit|copy)/;

export function checkAnswers({
  updates,
  telegramCalls,
}: Pick<History, 'updates' | 'telegramCalls'>): readonly string[] {
  const done = telegramCalls.filter(({ status }) => status === 200);
  const answered = new Set(
    done
      .filter(({ method }) => method === 'answerCallbackQuery')
      .map(({ params }) => String(params['callback_query_id'])),
  );
  const shown = done.filter(({ method }) => SHOWS.test(method));
  return updates.flatMap(({ type, update, updateId, createdAt, handedOutAt }) => {
    const query = update['callback_query'] as CallbackQuery | undefined;
    if (type !== 'callback_query' || query === undefined || handedOutAt.length === 0) return [];
    const chatId = query.message?.chat.id;
    const isSeen =
      answered.has(query.id) || shown.some(({ params, at }) => at >= createdAt && Number(params['chat_id']) === chatId);
    return isSeen ? [] : [`I9 the tap of update ${updateId} got no answer`];
  });
}
