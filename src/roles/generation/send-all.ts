/** One round over everything that no message carries yet, in order, each outcome written down as it comes. */
import { replyMarkup } from '../../adapters/telegram/view.ts';
import { formatMoney } from '../../domain/billing/money.ts';
import { charge } from '../../domain/billing/payment.ts';
import type { Translate, View } from '../../domain/chat/contract.ts';
import { paragraphs } from '../../domain/chat/html.ts';
import { closingViews, resultCaption, type ClosingFacts, type ResultFacts } from '../../domain/chat/result-view.ts';
import type { Generation, Results } from '../../domain/generation/generation.ts';
import type { GenerationDeps } from './deps.ts';
import { modelTitle } from './progress.ts';
import { findItems, type Item } from './send-items.ts';
import { planGroups } from './send-plan.ts';
import { sendAlbum, sendOne, type SendDeps, type Sent } from './send-result.ts';
import { count, giveLink, isEmpty, saysMore, startTally, type Tally } from './send-tally.ts';
import { createSender } from './sender.ts';

export type Round =
  /** Nothing of it can be given in any way. */
  | { readonly kind: 'empty' }
  /** Some results are still to come: their host is away. */
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'complete';
      readonly messages: Generation['sent'];
      /** What still has to be said beside the media. */
      readonly rest: readonly View[];
    };

function factsOf(generation: Generation, results: Results, deps: GenerationDeps): ResultFacts {
  const paid = generation.payment === null ? 0n : charge(generation.payment);
  const finishedAt = generation.finishedAt?.getTime() ?? deps.now();
  return {
    modelTitle: modelTitle(generation, deps),
    seconds: Math.max(1, Math.round((finishedAt - (generation.submittedAt ?? generation.createdAt).getTime()) / 1_000)),
    price: paid === 0n ? null : formatMoney(paid, deps.currency, generation.language),
    generationId: generation.id,
    repeated: generation.unknownSends > 0,
    hasFile: results.files.length > 0,
  };
}

/** `isLast`: nobody waits for an absent host any more. Rejects with what Telegram said; what came before it is noted. */
export async function sendAll(
  generation: Generation,
  results: Results,
  isLast: boolean,
  deps: GenerationDeps,
): Promise<Round> {
  const { chatId } = generation;
  const t = deps.texts[generation.language];
  const facts = factsOf(generation, results, deps);
  const { caption, keyboard } = resultCaption(t, facts);
  const sender = createSender(generation, deps);
  const sendDeps = (items: readonly Item[], isLast: boolean): SendDeps => {
    const api = sender.carrying({ indexes: items.map(({ index }) => index), isLast });
    return { api, fetchResult: deps.fetchResult, performer: facts.modelTitle };
  };
  const found = await findItems(generation, results, deps.fetchResult);
  await deps.at('deliver.downloaded', chatId);
  const tally = startTally(generation, results, found);
  const queue = planGroups(found.ready).map((items) => [...items]);
  let isFirst = true; // of this round's messages
  // The last message of a round that was broken off behind it.
  const known = deps.journal.known(generation.id);
  let hasButtons = known?.state === 'arrived' && known.isLast;

  const willEnd = (): boolean => queue.length === 0 && (tally.away === 0 || isLast);
  /** The last one carries it; so does a possible repeat, to say that it is one. */
  const captionNow = (): string | null => (willEnd() || (isFirst && facts.repeated) ? caption : null);
  /** The last message's id is written with the end itself. */
  const note = async (): Promise<void> => (willEnd() ? undefined : await sender.note(tally.messages));

  /** What made no message, such as an album that was refused, is no first one. */
  function outcome(item: Item, sent: Sent): void {
    count(tally, item, sent);
    if (typeof sent === 'object') isFirst = false;
  }

  /** Whether the message has the buttons; an album never has, and what it was refused for goes on alone. */
  async function together(items: readonly Item[]): Promise<false> {
    const album = await sendAlbum(chatId, items, captionNow(), sendDeps(items, false));
    if (album === null) queue.unshift(...items.map((item) => [item]));
    else items.forEach((item, index) => outcome(item, album[index] ?? 'link'));
    return false;
  }

  async function alone(item: Item): Promise<boolean> {
    const isLast = willEnd() && !saysMore(tally);
    const buttons = isLast ? replyMarkup(keyboard) : {};
    const words = paragraphs(item.words, captionNow());
    const payload = { chat_id: chatId, ...(words === '' ? {} : { caption: words, parse_mode: 'HTML' }), ...buttons };
    outcome(item, await sendOne(item, payload, sendDeps([item], isLast)));
    return 'reply_markup' in buttons;
  }

  for (let items = queue.shift(); items !== undefined; items = queue.shift()) {
    await deps.pace.take(chatId);
    const [first] = items;
    hasButtons = items.length === 1 && first !== undefined ? await alone(first) : await together(items);
    await note();
  }
  if (tally.away > 0 && !isLast) return { kind: 'waiting' };
  if (isEmpty(tally)) return { kind: 'empty' };
  const isSaid = hasButtons && !saysMore(tally);
  return { kind: 'complete', messages: tally.messages, rest: isSaid ? [] : closing(tally, 'too-large', facts, t) };
}

function closing(tally: Tally, why: ClosingFacts['why'], facts: ResultFacts, t: Translate): readonly View[] {
  const { linked, words, away, lost } = tally;
  return closingViews(t, { ...facts, words, why, links: linked.map(({ url }) => url), lost: away + lost });
}

/**
 * What no message carries is given as links, through the outbox, once: after two unknown outcomes a third copy would be a
 * nuisance (`unsure`), and after a final refusal there is no other way (`stopped`).
 */
export async function giveRest(
  generation: Generation,
  results: Results,
  why: 'unsure' | 'stopped',
  deps: GenerationDeps,
): Promise<Round> {
  const found = await findItems(generation, results, deps.fetchResult);
  // A host that is away now may be back when the person taps.
  const tally = startTally(generation, results, { ...found, away: [], tooLarge: [...found.tooLarge, ...found.away] });
  for (const item of found.ready) giveLink(tally, item);
  if (isEmpty(tally)) return { kind: 'empty' };
  const facts = factsOf(generation, results, deps);
  const rest = closing(tally, why, facts, deps.texts[generation.language]);
  return { kind: 'complete', messages: tally.messages, rest };
}
