/** Waits until the service has nothing left to do; what is still open otherwise. */
import type { World } from './faults/fault.ts';

const LOOKS_EVERY_MS = 500;
/** So often in a row nothing may be open: between two looks a reply can turn into a job. */
const LOOKS_IN_A_ROW = 3;

async function openWork({ stand, database }: World, bot: string): Promise<readonly string[]> {
  const { rows } = await database.query<{ what: string; count: string }>(
    `select 'unhandled updates' as what, count(*) from ${bot}.inbox where processed_at is null
     union all select 'generation ' || state, count(*) from ${bot}.generation
       where state not in ('delivered', 'failed', 'cancelled') group by state
     union all select 'outbox ' || state || coalesce(' by ' || claimed_by, ''), count(*) from ${bot}.outbox
       where state in ('new', 'sending') group by state, claimed_by`,
  );
  const updates = await stand.telegram.updates();
  const pending = updates.filter(({ confirmedAt, droppedAt }) => confirmedAt === null && droppedAt === null).length;
  return [
    ...rows.filter(({ count }) => count !== '0').map(({ what, count }) => `${what}: ${count}`),
    ...(pending === 0 ? [] : [`unconfirmed updates: ${pending}`]),
  ];
}

/** Empty when all is quiet in time. */
export async function waitForQuiet(world: World, bot: string, timeoutMs: number): Promise<readonly string[]> {
  const until = Date.now() + timeoutMs;
  for (let quiet = 0; quiet < LOOKS_IN_A_ROW;) {
    const open = await openWork(world, bot);
    quiet = open.length === 0 ? quiet + 1 : 0;
    if (Date.now() > until) return open;
    await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS));
  }
  return [];
}
