/** Buttons under a generation's messages. They work for ever and say so in a new message. */
import { isScalar } from '../catalog/fields.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { GenerationVerb } from './buttons.ts';
import { cancelRefusedText } from './cancelled-view.ts';
import type { GenerationFacts, Reduced, Translate } from './contract.ts';
import { promptOf } from './form/choices.ts';
import { openForm, openMenu, openModels } from './open.ts';
import { answer, sendScreen, type TapEvent } from './present.ts';
import { findOffered, type Scene, type Show } from './scene.ts';
import type { ChatState } from './state.ts';

/** Not yet handed to the provider; the shell decides under the row's lock. */
export function isCancellable(generation: GenerationFacts): boolean {
  return generation.state === 'queued';
}

export function onGenerationButton(state: ChatState, tap: TapEvent, verb: GenerationVerb, scene: Scene): Reduced {
  const { t } = scene;
  const { generation } = scene.context;
  if (generation === null) return sent(state, tap, openMenu(t('generation-gone')), scene);
  switch (verb) {
    case 'cancel': {
      if (!isCancellable(generation)) return { state, effects: [answer(tap, whyNotCancelled(t, generation), true)] };
      return { state, effects: [answer(tap, t('toast-cancelling')), { do: 'cancel', generationId: generation.id }] };
    }
    case 'again':
      return sent(state, tap, reopen(scene, generation, null), scene);
    case 'edit':
      return sent(state, tap, reopen(scene, generation, t('edit-hint')), scene);
    case 'other': {
      const prompt = promptOf(generation.input);
      return sent(state, tap, openModels(scene, prompt === '' ? null : prompt), scene);
    }
    default:
      return assertNever(verb);
  }
}

function sent(state: ChatState, tap: TapEvent, move: Show, scene: Scene): Reduced {
  const { state: next, effects } = sendScreen(state, move, scene);
  return { state: next, effects: [answer(tap), ...effects] };
}

/** The same order again, ready to confirm; what the model no longer takes is left out. */
function reopen(scene: Scene, { modelId, input }: GenerationFacts, notice: string | null): Show {
  const offered = findOffered(scene, modelId);
  const prompt = promptOf(input);
  if (offered === null) return openModels(scene, prompt === '' ? null : prompt, 0, scene.t('model-gone'));
  const scalars = Object.fromEntries(Object.entries(input).filter(([, value]) => isScalar(value)));
  return openForm(scene, offered, scalars, notice);
}

/** Plain text. */
export function whyNotCancelled(t: Translate, { state }: GenerationFacts): string {
  switch (state) {
    case 'delivered':
      return t('cancel-delivered');
    case 'cancelled':
      return t('cancel-already');
    case 'failed':
      return t('cancel-failed');
    default:
      return cancelRefusedText(t);
  }
}
