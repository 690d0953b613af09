/** Money that a person transfers by hand: how much, where to, and the picture that an admin will look at. */
import { parseMoney, wholeUnits } from '../../billing/money.ts';
import { BOT_DOWNLOAD_MB } from '../../catalog/accepts.ts';
import { escapeHtml, paragraphs } from '../html.ts';
import { openMenu, openOffer, openTopup } from '../open.ts';
import { money } from '../price-words.ts';
import { show, type ClaimMove, type Scene, type ScreenRules, type SentFile, type Show } from '../scene.ts';
import type { ScreenAt } from '../state.ts';

type Transfer = ScreenAt<'transfer'>;

/** Whole units of the currency. */
const LEAST = 1;
const MOST = 1_000_000;

/** Only where nobody else reads it. */
export function mayTransfer({ context }: Pick<Scene, 'context'>): boolean {
  return context.terms.paymentDetails !== null && context.chatKind === 'private';
}

export function openTransfer(scene: Scene, notice: string | null = null): Show {
  if (!mayTransfer(scene)) return openTopup(null, scene.t('transfer-off'));
  return show({ at: 'transfer', amount: null, sent: false }, notice);
}

export const transfer: ScreenRules<Transfer> = {
  view: (screen, scene) => ({
    text: words(screen, scene),
    rows: [
      ...(screen.amount === null || screen.sent
        ? []
        : [[{ text: scene.t('button-transfer-amount'), command: 'amount' }]]),
      [
        { text: scene.t('button-back'), command: 'back' },
        { text: scene.t('button-menu'), command: 'menu' },
      ],
    ],
  }),
  tap: (_screen, { command }, scene) => {
    switch (command) {
      case 'amount':
        return openTransfer(scene);
      case 'back':
        return openTopup(null);
      case 'menu':
        return openMenu();
      default:
        return null;
    }
  },
  /** Also after the details: then the amount is another one. */
  text: (screen, text, scene) => {
    if (screen.sent) return openOffer(scene, text);
    if (!mayTransfer(scene)) return openTransfer(scene);
    const amount = amountOf(text, scene);
    return amount === null
      ? show(screen, scene.t('transfer-not-amount', bounds(scene)))
      : show({ ...screen, amount: String(amount) });
  },
  file: (screen, sent, scene) => {
    if (screen.sent) return sent.continues ? show(screen, scene.t('transfer-one-picture')) : null;
    if (!mayTransfer(scene)) return openTransfer(scene);
    if (screen.amount === null) return show(screen, scene.t('transfer-amount-first'));
    return claimOf(screen, BigInt(screen.amount), sent, scene);
  },
};

function words({ amount, sent }: Transfer, scene: Scene): string {
  const { t, context } = scene;
  if (sent) return t('transfer-sent');
  if (amount === null) return paragraphs(t('transfer'), t('transfer-ask-amount', bounds(scene)));
  const details = context.terms.paymentDetails ?? '';
  return paragraphs(
    t('transfer-pay', { amount: money(scene, BigInt(amount)) }),
    details === '' ? null : `<blockquote>${escapeHtml(details)}</blockquote>`,
    t('transfer-ask-picture'),
  );
}

const limits = ({ context }: Scene): { readonly least: bigint; readonly most: bigint } => ({
  least: wholeUnits(LEAST, context.pricing.currency),
  most: wholeUnits(MOST, context.pricing.currency),
});

function bounds(scene: Scene): { readonly least: string; readonly most: string } {
  const { least, most } = limits(scene);
  return { least: money(scene, least), most: money(scene, most) };
}

function amountOf(text: string, scene: Scene): bigint | null {
  const amount = parseMoney(text, scene.context.pricing.currency);
  const { least, most } = limits(scene);
  return amount !== null && amount >= least && amount <= most ? amount : null;
}

/** Whatever does not show a payment at a glance is refused: an admin opens what is sent here. */
function claimOf(screen: Transfer, amount: bigint, { file, told }: SentFile, { t }: Scene): Show | ClaimMove {
  const kind = told.what === 'photo' || told.what === 'document' ? told.what : null;
  const isPicture = (file.media === 'image' && file.mime !== 'image/svg+xml') || file.mime === 'application/pdf';
  if (kind === null || !isPicture || told.uniqueId === null) return show(screen, t('transfer-not-picture'));
  if ((file.bytes ?? 0) > BOT_DOWNLOAD_MB * 1024 * 1024) return show(screen, t('transfer-too-big'));
  const { fileId, uniqueId } = told;
  return { to: 'claim', claim: { amount, fileId, fileKind: kind, uniqueId }, screen: { ...screen, sent: true } };
}
