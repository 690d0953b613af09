/** The last checks before something is made: everything that could be refused is refused here, in words. */
import { parseFileRef } from '../catalog/file-ref.ts';
import { buildInput } from '../catalog/input.ts';
import type { ModelInput } from '../catalog/model.ts';
import { quote } from '../catalog/price.ts';
import { brokenRules } from '../catalog/rules.ts';
import type { InputProblem, Validation } from '../catalog/validate.ts';
import { nextQuestion, promptOf, valuesOnWay, wayIsOpen, type Sheet } from './form/choices.ts';
import { PROMPT } from './form/fields.ts';
import { escapeHtml } from './html.ts';
import { openModels } from './lists.ts';
import { carryOf, openForm, openQuestion, openSettings, undecidedPrice } from './open.ts';
import { quoteOf } from './price-words.ts';
import { show, type Move, type Order, type Scene, type Show } from './scene.ts';
import { EVERY_MODEL, type Screen } from './state.ts';
import { fieldTitle } from './words.ts';

/** `current` is shown again, with the reason, when the person can do nothing but wait. */
export function order(scene: Scene, sheet: Sheet, current: Screen): Move {
  const { t, context } = scene;
  if (wayIsOpen(sheet) || nextQuestion(sheet) !== null || undecidedPrice(sheet) !== null) return openForm(scene, sheet);
  const checked = check(scene, sheet);
  if (checked.to === 'screen') return checked;
  if (context.allowance.left <= 0) return show(current, t('order-none-left', { limit: context.allowance.limit }));
  if (checked.credits > context.allowance.maxCredits) return show(current, t('order-too-dear'));
  if (context.running.count >= context.running.limit) {
    return show(current, t('order-busy', { running: context.running.count }));
  }
  return checked;
}

function check(scene: Scene, sheet: Sheet): Order | Show {
  const { offered } = sheet;
  const input = buildInput(offered.model, valuesOnWay(sheet));
  const validation = validate(scene, sheet, input);
  if (validation === null) return unsellable(scene, sheet);
  if (!validation.ok) return mend(scene, sheet, validation.problems[0]);
  const price = quote(offered.model, input);
  if (!price.ok) return withoutPrice(scene, sheet);
  return { to: 'order', offered, input, credits: price.credits, prompt: promptOf(sheet.values) };
}

/** Null when the model's schema cannot be compiled: then nothing can be promised for it. */
function validate(scene: Scene, { offered }: Sheet, input: ModelInput): Validation | null {
  try {
    return scene.tools.validate(offered.model, input);
  } catch {
    return null;
  }
}

function withoutPrice(scene: Scene, sheet: Sheet): Show {
  const silent = silentFile(sheet);
  return silent === null ? unsellable(scene, sheet) : openQuestion(sheet, [silent], scene.t('price-needs-length'));
}

/**
 * The question whose file keeps the order without a price: a price per second needs the length of what was sent, which
 * Telegram tells of videos and sounds but not of files.
 */
export function silentFile(sheet: Sheet): string | null {
  if (quoteOf(sheet).ok) return null;
  const silent = sheet.fields.find((field) =>
    [sheet.values[field.name]].flat().some((value) => {
      const file = parseFileRef(value);
      return file !== null && (file.media === 'video' || file.media === 'audio') && file.seconds === undefined;
    }),
  );
  return silent?.name ?? null;
}

function unsellable(scene: Scene, sheet: Sheet): Show {
  return openModels(scene, EVERY_MODEL, carryOf(sheet), 0, scene.t('model-gone'));
}

/** Rules that something more has to be given for. */
const ABSENCES: ReadonlySet<string> = new Set(['required', 'at-least-one', 'requires', 'implies', 'one-of']);

/** Where the person can put it right: the one setting to blame, or the list when several do not go together. */
function mend(scene: Scene, sheet: Sheet, { rule, fields }: InputProblem): Show {
  const { t } = scene;
  const blamed = sheet.fields.filter((field) => fields.includes(field.name));
  const [first, ...others] = blamed;
  if (first === undefined) return unsellable(scene, sheet);
  const titles = escapeHtml(blamed.map((field) => fieldTitle(t, field)).join(', '));
  if (ABSENCES.has(rule)) return openQuestion(sheet, [first.name], t('check-missing', { fields: titles }));
  if (others.length > 0) return openSettings(sheet, [], t('check-together', { fields: titles }));
  if (first.name === PROMPT) return openQuestion(sheet, [first.name], t('check-field', { field: titles }));
  return openSettings(sheet, [first.name], t('check-field', { field: titles }));
}

/** Said as soon as both sides are known: what was chosen does not go together. Null = it does. HTML. */
export function conflictNotice({ t }: Scene, sheet: Sheet): string | null {
  const { model } = sheet.offered;
  const input = buildInput(model, valuesOnWay(sheet));
  const known = new Set([
    ...Object.keys(input),
    ...sheet.fields.flatMap(({ name, default: usual }) => (usual === null ? [] : [name])),
  ]);
  const broken = brokenRules(model, input).find(
    ({ fields }) => fields.length > 1 && fields.every((name) => known.has(name)),
  );
  if (broken === undefined) return null;
  const blamed = sheet.fields.filter((field) => broken.fields.includes(field.name));
  return t('check-together', { fields: escapeHtml(blamed.map((field) => fieldTitle(t, field)).join(', ')) });
}
