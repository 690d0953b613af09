/** Decides every invariant of docs/architecture.md from the history of a run. I10 is all of them after kills. Pure. */
import type { History } from '../history.ts';
import { checkAnswers } from './answers.ts';
import { checkCaptures, checkCharges, checkEnds, checkMoney, checkTasks, checkVisible } from './generations.ts';
import { checkSecrets, checkTokens, type Secrets } from './secrets.ts';
import { checkConfirmed, checkEpochs, checkHandled, checkOrder } from './updates.ts';

/** Plain sentences, each beginning with the number of the invariant that is broken. */
export function violationsOf(history: History, secrets: Secrets): readonly string[] {
  return [
    ...[checkEpochs, checkConfirmed, checkHandled, checkOrder].flatMap((check) => check(history)),
    ...[checkEnds, checkMoney, checkCaptures, checkCharges, checkVisible, checkTasks].flatMap((check) =>
      check(history),
    ),
    ...checkAnswers(history),
    ...checkTokens(history),
    ...checkSecrets(history, secrets),
  ];
}
