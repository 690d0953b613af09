/** An invoice for exactly the Stars and the amount that the person was shown. */
import type { Invoices } from '../../adapters/postgres/invoices.ts';
import type { OutboxMessage } from '../../adapters/postgres/outbox.ts';
import type { Queryable } from '../../adapters/postgres/transaction.ts';
import type { Effect, Language, Texts } from '../../domain/chat/contract.ts';
import { invoiceWords } from '../../domain/chat/payment-view.ts';

export interface InvoiceDeps {
  readonly invoices: Pick<Invoices, 'make'>;
  readonly texts: Texts;
  readonly currency: string;
}

interface Where {
  readonly chatId: number;
  readonly userId: number;
  readonly language: Language;
}

export async function invoice(
  tx: Queryable,
  { stars, amount }: Extract<Effect, { do: 'invoice' }>,
  { chatId, userId, language }: Where,
  { invoices, texts, currency }: InvoiceDeps,
): Promise<OutboxMessage> {
  const { title, description, label } = invoiceWords({ t: texts[language], language, currency }, stars, amount);
  const payload = {
    ...{ chat_id: chatId, title, description, currency: 'XTR', provider_token: '' },
    payload: await invoices.make(tx, { userId, stars, amount }),
    prices: [{ label, amount: stars }],
    // A forwarded copy leads here instead of letting somebody else pay for this person.
    start_parameter: 'topup',
  };
  return { chatId, method: 'sendInvoice', payload, purpose: 'reply' };
}
