/** A bill that differs from the quote is counted, and told to the admins once for each set of prices it concerns. */
import { adminNotices } from '../../adapters/postgres/admin-notice.ts';
import { inTransaction } from '../../adapters/postgres/transaction.ts';
import { clean } from '../../domain/chat/html.ts';
import { priceParameters, type PriceParameters } from '../../domain/catalog/price-override.ts';
import type { Generation } from '../../domain/generation/generation.ts';
import { errorFields } from '../../shared/log.ts';
import type { GenerationDeps } from './deps.ts';

/** KIE bills hundredths; a quote is rounded up to a thousandth. */
const SAME_WITHIN = 0.005;
const MAX_SHOWN = 300;

function shown({ values }: PriceParameters): string {
  const text = Object.entries(values).map(([name, value]) => `${name} = ${String(value)}`);
  return clean(text.join(', ')).slice(0, MAX_SHOWN);
}

async function compare(generation: Generation, deps: GenerationDeps): Promise<void> {
  const { id, modelId, input, credits: quoted, creditsConsumed: charged } = generation;
  const model = deps.catalog.byId(modelId);
  if (model === undefined || charged === null || quoted === null || Math.abs(charged - quoted) <= SAME_WITHIN) return;
  const parameters = priceParameters(model, input);
  deps.log.warn('price.drifted', { generationId: id, modelId, quoted, charged });
  await inTransaction(deps.pool, async (tx) => {
    const news = await deps.drifts.observe(tx, { modelId, parameters, quoted, charged });
    if (news === null) return;
    const facts = { model: model.title.ru, id: modelId, parameters: shown(parameters), quoted, charged };
    const text = deps.texts.ru('admin-price-drift', facts);
    await deps.outbox.add(tx, adminNotices(deps.admins, `price-drift-${news}`, String(deps.now()), text));
  });
}

/** Never rejects: a generation has ended well, whatever becomes of its statistics. */
export async function noteDrift(generation: Generation, deps: GenerationDeps): Promise<void> {
  try {
    await compare(generation, deps);
  } catch (error) {
    deps.log.warn('price.compare.failed', { generationId: generation.id, error: errorFields(error) });
  }
}
