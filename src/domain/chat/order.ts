/** The last checks before something is made: everything that could be refused is refused here, in words. */
import { canTopUp, charge, choosePayment, mayBeFree, type Payment, type PaymentChoice } from '../billing/payment.ts';
import { isStopped } from '../billing/intake.ts';
import { salePrice } from '../billing/sale.ts';
import { parseFileRef } from '../catalog/file-ref.ts';
import { buildInput } from '../catalog/input.ts';
import type { ModelInput } from '../catalog/model.ts';
import { brokenRules } from '../catalog/rules.ts';
import type { InputProblem, Validation } from '../catalog/validate.ts';
import { nextQuestion, valuesOnWay, wayIsOpen, wordsOf, type Sheet } from './form/choices.ts';
import { PROMPT } from './form/fields.ts';
import { escapeHtml } from './html.ts';
import { isPrivate, privateOnly } from './in-private.ts';
import { openModels } from './lists.ts';
import { carryOf, openForm, openQuestion, openSettings, openTopup, undecidedPrice } from './open.ts';
import { money, saleOf } from './price-words.ts';
import { show, type Move, type Order, type Scene, type Show } from './scene.ts';
import { EVERY_MODEL, type Screen } from './state.ts';
import { fieldTitle } from './words.ts';

/** `current` is shown again, with the reason, when the person can do nothing but wait, pay or look again. */
export function order(scene: Scene, sheet: Sheet, current: Screen): Move {
  const { t, context } = scene;
  if (wayIsOpen(sheet) || nextQuestion(sheet) !== null || undecidedPrice(scene, sheet) !== null) {
    return openForm(scene, sheet);
  }
  const checked = check(scene, sheet);
  if (checked.to === 'screen') return checked;
  if (context.terms.isMaintenance && !context.person.isAdmin) return show(current, t('maintenance'));
  // Before anybody is sent to pay for it.
  const { stoppedFrom } = context;
  if (isStopped(stoppedFrom, checked.credits)) return show(current, t('order-paused', { from: stoppedFrom ?? 0 }));
  if (checked.to === 'refusal') return refuse(scene, sheet, checked.choice, current);
  const other = otherThanQuoted(scene, checked.payment);
  if (other !== null) return show(current, other);
  if (context.running.count >= context.running.limit) {
    return show(current, t('order-busy', { running: context.running.count }));
  }
  return checked;
}

/** The rate, the free ones or the balance may have changed since the screen was drawn: then it is shown anew. HTML. */
function otherThanQuoted(scene: Scene, { by, price }: Payment): string | null {
  const { quoted } = scene.state;
  // Drawn by a version that did not write the price down: nobody pays what they may not have seen.
  if (quoted === null) return charge({ by, price }) === 0n ? null : scene.t('price-check');
  if (quoted.by === by && quoted.price === String(price)) return null;
  const now = money(scene, price);
  if (quoted.price === String(price)) return scene.t('payment-changed', { now });
  return scene.t('price-changed', { before: money(scene, BigInt(quoted.price)), now });
}

type Refusal = Extract<PaymentChoice, { readonly ok: false }>;

function refuse(scene: Scene, sheet: Sheet, choice: Refusal, current: Screen): Show {
  const { t, context } = scene;
  if (choice.why === 'spend-limit') return show(current, t('order-spend-limit', { limit: money(scene, choice.limit) }));
  const missing = money(scene, choice.missing);
  // A group reads along, and what a person has is theirs alone.
  if (!isPrivate(scene)) return show(current, privateOnly(scene));
  if (canTopUp(context.terms)) return openTopup(sheet, t('order-short', { missing }));
  const { limit } = context.purse.daily;
  const sale = saleOf(scene, sheet);
  const isFree = sale.ok && mayBeFree(sale, context.terms) && limit > 0;
  return show(current, isFree ? t('order-none-left', { limit }) : t('order-too-dear'));
}

interface Refused {
  readonly to: 'refusal';
  readonly choice: Refusal;
  readonly credits: number | null;
}

function check(scene: Scene, sheet: Sheet): Order | Show | Refused {
  const { offered } = sheet;
  const input = buildInput(offered.model, valuesOnWay(sheet));
  const validation = validate(scene, sheet, input);
  if (validation === null) return unsellable(scene, sheet);
  if (!validation.ok) return mend(scene, sheet, validation.problems[0]);
  const sale = salePrice(offered.model, input, scene.context.pricing);
  if (!sale.ok) return withoutPrice(scene, sheet);
  const choice = choosePayment(sale, scene.context.purse, scene.context.terms);
  const { credits } = sale;
  if (!choice.ok) return { to: 'refusal', choice, credits };
  return { to: 'order', offered, input, credits, payment: choice.payment, prompt: wordsOf(sheet) };
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
  const silent = silentFile(scene, sheet);
  return silent === null ? unsellable(scene, sheet) : openQuestion(sheet, [silent], scene.t('price-needs-length'));
}

/**
 * The question whose file keeps the order without a price: a price per second needs the length of what was sent, which
 * Telegram tells of videos and sounds but not of files.
 */
export function silentFile(scene: Scene, sheet: Sheet): string | null {
  if (saleOf(scene, sheet).ok) return null;
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

/** On the screen with the price, before anybody taps: it would not be taken now. Null = it would. HTML. */
export function pausedNotice(scene: Scene, sheet: Sheet): string | null {
  const { t, context } = scene;
  const sale = saleOf(scene, sheet);
  if (!sale.ok || !isStopped(context.stoppedFrom, sale.credits)) return null;
  return t('orders-paused', { from: context.stoppedFrom ?? 0 });
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
