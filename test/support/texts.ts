import { loadTexts } from '../../src/adapters/texts/fluent.ts';
import type { Texts } from '../../src/domain/chat/contract.ts';

/** A missing text or variable is a failure of the test. */
export const strictTexts = (): Texts =>
  loadTexts({
    onProblem: (problem) => {
      throw new Error(problem);
    },
  });
