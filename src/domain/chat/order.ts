/** The last checks before something is made: everything that could be refused is refused here, in words. */
import { buildInput } from '../catalog/input.ts';
import type { ModelInput } from '../catalog/model.ts';
import { quote } from '../catalog/price.ts';
import type { Validation } from '../catalog/validate.ts';
import { choicesOf, nextOpenQuestion, promptOf, type Choices, type Offered, type Values } from './form/choices.ts';
import { PROMPT } from './form/fields.ts';
import { escapeHtml } from './html.ts';
import { openModels, openQuestion } from './open.ts';
import { show, type Move, type Order, type Scene, type Show } from './scene.ts';
import type { Screen } from './state.ts';
import { fieldTitle } from './words.ts';

/** `current` is shown again, with the reason, when the person can do nothing but wait. */
export function order(scene: Scene, offered: Offered, values: Values, current: Screen): Move {
  const { t, context } = scene;
  const choices = choicesOf(offered.fields, values);
  const question = nextOpenQuestion(offered.fields, choices);
  if (question !== null) return openQuestion(scene, offered, choices, question);
  const checked = check(scene, offered, choices);
  if (checked.to === 'screen') return checked;
  if (context.allowance.left <= 0) return show(current, t('order-none-left', { limit: context.allowance.limit }));
  if (checked.credits > context.allowance.maxCredits) return show(current, t('order-too-dear'));
  if (context.running.count >= context.running.limit) {
    return show(current, t('order-busy', { running: context.running.count }));
  }
  return checked;
}

function check(scene: Scene, offered: Offered, choices: Choices): Order | Show {
  const { model } = offered;
  const input = buildInput(model, choices);
  const validation = validate(scene, offered, input);
  if (validation === null) return unsellable(scene, choices);
  if (!validation.ok) return mend(scene, offered, choices, validation.problems[0].fields);
  const price = quote(model, input);
  if (!price.ok) return unsellable(scene, choices);
  return { to: 'order', offered, input, credits: price.credits, prompt: promptOf(choices) };
}

/** Null when the model's schema cannot be compiled: then nothing can be promised for it. */
function validate(scene: Scene, offered: Offered, input: ModelInput): Validation | null {
  try {
    return scene.validate(offered.model, input);
  } catch {
    return null;
  }
}

function unsellable(scene: Scene, choices: Choices): Show {
  return openModels(scene, promptOf(choices), 0, scene.t('model-gone'));
}

/** Where the person can put it right: the one setting to blame, or the list when several do not go together. */
function mend(scene: Scene, offered: Offered, choices: Choices, names: readonly string[]): Show {
  const { t } = scene;
  const blamed = offered.fields.filter((field) => names.includes(field.name));
  const [first, ...others] = blamed;
  if (first === undefined) return unsellable(scene, choices);
  const titles = escapeHtml(blamed.map((field) => fieldTitle(t, field)).join(', '));
  const settings = { at: 'settings', modelId: offered.model.id, values: choices } as const;
  if (others.length > 0) return show({ ...settings, field: null }, t('check-together', { fields: titles }));
  if (first.name === PROMPT) return openQuestion(scene, offered, choices, first, t('check-field', { field: titles }));
  return show({ ...settings, field: first.name }, t('check-field', { field: titles }));
}
