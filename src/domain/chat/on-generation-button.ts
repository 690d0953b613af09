/** Buttons under a generation's messages. They work for ever and say so in a new message. */
import { formatFileRef } from '../catalog/file-ref.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { GenerationVerb } from './buttons.ts';
import { cancelRefusedText } from './cancelled-view.ts';
import type { GenerationFacts, Reduced, Translate } from './contract.ts';
import { promptOf, sheetOf } from './form/choices.ts';
import { openModels } from './lists.ts';
import { carryOf, openForm, openMenu } from './open.ts';
import { answer, sendScreen, type TapEvent } from './present.ts';
import { isErasable } from './screens/erase.ts';
import { findOffered, show, type Scene, type Show } from './scene.ts';
import { EVERY_MODEL, NOTHING, type Carry, type ChatState } from './state.ts';

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
    case 'other':
      return sent(state, tap, otherModels(scene, generation), scene);
    case 'use':
      return sent(state, tap, useFurther(scene, generation), scene);
    case 'erase':
      return sent(state, tap, askErase(scene, generation), scene);
    default:
      return assertNever(verb);
  }
}

function sent(state: ChatState, tap: TapEvent, move: Show, scene: Scene): Reduced {
  const { state: next, effects } = sendScreen(state, move, scene);
  return { state: next, effects: [answer(tap), ...effects] };
}

/** The same order again, ready to confirm; what the model no longer takes is left out. */
function reopen(scene: Scene, { modelId, input, isInputErased }: GenerationFacts, notice: string | null): Show {
  if (isInputErased === true) return openMenu(scene.t('generation-gone'));
  const offered = findOffered(scene, modelId);
  if (offered === null) return openModels(scene, EVERY_MODEL, wordsOf(input), 0, scene.t('model-gone'));
  return openForm(scene, sheetOf(offered, input), notice);
}

function wordsOf(input: GenerationFacts['input']): Carry {
  const prompt = promptOf(input);
  return { ...NOTHING, prompt: prompt === '' ? null : prompt };
}

/** What went in is tried with another model of the same task. */
function otherModels(scene: Scene, { modelId, input, isInputErased }: GenerationFacts): Show {
  if (isInputErased === true) return openMenu(scene.t('generation-gone'));
  const offered = findOffered(scene, modelId);
  if (offered === null) return openModels(scene, EVERY_MODEL, wordsOf(input));
  const [task = null] = offered.model.tasks;
  return openModels(scene, { ...EVERY_MODEL, task }, carryOf(sheetOf(offered, input)));
}

function useFurther(scene: Scene, { id, files }: GenerationFacts): Show {
  if (files.length === 0) return openMenu(scene.t('use-nothing'));
  const refs = files.map(({ index, media, mime, bytes, width, height, seconds }) =>
    formatFileRef({ ...{ media, mime, bytes, width, height, seconds }, source: 'result', generationId: id, index }),
  );
  return show({ at: 'intake', carry: { prompt: null, files: refs }, chosen: 0 });
}

function askErase(scene: Scene, generation: GenerationFacts): Show {
  if (generation.isForeign === true) return openMenu(scene.t('erase-foreign'));
  if (!isErasable(scene, generation.id)) return openMenu(scene.t('generation-gone'));
  return show({ at: 'erase', generationId: generation.id });
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
